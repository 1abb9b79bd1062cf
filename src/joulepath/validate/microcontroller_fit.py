"""Calibrate inference runtimes and microcontrollers on measured times and powers.

The costs of the kinds of operators are fitted for each class (software in integers, software in
floats, and accelerators), then for each family of kernels near its class. A runtime has the
costs of its kernels, scaled to the mean of the processors it was measured on and drawn to its
class the more, the fewer they are; a platform is a processor with a runtime at one supply and
clock, and has a pace and a power.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from joulepath.core.quantities import CoulombPerCycle
from joulepath.core.tree import map_leaves, numbers
from joulepath.records.microcontroller import RuntimeCalibration
from joulepath.validate.fitting import fit_record
from joulepath.validate.microcontroller_cases import UNKNOWN, Bench, Measured, Name, Platform

__all__ = ["Calibrated", "fit_microcontrollers"]

_NO_BANDS: Final = (UNKNOWN,) * 4
_START: Final = MappingProxyType(
    {
        "software": RuntimeCalibration(4.0, 6.0, 4.0, 4.0, 1.0, 1000.0, *_NO_BANDS),
        "accelerator": RuntimeCalibration(1.5, 3.0, 1.5, 1.5, 0.1, 8000.0, *_NO_BANDS),
        "float": RuntimeCalibration(3.0, 6.0, 3.0, 3.0, 1.0, 1000.0, *_NO_BANDS),
    }
)
"""Where the fit of each class starts, and stays where nothing is measured: software reaches a
quarter of the peak rate in integers and a third in floats, accelerators two thirds
(assumptions)."""

_BOUNDS: Final = {
    "fully_connected": (0.2, 100.0),
    "depthwise": (0.2, 1000.0),
    "pointwise": (0.2, 100.0),
    "convolution": (0.2, 100.0),
    "per_value": (0.001, 1000.0),
    "per_layer": (1.0, 1e6),
}
_PULL: Final = 0.3
_CENTRING: Final = 0.3

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Calibrated:
    """Everything that is fitted."""

    classes: Mapping[str, RuntimeCalibration]
    """Costs by class of processor."""
    runtimes: Mapping[str, RuntimeCalibration]
    """Costs by runtime."""
    platforms: Mapping[Name, Platform]
    """By `Measured.platform` and, for want of it, by `Measured.relatives`."""
    charge: CoulombPerCycle
    """Charge that a processor draws in a cycle, the geometric mean of all with a power."""

    def costs(self, case: Measured) -> RuntimeCalibration:
        """Costs of the runtime, or else of the class."""
        return self.runtimes.get(case.runtime, self.classes[case.category])

    def platform(self, case: Measured) -> Platform | None:
        """The platform or one that differs in the version of the software alone, if known."""
        return self.platforms.get(case.platform) or self.platforms.get(case.relatives)


def fit_microcontrollers(cases: Sequence[Measured]) -> Calibrated:
    """Fit the times and then the powers.

    Parameters
    ----------
    cases : sequence of Measured
        At least one of each class of processors that predictions will be asked for.

    Returns
    -------
    Calibrated
        Fitted to them.
    """
    classes: dict[str, RuntimeCalibration] = {}
    runtimes: dict[str, RuntimeCalibration] = {}
    for category, start in _START.items():
        inside = [case for case in cases if case.category == category]
        shape = _fit_shape(start, inside)
        classes[category] = _scaled(shape, _mean_pace(inside, shape))
        for of_kernels in _grouped(inside, lambda case: case.kernels).values():
            near = _fit_shape(shape, of_kernels)
            for runtime, seen in _grouped(of_kernels, lambda case: case.runtime).items():
                runtimes[runtime] = _drawn(near, seen, classes[category])
    return Calibrated(classes, runtimes, _platforms(cases, runtimes), _charge(cases))


def _fit_shape(start: RuntimeCalibration, cases: Sequence[Measured]) -> RuntimeCalibration:
    """Costs that leave to each platform a pace of its own, close to one on average."""
    if not cases:
        return start
    together = Bench.of(cases)
    _, platform, sizes = np.unique(
        ["/".join(case.platform) for case in cases], return_inverse=True, return_counts=True
    )

    def residuals(costs: RuntimeCalibration) -> NDArray[np.float64]:
        off = together.off(costs)
        paces = np.bincount(platform, off) / sizes
        return np.append(off - paces[platform], _CENTRING * paces.mean())

    return fit_record(start, _BOUNDS, residuals, _PULL)


def _drawn(
    near: RuntimeCalibration, seen: Sequence[Measured], category: RuntimeCalibration
) -> RuntimeCalibration:
    """Costs of a runtime, the class counting like one more processor."""
    processors = len({case.processor for case in seen})
    own = dict(numbers(_scaled(near, _mean_pace(seen, near))))
    weight = processors / (processors + 1)
    return map_leaves(
        lambda path, leaf: float(leaf ** (1 - weight) * own[path] ** weight), category
    )


def _scaled(costs: RuntimeCalibration, factor: float) -> RuntimeCalibration:
    return map_leaves(lambda path, leaf: leaf * factor if path in _BOUNDS else leaf, costs)


def _mean_pace(cases: Sequence[Measured], costs: RuntimeCalibration) -> float:
    """Measured over predicted cycles, each processor counting once."""
    if not cases:
        return 1.0
    return _mean_of_processors(cases, -Bench.of(cases).off(costs))


def _mean_of_processors(cases: Sequence[Measured], logarithms: NDArray[np.float64]) -> float:
    names = np.array([case.processor for case in cases])
    means = [logarithms[names == name].mean() for name in np.unique(names)]
    return float(np.exp(np.mean(means)))


def _charge(cases: Sequence[Measured]) -> CoulombPerCycle:
    drawn = {
        case: float(case.power / (case.clock * case.voltage))
        for case in cases
        if case.power is not None
    }
    if not drawn:
        return UNKNOWN
    return _mean_of_processors([*drawn], np.log(np.array([*drawn.values()])))


def _platforms(
    cases: Sequence[Measured], runtimes: Mapping[str, RuntimeCalibration]
) -> dict[Name, Platform]:
    by: tuple[Callable[[Measured], Name], ...] = (
        lambda case: case.relatives,
        lambda case: case.platform,
    )
    off = {
        case: logarithm
        for runtime, seen in _grouped(cases, lambda case: case.runtime).items()
        for case, logarithm in zip(seen, Bench.of(seen).off(runtimes[runtime]), strict=True)
    }
    return {
        name: _platform(inside, off) for key in by for name, inside in _grouped(cases, key).items()
    }


def _platform(cases: Sequence[Measured], off: Mapping[Measured, float]) -> Platform:
    pace = float(np.exp(-np.mean([off[case] for case in cases])))
    powers = [case.power for case in cases if case.power is not None]
    if not powers:
        return Platform(pace, None)
    return Platform(pace, float(np.exp(np.log(np.array(powers, np.float64)).mean())))


def _grouped(cases: Iterable[Measured], key: Callable[[Measured], K]) -> dict[K, list[Measured]]:
    groups: dict[K, list[Measured]] = {}
    for case in cases:
        groups.setdefault(key(case), []).append(case)
    return groups
