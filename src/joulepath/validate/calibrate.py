"""Write calibrated catalogue entries from the tables of measurements that the package ships.

``python -m joulepath.validate.calibrate`` writes them all to the catalogue of a checkout; the
files say of every number how far it moves when one model is left out of the fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isclose
from types import MappingProxyType
from typing import Any, Final, TypeVar

from joulepath.catalogue.files import BUILT_IN
from joulepath.catalogue.unit_table import shown
from joulepath.core.tree import numbers, units
from joulepath.records.training_runs import RunCalibration
from joulepath.records.training_steps import StepCalibration
from joulepath.validate import (
    inference_entries,
    measured_ranges,
    microcontroller_entries,
    ml_energy,
    ml_energy_diffusion,
    published_training,
    zeus_training,
)
from joulepath.validate.data_set import Case, DataSet
from joulepath.validate.holdout import bands

__all__ = ["calibrated_files", "main"]

B = TypeVar("B", StepCalibration, RunCalibration)

_DIGITS: Final = 4
_AT_BOUND: Final = 1e-3
_HEAD: Final = (
    "# Written by 'python -m joulepath.validate.calibrate'; change the tables, not this file.\n"
)


def calibrated_files() -> dict[str, str]:
    """Text of every calibrated file, by its path in the catalogue."""
    return {
        "serving_engines/vllm.toml": _serving_engine(),
        "diffusion_engines/xdit.toml": _diffusion_engine(),
        **_microcontrollers(),
        "inference_engines/published.toml": _inference_engines(),
        "step_calibrations/pytorch.toml": _steps(),
        "run_calibrations/published.toml": _runs(),
    }


def main() -> None:
    """Write them to the built-in catalogue."""
    for name, text in calibrated_files().items():
        (BUILT_IN / name).parent.mkdir(exist_ok=True)
        (BUILT_IN / name).write_text(text, "utf-8")


def _serving_engine() -> str:
    data_set = ml_energy.data_set()
    fitted = ml_energy.fit_serving(data_set.cases)
    ends = bands(data_set, data_set.cases, "model")
    others = [ml_energy.fit_serving(cases) for cases in _without_each(data_set.cases, "model")]
    entry = {
        "title": "vLLM 0.11",
        "version": "0.11.1",
        "accelerators": " ".join(sorted(ml_energy.ACCELERATORS.values())),
        "weights": " ".join(sorted(ml_energy.WEIGHTS)),
    }
    dense, expert = ends["dense"], ends["experts"]
    record = replace(
        measured_ranges.of_serving(fitted, data_set.cases),
        dense_low=dense[0],
        dense_high=dense[1],
        expert_low=expert[0],
        expert_high=expert[1],
    )
    source = "joulepath-ml-energy-fit"
    return _HEAD + _table("vllm", entry, record, others, source, bounds=ml_energy.BOUNDS)


def _microcontrollers() -> dict[str, str]:
    return {
        name: _HEAD
        + "\n".join(
            _table(
                each.name,
                each.texts,
                each.record,
                each.others,
                each.source,
                each.assumed,
                digits=each.digits,
            )
            for each in entries
        )
        for name, entries in microcontroller_entries.entries().items()
    }


def _diffusion_engine() -> str:
    data_set = ml_energy_diffusion.data_set()
    cases, fit = data_set.cases, ml_energy_diffusion.fit_diffusion
    ends = bands(data_set, cases, "model")
    others = [fit(kept) for kept in _without_each(cases, "model")]
    image, video = ends["image"], ends["video"]
    fitted = fit(cases)
    record = replace(
        measured_ranges.of_pictures(fitted, cases),
        image_low=image[0],
        image_high=image[1],
        video_low=video[0],
        video_high=video[1],
    )
    entry = {
        "title": "xDiT 0.4",
        "version": "0.4.5",
        "accelerators": " ".join(sorted(ml_energy_diffusion.ACCELERATORS.values())),
    }
    bounds = ml_energy_diffusion.BOUNDS
    return _HEAD + _table("xdit", entry, record, others, "joulepath-diffusion-fit", bounds=bounds)


def _inference_engines() -> str:
    return _HEAD + "\n".join(
        _table(
            each.name,
            each.texts,
            each.record,
            each.others,
            "joulepath-inference-fit",
            each.assumed,
        )
        for each in inference_entries.engine_entries()
    )


def _steps() -> str:
    data_set = zeus_training.data_set()
    others = [
        zeus_training.fit_steps(cases) for cases in _without_each(data_set.cases, "accelerator")
    ]
    record = _banded(zeus_training.fit_steps(data_set.cases), data_set, "accelerator")
    entry = {"title": "PyTorch, networks of 2015 to 2018 on one GPU"}
    return _HEAD + _table(
        "pytorch", entry, record, others, "joulepath-zeus-fit", bounds=zeus_training.BOUNDS
    )


def _runs() -> str:
    data_set = published_training.data_set()
    hours = published_training.hours_data_set().cases
    others = [
        published_training.fit_runs([*cases, *hours])
        for cases in _without_each(data_set.cases, "run")
    ]
    record = _banded(published_training.fit_runs([*data_set.cases, *hours]), data_set, "run")
    entry = {"title": "Published training runs of 2018 to 2025"}
    return _HEAD + _table(
        "published",
        entry,
        record,
        others,
        "joulepath-training-fit",
        bounds=published_training.BOUNDS,
    )


def _banded(record: B, data_set: DataSet, holdout: str) -> B:
    """A calibration with the band of what it predicts."""
    (low, high), *_ = bands(data_set, data_set.cases, holdout).values()
    return replace(record, energy_low=low, energy_high=high)


def _without_each(cases: Sequence[Case], way: str) -> Iterator[tuple[Case, ...]]:
    for group in sorted({case.groups[way] for case in cases}):
        yield tuple(case for case in cases if case.groups[way] != group)


def _table(
    name: str,
    texts: Mapping[str, str],
    record: Any,
    others: Sequence[Any],
    source: str,
    assumed: Mapping[str, str] = MappingProxyType({}),
    bounds: Mapping[str, tuple[float, float]] = MappingProxyType({}),
    digits: int = _DIGITS,
) -> str:
    """An entry whose figures have the range over fits that leave something out.

    A number at a bound of its fit was not measured, and says so.
    """
    lines = [f'["{name}"]' if "." in name else f"[{name}]"]
    lines += [f'{key} = "{text}"' for key, text in texts.items()]
    unit_of = dict(units(record))
    ranges = [dict(numbers(other)) for other in others]
    assumed = {**assumed, **_at_bounds(record, bounds)}
    for path, value in numbers(record):
        seen = [value, *(found[path] for found in ranges)] if _is_fitted(path) else []
        of = "assumption" if path in assumed else source
        note = assumed.get(path, "")
        lines.append(_figure(path, value, unit_of[path], seen, of, note, digits))
    return "\n".join(lines) + "\n"


def _is_fitted(path: str) -> bool:
    """Whether a number comes from a fit; others say what was measured, or how well it holds."""
    return not path.endswith(("_low", "_high")) and not path.startswith(("least_", "most_"))


def _at_bounds(record: Any, bounds: Mapping[str, tuple[float, float]]) -> dict[str, str]:
    """Notes for numbers that a fit would have moved beyond what they may be."""
    found = dict(numbers(record))
    return {
        path: f"at its bound of {end:g}: the measurements do not determine it"
        for path, ends in bounds.items()
        for end in ends
        if isclose(found[path], end, rel_tol=_AT_BOUND)
    }


def _figure(
    path: str,
    value: float,
    unit: str,
    seen: Sequence[float],
    source: str,
    note: str,
    digits: int,
) -> str:
    parts = [f"value = {value:.{digits}g}", f'unit = "{shown(unit)}"', f'source = "{source}"']
    if seen and _short(min(seen)) != _short(max(seen)):
        parts += [f"low = {_short(min(seen))}", f"high = {_short(max(seen))}"]
    if note:
        parts.append(f'note = "{note}"')
    return f"{path} = {{ {', '.join(parts)} }}"


def _short(value: float) -> str:
    return f"{value:.{_DIGITS}g}"


if __name__ == "__main__":
    main()
