"""A scenario's model on a microcontroller, by measurements instead of peak rate and rated power."""

from __future__ import annotations

from typing import Any, Final

from joulepath.core.tree import numbers
from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.microcontroller import (
    CalibratedInference,
    DrawnCharge,
    ExecutionPlan,
    KnownPower,
)
from joulepath.records.origins import Origin
from joulepath.scenario.calibrations import Choice, Wish, choose, microcontroller, platforms_of
from joulepath.scenario.chip_memory import memory_problems, needs
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.model_records import file_of
from joulepath.scenario.schema import Scenario
from joulepath.workloads import count
from joulepath.workloads.network_work import network_work

__all__ = ["calibrated_inference"]

_AT: Final = "inference.calibrated"
_FORMAT: Final = "int8"


def calibrated_inference(scenario: Scenario, ledger: Ledger) -> CalibratedInference | None:
    """How the model runs by measurements, if the scenario asks for it.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    ledger : Ledger
        Takes the origin of every number, and what was assumed.

    Returns
    -------
    CalibratedInference or None
        None where peak rate and rated power decide; where measurements would be at hand, that
        is noted.

    Raises
    ------
    ScenarioError
        Without a model file, or a microcontroller of the catalogue that holds it.
    """
    match scenario.inference.method:
        case "peak-tdp":
            _note_platforms(scenario, ledger)
            return None
        case "roofline":
            return None
        case "calibrated":
            return _calibrated(scenario, ledger)


def _note_platforms(scenario: Scenario, ledger: Ledger) -> None:
    processor = scenario.inference.processor
    if not isinstance(processor, str) or file_of(scenario) is None:
        return
    if platforms := platforms_of(processor, ledger.catalogue):
        what = (
            f'peak-tdp; {processor} was measured: method = "calibrated" with'
            f' runtime = "{platforms[-1].text["runtime"]}" or another rests on that'
        )
        ledger.assume("inference.method", what)
    elif (kind := ledger.catalogue.processor(processor).category) != "profile":
        better = "calibrated" if kind.startswith("mcu") else "roofline"
        what = f'peak-tdp; method = "{better}" rests on measurements and gives a band'
        ledger.assume("inference.method", what)


def _calibrated(scenario: Scenario, ledger: Ledger) -> CalibratedInference:
    file, wish = _asked(scenario, ledger)
    known = ledger.catalogue
    where = ledger.place("inference.processor")
    workload = count(file)
    try:
        device = microcontroller(wish, known)
        if problems := tuple(memory_problems(needs(workload, _FORMAT), device, known)):
            raise ScenarioError(*problems)
        chosen = choose(wish, device, known)
    except InputError as error:
        raise ScenarioError(*(Problem(where, p.what, p.remedy) for p in error.problems)) from error
    for said in chosen.assumptions:
        ledger.assume("method calibrated", said)
    work = network_work(workload)
    for name, amount in numbers(work):
        ledger.origins[f"{_AT}.work.{name}"] = Origin("model file", file, shown(amount))
    entry = known.entry("inference-runtimes", chosen.runtime)
    _note_plan(chosen, wish.processor, ledger)
    return CalibratedInference(work, chosen.plan, ledger.record(f"{_AT}.runtime", entry))


def _asked(scenario: Scenario, ledger: Ledger) -> tuple[str, Wish]:
    """Model file and wish, which only some scenarios have."""
    section, file = scenario.inference, file_of(scenario)
    problems: list[Problem] = []
    if file is None:
        what = "calibrations tell operators apart, which a model family does not"
        remedy = 'give a model file, or method = "peak-tdp"'
        problems.append(Problem(ledger.place("inference.method"), what, remedy))
    if not isinstance(section.processor, str):
        what = "nothing was measured of a processor of your own"
        remedy = 'name one of the catalogue, or method = "peak-tdp"'
        problems.append(Problem(ledger.place("inference.processor"), what, remedy))
    if problems:
        raise ScenarioError(*problems)
    processor: Any = section.processor
    path: Any = file
    return path, Wish(processor, section.runtime, _FORMAT)


def _note_plan(chosen: Choice, processor: str, ledger: Ledger) -> None:
    """Origins of the numbers of a plan, as `choose` fills it in."""
    known, plan = ledger.catalogue, f"{_AT}.plan"
    device = known.entry("processors", processor)
    ledger.figure(f"{plan}.throughput", device, "peak.int8")
    ledger.figure(f"{plan}.rated_clock", device, "clock")
    if chosen.platform is None:
        band = known.entry("inference-runtimes", chosen.runtime)
        ledger.origins[f"{plan}.pace"] = Origin("default", "the average processor", "1")
        ledger.figure(f"{plan}.clock", device, "clock")
        _note_power(chosen.plan, processor, ledger)
    else:
        band = known.entry("microcontroller-platforms", chosen.platform)
        ledger.figure(f"{plan}.pace", band, "pace")
        ledger.figure(f"{plan}.clock", band, "clock")
        ledger.figure(f"{plan}.power.power", band, "power")
        ledger.figure(f"{plan}.power.clock", band, "clock")
    ledger.figure(f"{plan}.low", band, "energy_low")
    ledger.figure(f"{plan}.high", band, "energy_high")


def _note_power(plan: ExecutionPlan, processor: str, ledger: Ledger) -> None:
    at, device = f"{_AT}.plan.power", ledger.catalogue.entry("processors", processor)
    match plan.power:
        case KnownPower():
            ledger.figure(f"{at}.power", device, "active_power")
            ledger.figure(f"{at}.clock", device, "clock")
        case DrawnCharge():
            core = ledger.catalogue.entry("core-powers", "microcontroller")
            ledger.figure(f"{at}.charge", core, "charge")
            ledger.figure(f"{at}.voltage", device, "supply_voltage")
