"""Calibrated catalogue entries of inference runtimes and of the processors they ran on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from joulepath.records.microcontroller import (
    CorePower,
    PlatformCalibration,
    RuntimeCalibration,
    TimedPlatform,
)
from joulepath.validate import microcontroller_times, mlperf_tiny
from joulepath.validate.data_set import Case
from joulepath.validate.holdout import bands
from joulepath.validate.microcontroller_cases import Measured
from joulepath.validate.microcontroller_fit import Calibrated, fit_microcontrollers
from joulepath.validate.microcontroller_rows import (
    SWITCHED,
    families,
    networks,
    powered_cases,
    timed_cases,
)
from joulepath.validate.runtime_names import texts_of

__all__ = ["CalibratedEntry", "entries"]

_SOURCE: Final = "joulepath-microcontroller-fit"
_ASSUMED: Final = MappingProxyType(
    {
        "core": "usual core voltage of microcontrollers of 40 nm to 90 nm",
        "efficiency": "usual of integrated switching regulators at tens of milliwatts",
    }
)
_WAYS: Final = ("row", "board", "network")
_LEAST: Final = 2
_DIGITS: Final = 4
_EXACT: Final = 12

Band: TypeAlias = tuple[float, float]
"""Ends of a 90 % band, relative to the prediction."""


@dataclass(frozen=True)
class CalibratedEntry:
    """An entry that is to be written."""

    name: str
    """Its name."""
    texts: Mapping[str, str]
    """What it says in words."""
    record: Any
    """Its numbers."""
    others: Sequence[Any]
    """The same fitted without some of the measurements."""
    source: str = _SOURCE
    """Source of its numbers."""
    assumed: Mapping[str, str] = field(default_factory=dict[str, str])
    """Numbers that are assumed, with the reason."""
    digits: int = _DIGITS
    """Digits that its numbers are written with."""


@dataclass(frozen=True)
class _Fits:
    """Everything fitted to all cases, and without each network on each processor in turn."""

    cases: tuple[Measured, ...]
    whole: Calibrated
    others: tuple[Calibrated, ...]
    energy: Mapping[str, Band]
    """Bands of energies, by how cases are held out."""
    time: Mapping[str, Band]
    """Bands of times."""


def entries() -> dict[str, list[CalibratedEntry]]:
    """Entries by the path of the file in the catalogue that holds them."""
    fits = _fits()
    return {
        "inference_runtimes/microcontrollers.toml": [*_runtimes(fits)],
        "microcontroller_platforms/mlperf-tiny.toml": [*_platforms(fits)],
        "timed_platforms/microcontrollers.toml": [*_timed_platforms(fits)],
        "calibration_networks/microcontrollers.toml": [*_networks_of()],
        "core_powers/mlperf-tiny.toml": [_core_power(fits)],
    }


def _fits() -> _Fits:
    both = (*powered_cases(), *timed_cases())
    rows = sorted({case.groups["row"] for case in both})
    powered, timed = mlperf_tiny.data_set(), microcontroller_times.data_set()
    return _Fits(
        cases=_measured(both),
        whole=fit_microcontrollers(_measured(both)),
        others=tuple(
            fit_microcontrollers(_measured([case for case in both if case.groups["row"] != left]))
            for left in rows
        ),
        energy={way: bands(powered, powered.cases, way)[""] for way in _WAYS},
        time={way: bands(timed, timed.cases, way)[""] for way in _WAYS},
    )


def _measured(cases: Iterable[Case]) -> tuple[Measured, ...]:
    return tuple(case.circumstances for case in cases)


def _runtimes(fits: _Fits) -> Iterator[CalibratedEntry]:
    for name, costs in fits.whole.classes.items():
        yield _runtime(name, costs, [each.classes[name] for each in fits.others], fits)
    for name, costs in sorted(fits.whole.runtimes.items()):
        if _often(name, fits):
            others = [each.runtimes[name] for each in fits.others if name in each.runtimes]
            yield _runtime(name, costs, others, fits)


def _often(runtime: str, fits: _Fits) -> bool:
    """Whether a runtime was measured with several networks, or one on several processors."""
    seen = {(case.work, case.processor) for case in fits.cases if case.runtime == runtime}
    return len(seen) >= _LEAST


def _runtime(
    name: str, costs: RuntimeCalibration, others: Sequence[RuntimeCalibration], fits: _Fits
) -> CalibratedEntry:
    energy, time = fits.energy["board"], fits.time["board"]
    record = replace(
        costs,
        energy_low=min(energy[0], time[0]),
        energy_high=max(energy[1], time[1]),
        time_low=time[0],
        time_high=time[1],
    )
    return CalibratedEntry(name, texts_of(name), record, others)


def _platforms(fits: _Fits) -> Iterator[CalibratedEntry]:
    """Those with a power, measured with several networks."""
    for case, seen in _by_platform(fits):
        if case.power is None or seen < _LEAST:
            continue
        texts = _texts(case, f"{case.processor} with {case.runtime} at {case.supply} V")
        others = [_platform(each, case, fits) for each in fits.others if _knows(each, case)]
        name = f"{case.processor}-{case.runtime}-{case.supply.replace('.', 'v')}"
        yield CalibratedEntry(name, texts, _platform(fits.whole, case, fits), others)


def _timed_platforms(fits: _Fits) -> Iterator[CalibratedEntry]:
    """Those without a power."""
    for case, seen in _by_platform(fits):
        if case.power is None and _often(case.runtime, fits):
            texts = _texts(case, f"{case.processor} with {case.runtime}, times alone")
            others = [
                _timed_platform(each, case, seen, fits)
                for each in fits.others
                if _knows(each, case)
            ]
            record = _timed_platform(fits.whole, case, seen, fits)
            yield CalibratedEntry(f"{case.processor}-{case.runtime}", texts, record, others)


def _by_platform(fits: _Fits) -> Iterator[tuple[Measured, int]]:
    """A case of each platform, and how many networks it was measured with."""
    for case in {case.platform: case for case in fits.cases}.values():
        yield case, len({each.work for each in fits.cases if each.platform == case.platform})


def _texts(case: Measured, title: str) -> dict[str, str]:
    return {
        "title": title,
        "processor": case.processor,
        "runtime": case.runtime,
        "measured_by": case.source,
    }


def _knows(fitted: Calibrated, case: Measured) -> bool:
    return case.platform in fitted.platforms


def _platform(fitted: Calibrated, case: Measured, fits: _Fits) -> PlatformCalibration:
    found = fitted.platforms[case.platform]
    power: Any = found.power  # cases with a power have platforms with one
    return PlatformCalibration(
        pace=found.pace,
        power=power,
        clock=case.clock,
        supply=float(case.supply),
        energy_low=fits.energy["row"][0],
        energy_high=fits.energy["row"][1],
        foreign_low=fits.energy["network"][0],
        foreign_high=fits.energy["network"][1],
    )


def _timed_platform(fitted: Calibrated, case: Measured, seen: int, fits: _Fits) -> TimedPlatform:
    """One network alone tells little, so that the band is that of unknown processors."""
    ways = ("row", "network") if seen >= _LEAST else ("board", "board")
    known, foreign = (fits.time[way] for way in ways)
    return TimedPlatform(
        pace=fitted.platforms[case.platform].pace,
        clock=case.clock,
        time_low=known[0],
        time_high=known[1],
        foreign_low=foreign[0],
        foreign_high=foreign[1],
    )


def _networks_of() -> Iterator[CalibratedEntry]:
    for name, work in networks().items():
        texts = {"title": name.replace("-", " "), "family": families()[name]}
        yield CalibratedEntry(name, texts, work, [], source="definition", digits=_EXACT)


def _core_power(fits: _Fits) -> CalibratedEntry:
    texts = {"title": "Charge that microcontrollers draw in a cycle while they infer"}
    record = replace(SWITCHED, charge=fits.whole.charge)
    others = [CorePower(each.charge, SWITCHED.core, SWITCHED.efficiency) for each in fits.others]
    return CalibratedEntry("microcontroller", texts, record, others, assumed=_ASSUMED)
