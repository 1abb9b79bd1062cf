"""What was measured, run by run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from joulepath.core.ops import total
from joulepath.core.quantities import Gram, Joule, Num, Second
from joulepath.errors import MeasurementError, Problem, nearest

__all__ = ["GRAMS_PER_KILOGRAM", "JOULES_PER_KWH", "Measured", "number_of", "read_text", "summed"]

JOULES_PER_KWH: Final = 3.6e6
GRAMS_PER_KILOGRAM: Final = 1e3

_LARGEST: Final = 16 * 2**20
"""Bytes above which a file of measurements is not read."""


@dataclass(frozen=True)
class Measured:
    """One run of something, as a tool measured or computed it."""

    name: str
    """What ran."""
    time: Second | None
    """How long it ran; none where the file does not say."""
    energy: Joule | None
    """Electricity used; none where the file does not say."""
    carbon: Gram | None
    """CO2-equivalent of the electricity, as the tool says; none where it does not."""
    embodied: Gram | None
    """Part of the hardware's manufacture, as the tool says; none where it does not."""
    predicted: bool = False
    """Whether the file says that nobody measured it, as those that joulepath writes do."""


def summed(runs: tuple[Measured, ...], quantity: str, where: str) -> Num:
    """Sum one quantity over all runs.

    Parameters
    ----------
    runs : tuple of Measured
        The runs.
    quantity : str
        Field of `Measured`.
    where : str
        File, for messages.

    Returns
    -------
    Num
        In the coherent unit.

    Raises
    ------
    MeasurementError
        If a run lacks it, or is a prediction.
    """
    if guessed := [run.name for run in runs if run.predicted]:
        what = f"{', '.join(map(repr, guessed[:3]))}: predicted, not measured"
        raise MeasurementError(Problem(where, what, "give the file that the measuring tool wrote"))
    values = {run.name: getattr(run, quantity) for run in runs}
    lacking = [name for name, value in values.items() if value is None]
    if lacking:
        remedy = "take these runs out, or compute it with the tool that wrote the file"
        what = f"no {quantity} for {', '.join(map(repr, lacking[:3]))}"
        raise MeasurementError(Problem(where, what, remedy))
    return total(tuple(getattr(run, quantity) for run in runs))


def read_text(path: Path) -> str:
    """Read a file of measurements.

    Raises
    ------
    MeasurementError
        If there is none, it is too large, no ordinary file, or no UTF-8 text.
    """
    if not path.exists():
        beside = path.parent.iterdir() if path.parent.is_dir() else ()
        near = nearest(path.name, [other.name for other in beside])
        remedy = f"did you mean {near[0]!r}?" if near else "give the path of the file"
        raise MeasurementError(Problem(str(path), "no such file", remedy))
    if not path.is_file():
        raise MeasurementError(Problem(str(path), "is no ordinary file", "name a file"))
    size = path.stat().st_size
    if size > _LARGEST:
        what = f"has {size} bytes, more than the {_LARGEST} that are read"
        raise MeasurementError(Problem(str(path), what, "split it into parts"))
    try:
        return path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        what = f"cannot be read as text: {error}"
        raise MeasurementError(Problem(str(path), what, "save it as UTF-8")) from None


def number_of(text: object, where: str) -> float:
    """A finite number that is not negative.

    Raises
    ------
    MeasurementError
        If it is none.
    """
    try:
        value = float(str(text))
    except ValueError:
        value = math.nan
    if math.isfinite(value) and value >= 0:
        return value
    remedy = "write a finite number that is not negative"
    raise MeasurementError(Problem(where, f"{str(text)[:40]!r} is no amount", remedy))
