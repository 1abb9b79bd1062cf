"""Two ways weighed against each other: in what they can be, and what they come to."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from joulepath.analysis.ways import QUANTITIES, Array, Meeting, Way, meeting
from joulepath.scenario.resolve import Resolved

__all__ = ["Weighed", "shared_quantities", "unit_of"]

_UNITS: Final = MappingProxyType({"energy": "J", "carbon": "g", "water": "L"})


class Weighed:
    """Two ways at their best estimates, or at draws."""

    def __init__(
        self, ways: tuple[Way, Way], inputs: tuple[Any, Any], paths: tuple[dict[str, str], ...]
    ) -> None:
        self._parts = tuple(zip(ways, inputs, paths, strict=True))
        base, alternative = (way.lines(put, at) for way, put, at in self._parts)
        self._whole = Way(ways[0].resolved, {}).lines(inputs[0], paths[0]) if ways[0].spent else {}
        self.lines = {quantity: (base[quantity], alternative[quantity]) for quantity in base}

    def totals(self, quantity: str, inferences: Array) -> tuple[Array, Array]:
        """What the base and the alternative have taken after some inferences."""
        one, other = (
            way.totals(put, {quantity: at[quantity]}, inferences)[quantity]
            for way, put, at in self._parts
        )
        return (one - self._whole[quantity].once if self._whole else one), other

    def difference(self, quantity: str, inferences: Array) -> Array:
        """What the alternative has taken more than the base after some inferences."""
        one, other = self.totals(quantity, inferences)
        return other - one

    def meeting(self, quantity: str) -> tuple[Meeting, bool]:
        """Where both have taken the same, and whether they are straight lines."""
        return meeting(self.lines[quantity], lambda n: self.difference(quantity, n))


def shared_quantities(ways: tuple[Way, Way]) -> tuple[tuple[dict[str, str], ...], tuple[str, ...]]:
    """Where both have what is weighed, and why the rest is left out."""
    base, other = (way.paths for way in ways)
    left_out = [
        f"{quantity}: the {'alternative' if quantity in base else 'base'} does not tell it"
        for quantity in QUANTITIES
        if (quantity in base) != (quantity in other)
    ]
    both = [quantity for quantity in base if quantity in other]
    units = [unit_of("money", way.resolved) for way in ways]
    if "money" in both and units[0] != units[1]:
        both.remove("money")
        left_out.append(f"money: the base is in {units[0]}, the alternative in {units[1]}")
    found = ({quantity: way[quantity] for quantity in both} for way in (base, other))
    return tuple(found), tuple(left_out)


def unit_of(quantity: str, resolved: Resolved) -> str:
    """Coherent unit of a quantity; the currency of a scenario, and its year, for money."""
    prices = resolved.inputs.cost
    if quantity != "money" or prices is None:
        return _UNITS.get(quantity, "money")
    return f"{prices.currency} of {prices.year}"
