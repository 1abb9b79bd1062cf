"""A scenario's model on a processor by a roofline, instead of peak rate and rated power."""

from __future__ import annotations

from typing import Any, Final

from joulepath.catalogue import Entry
from joulepath.core.tree import numbers
from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.origins import Origin
from joulepath.records.roofline import RooflineInference
from joulepath.records.workload import Workload
from joulepath.scenario.accelerators import formats_of
from joulepath.scenario.engines import KIND
from joulepath.scenario.execution_section import ExecutionSection
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.model_records import counted_file, file_of
from joulepath.scenario.roofline_plan import RunWish, arithmetic_format
from joulepath.scenario.roofline_setting import RooflineSetting, own_format, set_up
from joulepath.scenario.schema import Scenario

__all__ = ["roofline_inference", "run_by_roofline"]

_AT: Final = "inference.roofline"
_TABLE: Final = "inference.execution"
_KEYS: Final = {
    "batch": "batch",
    "power.limit": "power_limit",
    "surroundings.host": "host_power",
    "surroundings.conversion": "supply_efficiency",
}
"""Keys of the scenario that give numbers of the plan outright."""

_FIGURES: Final = {
    "bandwidth": "memory_bandwidth",
    "cache": "on_chip_memory",
    "power.idle": "idle_power",
    "power.active": "active_power",
    "power.maximum": "maximum_power",
    "power.limit": "maximum_power",
}
"""Figures of the catalogue that give numbers of the plan."""


def run_by_roofline(workload: Workload, scenario: Scenario, ledger: Ledger) -> RooflineSetting:
    """Set a network, or a part of one, up on the processor of a scenario.

    Raises
    ------
    ScenarioError
        If the processor does not run or hold it.
    """
    _, processor = _asked(scenario, ledger)
    execution: Any = scenario.inference.execution or ExecutionSection()
    where, known = ledger.place("inference.processor"), ledger.catalogue
    try:
        device = known.processor(processor)
        form = execution.numbers or own_format(workload, device)
        return set_up(workload, device, _wish(execution, form), known)
    except InputError as error:
        raise ScenarioError(*(Problem(where, p.what, p.remedy) for p in error.problems)) from error


def roofline_inference(scenario: Scenario, ledger: Ledger) -> RooflineInference:
    """How the model runs by a roofline.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    ledger : Ledger
        Takes the origin of every number, and what was assumed.

    Returns
    -------
    RooflineInference
        Network, plan and calibration.

    Raises
    ------
    ScenarioError
        Without a model file, or a processor of the catalogue that runs and holds it.
    """
    file, _ = _asked(scenario, ledger)
    execution: Any = scenario.inference.execution or ExecutionSection()
    setting = run_by_roofline(counted_file(file), scenario, ledger)
    for said in setting.assumptions:
        ledger.assume("method roofline", said)
    _note(setting, execution, file, ledger)
    return setting.inference


def _asked(scenario: Scenario, ledger: Ledger) -> tuple[str, str]:
    """Model file and name of the processor, which only some scenarios have."""
    processor, file = scenario.inference.processor, file_of(scenario)
    problems: list[Problem] = []
    if file is None:
        what = "a roofline goes layer by layer, which a model family does not tell"
        remedy = 'give a model file, or method = "peak-tdp"'
        problems.append(Problem(ledger.place("inference.method"), what, remedy))
    if not isinstance(processor, str):
        what = "nothing was measured of a processor of your own"
        remedy = 'name one of the catalogue, or method = "peak-tdp"'
        problems.append(Problem(ledger.place("inference.processor"), what, remedy))
    if problems:
        raise ScenarioError(*problems)
    name: Any = processor
    path: Any = file
    return path, name


def _wish(execution: ExecutionSection, form: str) -> RunWish:
    batch: Any = execution.batch
    limit: Any = execution.power_limit
    host: Any = execution.host_power
    conversion: Any = execution.supply_efficiency
    return RunWish(
        format=form,
        batch=batch,
        input=execution.input,
        mode=execution.mode,
        limit=limit,
        host=host,
        conversion=conversion,
    )


def _note(setting: RooflineSetting, execution: Any, file: str, ledger: Ledger) -> None:
    """Origins of every number."""
    inference = setting.inference
    for path, value in numbers(inference.network):
        ledger.origins[f"{_AT}.network.{path}"] = Origin("model file", file, shown(value))
    engine = ledger.catalogue.entry(KIND, setting.engine)
    _note_engine(engine, ledger)
    device = ledger.catalogue.entry("processors", setting.device.name)
    computed, _ = arithmetic_format(setting.device, setting.format)
    peaks = {
        "throughput": f"peak.{computed}",
        "scalar": "peak.fp32" if "fp32" in formats_of(setting.device) else f"peak.{computed}",
    }
    mode = f"power_modes.{execution.mode}.power"
    moded = {"power.limit": mode, "power.active": mode} if execution.mode else {}
    figures = {**_FIGURES, **peaks, **moded}
    for path, value in numbers(inference.plan):
        key = _KEYS.get(path, "")
        at = f"{_AT}.plan.{path}"
        if key and getattr(execution, key) is not None and key in execution.model_fields_set:
            ledger.origins[at] = Origin("scenario", ledger.place(f"{_TABLE}.{key}"), shown(value))
        elif figures.get(path) in device.figures:
            ledger.figure(at, device, figures[path])
        else:
            ledger.origins[at] = Origin("default", f"{KIND}/{engine.name}", shown(value))


def _note_engine(entry: Entry, ledger: Ledger) -> None:
    assumed: list[str] = []
    for name, figure in entry.figures.items():
        place = f"{KIND}/{entry.name}.{name}"
        ledger.origins[f"{_AT}.engine.{name}"] = Origin(
            "catalogue", place, figure.written, figure.source, figure.note
        )
        if ledger.catalogue.source(figure.source).kind == "assumption":
            assumed.append(name)
    if assumed:
        what = f"assumed: {', '.join(assumed)}; the catalogue says why"
        ledger.assume(f"{KIND}/{entry.name}", what)
