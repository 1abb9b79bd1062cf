"""Work and memory of a model, layer by layer, whatever kind of file it came from."""

from __future__ import annotations

from dataclasses import dataclass

from joulepath.core.quantities import Bit, Count, ValuePerSample


@dataclass(frozen=True)
class Operations:
    """Operations of one forward pass of one sample, by kind."""

    macs: Count
    """Multiply-accumulates of convolutions, matrix products and the like."""
    elementwise: Count
    """Additions, multiplications and other plain arithmetic, one for each elementary step."""
    special: Count
    """Divisions, roots, exponentials and other special functions."""
    comparisons: Count
    """Comparisons, maxima, minima and selections, rectifiers among them."""
    moves: Count
    """Values copied to another place without arithmetic."""


@dataclass(frozen=True)
class TrainedMatrix:
    """A matrix of trained values that a layer multiplies activations with."""

    name: str
    """What it makes, e.g. ``query``; empty where a layer has no other."""
    inputs: int
    """Values that each of its results is a weighted sum of."""
    outputs: int
    """Results of one multiplication with it."""
    uses: Count
    """Multiplications with it for one sample, with all copies together; none with a table."""
    copies: int = 1
    """Matrices of this form: those of identical blocks, groups or experts."""
    inner: bool = False
    """Whether it multiplies what the layer itself computed, in an earlier step or product."""


@dataclass(frozen=True)
class WorkloadLayer:
    """One operator of a model."""

    name: str
    """Name in the file, or in the family's description."""
    operator: str
    """Kind of operator, e.g. ``Conv``."""
    format: str
    """Numeric format of the arithmetic, e.g. ``fp32``, ``bf16`` or ``int8``."""
    operations: Operations
    """What it does for one sample."""
    parameters: Count
    """Trained values it reads; shared ones count where they are first read."""
    weight_bits: Bit
    """Trained values it reads, in the format in which they are stored."""
    read_bits: Bit
    """Activations it reads for one sample."""
    written_bits: Bit
    """Activations it writes for one sample."""
    output_values: ValuePerSample
    """Values it writes for one sample."""
    trained_macs: Count
    """Multiply-accumulates of trained values with activations; the others multiply activations."""
    reads: tuple[int, ...]
    """Positions, in the order of execution, of the layers whose results it reads.

    A layer that stands for several identical blocks reads what the block before it wrote, so
    that one of its positions may be its own or a later one."""
    matrices: tuple[TrainedMatrix, ...] = ()
    """The trained matrices behind ``trained_macs``, if they are known one by one."""
    repeats: int = 1
    """Identical operators, one after the other in a stack, that it stands for."""
    kernel: str = ""
    """What a convolution is: ``"depthwise"``, ``"pointwise"`` or ``"convolution"``; other
    operators leave it empty."""


@dataclass(frozen=True)
class Workload:
    """Work and memory of one forward pass of one sample."""

    layers: tuple[WorkloadLayer, ...]
    """Operators, in the order of execution."""
    operations: Operations
    """What all of them do."""
    parameters: Count
    """Trained values of the model."""
    weight_bits: Bit
    """Size of the trained values as stored."""
    read_bits: Bit
    """Activations read by all operators."""
    written_bits: Bit
    """Activations written by all operators."""
    peak_bits: Bit
    """Largest size of all activations that are needed at one time."""
    input_values: ValuePerSample
    """Values of one input sample."""
    output_values: ValuePerSample
    """Values of the answer to one sample."""
    left_out: tuple[str, ...]
    """Operators without a counting rule; if there are any, all counts are lower bounds."""
    assumptions: tuple[str, ...] = ()
    """What the counts take for granted because the file does not say it."""


@dataclass(frozen=True)
class LanguageWorkload:
    """Work of a model that writes its answer token by token."""

    prefill: Workload
    """Reading a prompt of the given length."""
    decode: Workload
    """Writing one token after a context of the given length."""
    cache_bits_per_token: Bit
    """Keys and values, or the like, kept for each token of the context."""
    state_bits: Bit
    """Memory kept whatever the length of the context (state space models)."""
