"""A scenario's training on one GPU by measurements, instead of peak rate and rated power."""

from __future__ import annotations

from collections import Counter
from fnmatch import fnmatchcase
from typing import Any, Final, Literal

from joulepath.core.tree import numbers
from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.origins import Origin
from joulepath.records.processor import ProcessorSpecification
from joulepath.records.training_steps import CalibratedTraining, StepPlan, TrainedNetwork
from joulepath.records.workload import Workload
from joulepath.scenario.accelerators import no_rate
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.model_records import counted_file, file_of
from joulepath.scenario.schema import Scenario
from joulepath.workloads.operator_kinds import is_view
from joulepath.workloads.training_step import training_work

__all__ = ["calibrated_training"]

_AT: Final = "training.calibrated"
_CALIBRATION: Final = "pytorch"
_STACKED: Final = (
    "nvidia-p100*",
    "nvidia-v100*",
    "nvidia-a100*",
    "nvidia-a30",
    "nvidia-h100*",
    "nvidia-h200*",
    "nvidia-b200",
    "nvidia-gb200",
    "amd-mi*",
)
"""GPUs with stacked memory, by the data sheets of their makers."""

_MEASURED: Final = frozenset(
    {"nvidia-v100-pcie-16gb", "nvidia-p100-pcie", "nvidia-a40", "nvidia-quadro-rtx-6000"}
)
_SINGLE: Final = 32.0
_FLOPS_PER_MAC: Final = 2
_FILLED_IN: Final = 0.0
_FIGURES: Final = {
    "bandwidth": "memory_bandwidth",
    "maximum": "maximum_power",
    "limit": "maximum_power",
}


def calibrated_training(scenario: Scenario, ledger: Ledger) -> CalibratedTraining | None:
    """How the model learns by measurements, if the scenario asks for it.

    Parameters
    ----------
    scenario : Scenario
        The scenario, with a training.
    ledger : Ledger
        Takes the origin of every number, and what was assumed.

    Returns
    -------
    CalibratedTraining or None
        None where peak rate and rated power decide. The samples are filled in by the stage.

    Raises
    ------
    ScenarioError
        Without a model file that is trained backwards, or a GPU of the catalogue.
    """
    section: Any = scenario.training
    if section.method == "peak-tdp":
        return None
    file, device = _asked(scenario, section, ledger)
    try:
        network = _network(counted_file(file))
    except InputError as error:
        where = ledger.place("training.method")
        raise ScenarioError(*(Problem(where, p.what, p.remedy) for p in error.problems)) from error
    plan = _plan(device, section.batch)
    _note(device, network, plan, file, ledger)
    entry = ledger.catalogue.entry("step-calibrations", _CALIBRATION)
    return CalibratedTraining(network, plan, ledger.record(f"{_AT}.calibration", entry))


def _asked(scenario: Scenario, section: Any, ledger: Ledger) -> tuple[str, ProcessorSpecification]:
    """Model file and GPU, which only some scenarios have."""
    file = file_of(scenario)
    problems: list[Problem] = []
    if file is None:
        what = "calibrations need the operators of a graph, which a model family does not tell"
        remedy = 'give a model file, or method = "peak-tdp"'
        problems.append(Problem(ledger.place("training.method"), what, remedy))
    where = ledger.place("training.processor")
    if not isinstance(section.processor, str):
        what = "nothing was measured of a processor of your own"
        problems.append(Problem(where, what, 'name one of the catalogue, or method = "peak-tdp"'))
        raise ScenarioError(*problems)
    device = ledger.catalogue.processor(section.processor, where)
    if device.category != "gpu":
        what = f"{device.name} is no GPU but of class {device.category!r}"
        problems.append(Problem(where, what, 'name a GPU, or method = "peak-tdp"'))
    elif device.peak.fp32 is None:
        problems.append(no_rate(device, "fp32"))
    if problems:
        raise ScenarioError(*problems)
    path: Any = file
    return path, device


def _network(workload: Workload) -> TrainedNetwork:
    passes = training_work(workload).passes
    macs = passes.forward.macs + passes.input_gradient.macs + passes.weight_gradient.macs
    return TrainedNetwork(
        work=float(_FLOPS_PER_MAC * macs),
        values=float(sum(layer.output_values for layer in workload.layers)),
        weights=float(workload.parameters),
        operators=float(sum(not is_view(layer) for layer in workload.layers)),
        arithmetic=_arithmetic(workload),
    )


def _arithmetic(workload: Workload) -> Literal["convolution", "separable", "products"]:
    """What most multiply-accumulates are; networks with depthwise layers are separable."""
    kinds: Counter[str] = Counter()
    for layer in workload.layers:
        kinds[layer.kernel or "products"] += int(layer.operations.macs)
    if kinds["depthwise"]:
        return "separable"
    return "products" if kinds["products"] > kinds.total() / 2 else "convolution"


def _plan(device: ProcessorSpecification, batch: Any) -> StepPlan:
    figures: Any = device
    peak = figures.peak
    matrix = peak.tf32 is not None
    stacked = any(fnmatchcase(device.name, pattern) for pattern in _STACKED)
    return StepPlan(
        throughput=peak.tf32 if matrix else peak.fp32,
        bandwidth=figures.memory_bandwidth,
        maximum=figures.maximum_power.value,
        limit=figures.maximum_power.value,
        batch=batch,
        samples=_FILLED_IN,
        bits_per_value=_SINGLE,
        units="matrix" if matrix else "scalar",
        memory="stacked" if stacked else "graphics",
        host="usual",
        loading="beside",
    )


def _note(
    device: ProcessorSpecification,
    network: TrainedNetwork,
    plan: StepPlan,
    file: str,
    ledger: Ledger,
) -> None:
    """Origins of every number, and what the prediction takes for granted."""
    for path, value in numbers(network):
        ledger.origins[f"{_AT}.network.{path}"] = Origin("model file", file, shown(value))
    entry = ledger.catalogue.entry("processors", device.name)
    rate = "peak.tf32" if plan.units == "matrix" else "peak.fp32"
    for path, figure in {**_FIGURES, "throughput": rate}.items():
        ledger.figure(f"{_AT}.plan.{path}", entry, figure)
    place = ledger.place("training.batch")
    ledger.origins[f"{_AT}.plan.batch"] = Origin("scenario", place, shown(plan.batch))
    ledger.derive(f"{_AT}.plan.samples", "data.samples", "filled in by the stage")
    bits = Origin("default", "single precision", "32 bit/value", "definition")
    ledger.origins[f"{_AT}.plan.bits_per_value"] = bits
    said = "one GPU, PyTorch, single precision, samples loaded beside the steps by a usual host"
    ledger.assume("training.method", f"calibrated on traces of Zeus: {said}; energy of the GPU")
    if device.name not in _MEASURED:
        ledger.assume("training.processor", f"{device.name} was not measured; four others were")
