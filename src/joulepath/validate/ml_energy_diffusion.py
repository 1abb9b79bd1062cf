"""Images and videos made on accelerators, as the ML.ENERGY benchmark measured them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import gcd, log2
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Count, CyclePerSecond, Joule, Num, Second, Watt
from joulepath.formulas.compute import energy_at_power
from joulepath.formulas.serving import steps
from joulepath.lifecycle.diffusion import diffuse
from joulepath.records.diffusion import (
    Diffusion,
    DiffusionCalibration,
    DiffusionModel,
    DiffusionPlan,
    DiffusionWork,
)
from joulepath.records.serving import Accelerator
from joulepath.scenario.accelerators import accelerator, core_cycles
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table
from joulepath.workloads.diffusion_models import described_model, diffusion_model

__all__ = [
    "ACCELERATORS",
    "BOUNDS",
    "PicturedCase",
    "data_set",
    "fit_diffusion",
]

_NAME: Final = "ml-energy-diffusion"
ACCELERATORS: Final = MappingProxyType({"H100": "nvidia-h100-sxm", "B200": "nvidia-b200"})
"""Names in the catalogue of the accelerators that were measured."""
_FORMAT: Final = "bf16"
_BITS: Final = 16.0
_ALL: Final = 1.0

_START: Final = DiffusionCalibration(
    matrix=0.7,
    attention=1400.0,
    elementwise=15.0,
    normed=20.0,
    block=1e-3,
    exchange_block=0.5e-3,
    ring_hop=0.1e-3,
    exchange=0.5,
    decoding=0.1,
    conversion=30e-9,
    call=0.1,
    computing_power=0.4,
    elementwise_power=0.4,
    exchanging_power=0.2,
    waiting_power=0.1,
    per_flop=0.6e-12,
    reached=0.95,
    image_low=1.0,
    image_high=1.0,
    video_low=1.0,
    video_high=1.0,
    least_tokens=0.0,
    most_tokens=0.0,
    most_pictures=0.0,
    most_accelerators=0.0,
)
"""Where the fit starts: round numbers of the order that such systems reach."""

_BOUNDS_OF_TIME: Final = {
    "matrix": (0.2, 0.8),
    "attention": (200.0, 4000.0),
    "elementwise": (1.0, 100.0),
    "normed": (1.0, 100.0),
    "block": (1e-5, 5e-3),
    "exchange_block": (1e-5, 1e-2),
    "ring_hop": (1e-6, 1e-3),
    "exchange": (0.05, 0.95),
    "decoding": (0.005, 0.95),
    "conversion": (1e-9, 300e-9),
    "call": (1e-3, 1.0),
}
_BOUNDS_OF_POWER: Final = {
    "computing_power": (0.02, 0.9),
    "elementwise_power": (0.02, 0.9),
    "exchanging_power": (0.02, 0.9),
    "waiting_power": (0.005, 0.5),
    "per_flop": (0.05e-12, 3e-12),
    "reached": (0.8, 1.0),
}

BOUNDS: Final = MappingProxyType({**_BOUNDS_OF_TIME, **_BOUNDS_OF_POWER})
"""Least and greatest value of each fitted number."""

_REMARKS: Final = (
    "Energy of the accelerators alone; host, network and building are not in it.",
    "How tokens were shared among accelerators is not published; it is taken from the order of the"
    " rows, and where rows are missing, as the middle of what is possible.",
    "Texts are taken to be filled up to the length that each model allows.",
)


@dataclass(frozen=True)
class PicturedCase:
    """What was made, and on what."""

    model: DiffusionModel
    """What a picture takes."""
    plan: DiffusionPlan
    """What was made."""
    time: Second
    """Measured time of all pictures made together; calibrations see it, predictions do not."""
    power: Watt
    """Measured power; calibrations see it, predictions do not."""


Stacks: TypeAlias = list[tuple[NDArray[np.intp], PicturedCase]]


def data_set() -> DataSet:
    """Energy of images and videos."""
    return DataSet(
        name=_NAME,
        title="ML.ENERGY benchmark v3, images and videos on H100 and B200",
        quantity="energy per image or video",
        unit="J/inference",
        basis="measured power",
        sources=("ml-energy-v3", "ml-energy-benchmark"),
        cases=_cases(),
        fit=lambda cases: _predictor(fit_diffusion(cases)),
        gates=(
            Gate("model", 0.25, "image"),
            Gate("model", 0.25, "video"),
            Gate("accelerator", 0.30),
        ),
        peers={"peak-tdp": _peak_tdp},
        remarks=_REMARKS,
    )


@cache
def _cases() -> tuple[Case, ...]:
    return tuple(_case(row) for row in read_table(_NAME).rows)


def _case(row: Row) -> Case:
    model = _model(row["model"])
    platform = f"{row['accelerators']} x {row['accelerator']}"
    ring = f"rings of {row['ring']}" if row["ring"] else "rings unknown"
    return Case(
        name=f"{row['model']} {platform}, {row['pictures']} together, {ring}",
        platform=row["accelerator"],
        groups={"model": row["model"], "accelerator": row["accelerator"]},
        circumstances=PicturedCase(
            model, _plan(row), time=float(row["time"]), power=float(row["power"])
        ),
        measured=float(row["energy"]),
        kind=model.output,
    )


@cache
def _model(name: str) -> DiffusionModel:
    return described_model(diffusion_model(name))


def _plan(row: Row) -> DiffusionPlan:
    device, cycles = _accelerator(row["accelerator"])
    return DiffusionPlan(
        accelerator=device,
        cycles=cycles,
        accelerators=float(row["accelerators"]),
        sharing="alone" if row["accelerators"] == "1" else "together",
        ring=float(row["ring"]) if row["ring"] else _usual_ring(row),
        bits=_BITS,
        pictures=float(row["pictures"]),
        steps=float(row["steps"]),
        height=float(row["height"]),
        width=float(row["width"]),
        frames=float(row["frames"]),
        validity="inside",
        beyond=_ALL,
    )


def _usual_ring(row: Row) -> Count:
    """Geometric mean of the rings that the heads of a model allow."""
    accelerators = int(row["accelerators"])
    heads = diffusion_model(row["model"])["num_attention_heads"]
    return accelerators / 2 ** (log2(gcd(heads, accelerators)) / 2)


@cache
def _accelerator(name: str) -> tuple[Accelerator, CyclePerSecond]:
    known = ACCELERATORS[name]
    return accelerator(known, _FORMAT, load()), core_cycles(known, load())


def fit_diffusion(cases: Sequence[Case]) -> DiffusionCalibration:
    """Fit first the times and then the powers of an engine for diffusion models.

    Parameters
    ----------
    cases : sequence of Case
        Cases of this data set.

    Returns
    -------
    DiffusionCalibration
        Fitted to them.
    """
    pictured = [case.circumstances for case in cases]
    together = stacked(pictured)
    time = np.array([case.time for case in pictured])
    power = np.array([case.power for case in pictured])

    def times(calibration: DiffusionCalibration) -> NDArray[np.float64]:
        return np.log(_everywhere(together, calibration, _time) / time)

    def powers(calibration: DiffusionCalibration) -> NDArray[np.float64]:
        return np.log(_everywhere(together, calibration, _power) / power)

    return fit_record(fit_record(_START, _BOUNDS_OF_TIME, times), _BOUNDS_OF_POWER, powers)


def _predictor(calibration: DiffusionCalibration) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        together = stacked([case.circumstances for case in cases])
        return _everywhere(together, calibration, lambda found: found.per_picture)

    return predict


def _everywhere(
    together: Stacks,
    calibration: DiffusionCalibration,
    number: Callable[[Diffusion], Num],
) -> NDArray[np.float64]:
    """One number of the results of all cases, in their order."""
    found = np.empty(sum(len(positions) for positions, _ in together))
    for positions, pictured in together:
        found[positions] = number(diffuse(pictured.model, pictured.plan, calibration))
    return found


def _time(found: Diffusion) -> Second:
    return found.time.whole


def _power(found: Diffusion) -> Watt:
    return found.power


def _peak_tdp(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Operations of the transformer over the peak rate, at the rated power."""
    found = np.empty(len(cases))
    for positions, pictured in stacked([case.circumstances for case in cases]):
        work = diffuse(pictured.model, pictured.plan, _START).work
        found[positions] = _at_the_peak(work, pictured.plan) / pictured.plan.pictures
    return found


def _at_the_peak(work: DiffusionWork, plan: DiffusionPlan) -> Joule:
    parts = tuple(
        steps.arithmetic_time(
            work=kind, processors=_ALL, throughput=plan.accelerator.throughput, share=_ALL
        )
        for kind in (work.matrix, work.attention)
    )
    return energy_at_power(time=steps.step_time(parts=parts), power=plan.accelerator.maximum)
