"""Power at the wall of a server with eight accelerators, as MLPerf Inference measured it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Ratio, Watt
from joulepath.formulas import server
from joulepath.records.serving import Accelerator
from joulepath.scenario.accelerators import accelerator
from joulepath.validate.data_set import Case, DataSet, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table

__all__ = ["ServerCalibration", "ServerCase", "data_set"]

_NAME: Final = "mlperf-inference-power"
_ACCELERATOR: Final = "nvidia-h200-sxm"
_ACCELERATORS: Final = 8.0
_BOUNDS: Final = {"loaded": (0.05, 2.0)}

_REMARKS: Final = (
    "Power at the wall of one server; its power at rest is taken as known, the first sample of each"
    " run.",
    "One number is fitted, the share of the range of power of the accelerators that the wall sees."
    " It is the same whatever the model, so the errors say how much the load matters.",
    "The server runs in a setting for low power (MaxQ), whose limit is not published.",
    "No gate: rates are not predicted, only power is.",
)


@dataclass(frozen=True)
class ServerCalibration:
    """What measurements say of a server."""

    loaded: Ratio
    """Share of the range of power of its accelerators that the wall sees under load."""


_START: Final = ServerCalibration(loaded=0.6)


@dataclass(frozen=True)
class ServerCase:
    """A run on the server."""

    accelerator: Accelerator
    """Each of its accelerators."""
    at_rest: Watt
    """Power of the server before the run."""


def data_set() -> DataSet:
    """Power of a server that computes inferences."""
    return DataSet(
        name=_NAME,
        title="MLPerf Inference v4.1, wall power of a server with 8 x H200",
        quantity="power at the wall",
        unit="W",
        basis="measured power",
        sources=("mlperf-inference-v4-1",),
        cases=tuple(_case(row) for row in read_table(_NAME).rows),
        fit=_fit,
        gates=(),
        remarks=_REMARKS,
    )


def _case(row: Row) -> Case:
    return Case(
        name=f"{row['benchmark']} {row['scenario']}",
        platform="8 x H200",
        groups={"model": row["model"]},
        circumstances=ServerCase(_accelerator(), float(row["at_rest"])),
        measured=float(row["power"]),
    )


@cache
def _accelerator() -> Accelerator:
    return accelerator(_ACCELERATOR, "bf16", load())


def _fit(cases: Sequence[Case]) -> Predictor:
    measured = np.array([case.measured for case in cases])

    def residuals(calibration: ServerCalibration) -> NDArray[np.float64]:
        return np.log(_powers(cases, calibration) / measured)

    calibration = fit_record(_START, _BOUNDS, residuals)
    return lambda asked: _powers(asked, calibration)


def _powers(cases: Sequence[Case], calibration: ServerCalibration) -> NDArray[np.float64]:
    found = np.empty(len(cases))
    for positions, several in stacked([case.circumstances for case in cases]):
        device = several.accelerator
        found[positions] = server.server_power(
            host=server.host_power(
                server=several.at_rest, processors=_ACCELERATORS, idle=device.idle
            ),
            processors=_ACCELERATORS,
            idle=device.idle,
            maximum=device.maximum,
            loaded=calibration.loaded,
        )
    return found
