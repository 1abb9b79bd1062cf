"""A scenario's model on a microcontroller, by measurements instead of peak rate and rated power."""

from __future__ import annotations

from typing import Any, Final

from joulepath.errors import InputError, Problem, ScenarioError
from joulepath.records.microcontroller import CalibratedInference
from joulepath.scenario.calibrations import choose, microcontroller, platforms_of
from joulepath.scenario.chip_memory import memory_problems, needs
from joulepath.scenario.execution_plans import Wish
from joulepath.scenario.inference_origins import figures_of, origins_of
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.model_records import counted_file, file_of
from joulepath.scenario.number_formats import format_said
from joulepath.scenario.schema import Scenario
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
            f' runtime = "{platforms[0].text["runtime"]}" or another rests on that'
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
    workload = counted_file(file)
    try:
        device = microcontroller(wish, known)
        if problems := tuple(memory_problems(needs(workload, _FORMAT), device, known)):
            raise ScenarioError(*problems)
        chosen = choose(wish, device, network_work(workload), known)
    except InputError as error:
        raise ScenarioError(*(Problem(where, p.what, p.remedy) for p in error.problems)) from error
    for said in (*format_said(workload, wish.format), *chosen.assumptions):
        ledger.assume("method calibrated", said)
    inference = CalibratedInference(network_work(workload), chosen.plan, chosen.costs)
    for path, origin in origins_of(inference, chosen.found, file).items():
        ledger.origins[f"{_AT}.{path}"] = origin
    for path, entry, name in figures_of(chosen.found):
        ledger.figure(f"{_AT}.{path}", entry, name)
    return inference


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
