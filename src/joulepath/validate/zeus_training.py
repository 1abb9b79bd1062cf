"""Networks that learn on one GPU under power limits, as the authors of Zeus measured them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import load
from joulepath.core.quantities import Joule, Second, Watt
from joulepath.formulas import training_steps as steps
from joulepath.formulas.compute import energy_at_power
from joulepath.formulas.serving.steps import arithmetic_time
from joulepath.lifecycle.training_steps import learn
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.training_steps import (
    StepCalibration,
    StepPlan,
    TrainedEpoch,
    TrainedNetwork,
)
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.fitting import fit_record
from joulepath.validate.stacking import stacked
from joulepath.validate.tables import Row, read_table

__all__ = ["BOUNDS", "LearntCase", "data_set", "fit_steps"]

_NAME: Final = "zeus-training"
_NETWORKS: Final = "zeus-networks"
_SINGLE_PRECISION: Final = 32.0
_FORWARD_AND_BACKWARD: Final = 3
_FLOPS_PER_MAC: Final = 2
_ALL: Final = 1.0

Memory = Literal["stacked", "graphics"]
Host = Literal["usual", "slow"]

# Kind of memory by the data sheets. That two of the hosts are slow shows in what every network
# takes at small batches there; the traces do not name them.
_MACHINES: Final[Mapping[str, tuple[Memory, Host]]] = MappingProxyType(
    {
        "nvidia-v100-pcie-16gb": ("stacked", "usual"),
        "nvidia-p100-pcie": ("stacked", "slow"),
        "nvidia-a40": ("graphics", "usual"),
        "nvidia-quadro-rtx-6000": ("graphics", "slow"),
    }
)

_START: Final = StepCalibration(
    convolution=0.6,
    separable=0.2,
    products=0.7,
    matrix=0.4,
    streaming=0.7,
    operator=200e-6,
    sample=1e-6,
    slow_host=2.0,
    computing_power=0.7,
    streaming_power=0.6,
    stacked_ready=0.15,
    graphics_ready=0.25,
    reached=0.97,
    bend=0.3,
    energy_low=1.0,
    energy_high=1.0,
)
"""Where the fit starts: round numbers of the order that such machines reach."""

_SHARE: Final = (0.05, 0.95)
BOUNDS: Final = MappingProxyType(
    {
        "convolution": _SHARE,
        "separable": _SHARE,
        "products": _SHARE,
        "matrix": _SHARE,
        "streaming": (0.2, 0.95),
        "operator": (1e-5, 1e-3),
        "sample": (1e-7, 1e-4),
        "slow_host": (1.0, 5.0),
        "computing_power": (0.1, 1.0),
        "streaming_power": (0.1, 1.0),
        "stacked_ready": (0.05, 0.3),
        "graphics_ready": (0.05, 0.35),
        "reached": (0.85, 1.0),
        "bend": (0.1, 0.69),
    }
)
"""Least and greatest value of each fitted number."""

_REMARKS: Final = (
    "Energy of the GPU alone. Work, values and operators of the networks are counted by the"
    " sample, none of them is fitted.",
    "An accelerator that is held out keeps its kind of memory and of host: two of the four hosts"
    " start operators 1.8 times more slowly than the others, which no data sheet tells.",
    "DeepSpeech2 and BERT on Sentiment140 are left out, for the traces do not tell their work.",
)


@dataclass(frozen=True)
class LearntCase:
    """What learnt, and how."""

    network: TrainedNetwork
    """What learning from one sample takes."""
    plan: StepPlan
    """How it learnt."""
    time: Second
    """Measured time of an epoch; calibrations see it, predictions do not."""
    power: Watt
    """Measured power; calibrations see it, predictions do not."""


def data_set() -> DataSet:
    """Energy of the GPU for each epoch of a training."""
    return DataSet(
        name=_NAME,
        title="Zeus, training on V100, A40, P100 and RTX 6000 under power limits",
        quantity="energy per epoch",
        unit="J",
        basis="measured power",
        sources=("zeus-nsdi23",),
        cases=tuple(_case(row) for row in read_table(_NAME).rows),
        fit=lambda cases: _predictor(fit_steps(cases)),
        gates=(Gate("accelerator", 0.25), Gate("network", 0.25)),
        peers={"peak-tdp": _peak_tdp},
        remarks=_REMARKS,
    )


def _case(row: Row) -> Case:
    name, network, batch = row["accelerator"], row["network"], row["batch"]
    time, power = float(row["time"]), float(row["power"])
    learnt, samples, loading = _network(network)
    return Case(
        name=f"{network}, batches of {batch}, {name} at {row['power_limit']} W",
        platform=name,
        groups={"accelerator": name, "network": network},
        circumstances=LearntCase(learnt, _plan(row, samples, loading), time, power),
        measured=float(energy_at_power(time=time, power=power)),
    )


@cache
def _network(name: str) -> tuple[TrainedNetwork, float, Literal["beside", "between"]]:
    (row,) = (each for each in read_table(_NETWORKS).rows if each["network"] == name)
    macs, inputs = float(row["macs"]), float(row["input_macs"])
    network = TrainedNetwork(
        # The gradient of the pictures themselves is never computed.
        work=_FLOPS_PER_MAC * (_FORWARD_AND_BACKWARD * macs - inputs),
        values=float(row["values"]),
        weights=float(row["weights"]),
        operators=float(row["operators"]),
        arithmetic=cast("Literal['convolution', 'separable', 'products']", row["arithmetic"]),
    )
    return network, float(row["samples"]), cast("Literal['beside', 'between']", row["loading"])


def _plan(row: Row, samples: float, loading: Literal["beside", "between"]) -> StepPlan:
    known = _processor(row["accelerator"])
    memory, host = _MACHINES[row["accelerator"]]
    # PyTorch of that time rounded single precision to tf32 wherever an accelerator could.
    matrix = known.peak.tf32 is not None
    figures: Any = known  # all four have what is asked of them
    peak = figures.peak
    return StepPlan(
        throughput=peak.tf32 if matrix else peak.fp32,
        bandwidth=figures.memory_bandwidth,
        maximum=figures.maximum_power.value,
        limit=float(row["power_limit"]),
        batch=float(row["batch"]),
        samples=samples,
        bits_per_value=_SINGLE_PRECISION,
        units="matrix" if matrix else "scalar",
        memory=memory,
        host=host,
        loading=loading,
    )


@cache
def _processor(name: str) -> ProcessorSpecification:
    return load().processor(name)


def fit_steps(cases: Sequence[Case]) -> StepCalibration:
    """Fit times and powers of a framework.

    Parameters
    ----------
    cases : sequence of Case
        Cases of this data set.

    Returns
    -------
    StepCalibration
        Fitted to them; its band is left at one.
    """
    learnt = [case.circumstances for case in cases]
    together = stacked(learnt)
    time = np.array([case.time for case in learnt])
    power = np.array([case.power for case in learnt])

    def residuals(calibration: StepCalibration) -> NDArray[np.float64]:
        found = np.empty((2, len(learnt)))
        for positions, several in together:
            epoch = _epoch(several, calibration)
            found[:, positions] = epoch.time, epoch.power
        return np.log(found / np.stack([time, power])).ravel()

    return fit_record(_START, BOUNDS, residuals)


def _epoch(several: LearntCase, calibration: StepCalibration) -> TrainedEpoch:
    return learn(several.network, several.plan, calibration)


def _predictor(calibration: StepCalibration) -> Predictor:
    def predict(cases: Sequence[Case]) -> NDArray[np.float64]:
        found = np.empty(len(cases))
        for positions, several in stacked([case.circumstances for case in cases]):
            found[positions] = _epoch(several, calibration).energy
        return found

    return predict


def _peak_tdp(cases: Sequence[Case]) -> NDArray[np.float64]:
    found = np.empty(len(cases))
    for positions, several in stacked([case.circumstances for case in cases]):
        found[positions] = _at_peak(several)
    return found


def _at_peak(several: LearntCase) -> Joule:
    network, plan = several.network, several.plan
    time = arithmetic_time(
        work=steps.batch_work(samples=plan.samples, per_sample=network.work),
        processors=_ALL,
        throughput=plan.throughput,
        share=_ALL,
    )
    return energy_at_power(time=time, power=plan.maximum)
