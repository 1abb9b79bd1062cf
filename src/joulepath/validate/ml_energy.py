"""Language models served on accelerators, as the ML.ENERGY benchmark measured them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import TokenPerSecond, Watt
from joulepath.lifecycle.serving import serve
from joulepath.records.serving import (
    Accelerator,
    Formats,
    ServedModel,
    ServingCalibration,
)
from joulepath.records.serving_plan import ServingPlan
from joulepath.scenario.accelerators import accelerator
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.served_peers import peers
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table
from joulepath.workloads.language_models import language_model
from joulepath.workloads.served_model import served_model

__all__ = [
    "ACCELERATORS",
    "BOUNDS",
    "WEIGHTS",
    "ServedCase",
    "data_set",
    "fit_serving",
]

_NAME: Final = "ml-energy-language"

# Mean lengths of the prompts of the two tasks, told by the benchmark's authors for Qwen3-32B
# (source ml-energy-v3-reading); those of the code task are not told, and its rows left out.
_PROMPTS: Final = {"lm-arena-chat": 634.0, "gpqa": 224.0}

ACCELERATORS: Final = MappingProxyType({"H100": "nvidia-h100-sxm", "B200": "nvidia-b200"})
"""Names in the catalogue of the accelerators that were measured."""

WEIGHTS: Final = MappingProxyType({"bf16": 16.0, "fp8": 8.0, "mxfp4": 4.25})
"""Bits of a weight of each format that was measured."""
_BF16: Final = 16.0
_ONE: Final = 1.0
_NOTHING: Final = 0.0
_BUDGET: Final = 8192.0  # default of vLLM's server on such accelerators; no rate depends on it

_START: Final = ServingCalibration(
    dense_streaming=0.8,
    expert_streaming=0.6,
    cache_streaming=0.5,
    dense_arithmetic=0.6,
    expert_arithmetic=0.4,
    native_block=40e-6,
    native_expert_block=50e-6,
    scaled_block=60e-6,
    scaled_expert_block=100e-6,
    step=1e-3,
    sequence=10e-6,
    slow_host=10e-3,
    exchange_latency=20e-6,
    dense_exchange=0.5,
    expert_exchange=0.2,
    active=0.3,
    expert_active=0.1,
    exchanging=0.2,
    per_bit=6e-12,
    per_flop=0.6e-12,
    reached=0.93,
    dense_low=1.0,
    dense_high=1.0,
    expert_low=1.0,
    expert_high=1.0,
    least_sequences=0.0,
    most_sequences=0.0,
    least_context=0.0,
    most_context=0.0,
    most_prompt=0.0,
    most_accelerators=0.0,
)
"""Where the fit starts: round numbers of the order that such systems reach."""

_OVERHEAD: Final = (1e-6, 5e-4)

_BOUNDS_OF_TIME: Final = {
    "dense_streaming": (0.3, 0.95),
    "expert_streaming": (0.1, 0.95),
    "cache_streaming": (0.1, 0.95),
    "dense_arithmetic": (0.1, 0.95),
    "expert_arithmetic": (0.02, 0.95),
    "native_block": _OVERHEAD,
    "native_expert_block": _OVERHEAD,
    "scaled_block": _OVERHEAD,
    "scaled_expert_block": _OVERHEAD,
    "step": (1e-5, 1e-2),
    "sequence": (1e-7, 1e-4),
    "slow_host": (1e-3, 0.1),
    "exchange_latency": (1e-6, 2e-4),
    "dense_exchange": (0.02, 0.95),
    "expert_exchange": (0.02, 0.95),
}
_BOUNDS_OF_POWER: Final = {
    "active": (0.05, 0.8),
    "expert_active": (0.01, 0.3),
    "exchanging": (0.02, 0.8),
    "per_bit": (1e-12, 40e-12),
    "per_flop": (0.05e-12, 3e-12),
    "reached": (0.8, 1.0),
}

BOUNDS: Final = MappingProxyType({**_BOUNDS_OF_TIME, **_BOUNDS_OF_POWER})
"""Least and greatest value of each fitted number."""

Stacks: TypeAlias = list[tuple[NDArray[np.intp], "ServedCase"]]


@dataclass(frozen=True)
class ServedCase:
    """What was served, and how."""

    model: ServedModel
    """What the model takes by the token."""
    plan: ServingPlan
    """How it was served."""
    rate: TokenPerSecond
    """Measured rate of tokens; calibrations see it, predictions do not."""
    power: Watt
    """Measured power; calibrations see it, predictions do not."""


def data_set() -> DataSet:
    """Energy for each token that language models write."""
    return DataSet(
        name=_NAME,
        title="ML.ENERGY benchmark v3, language models on H100 and B200",
        quantity="energy per token",
        unit="J/token",
        basis="measured power",
        sources=("ml-energy-v3", "ml-energy-v3-reading"),
        cases=_cases(),
        fit=lambda cases: _predictor(fit_serving(cases)),
        gates=(
            Gate("model", 0.17, "dense"),
            Gate("model", 0.25, "experts"),
            Gate("accelerator", 0.30),
        ),
        peers=peers(_START),
        remarks=_REMARKS,
    )


_REMARKS: Final = (
    "Energy of the accelerators alone; host, network and building are not in it.",
    "A model and its variants (instruct, thinking, 8-bit) are held out together.",
    "Rows of the code task are left out, for the length of its prompts is not published, and"
    " those of hybrids of state spaces and attention.",
)


@cache
def _cases() -> tuple[Case, ...]:
    return tuple(_case(row) for row in read_table(_NAME).rows if row["task"] in _PROMPTS)


def _case(row: Row) -> Case:
    model = _model(row["model"])
    platform = f"{row['accelerators']} x {row['accelerator']}"
    if row["attention_replicas"] != "1":
        platform += f" with {row['attention_replicas']} replicas of attention"
    return Case(
        name=f"{row['published_name']} {row['task']} {platform} {row['sequences_allowed']}",
        platform=row["accelerator"],
        groups={"model": row["model"], "accelerator": row["accelerator"]},
        circumstances=ServedCase(
            model,
            _plan(row, model),
            rate=float(row["tokens_per_second"]),
            power=float(row["power"]),
        ),
        measured=float(row["energy_per_token"]),
        kind="dense" if model.experts is None else "experts",
    )


@cache
def _model(name: str) -> ServedModel:
    return served_model(language_model(name))


def _plan(row: Row, model: ServedModel) -> ServingPlan:
    bits = WEIGHTS[row["weights"]]
    return ServingPlan(
        accelerator=_accelerator(row["accelerator"], row["weights"]),
        accelerators=float(row["accelerators"]),
        sharing="alone" if row["accelerators"] == "1" else "together",
        stages=_ONE,
        kernels="scaled" if row["weights"] == "fp8" else "native",
        formats=Formats(
            dense=_BF16 if row["weights"] == "mxfp4" else bits,
            head=_BF16,
            expert=bits,
            activation=_BF16,
            cache=_BF16,
        ),
        sequences=float(row["sequences"]),
        prompt=_PROMPTS[row["task"]],
        answer=float(row["answer"]),
        cached=_NOTHING,
        budget=_BUDGET,
        drafting=None,
        pool=None,
        validity="inside",
        beyond=_ONE,
        host="slow" if _host_was_slow(row) else "usual",
    )


def _host_was_slow(row: Row) -> bool:
    """Whether eight server processes fed one accelerator, as these runs were configured."""
    return (row["task"], row["accelerator"], row["accelerators"]) == ("gpqa", "B200", "1") and row[
        "model"
    ].startswith("qwen3")


def fit_serving(cases: Sequence[Case]) -> ServingCalibration:
    """Fit first the times and then the powers of a serving engine.

    Parameters
    ----------
    cases : sequence of Case
        Cases of this data set.

    Returns
    -------
    ServingCalibration
        Fitted to them.
    """
    served = [case.circumstances for case in cases]
    together = stacked(served)
    rate = np.array([case.rate for case in served])
    power = np.array([case.power for case in served])

    def times(calibration: ServingCalibration) -> NDArray[np.float64]:
        return np.log(_everywhere(together, calibration, "rate") / rate)

    def powers(calibration: ServingCalibration) -> NDArray[np.float64]:
        return np.log(_everywhere(together, calibration, "power") / power)

    return fit_record(fit_record(_START, _BOUNDS_OF_TIME, times), _BOUNDS_OF_POWER, powers)


def _predictor(calibration: ServingCalibration) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        together = stacked([case.circumstances for case in cases])
        return _everywhere(together, calibration, "per_token")

    return predict


def _everywhere(
    together: Stacks, calibration: ServingCalibration, result: str
) -> NDArray[np.float64]:
    """One number of the results of all cases, in their order."""
    found = np.empty(sum(len(positions) for positions, _ in together))
    for positions, served in together:
        found[positions] = getattr(serve(served.model, served.plan, calibration), result)
    return found


@cache
def _accelerator(name: str, weights: str) -> Accelerator:
    form = "fp8" if weights == "fp8" else "bf16"
    return accelerator(ACCELERATORS[name], form, load())
