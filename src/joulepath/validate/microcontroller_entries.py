"""Calibrated catalogue entries of inference runtimes and of the processors they ran on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final

from joulepath.records.microcontroller import (
    CorePower,
    PlatformCalibration,
    RuntimeCalibration,
)
from joulepath.validate.data_set import Case, DataSet
from joulepath.validate.holdout import bands
from joulepath.validate.microcontroller_fit import (
    Calibrated,
    Measured,
    Name,
    fit_microcontrollers,
)
from joulepath.validate.mlperf_tiny import SWITCHED, data_set

__all__ = ["CalibratedEntry", "entries"]

_SOURCE: Final = "joulepath-mlperf-tiny-fit"
_ASSUMED: Final = MappingProxyType(
    {
        "core": "usual core voltage of microcontrollers of 40 nm to 90 nm",
        "efficiency": "usual of integrated switching regulators at tens of milliwatts",
    }
)
_TITLES: Final = MappingProxyType(
    {
        "software": "Any runtime on a processor without accelerator",
        "accelerator": "Any runtime on an accelerator of a microcontroller",
        "x-cube-ai": "STMicroelectronics X-CUBE-AI",
        "microtvm-cmsis-nn": "Apache microTVM with kernels of CMSIS-NN",
        "microtvm-native": "Apache microTVM with kernels of its own",
        "onnc-mbed-os": "Skymizer ONNC on Mbed OS",
        "onnc-zephyr": "Skymizer ONNC on Zephyr",
        "tflm": "TensorFlow Lite for Microcontrollers with kernels for the processor",
        "tflm-mvp": "TensorFlow Lite for Microcontrollers on the matrix-vector processor",
        "gap-sdk": "GreenWaves GAP SDK",
        "syntiant-sdk": "Syntiant SDK",
    }
)
_ALL: Final = "mean of all"
_VERSIONS: Final = MappingProxyType(
    {
        "software": _ALL,
        "accelerator": _ALL,
        "microtvm-cmsis-nn": "of MLPerf Tiny v1.0",
        "microtvm-native": "of MLPerf Tiny v1.0",
        "onnc-mbed-os": "of MLPerf Tiny v1.1",
        "onnc-zephyr": "of MLPerf Tiny v1.1",
        "tflm": "of MLPerf Tiny v0.7",
        "tflm-mvp-0-7": "of MLPerf Tiny v0.7",
        "tflm-mvp-1-0": "of MLPerf Tiny v1.0",
        "gap-sdk": "of MLPerf Tiny v1.0",
        "syntiant-sdk-1-0": "of MLPerf Tiny v1.0",
    }
)
_LEAST_NETWORKS: Final = 2


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


@dataclass(frozen=True)
class _Fits:
    """Everything fitted to all cases, and without each network on each processor in turn."""

    cases: tuple[Measured, ...]
    whole: Calibrated
    others: tuple[Calibrated, ...]
    known: tuple[float, float]
    """Band where a platform is known."""
    unknown: tuple[float, float]
    """Band where it is not."""


def entries() -> dict[str, list[CalibratedEntry]]:
    """Entries by the path of the file in the catalogue that holds them."""
    fits = _fits(data_set())
    return {
        "inference_runtimes/mlperf-tiny.toml": [*_runtimes(fits)],
        "microcontroller_platforms/mlperf-tiny.toml": [*_platforms(fits)],
        "core_powers/mlperf-tiny.toml": [_core_power(fits)],
    }


def _fits(data: DataSet) -> _Fits:
    return _Fits(
        cases=_measured(data.cases),
        whole=fit_microcontrollers(_measured(data.cases)),
        others=tuple(
            fit_microcontrollers(_measured([c for c in data.cases if c.groups["row"] != left]))
            for left in sorted({case.groups["row"] for case in data.cases})
        ),
        known=bands(data, data.cases, "row")[""],
        unknown=bands(data, data.cases, "board")[""],
    )


def _measured(cases: Sequence[Case]) -> tuple[Measured, ...]:
    return tuple(case.circumstances for case in cases)


def _runtimes(fits: _Fits) -> Iterator[CalibratedEntry]:
    for name, costs in fits.whole.classes.items():
        yield _runtime(name, costs, [each.classes[name] for each in fits.others], fits)
    for name, costs in sorted(fits.whole.runtimes.items()):
        if _networks(fits, runtime=name) >= _LEAST_NETWORKS:
            others = [each.runtimes[name] for each in fits.others if name in each.runtimes]
            yield _runtime(name, costs, others, fits)


def _runtime(
    name: str, costs: RuntimeCalibration, others: Sequence[RuntimeCalibration], fits: _Fits
) -> CalibratedEntry:
    low, high = fits.unknown
    product, version = _named(name)
    title = product if version == _ALL else f"{product} {version}"
    record = replace(costs, energy_low=low, energy_high=high)
    return CalibratedEntry(name, {"title": title, "version": version}, record, others)


def _named(runtime: str) -> tuple[str, str]:
    """What a runtime and its version are called: names end with the numbers of the version."""
    if runtime in _TITLES:
        return _TITLES[runtime], _VERSIONS[runtime]
    product, major, minor = runtime.rsplit("-", 2)
    return _TITLES[product], _VERSIONS.get(runtime) or f"{major}.{minor}"


def _platforms(fits: _Fits) -> Iterator[CalibratedEntry]:
    for case in {case.platform: case for case in fits.cases}.values():
        if _networks(fits, platform=case.platform) < _LEAST_NETWORKS:
            continue
        supply = f"{case.supply} V"
        texts = {
            "title": f"{case.processor} with {case.runtime} at {supply}",
            "processor": case.processor,
            "runtime": case.runtime,
        }
        others = [_platform(each, case, fits) for each in fits.others if _knows(each, case)]
        name = f"{case.processor}-{case.runtime}-{case.supply.replace('.', 'v')}"
        yield CalibratedEntry(name, texts, _platform(fits.whole, case, fits), others)


def _knows(fitted: Calibrated, case: Measured) -> bool:
    return case.platform in fitted.platforms


def _platform(fitted: Calibrated, case: Measured, fits: _Fits) -> PlatformCalibration:
    found = fitted.platforms[case.platform]
    return PlatformCalibration(
        pace=found.pace,
        power=found.power,
        clock=case.clock,
        supply=float(case.supply),
        energy_low=fits.known[0],
        energy_high=fits.known[1],
    )


def _networks(fits: _Fits, runtime: str = "", platform: Name = ()) -> int:
    """How many networks a runtime or a platform was measured with."""
    return len(
        {case.work for case in fits.cases if case.runtime == runtime or case.platform == platform}
    )


def _core_power(fits: _Fits) -> CalibratedEntry:
    texts = {"title": "Charge that microcontrollers draw in a cycle while they infer"}
    record = replace(SWITCHED, charge=fits.whole.charge)
    others = [CorePower(each.charge, SWITCHED.core, SWITCHED.efficiency) for each in fits.others]
    return CalibratedEntry("microcontroller", texts, record, others, assumed=_ASSUMED)
