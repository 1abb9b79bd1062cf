"""The closed table of units that files may use, and what to say of those it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["TABLE", "Unit", "listed", "mistaken", "shown"]

# A unit is `times / over` coherent units, both whole numbers: 100 nJ/bit is then exactly the
# float 1e-7 in J/bit, which 100 * 1e-9 is not, and published results reproduce to the last digit.
_PREFIXES: Final = {
    "p": (1, 1e12), "n": (1, 1e9), "u": (1, 1e6), "µ": (1, 1e6), "μ": (1, 1e6), "m": (1, 1e3),
    "k": (1e3, 1), "M": (1e6, 1), "G": (1e9, 1), "T": (1e12, 1), "P": (1e15, 1), "E": (1e18, 1),
}  # fmt: skip

_DAY: Final = 86_400
_YEAR: Final = 31_557_600  # 365.25 days
_PERIODS: Final = {
    "s": 1, "min": 60, "h": 3600, "day": _DAY, "week": 7 * _DAY, "month": _YEAR // 12,
    "year": _YEAR,
}  # fmt: skip

# text, times, over, coherent unit, prefixes in the order people expect them
_FAMILIES: Final = (
    ("J", 1, 1, "J", "munpkMGTP"),
    ("Wh", 3600, 1, "J", "kMGTmu"),
    ("W", 1, 1, "W", "munpkMG"),
    ("s", 1, 1, "s", "mun"),
    ("s/pixel", 1, 1, "s/pixel", "un"),
    ("bit", 1, 1, "bit", "kMGTP"),
    ("B", 8, 1, "bit", "kMGTPE"),
    ("bit/s", 1, 1, "bit/s", "kMGT"),
    ("B/s", 8, 1, "bit/s", "kMGT"),
    ("FLOP", 1, 1, "flop", "kMGTPE"),
    ("FLOP/s", 1, 1, "flop/s", "kMGTPE"),
    ("OP/s", 1, 1, "operation/s", "kMGTPE"),
    ("MAC/s", 2, 1, "operation/s", "kMGTP"),  # a product and a sum
    ("Hz", 1, 1, "cycle/s", "kMG"),
    ("V", 1, 1, "V", "m"),
    ("A", 1, 1, "A", "mun"),
    ("C", 1, 1, "C", "mu"),
    ("Ah", 3600, 1, "C", "mu"),
    ("m", 1, 1, "m", "k"),
    ("FLOP/sample", 1, 1, "flop/sample", "kMGTP"),
    ("FLOP/value", 1, 1, "flop/value", "kM"),
    ("FLOP/pixel", 1, 1, "flop/pixel", "kM"),
    ("FLOP/cycle", 1, 1, "flop/cycle", "k"),
    ("FLOP/token", 1, 1, "flop/token", "kMGTP"),
    ("FLOP/token**2", 1, 1, "flop/token**2", "kMG"),
    ("bit/token", 1, 1, "bit/token", "kM"),
    ("B/token", 8, 1, "bit/token", "kM"),
    ("token/s", 1, 1, "token/s", "kM"),
    ("s/token", 1, 1, "s/token", "mun"),
    ("J/bit", 1, 1, "J/bit", "munp"),
    ("J/B", 1, 8, "J/bit", "munp"),
    ("Wh/GB", 3600, 8e9, "J/bit", "mk"),
    ("Wh/TB", 3600, 8e12, "J/bit", "mk"),
    ("J/cycle", 1, 1, "J/cycle", "munp"),
    ("C/cycle", 1, 1, "C/cycle", "munp"),
    ("J/FLOP", 1, 1, "J/flop", "munp"),
    ("J/token", 1, 1, "J/token", "munk"),
    ("Wh/token", 3600, 1, "J/token", "mu"),
    ("J/inference", 1, 1, "J/inference", "munpkM"),
    ("Wh/inference", 3600, 1, "J/inference", "mk"),
    ("g", 1, 1, "g", "mkun"),
    ("L", 1, 1, "L", "mun"),
    ("bit/inference", 1, 1, "bit/inference", "kM"),
    ("g/inference", 1, 1, "g/inference", "munpk"),
    ("B/inference", 8, 1, "bit/inference", "kMG"),
)

_SINGLE: Final = (
    ("1", 1, 1, "1"),
    ("%", 1, 100, "1"),
    ("t", 1e6, 1, "g"),
    ("g/kWh", 1, 3.6e6, "g/J"),
    ("kg/kWh", 1e3, 3.6e6, "g/J"),
    ("kg/MWh", 1, 3.6e6, "g/J"),
    ("t/MWh", 1e3, 3.6e6, "g/J"),
    ("g/J", 1, 1, "g/J"),
    ("g/inference", 1, 1, "g/inference"),
    ("g/FLOP", 1, 1, "g/flop"),
    ("m3", 1e3, 1, "L"),
    ("L/kWh", 1, 3.6e6, "L/J"),
    ("L/J", 1, 1, "L/J"),
    ("MJ/kWh", 1e6, 3.6e6, "J/J"),
    ("J/J", 1, 1, "J/J"),
    ("KiB", 8 * 2**10, 1, "bit"),
    ("MiB", 8 * 2**20, 1, "bit"),
    ("GiB", 8 * 2**30, 1, "bit"),
    ("TiB", 8 * 2**40, 1, "bit"),
    ("operation", 1, 1, "operation"),
    ("operations", 1, 1, "operation"),
    ("operation/s", 1, 1, "operation/s"),
    ("cycle/s", 1, 1, "cycle/s"),
    ("1/s", 1, 1, "1/s"),
    ("%/day", 1, 100 * _DAY, "1/s"),
    ("%/week", 1, 700 * _DAY, "1/s"),
    ("%/month", 12, 100 * _YEAR, "1/s"),
    ("%/year", 1, 100 * _YEAR, "1/s"),
    ("1/day", 1, _DAY, "1/s"),
    ("1/month", 12, _YEAR, "1/s"),
    ("1/year", 1, _YEAR, "1/s"),
    ("degC", 1, 1, "degC"),
    ("dB", 1, 1, "dB"),
    ("dBm", 1, 1, "dBm"),
    ("nm", 1, 1, "nm"),
    ("mm2", 1, 1, "mm2"),
    ("cm2", 100, 1, "mm2"),
    ("m2", 1e6, 1, "mm2"),
    ("mm", 1, 1, "mm"),
    ("g/mm2", 1, 1, "g/mm2"),
    ("kg/mm2", 1e3, 1, "g/mm2"),
    ("g/cm2", 1, 100, "g/mm2"),
    ("kg/cm2", 1e3, 100, "g/mm2"),
    ("kg/m2", 1e3, 1e6, "g/mm2"),
    ("J/mm2", 1, 1, "J/mm2"),
    ("kWh/cm2", 3.6e6, 100, "J/mm2"),
    ("1/mm2", 1, 1, "1/mm2"),
    ("W/mm2", 1, 1, "W/mm2"),
    ("W/m2", 1, 1e6, "W/mm2"),
    ("kWh/m2/day", 3.6e6, 1e6 * _DAY, "W/mm2"),
    ("1/cm2", 1, 100, "1/mm2"),
    ("g/g", 1, 1, "g/g"),
    ("kg/kg", 1, 1, "g/g"),
    ("g/bit", 1, 1, "g/bit"),
    ("g/GB", 1, 8e9, "g/bit"),
    ("kg/GB", 1e3, 8e9, "g/bit"),
    ("kg/TB", 1e3, 8e12, "g/bit"),
    ("g/m", 1, 1, "g/m"),
    ("kg/m", 1e3, 1, "g/m"),
    ("g*m", 1, 1, "g*m"),
    ("kg km", 1e6, 1, "g*m"),
    ("t km", 1e9, 1, "g*m"),
    ("g/g/m", 1, 1, "g/g/m"),
    ("kg/(t km)", 1e3, 1e9, "g/g/m"),
    ("g/s", 1, 1, "g/s"),
    ("g/day", 1, 86_400, "g/s"),
    ("kg/year", 1e3, 31_557_600, "g/s"),
    ("t/year", 1e6, 31_557_600, "g/s"),
    ("money", 1, 1, "money"),
    ("money/J", 1, 1, "money/J"),
    ("money/kWh", 1, 3.6e6, "money/J"),
    ("money/MWh", 1, 3.6e9, "money/J"),
    ("money/bit", 1, 1, "money/bit"),
    ("money/MB", 1, 8e6, "money/bit"),
    ("money/GB", 1, 8e9, "money/bit"),
    ("money/TB", 1, 8e12, "money/bit"),
    ("money/g", 1, 1, "money/g"),
    ("money/kg", 1, 1e3, "money/g"),
    ("money/t", 1, 1e6, "money/g"),
    ("money/s", 1, 1, "money/s"),
    ("money/h", 1, 3600, "money/s"),
    ("money/day", 1, _DAY, "money/s"),
    ("money/month", 1, _YEAR // 12, "money/s"),
    ("money/year", 1, _YEAR, "money/s"),
    ("money/inference", 1, 1, "money/inference"),
    ("expense", 1, 1, "expense"),
    ("expense/inference", 1, 1, "expense/inference"),
    ("expense/s", 1, 1, "expense/s"),
    ("cycle", 1, 1, "cycle"),
    ("cycles", 1, 1, "cycle"),
    ("cycle/value", 1, 1, "cycle/value"),
    ("cycles/value", 1, 1, "cycle/value"),
    ("cycle/bit", 1, 1, "cycle/bit"),
    ("cycles/bit", 1, 1, "cycle/bit"),
    ("cycle/B", 1, 8, "cycle/bit"),
    ("cycles/B", 1, 8, "cycle/bit"),
    ("bit/value", 1, 1, "bit/value"),
    ("B/value", 8, 1, "bit/value"),
    ("pixel/token", 1, 1, "pixel/token"),
    ("value/token", 1, 1, "value/token"),
    ("values/token", 1, 1, "value/token"),
    ("value/sample", 1, 1, "value/sample"),
    ("values/sample", 1, 1, "value/sample"),
    ("sample/inference", 1, 1, "sample/inference"),
    ("samples/inference", 1, 1, "sample/inference"),
    ("1/epoch", 1, 1, "1/epoch"),
    ("/epoch", 1, 1, "1/epoch"),
    ("1/sample", 1, 1, "1/sample"),
    ("/sample", 1, 1, "1/sample"),
)

_COUNTED: Final = ("sample", "inference", "epoch", "value", "token", "pixel")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit of the table: ``times / over`` coherent units."""

    times: float
    """Numerator of what one of it is in the coherent unit."""
    over: float
    """Denominator of what one of it is in the coherent unit."""
    measures: str
    """The coherent unit of its quantity, as `joulepath.core.quantities` writes it."""
    listed: bool = True
    """Whether lists for people show it; other spellings of a listed unit are not shown."""

    def to_coherent(self, value: float) -> float:
        """Express a number of this unit in the coherent unit."""
        return value * self.times / self.over

    def from_coherent(self, value: float) -> float:
        """Express a number of the coherent unit in this unit."""
        return value * self.over / self.times


