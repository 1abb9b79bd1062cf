"""Amounts taken once, which say by their unit what they are amounts of."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from joulepath.catalogue.units import parse
from joulepath.errors import InputError, Problem, UnitError, gathered
from joulepath.scenario.resolve import Resolved

__all__ = ["amounts_of"]

_COUNTED: Final = {"energy": "J", "carbon": "g", "water": "L"}


def amounts_of(texts: Iterable[str], resolved: Resolved, where: str) -> dict[str, float]:
    """Read amounts by what they are amounts of; several of one kind add up.

    Parameters
    ----------
    texts : iterable of str
        E.g. ``"5 kWh"``, ``"30 kg"`` of CO2e, ``"2 m3"`` of water or ``"900 EUR"``.
    resolved : Resolved
        The scenario whose currency counts.
    where : str
        Who gave them, for errors.

    Returns
    -------
    dict
        ``energy`` in J, ``carbon`` in g, ``water`` in L and ``money``, those that are given.

    Raises
    ------
    InputError
        With every text that is no such amount.
    """
    amounts: dict[str, float] = {}
    for quantity, value in gathered(partial(_amount, text, resolved, where) for text in texts):
        amounts[quantity] = amounts.get(quantity, 0.0) + value
    return amounts


def _amount(text: str, resolved: Resolved, where: str) -> tuple[str, float]:
    prices = resolved.inputs.cost
    if prices is not None and prices.currency in text:
        return "money", parse(text.replace(prices.currency, " money"), "money")
    for quantity, unit in _COUNTED.items():
        try:
            return quantity, parse(text, unit)
        except UnitError:
            continue
    currency = "a currency, which needs [cost]" if prices is None else prices.currency
    remedy = f"write an amount in kWh, kg, L or {currency}, e.g. {where} '5 kWh'"
    raise InputError(Problem(where, f"{text!r} is no energy, mass, water or money", remedy))
