"""Building blocks of networks: what each of them computes, keeps and reads.

Multiply-accumulates are those of sums of products. All other arithmetic counts one for each
elementary step, whatever the machine does to compute it:

======================  ===============================================================
bias, residual, gate    an addition or a product for each value
layer normalisation     6 plain and 1 division for each value; 1 addition, 1 root a mean
root-mean-square norm   3 plain and 1 division for each value; 1 addition, 1 root a mean
softmax                 comparison, difference, exponential, sum and quotient for each
rotary positions        3 plain for each value turned; sines are tabulated
activations             see ``ACTIVATIONS``
look-up of a token      a move for each value
======================  ===============================================================

Scores and weights of attention stay inside the operator: its reads are queries, keys and values,
its writes their weighted sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final, NamedTuple

from joulepath.formulas.architectures.transformer import matrix_parameters, projection_macs
from joulepath.records.workload import TrainedMatrix

__all__ = [
    "ACTIVATIONS",
    "RESTING",
    "Part",
    "Step",
    "activation",
    "attended",
    "embedding",
    "following",
    "layer_norm",
    "linear",
    "live",
    "repeated",
    "residual",
    "resting",
    "root_mean_square_norm",
    "softmax",
    "together",
]


RESTING: Final = "Resting"
"""Operator of trained values without work."""


class Activation(NamedTuple):
    """Operations of an activation for each value."""

    elementwise: int
    special: int
    comparisons: int


ACTIVATIONS: Final[Mapping[str, Activation]] = {
    "relu": Activation(0, 0, 1),
    "gelu": Activation(4, 1, 0),  # x/2 (1 + erf(x / sqrt 2))
    **dict.fromkeys(("gelu_new", "gelu_pytorch_tanh", "gelu_fast"), Activation(8, 1, 0)),
    "quick_gelu": Activation(2, 1, 0),  # x sigmoid(1.702 x)
    **dict.fromkeys(("silu", "swish"), Activation(1, 1, 0)),
    "tanh": Activation(0, 1, 0),
    "softplus": Activation(1, 2, 0),
    # Clamped gate and value, gate sigmoid(1.702 gate), value + 1; their product counts apart.
    "clamped_swish": Activation(3, 1, 3),
}
"""Operations of each activation for each value."""


@dataclass(frozen=True)
class Part:
    """What an operator does for one sample, in values rather than bits."""

    name: str
    operator: str
    macs: int = 0
    trained_macs: int = 0
    elementwise: int = 0
    special: int = 0
    comparisons: int = 0
    moves: int = 0
    parameters: int = 0
    read: int = 0
    written: int = 0
    output: int = 0
    peak: int = 0
    """Values needed at one time, where that is not all that is read and written."""
    repeats: int = 1
    """Identical operators that this one stands for; the other numbers are of a single one."""
    matrices: tuple[TrainedMatrix, ...] = ()
    """The trained matrices behind ``trained_macs``."""
    reads: tuple[int, ...] = (-1,)
    """Parts whose results it reads, counted from its own place; those at rest have no place."""
    recalls: bool = False
    """Whether it reads what an encoder left, too."""


@dataclass(frozen=True)
class Step:
    """Tokens that pass through the network together, after some that are remembered."""

    tokens: int
    """Tokens processed."""
    before: int
    """Tokens processed earlier."""
    masked: bool
    """Whether only the pairs that a mask leaves are counted."""

    def pairs(self, window: int | None, causal: bool) -> int:
        """Pairs of a token and one it may attend to.

        Parameters
        ----------
        window : int or None
            Tokens that each one sees at most, itself included.
        causal : bool
            Whether a token sees only those before it.
        """
        everything = self.before + self.tokens
        reach = everything if window is None else min(window, everything)
        if not (causal and self.masked):
            return self.tokens * reach
        growing = min(max(reach - self.before, 0), self.tokens)
        first = growing * self.before + growing * (growing + 1) // 2
        return first + (self.tokens - growing) * reach

    def kept(self, window: int | None) -> int:
        """Tokens whose keys and values are read."""
        before = self.before if window is None else min(self.before, window - 1)
        return before + self.tokens


_SUMMED: Final = tuple(
    field.name
    for field in fields(Part)
    if field.name
    not in {"name", "operator", "output", "peak", "repeats", "matrices", "reads", "recalls"}
)


def together(name: str, operator: str, parts: Iterable[Part]) -> Part:
    """Operators as one, whose output is that of the last."""
    several = tuple(parts)
    sums = {
        field: sum(getattr(part, field) * part.repeats for part in several) for field in _SUMMED
    }
    peak = max(map(live, several))
    matrices = tuple(matrix for part in several for matrix in part.matrices)
    last = several[-1].output
    return replace(Part(name, operator), output=last, peak=peak, matrices=matrices, **sums)


def following(name: str, part: Part) -> Part:
    """A product of what the same operator computed before, with a name for its matrix."""
    matrices = tuple(replace(matrix, name=name, inner=True) for matrix in part.matrices)
    return replace(part, matrices=matrices)


def live(part: Part) -> int:
    """Values that a single one of these operators needs at one time."""
    return part.peak or part.read + part.written


def repeated(part: Part, times: int) -> Part:
    """An operator that occurs several times."""
    return replace(part, repeats=part.repeats * times)


def resting(name: str, parameters: int, repeats: int = 1) -> Part:
    """Trained values that are stored but not used in this step."""
    return Part(name, RESTING, parameters=parameters, repeats=repeats, reads=())


def linear(tokens: int, inputs: int, outputs: int | Mapping[str, int], biases: int = 0) -> Part:
    """A matrix product, of whose outputs some have a bias.

    Parameters
    ----------
    tokens, inputs : int
        Vectors, and values of each.
    outputs : int or mapping of str to int
        Values made of each vector; by name if several matrices make them.
    biases : int
        How many of the outputs have a bias.
    """
    named = {"": outputs} if isinstance(outputs, int) else outputs
    outputs = sum(named.values())
    macs = int(projection_macs(tokens=tokens, inputs=inputs, outputs=outputs))
    return Part(
        "linear",
        "Linear",
        macs=macs,
        trained_macs=macs,
        matrices=tuple(TrainedMatrix(name, inputs, each, tokens) for name, each in named.items()),
        elementwise=tokens * biases,
        parameters=int(matrix_parameters(inputs=inputs, outputs=outputs)) + biases,
        read=tokens * inputs,
        written=tokens * outputs,
        output=tokens * outputs,
    )


def activation(kind: str, values: int, *, gated: bool = False) -> Part:
    """An activation, perhaps of a gate that a second input passes through."""
    each = ACTIVATIONS[kind]
    return Part(
        kind,
        "Activation",
        elementwise=values * (each.elementwise + gated),
        special=values * each.special,
        comparisons=values * each.comparisons,
        read=values * (1 + gated),
        written=values,
        output=values,
    )


def residual(values: int) -> Part:
    """The sum of a block's input and output."""
    return Part(
        "residual", "Add", elementwise=values, read=2 * values, written=values, output=values
    )


