"""Kinds of operators, under the names that all sources of counts give them."""

from __future__ import annotations

from typing import Final

from joulepath.core.quantities import Count
from joulepath.records.workload import WorkloadLayer
from joulepath.workloads.onnx_elementwise import MOVEMENT as ONNX_MOVEMENT
from joulepath.workloads.onnx_elementwise import VIEWS as ONNX_VIEWS
from joulepath.workloads.tflite_operators import COPIES as TFLITE_COPIES
from joulepath.workloads.tflite_operators import VIEWS as TFLITE_VIEWS
from joulepath.workloads.what_if_layers import FORMATS

__all__ = [
    "AVERAGES",
    "BATCH_NORMS",
    "LOOKUPS",
    "MOVES",
    "SUMS",
    "VIEWS",
    "bare",
    "is_joined",
    "is_view",
    "names",
    "values_of",
]


def bare(operator: str) -> str:
    """Name of an operator as all sources of counts may spell it."""
    return operator.rpartition(".")[2].replace("_", "").lower()


def names(text: str) -> frozenset[str]:
    """Bare names of several operators, written with spaces between them."""
    return frozenset(map(bare, text.split()))


def values_of(layer: WorkloadLayer) -> Count:
    """Values that a layer writes, those between operators that it joins included."""
    width = FORMATS.get(layer.format)
    written = layer.written_bits // width if width else 0
    return written if written > layer.output_values else layer.output_values


def is_view(layer: WorkloadLayer) -> bool:
    """Whether a layer only gives values another shape or name."""
    return bare(layer.operator) in VIEWS


def is_joined(layer: WorkloadLayer) -> bool:
    """Whether a layer is several operators one after the other, or one that works in steps."""
    return any(matrix.inner for matrix in layer.matrices)


VIEWS: Final = frozenset(map(bare, (*ONNX_VIEWS, *TFLITE_VIEWS))) | names(
    "View Alias Detach ExpandDims T"
)
"""Operators that only give values another shape or name."""

MOVES: Final = frozenset(map(bare, (*ONNX_MOVEMENT, *TFLITE_COPIES))) | names(
    "Cat Clone Contiguous Copy Index Permute Select Stack To Unbind"
)
"""Operators that copy values without arithmetic."""

BATCH_NORMS: Final = names("BatchNormalization BatchNorm NativeBatchNorm _native_batch_norm_legit")
"""Normalisations by statistics that training takes from the batch."""

SUMS: Final = names("Add AddN Sum")
"""Sums, of values or of layers, that hand a gradient on as it is."""

LOOKUPS: Final = names("Embedding EmbeddingLookup Gather")
"""Operators that take rows of a table."""

AVERAGES: Final = names("AveragePool AveragePool2D AvgPool2d")
"""Means over windows."""
