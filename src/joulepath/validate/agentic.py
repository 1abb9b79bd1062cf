"""Teams of agents on one accelerator, as the authors of agentic-eCAL timed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Second
from joulepath.lifecycle.agents import answer_together
from joulepath.records.agents import AgentCalibration, AgentRun
from joulepath.records.serving import Accelerator, Formats, ServedModel
from joulepath.scenario.accelerators import accelerator
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table
from joulepath.workloads.language_models import language_model
from joulepath.workloads.served_model import served_model

__all__ = ["AgentCase", "data_set"]

_NAME: Final = "agentic-a100"
_QUESTIONS: Final = 32.0
_LIMIT: Final = 1024.0  # inferred: no round of a single agent takes longer than that many steps
_BF16: Final = 16.0

_START: Final = AgentCalibration(
    streaming=0.7,
    arithmetic=0.5,
    step=1e-3,
    sequence=30e-6,
    between_rounds=0.1,
    spread=3.0,
)
_BOUNDS: Final = {
    "streaming": (0.3, 0.95),
    "arithmetic": (0.1, 0.95),
    "step": (1e-5, 1e-2),
    "sequence": (1e-6, 1e-3),
    "between_rounds": (1e-3, 2.0),
    "spread": (1.0, 20.0),
}

_UNKNOWN_LENGTHS: Final = (
    "a round of a few answers lasts as long as the longest of them, and only mean lengths are"
    " published"
)
_REMARKS: Final = (
    "Published energies are a constant 297 W times the time, so this tests time alone.",
    "Each of the two models has a calibration of its own, for it decides how much longer the"
    " longest answer is than the mean.",
    "Answers are taken to be cut off at 1024 tokens, which the times of single agents show.",
)


@dataclass(frozen=True)
class AgentCase:
    """What agents did, with which model."""

    name: str
    """Name of the model."""
    model: ServedModel
    """What the model takes by the token."""
    run: AgentRun
    """What the agents did."""


def data_set() -> DataSet:
    """Time that agents take to answer questions."""
    return DataSet(
        name=_NAME,
        title="agentic-eCAL, teams of agents on one A100",
        quantity="time of a run",
        unit="s",
        basis="time only",
        sources=("ecal-agentic",),
        cases=tuple(_case(row) for row in read_table(_NAME).rows),
        fit=_fit,
        gates=(
            Gate("task", 0.10, "teams"),
            Gate("task", 0.10, "depth", missed=_UNKNOWN_LENGTHS),
            Gate("task", 0.10, "single agent", missed=_UNKNOWN_LENGTHS),
        ),
        remarks=_REMARKS,
    )


def _case(row: Row) -> Case:
    model = row["model"]
    team = f"{row['agents']} agents, {row['rounds']} rounds, {row['allowed']} at a time"
    carries = "carries its history" if row["carries_history"] == "1" else "starts afresh"
    how = f"{carries}, prefix cache {row['prefix_cache']}, run {row['run']}"
    return Case(
        name=f"{model} {row['task']}, {row['subset']}: {team}, {how}",
        platform=model,
        groups={"task": row["task"], "model": model},
        circumstances=AgentCase(model, _model(model), _run(row)),
        measured=float(row["time"]),
        kind=row["subset"],
    )


@cache
def _model(name: str) -> ServedModel:
    return served_model(language_model(name))


@cache
def _accelerator() -> Accelerator:
    return accelerator("nvidia-a100-pcie-80gb", "bf16", load())


def _run(row: Row) -> AgentRun:
    return AgentRun(
        accelerator=_accelerator(),
        formats=Formats(_BF16, _BF16, _BF16, _BF16, _BF16),
        questions=_QUESTIONS,
        agents=float(row["agents"]),
        rounds=float(row["rounds"]),
        allowed=float(row["allowed"]),
        read=float(row["read"]),
        written=float(row["written"]),
        limit=_LIMIT,
    )


def _fit(cases: Sequence[Case]) -> Predictor:
    """A calibration for each model."""
    models = sorted({case.circumstances.name for case in cases})
    calibrations = {name: _calibration(_of(cases, name)) for name in models}

    def predict(asked: Sequence[Case]) -> NDArray[np.float64]:
        found = np.empty(len(asked))
        for positions, several in stacked([case.circumstances for case in asked]):
            found[positions] = _times(several, calibrations[several.name])
        return found

    return predict


def _calibration(cases: Sequence[Case]) -> AgentCalibration:
    ((positions, several),) = stacked([case.circumstances for case in cases])
    measured = np.array([case.measured for case in cases])[positions]

    def residuals(calibration: AgentCalibration) -> NDArray[np.float64]:
        return np.log(_times(several, calibration) / measured)

    return fit_record(_START, _BOUNDS, residuals)


def _times(several: AgentCase, calibration: AgentCalibration) -> Second:
    return answer_together(several.model, several.run, calibration).whole


def _of(cases: Sequence[Case], model: str) -> list[Case]:
    return [case for case in cases if case.circumstances.name == model]