def _build() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for text, times, over, measures, prefixes in _FAMILIES:
        table[text] = Unit(times, over, measures)
        for prefix in prefixes + ("µμ" if "u" in prefixes else ""):
            more, less = _PREFIXES[prefix]
            table[prefix + text] = Unit(more * times, less * over, measures, prefix not in "µμ")
    table |= {text: Unit(times, over, measures) for text, times, over, measures in _SINGLE}
    for period, seconds in _PERIODS.items():
        table.setdefault(period, Unit(seconds, 1, "s"))
        if seconds >= _DAY:
            table[f"{period}s"] = Unit(seconds, 1, "s")
        table[f"/{period}"] = Unit(1, seconds, "inference/s")
        table[f"inference/{period}"] = Unit(1, seconds, "inference/s", listed=False)
        table[f"inferences/{period}"] = Unit(1, seconds, "inference/s", listed=False)
    for name in _COUNTED:
        table |= {name: Unit(1, 1, name), f"{name}s": Unit(1, 1, name)}
    return table


TABLE: Final[Mapping[str, Unit]] = MappingProxyType(_build())
"""Every unit a file may use, by its text."""


def listed(measures: str) -> tuple[str, ...]:
    """Units of one quantity in the order people expect, other spellings left out."""
    return tuple(text for text, unit in TABLE.items() if unit.measures == measures and unit.listed)


