"""Write calibrated catalogue entries from the tables of measurements that the package ships.

``python -m joulepath.validate.calibrate`` writes them all to the catalogue of a checkout; the
files say of every number how far it moves when one model is left out of the fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, TypeVar

from joulepath.catalogue.files import BUILT_IN
from joulepath.catalogue.unit_table import shown
from joulepath.core.tree import numbers, units
from joulepath.records.training_runs import RunCalibration
from joulepath.records.training_steps import StepCalibration
from joulepath.validate import (
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
_HEAD: Final = (
    "# Written by 'python -m joulepath.validate.calibrate'; change the tables, not this file.\n"
)


def calibrated_files() -> dict[str, str]:
    """Text of every calibrated file, by its path in the catalogue."""
    return {
        "serving_engines/vllm.toml": _serving_engine(),
        "diffusion_engines/xdit.toml": _diffusion_engine(),
        **_microcontrollers(),
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
    entry = {"title": "vLLM 0.11", "version": "0.11.1"}
    dense, expert = ends["dense"], ends["experts"]
    record = replace(
        fitted,
        dense_low=dense[0],
        dense_high=dense[1],
        expert_low=expert[0],
        expert_high=expert[1],
    )
    return _HEAD + _table("vllm", entry, record, others, "joulepath-ml-energy-fit")


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
                each.digits,
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
    record = replace(
        fit(cases),
        image_low=image[0],
        image_high=image[1],
        video_low=video[0],
        video_high=video[1],
    )
    entry = {"title": "xDiT 0.4", "version": "0.4.5"}
    return _HEAD + _table("xdit", entry, record, others, "joulepath-diffusion-fit")


def _steps() -> str:
    data_set = zeus_training.data_set()
    others = [
        zeus_training.fit_steps(cases) for cases in _without_each(data_set.cases, "accelerator")
    ]
    record = _banded(zeus_training.fit_steps(data_set.cases), data_set, "accelerator")
    entry = {"title": "PyTorch, networks of 2015 to 2018 on one GPU"}
    return _HEAD + _table("pytorch", entry, record, others, "joulepath-zeus-fit")


def _runs() -> str:
    data_set = published_training.data_set()
    hours = published_training.hours_data_set().cases
    others = [
        published_training.fit_runs([*cases, *hours])
        for cases in _without_each(data_set.cases, "run")
    ]
    record = _banded(published_training.fit_runs([*data_set.cases, *hours]), data_set, "run")
    entry = {"title": "Published training runs of 2018 to 2025"}
    return _HEAD + _table("published", entry, record, others, "joulepath-training-fit")


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
    digits: int = _DIGITS,
) -> str:
    """An entry whose figures have the range over fits that leave something out."""
    lines = [f'["{name}"]' if "." in name else f"[{name}]"]
    lines += [f'{key} = "{text}"' for key, text in texts.items()]
    unit_of = dict(units(record))
    ranges = [dict(numbers(other)) for other in others]
    for path, value in numbers(record):
        seen = (
            [value, *(found[path] for found in ranges)]
            if not path.endswith(("_low", "_high"))
            else []
        )
        of = "assumption" if path in assumed else source
        note = assumed.get(path, "")
        lines.append(_figure(path, value, unit_of[path], seen, of, note, digits))
    return "\n".join(lines) + "\n"


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
    if seen and min(seen) < max(seen):
        parts += [f"low = {min(seen):.{_DIGITS}g}", f"high = {max(seen):.{_DIGITS}g}"]
    if note:
        parts.append(f'note = "{note}"')
    return f"{path} = {{ {', '.join(parts)} }}"


if __name__ == "__main__":
    main()
