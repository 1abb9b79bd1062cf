"""Prices: an amount, a currency and what it buys, e.g. ``"0.30 EUR/kWh"``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from joulepath.catalogue import units
from joulepath.errors import InputError, nearest
from joulepath.scenario.bands import is_banded, written_band
from joulepath.scenario.fields import Quantity, refuse

__all__ = ["CURRENCIES", "Price", "currencies_in"]

CURRENCIES: Final = (
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN",
    "ISK", "TRY", "CAD", "MXN", "BRL", "ARS", "CLP", "COP", "AUD", "NZD", "JPY", "CNY",
    "KRW", "TWD", "HKD", "SGD", "INR", "IDR", "MYR", "THB", "VND", "PHP", "ZAR", "EGP",
    "KES", "NGN", "MAD", "ILS", "AED", "SAR", "UAH",
)  # fmt: skip
"""Currencies by their ISO 4217 codes."""

_PRICE: Final = re.compile(
    r"\s*(?P<number>[-+0-9._eE]*?)\s*(?P<currency>[A-Za-z]{3})(?P<rest>/.*)?\s*"
)


class _Amount(float):
    """A price that was read, which a bare number never is."""


@dataclass(frozen=True)
class Price(Quantity):
    """A price; it becomes a number, and its currency is that of its table."""

    example: str = ""
    """What it buys, for messages, e.g. ``/kWh``."""

    def read(self, value: Any) -> Any:
        """Turn a text with a currency into the coherent unit."""
        if isinstance(value, _Amount):
            return value
        if is_banded(value):
            alone = "give the price alone, and compare others by --set or a sweep"
            raise refuse(f"{written_band(value)!r}: prices take no band", alone)
        remedy = f'write an amount with its currency, e.g. "0.30 EUR{self.example}"'
        found = _PRICE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise refuse(f"{value!r} is no price", remedy)
        code = found["currency"]
        if code not in CURRENCIES:
            near = nearest(code, CURRENCIES, count=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise refuse(f"no currency {code!r}", f"{hint}{remedy}")
        try:
            number = units.parse(f"{found['number']} money{found['rest'] or ''}", self.unit)
        except InputError as error:
            problem = error.problems[0]
            what = problem.what.replace("money", code)
            raise refuse(what, problem.remedy.replace("money", code) or remedy) from None
        if number < (self.minimum or 0.0):
            raise refuse(f"{value!r} is out of range", f"must be at least 0 {code}")
        return _Amount(number)

    def _examples(self) -> list[str]:
        return [f"0.30 EUR{self.example}"]


def currencies_in(table: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Places and currencies of all prices that a table holds.

    Parameters
    ----------
    table : mapping
        As it was written.
    """
    for key, value in table.items():
        yield from _in(value, (key,))


def _in(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, Mapping):
        for key, below in cast("Mapping[str, Any]", value).items():
            yield from _in(below, (*at, key))
    elif isinstance(value, (list, tuple)):
        for index, below in enumerate(cast("list[Any]", value)):
            yield from _in(below, (*at, index))
    elif isinstance(value, str):
        found = _PRICE.fullmatch(value)
        if found is not None and found["number"] and found["currency"] in CURRENCIES:
            yield at, found["currency"]
