"""What models of path loss cover, and the loss of frames over a distance."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from joulepath.catalogue.units import render
from joulepath.core.quantities import CyclePerSecond, Metre
from joulepath.errors import Problem
from joulepath.lifecycle.links.propagation import reached
from joulepath.records.links.propagation import Cell, LogDistance, OkumuraHata, PathLoss, Reach
from joulepath.scenario.fields import anywhere

__all__ = ["nearest_failure", "reach_problems", "reach_warnings", "way_problems"]

_MOST_LOST: Final = 0.999
"""Share of lost frames at which a link is none any more."""


class _Range(NamedTuple):
    """What a model covers of one quantity."""

    key: str
    low: float
    high: float
    unit: str


_HATA_HEIGHTS: Final = {
    "base": _Range("base_height", 30, 200, "m"),
    "mobile": _Range("mobile_height", 1, 10, "m"),
}
_CELL_HEIGHTS: Final = {
    "urban-macro": {"mobile": _Range("mobile_height", 1.5, 13, "m")},
    "urban-micro": {"mobile": _Range("mobile_height", 1.5, 22.5, "m")},
    "rural-macro": {
        "base": _Range("base_height", 10, 150, "m"),
        "mobile": _Range("mobile_height", 1, 10, "m"),
        "building": _Range("building_height", 5, 50, "m"),
        "street": _Range("street_width", 5, 50, "m"),
    },
}


def reach_problems(reach: Reach, where: str) -> list[Problem]:
    """Tell what a link over a distance cannot be.

    Parameters
    ----------
    reach : Reach
        Distance, radios and what lies between.
    where : str
        Place of the table in the file, for messages.

    Returns
    -------
    list of Problem
        Frequencies that a model does not know, distances that make no sense, and links over
        which nothing arrives; with what would do.
    """
    found = way_problems(reach.path, reach.distance, reach.frequency, where)
    return found or list(_silence(reach, where))


def way_problems(
    path: PathLoss, distance: Metre, frequency: CyclePerSecond, where: str
) -> list[Problem]:
    """Tell what a wave's way cannot be.

    Parameters
    ----------
    path : PathLoss
        What the wave crosses.
    distance : Metre
        Distance over the ground.
    frequency : CyclePerSecond
        Frequency of the carrier.
    where : str
        Place of the table in the file, for messages.

    Returns
    -------
    list of Problem
        Frequencies that a model does not know, and distances that make no sense.
    """
    return list(_way_problems(path, distance, frequency, where))


def _way_problems(
    path: PathLoss, distance: Metre, frequency: CyclePerSecond, where: str
) -> Iterator[Problem]:
    if anywhere(distance <= 0):
        what = f"is {render(_least(distance), 'm')}"
        yield Problem(f"{where}.distance", what, "give a distance above 0 m")
        return
    low, high = _frequencies(path)
    if anywhere((frequency < low) | (frequency > high)):
        remedy = f"the model holds from {_hertz(low)} to {_hertz(high)}"
        yield Problem(f"{where}.frequency", f"is {_hertz(_least(frequency))}", remedy)
        return
    if isinstance(path, LogDistance) and anywhere(distance < path.reference):
        remedy = f"give {render(_most(path.reference), 'm')} or more, or a closer reference"
        what = f"is {render(_least(distance), 'm')}, closer than the reference"
        yield Problem(f"{where}.distance", what, remedy)


def _silence(reach: Reach, where: str) -> Iterator[Problem]:
    """A link over which next to nothing arrives."""
    heard = reached(reach)
    if not anywhere(heard.loss > _MOST_LOST):
        return
    level = _least(heard.signal_to_noise)
    what = f"nothing arrives: the signal is {level:.1f} dB above the noise"
    if not hasattr(heard.loss, "shape"):
        farthest = _farthest(reach)
        remedy = f"half of the frames arrive at {render(float(f'{farthest:.3g}'), 'm')}"
        yield Problem(f"{where}.distance", what, f"{remedy}; or send louder, or slower")
    else:
        yield Problem(f"{where}.distance", what, "come closer, send louder, or slower")


def _farthest(reach: Reach) -> float:
    """Distance over which half of the frames arrive."""
    return nearest_failure(
        lambda distance: anywhere(reached(replace(reach, distance=distance)).loss > 0.5),
        float(reach.distance),
    )


def nearest_failure(fails: Callable[[float], bool], far: float) -> float:
    """Distance up to which something works that fails far away."""
    near = 0.0
    for _ in range(60):
        middle = (near + far) / 2
        near, far = (near, middle) if fails(middle) else (middle, far)
    return far


def reach_warnings(path: PathLoss, distance: Metre) -> list[str]:
    """Distances and heights outside what a model was made for; it may be wrong there."""
    return list(_warnings(path, distance))


def _warnings(path: PathLoss, distance: Metre) -> Iterator[str]:
    for name, (key, low, high, unit) in _ranges(path).items():
        value = distance if name == "distance" else getattr(path, name)
        if anywhere((value < low) | (value > high)):
            worst = _least(value) if anywhere(value < low) else _most(value)
            yield (
                f"reach.{key} = {render(worst, unit)} is outside what the model was made for, "
                f"{render(low, unit)} to {render(high, unit)}"
            )


def _ranges(path: PathLoss) -> dict[str, _Range]:
    match path:
        case OkumuraHata():
            return {"distance": _Range("distance", 1e3, 20e3, "m"), **_HATA_HEIGHTS}
        case Cell(scenario, sight):
            far = 10e3 if scenario == "rural-macro" and sight else 5e3
            return {"distance": _Range("distance", 10, far, "m"), **_CELL_HEIGHTS[scenario]}
        case _:
            return {}


def _frequencies(path: PathLoss) -> tuple[float, float]:
    match path:
        case OkumuraHata(extended=True):
            return 1.5e9, 2e9
        case OkumuraHata("large-city"):
            return 300e6, 1.5e9
        case OkumuraHata():
            return 150e6, 1.5e9
        case Cell("rural-macro"):
            return 0.5e9, 30e9
        case Cell():
            return 0.5e9, 100e9
        case _:
            return 0.0, float("inf")


def _hertz(value: float) -> str:
    return render(value, "cycle/s")


def _least(value: Any) -> float:
    return float(getattr(value, "min", lambda: value)())


def _most(value: Any) -> float:
    return float(getattr(value, "max", lambda: value)())
