"""Update rules written out step by step: how many operations they take, and what they do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

import pytest

from joulepath.records.workload import Operations
from joulepath.workloads.optimisers import OPTIMISERS, update_of

# Rates and decays, invented; the same for both sides.
RATE, FIRST, SECOND, TINY, DECAY = 0.01, 0.9, 0.99, 1e-8, 0.1


class Counted:
    """A number of which every operation is counted."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self, value: float) -> None:
        self.value = value

    def _new(self, kind: str, value: float) -> Counted:
        Counted.done[kind] += 1
        return Counted(value)

    def __add__(self, other: Any) -> Counted:
        return self._new("elementwise", self.value + plain(other))

    def __sub__(self, other: Any) -> Counted:
        return self._new("elementwise", self.value - plain(other))

    def __mul__(self, other: Any) -> Counted:
        return self._new("elementwise", self.value * plain(other))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Counted:
        return self._new("special", self.value / plain(other))

    def root(self) -> Counted:
        return self._new("special", math.sqrt(self.value))

    def sign(self) -> Counted:
        return self._new("comparisons", math.copysign(1.0, self.value) if self.value else 0.0)


def plain(number: Any) -> float:
    return number.value if isinstance(number, Counted) else number


Rule = Callable[[Counted, Counted, list[Counted], int], Counted]


def sgd(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    return p - RATE * g


def momentum(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    state[0] = FIRST * state[0] + g
    return p - RATE * state[0]


def nesterov(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    state[0] = FIRST * state[0] + g
    return p - RATE * (g + FIRST * state[0])


def adagrad(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    state[0] = state[0] + g * g
    return p - RATE * g / (state[0].root() + TINY)


def rmsprop(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    state[0] = SECOND * state[0] + (1 - SECOND) * (g * g)
    return p - RATE * g / (state[0].root() + TINY)


def adam(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    state[0] = FIRST * state[0] + (1 - FIRST) * g
    state[1] = SECOND * state[1] + (1 - SECOND) * (g * g)
    correction = math.sqrt(1 - SECOND**step)
    rate = RATE * correction / (1 - FIRST**step)
    return p - rate * state[0] / (state[1].root() + TINY * correction)


def adamw(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    return adam((1 - RATE * DECAY) * p, g, state, step)


def lion(p: Counted, g: Counted, state: list[Counted], step: int) -> Counted:
    u = (FIRST * state[0] + (1 - FIRST) * g).sign()
    state[0] = SECOND * state[0] + (1 - SECOND) * g
    return p - RATE * (u + DECAY * p)


RULES: dict[str, Rule] = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
    "adamw": adamw,
    "lion": lion,
}
GRADIENTS = [0.5, -1.25, 0.75]


def states(name: str) -> list[Counted]:
    return [Counted(0.0) for _ in range(OPTIMISERS[name].states)]


def after(name: str, gradients: Sequence[float]) -> float:
    value, state = Counted(2.0), states(name)
    for step, gradient in enumerate(gradients, 1):
        value = RULES[name](value, Counted(gradient), state, step)
    return value.value


@pytest.mark.parametrize("name", RULES)
def test_a_value_takes_as_many_operations_as_its_rule_written_out(name: str) -> None:
    Counted.done.clear()
    after(name, GRADIENTS[:1])
    done = Counted.done
    assert OPTIMISERS[name].each == Operations(
        0, done["elementwise"], done["special"], done["comparisons"], 0
    )


def test_every_rule_but_the_factored_one_is_written_out() -> None:
    assert set(OPTIMISERS) - set(RULES) == {"adafactor"}


def test_adafactor_written_out_for_a_matrix() -> None:
    """Of a large matrix, what is done once a row or column does not count."""
    rows, columns = 40, 50
    Counted.done.clear()
    values = [[Counted(0.1) for _ in range(columns)] for _ in range(rows)]
    gradients = [[Counted(0.2 + 0.01 * (i + j)) for j in range(columns)] for i in range(rows)]
    squares = [[g * g + TINY for g in row] for row in gradients]
    in_rows = [summed(row) for row in squares]
    in_columns = [summed([row[j] for row in squares]) for j in range(columns)]
    whole = summed(in_rows)
    shares = [row / whole for row in in_rows]
    update = [
        [gradients[i][j] / (shares[i] * in_columns[j]).root() for j in range(columns)]
        for i in range(rows)
    ]
    norm = summed([u * u for row in update for u in row]).root()
    scale = 1 / max(1.0, norm.value / math.sqrt(rows * columns))
    rate = summed([p * p for row in values for p in row]).root().value
    for i in range(rows):
        for j in range(columns):
            values[i][j] = values[i][j] - rate * (scale * update[i][j])
    cells = rows * columns
    each = OPTIMISERS["adafactor"].each
    assert Counted.done["elementwise"] == pytest.approx(
        each.elementwise * cells, abs=3 * (rows + columns)
    )
    assert Counted.done["special"] == pytest.approx(each.special * cells, abs=rows + columns)


def summed(numbers: Sequence[Counted]) -> Counted:
    total = numbers[0]
    for number in numbers[1:]:
        total = total + number
    return total


@pytest.mark.torch
@pytest.mark.parametrize("name", [name for name in RULES if name != "lion"])
def test_the_rules_do_what_a_well_known_library_does(name: str) -> None:
    torch = pytest.importorskip("torch")
    optim = torch.optim
    value = torch.nn.Parameter(torch.tensor(2.0, dtype=torch.float64))
    betas = {"betas": (FIRST, SECOND), "eps": TINY}
    optimiser = {
        "sgd": lambda: optim.SGD([value], RATE),
        "momentum": lambda: optim.SGD([value], RATE, momentum=FIRST),
        "nesterov": lambda: optim.SGD([value], RATE, momentum=FIRST, nesterov=True),
        "adagrad": lambda: optim.Adagrad([value], RATE, eps=TINY),
        "rmsprop": lambda: optim.RMSprop([value], RATE, alpha=SECOND, eps=TINY),
        "adam": lambda: optim.Adam([value], RATE, **betas),
        "adamw": lambda: optim.AdamW([value], RATE, weight_decay=DECAY, **betas),
    }[name]()
    for gradient in GRADIENTS:
        value.grad = torch.tensor(gradient, dtype=torch.float64)
        optimiser.step()
    # The same arithmetic in another order: a few roundings of 1e-16 each.
    assert after(name, GRADIENTS) == pytest.approx(value.item(), rel=1e-13)


def test_an_update_moves_values_gradients_and_what_is_remembered() -> None:
    update = update_of("adam", 10, 0, value_bits=32, master_bits=0)
    assert (update.state_bits, update.read_bits, update.written_bits) == (640, 1280, 960)


def test_exact_copies_are_updated_and_rounded() -> None:
    # Copies of 32 bits and gradients of 16 in, copies and values of 16 out, two states each way.
    update = update_of("adamw", 10, 0, value_bits=16, master_bits=32)
    assert (update.state_bits, update.read_bits) == (640, 10 * (32 + 16) + 640)
    assert update.written_bits == 10 * (32 + 16) + 640
