"""Amounts that a limit names: a number with its unit, or money with its currency."""

from __future__ import annotations

import re
from typing import Final

from joulepath.catalogue.units import parse
from joulepath.errors import InputError, Problem
from joulepath.scenario.prices import CURRENCIES

__all__ = ["read_amount"]

_NUMBER: Final = r"[-+]?(?:\d[\d_]*\.?[\d_]*|\.\d+)(?:[eE][-+]?\d+)?"
_BARE: Final = re.compile(rf"\s*{_NUMBER}\s*")
_MONEY: Final = re.compile(rf"\s*(?P<number>{_NUMBER})\s*(?P<name>[^/\d\s]*)\s*(?P<each>/.*\S)?\s*")
_EACH: Final = "/inference"


def read_amount(text: str, unit: str, currency: str | None = None) -> float:
    """Read an amount; what is per inference may leave that out.

    Parameters
    ----------
    text : str
        As it was written, e.g. ``"5 kWh"`` or ``"5 EUR"``.
    unit : str
        Coherent unit of the quantity; of money with its currency, e.g. ``"EUR/inference"``.
    currency : str or None
        Currency of the scenario where the quantity is money.

    Returns
    -------
    float
        In that unit.

    Raises
    ------
    InputError
        For no number, no unit, or one of something else; money in another currency is never
        converted.
    """
    if currency is not None:
        return _money(text, unit, currency)
    if unit != "1" and _BARE.fullmatch(text):
        raise InputError(Problem("", f"{text} has no unit", f"write e.g. {text.strip()} {unit}"))
    whole = unit.removesuffix(_EACH)
    return parse(text, whole if whole != unit and "/" not in text else unit)


def _money(text: str, unit: str, currency: str) -> float:
    found = _MONEY.fullmatch(text)
    if found is None:
        raise _refused(f"{text.strip()!r} is no amount of money", f"5 {unit}", currency)
    number, name, each = found["number"], found["name"], found["each"] or ""
    example = f"{number} {unit}"
    if not name:
        raise _refused(f"{text.strip()} has no currency", example, currency)
    if name in CURRENCIES and name != currency:
        what = f"{text.strip()} is money, and this quantity is in {unit}"
        raise _refused(what, example, currency)
    if name != currency:
        raise _refused(f"{name!r} is not the currency of this scenario", example, currency)
    due = unit.removeprefix(currency)
    if each != due and not (each == "" and due == _EACH):
        raise _refused(f"{text.strip()} is no amount in {unit}", example, currency)
    return parse(f"{number} money", "money")


def _refused(what: str, example: str, currency: str) -> InputError:
    remedy = f"prices of this scenario are in {currency}, and nothing is converted: write e.g."
    return InputError(Problem("", what, f"{remedy} {example}"))
