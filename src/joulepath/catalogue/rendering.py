"""Numbers with units for people: four significant digits and the prefix they would choose."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

from joulepath.catalogue.unit_table import TABLE, shown

__all__ = ["render", "render_known", "render_memory"]

_DIGITS: Final = 4

# Coherent unit -> units from small to large; a value is shown in the largest it reaches.
_LADDERS: Final[Mapping[str, Sequence[str]]] = {
    "J": ("pJ", "nJ", "uJ", "mJ", "J", "kJ", "Wh", "kWh", "MWh", "GWh", "TWh"),
    "W": ("pW", "nW", "uW", "mW", "W", "kW", "MW", "GW"),
    "s": ("ns", "us", "ms", "s", "min", "h", "days", "years"),
    "flop": ("FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"),
    "flop/s": ("FLOP/s", "kFLOP/s", "MFLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s", "EFLOP/s"),
    "operation": ("operations",),
    "operation/s": ("OP/s", "kOP/s", "MOP/s", "GOP/s", "TOP/s", "POP/s", "EOP/s"),
    "cycle/s": ("Hz", "kHz", "MHz", "GHz"),
    "V": ("mV", "V"),
    "A": ("nA", "uA", "mA", "A"),
    "C": ("uC", "mC", "C", "mAh", "Ah"),
    "m": ("m", "km"),
    "degC": ("degC",),
    "dB": ("dB",),
    "dBm": ("dBm",),
    "flop/sample": ("FLOP/sample", "kFLOP/sample", "MFLOP/sample", "GFLOP/sample", "TFLOP/sample"),
    "flop/value": ("FLOP/value",),
    "bit": ("bit", "kbit", "Mbit", "Gbit", "Tbit", "Pbit"),
    "bit/s": ("bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"),
    "bit/inference": ("bit/inference", "kbit/inference", "Mbit/inference"),
    "J/bit": ("pJ/bit", "nJ/bit", "uJ/bit", "mJ/bit", "J/bit"),
    "J/cycle": ("pJ/cycle", "nJ/cycle", "uJ/cycle", "mJ/cycle", "J/cycle"),
    "J/inference": ("pJ/inference", "nJ/inference", "uJ/inference", "mJ/inference",
                    "J/inference", "kJ/inference", "MJ/inference"),
    "J/flop": ("pJ/FLOP", "nJ/FLOP"),
    "J/token": ("uJ/token", "mJ/token", "J/token", "kJ/token"),
    "flop/token": ("FLOP/token", "kFLOP/token", "MFLOP/token", "GFLOP/token", "TFLOP/token"),
    "token/s": ("token/s", "ktoken/s", "Mtoken/s"),
    "token": ("tokens",),
    "value/token": ("values/token",),
    "g": ("ng", "ug", "mg", "g", "kg", "t"),
    "L": ("nL", "uL", "mL", "L", "m3"),
    "g/J": ("g/kWh",),
    "L/J": ("L/kWh",),
    "J/J": ("MJ/kWh",),
    "g/inference": ("pg/inference", "ng/inference", "ug/inference", "mg/inference",
                    "g/inference", "kg/inference"),
    "g/s": ("kg/year", "t/year"),
    "money/J": ("money/kWh",),
    "money/bit": ("money/GB",),
    "money/g": ("money/t",),
    "money/s": ("money/month",),
    "g*m": ("kg km", "t km"),
    "g/g/m": ("kg/(t km)",),
    "g/bit": ("g/GB", "kg/GB"),
    "g/mm2": ("g/mm2",),
    "g/m": ("g/m",),
    "g/g": ("kg/kg",),
    "J/mm2": ("kWh/cm2",),
    "1/mm2": ("1/cm2",),
    "inference/s": ("/year", "/day", "/s"),
    "sample": ("samples",),
    "inference": ("inferences",),
    "epoch": ("epochs",),
    "value": ("values",),
    "cycle": ("cycles",),
    "cycle/bit": ("cycles/bit",),
    "cycle/value": ("cycles/value",),
    "C/cycle": ("pC/cycle", "nC/cycle"),
    "value/sample": ("values/sample",),
    "sample/inference": ("samples/inference",),
    "1/epoch": ("/epoch",),
}  # fmt: skip

_BYTES: Final[Mapping[str, Sequence[str]]] = {
    "bit": ("B", "kB", "MB", "GB", "TB", "PB", "EB"),
    "bit/inference": ("B/inference", "kB/inference", "MB/inference", "GB/inference"),
}

# How many of a unit people want before they use it, where that is not one.
_USED_FROM: Final = {"Wh": 100.0, "days": 2.0, "/s": 0.1, "mAh": 10.0}


def render(value: float, unit: str) -> str:
    """Write a number for people, with the unit and prefix they would choose.

    Parameters
    ----------
    value : float
        Value in the coherent unit.
    unit : str
        The coherent unit, e.g. ``"J"``; the pure number ``"1"`` is shown bare.

    Returns
    -------
    str
        Four significant digits at most, and a unit that `joulepath.catalogue.units.parse` reads.

    Examples
    --------
    >>> render(0.35, "J"), render(4.32e6, "J"), render(98400.0, "bit"), render(17.0, "bit")
    ('350 mJ', '1.2 kWh', '12.3 kB', '17 bit')
    """
    ladder = _BYTES[unit] if unit in _BYTES and value % 8 == 0 != value else _LADDERS.get(unit, ())
    if not math.isfinite(value):
        return _joined(str(float(value)), _bare(unit, ladder))
    step = _step(abs(value), unit, ladder)
    return _joined(_digits(TABLE[step].from_coherent(value) if step in TABLE else value), step)


def render_known(value: float, unit: str, width: float) -> str:
    """Write a number that is known within a band, rounded to what is known of it.

    Parameters
    ----------
    value : float
        Value in the coherent unit.
    unit : str
        The coherent unit.
    width : float
        Width of its band, in the coherent unit.

    Returns
    -------
    str
        As `render` writes it, with as many digits as the width has at two; at least two of its
        own, and four at most.

    Examples
    --------
    >>> render_known(12345.0, "g", 9000.0), render_known(12345.0, "g", 20.0)
    ('12 kg', '12.35 kg')
    """
    if not (math.isfinite(value) and math.isfinite(width) and value and width > 0):
        return render(value, unit)
    above = math.floor(math.log10(abs(value))) - math.floor(math.log10(width))
    digits = min(max(above + 2, 2), _DIGITS)
    ladder = _LADDERS.get(unit, ())
    step = _step(abs(value), unit, ladder)
    number = TABLE[step].from_coherent(value) if step in TABLE else value
    return _joined(_digits(float(f"{number:.{digits}g}")), step)


def render_memory(bits: float) -> str:
    """Write the size of a memory for people, in whole bytes.

    Parameters
    ----------
    bits : float
        The size in bits, not below zero.

    Returns
    -------
    str
        As `render` writes it; a part of a byte takes a whole one.

    Examples
    --------
    >>> render_memory(464.4e9), render_memory(17.0)
    ('58.05 GB', '3 B')
    """
    return render(8.0 * math.ceil(bits / 8), "bit") if math.isfinite(bits) else render(bits, "bit")


def _step(size: float, unit: str, ladder: Sequence[str]) -> str:
    if size == 0 or not ladder:
        return _bare(unit, ladder)
    for step in reversed(ladder):
        # rounded first: 0.99996 J is 1 J, not 1000 mJ
        if float(_digits(TABLE[step].from_coherent(size))) >= _USED_FROM.get(step, 1.0):
            return step
    return ladder[0]


def _bare(unit: str, ladder: Sequence[str]) -> str:
    return shown(unit) if shown(unit) in ladder or not ladder else ladder[-1]


def _digits(number: float) -> str:
    text = f"{number:.{_DIGITS}g}"
    if "e" in text and 1 <= abs(number) < 1e9:
        return f"{float(text):.0f}"
    return text


def _joined(number: str, unit: str) -> str:
    if unit in ("", "1"):
        return number
    if unit.startswith("/"):
        return number + unit
    if number == "1":
        unit = _singular(unit)
    return f"{number} {unit}"


def _singular(unit: str) -> str:
    head, slash, rest = unit.partition("/")
    singular = head.removesuffix("s") + slash + rest
    one, several = TABLE.get(singular), TABLE.get(unit)
    if one is None or several is None or one.measures != several.measures:
        return unit  # "ms" are no several "m"
    return singular
