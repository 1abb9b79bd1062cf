"""What it takes to compare answers, and the gradient of the comparison.

For each value of an answer:

``cross-entropy``
    a logarithmic softmax (maximum, difference, exponential, sum, its logarithm, difference; 6),
    then its product with the target and the sum of the products (2); backwards the exponential
    and the difference from the target (2).
``squared-error``
    difference, square and sum (3); backwards the product with a constant (1).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from joulepath.records.workload import Operations

__all__ = ["LOSSES"]

LOSSES: Final[Mapping[str, Operations]] = MappingProxyType(
    {
        "cross-entropy": Operations(0, 6, 3, 1, 0),
        "squared-error": Operations(0, 4, 0, 0, 0),
    }
)
"""Work for each value of an answer, forwards and backwards, by name."""
