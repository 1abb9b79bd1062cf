"""What every distribution of a number that is not known exactly can tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

__all__ = ["HIGH", "LOW", "Varying"]

LOW: Final = 0.05
"""Share of all cases below the lower end of a 90 % band."""
HIGH: Final = 0.95
"""Share of all cases below its upper end."""


@dataclass(frozen=True)
class Varying:
    """What all distributions have in common."""

    def ppf(self, probability: Any) -> Any:
        """Value below which a share of all cases lies.

        Parameters
        ----------
        probability : array_like
            Between 0 and 1, ends excluded; any shape.

        Returns
        -------
        ndarray
            Of the same shape.
        """
        raise NotImplementedError

    @property
    def mean(self) -> float:
        """Mean of all cases."""
        raise NotImplementedError

    @property
    def deviation(self) -> float:
        """Standard deviation."""
        raise NotImplementedError

    @property
    def low(self) -> float:
        """5 % point."""
        return float(self.ppf(LOW))

    @property
    def high(self) -> float:
        """95 % point."""
        return float(self.ppf(HIGH))

    @property
    def written(self) -> str:
        """The distribution in words, its numbers in the coherent unit."""
        raise NotImplementedError