def layer_norm(tokens: int, width: int) -> Part:
    """A layer normalisation with scale and shift."""
    return _norm("LayerNorm", tokens, width, each=6, parameters=2 * width)


def root_mean_square_norm(tokens: int, width: int) -> Part:
    """A root-mean-square normalisation with a scale."""
    return _norm("RMSNorm", tokens, width, each=3, parameters=width)


def _norm(operator: str, tokens: int, width: int, *, each: int, parameters: int) -> Part:
    values = tokens * width
    return Part(
        "norm",
        operator,
        elementwise=each * values + tokens,
        special=values + tokens,
        parameters=parameters,
        read=values,
        written=values,
        output=values,
    )


def softmax(values: int) -> Part:
    """A softmax over all values, in however many rows."""
    return Part(
        "softmax",
        "Softmax",
        elementwise=2 * values,
        special=2 * values,
        comparisons=values,
        read=values,
        written=values,
        output=values,
    )


def attended(
    pairs: int, tokens: int, heads: int, *, compared: int, summed: int, scaled: bool = True
) -> Part:
    """Scores, softmax and weighted sum, without the values read.

    Parameters
    ----------
    pairs : int
        Pairs of tokens.
    tokens : int
        Tokens that ask.
    heads : int
        Heads that ask.
    compared, summed : int
        Width of a head's key and of its value.
    scaled : bool
        Whether the scores are divided by a constant.
    """
    scores = heads * pairs
    inside = softmax(scores)
    written = tokens * heads * summed
    return Part(
        "scores and values",
        "Attention",
        macs=scores * (compared + summed),
        elementwise=inside.elementwise + scores * scaled,
        special=inside.special,
        comparisons=inside.comparisons,
        written=written,
        output=written,
    )


def embedding(name: str, tokens: int, entries: int, width: int) -> Part:
    """A table of which each token takes a row."""
    values = tokens * width
    return Part(
        name,
        "Embedding",
        moves=values,
        parameters=int(matrix_parameters(inputs=entries, outputs=width)),
        written=values,
        output=values,
        matrices=(TrainedMatrix("", entries, width, 0),),
        reads=(),
    )