def shown(measures: str) -> str:
    """Give a coherent unit the spelling used in files (``flop/s`` becomes ``FLOP/s``)."""
    return measures.replace("flop", "FLOP")


_WORDS: Final = {
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "minute": "min", "minutes": "min",
    "mins": "min", "hour": "h", "hours": "h", "hr": "h", "hrs": "h", "d": "day", "wk": "week",
    "mo": "month", "yr": "year", "yrs": "years", "y": "year", "a": "year", "byte": "B",
    "bytes": "B", "bits": "bit", "watt": "W", "watts": "W", "joule": "J", "joules": "J",
    "percent": "%",
}  # fmt: skip


# Spellings that people use for two different things, or for what they do not measure.
_MISTAKES: Final[Iterable[tuple[re.Pattern[str], str]]] = tuple(
    (re.compile(pattern), remedy)
    for pattern, remedy in (
        (
            r"(?P<prefix>[kKMGTP]?)b(?P<rate>/s|/inference|/value)?",
            "'b' could mean either: write '{prefix}bit{rate}', or '{prefix}B{rate}' for bytes",
        ),
        (
            r"(?P<prefix>[kKMGTP]?)[bB]ps",
            "write '{prefix}bit/s', or '{prefix}B/s' for bytes",
        ),
        (
            r"KB",
            "write 'kB' for 1000 bytes, 'KiB' for 1024 bytes, or 'kbit' for 1000 bits",
        ),
        (
            r"(?P<prefix>[kKMGTPE]?)(FLOPS|FLOPs|flops|Flops|flop|Flop|flop/s|Flop/s|FLOPS/s)",
            "write '{prefix}FLOP' for work, or '{prefix}FLOP/s' for a rate",
        ),
        (
            r"(?P<prefix>[kKMGTPE]?)(OP|OPS|OPs|OP/s|ops)",
            "integer operations are no FLOP; write '{prefix}OP/s' for their rate, "
            "or the floating-point figure in FLOP or FLOP/s",
        ),
        (
            r"[numkµμ]?A",
            "a current needs a voltage: multiply the two and write the power, "
            "e.g. 45 mA at 3.3 V as '148.5 mW'",
        ),
        (
            r"[mk]?Ah",
            "a charge needs a voltage: multiply the two and write the energy, "
            "e.g. 1000 mAh at 3.7 V as '3.7 Wh'",
        ),
        (r"[mk]?V", "a voltage needs a current: multiply the two and write the power in W"),
        (
            r"(?P<mass>k?g|t) ?CO2(e|eq)?(?P<per>/[kM]Wh)?",
            "write '{mass}{per}'; every gram here is CO2-equivalent",
        ),
        (r"m", "write 'min' for minutes, or 'month' for months"),
    )
)


def mistaken(unit: str) -> str:
    """What to write instead of a well-known mistake, or nothing."""
    if unit in _WORDS:
        return f"write {_WORDS[unit]!r}"
    for pattern, remedy in _MISTAKES:
        if found := pattern.fullmatch(unit):
            parts = {name: text or "" for name, text in found.groupdict().items()}
            parts["prefix"] = parts.get("prefix", "").replace("K", "k")
            return remedy.format_map(parts)
    return ""
