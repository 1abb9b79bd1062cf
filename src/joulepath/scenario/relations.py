"""Parts of a scenario that must agree with each other, or with a file."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from joulepath.catalogue import Catalogue
from joulepath.catalogue.grid_figures import BASES
from joulepath.errors import InputError, Problem
from joulepath.records.families import Family, KernelMachine, Trees
from joulepath.records.inputs import Model
from joulepath.scenario.chain_shape import chained
from joulepath.scenario.family_records import trained_in_passes
from joulepath.scenario.fields import Rate, anywhere, lacking
from joulepath.scenario.model_records import file_of, input_values, model_record
from joulepath.scenario.models import FAMILIES
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.schema import Scenario

__all__ = ["EVERYTHING", "model_of", "relations"]

EVERYTHING: Final = frozenset(
    {
        "model",
        "data",
        "zone",
        "year",
        "basis",
        "training",
        "preprocessing",
        "battery",
        "path",
        "inference",
        "sensing",
        "delivery",
        "federated",
        "telemetry",
        "hardware",
        "cost",
    }
)
"""Parts that relations look at."""


def model_of(scenario: Scenario, name: str) -> tuple[Model | None, list[Problem]]:
    """Record of the model, or what is wrong with its file.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    name : str
        Name of its file, for messages.
    """
    try:
        return model_record(scenario), []
    except InputError as error:
        return None, [_of_file(problem, scenario, name) for problem in error.problems]
    except (OSError, ValueError) as error:
        what, remedy = f"cannot be read: {error}", "name a model file that may be read"
        return None, [problem_at(located(name, ["model"]), what, remedy)]


def relations(
    scenario: Scenario,
    model: Model | None,
    sound: Collection[str],
    name: str,
    catalogue: Catalogue,
) -> Iterator[Problem]:
    """Contradictions between parts of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    model : Model or None
        Its model, where it is known.
    sound : collection of str
        Keys of the parts that can be relied on.
    name : str
        Name of the file, for messages.
    catalogue : Catalogue
        Where the years of a zone are looked up.
    """
    if "zone" in sound:
        yield from _year(scenario, name, catalogue)
    if {"data", "training"} <= {*sound}:
        yield from _folds(scenario, name)
    if "training" in sound and model is not None:
        yield from _training(scenario, model, name)
    yield from _battery(scenario, sound, name, catalogue)
    yield from _beside(scenario, sound, name, catalogue)
    if {"path", "inference"} <= {*sound}:
        yield from _rest(scenario, name)
    if {"sensing", "data", "inference"} <= {*sound} and scenario.sensing is not None:
        from joulepath.scenario.sensing import sensing_problems

        yield from sensing_problems(scenario, name, catalogue)
    if {"delivery", "federated", "telemetry", "path", "inference"} <= {*sound}:
        yield from _upkeep(scenario, name)
    if {"inference", "preprocessing"} <= {*sound}:
        yield from _processor(scenario, name, catalogue)
    if {"data", "preprocessing"} <= {*sound}:
        yield from _values(scenario, model, name)


def _processor(scenario: Scenario, name: str, catalogue: Catalogue) -> Iterator[Problem]:
    """Ask for rate and power of a processor unless all its work goes layer by layer."""
    section = scenario.inference
    if not isinstance(section.processor, str):
        return
    entry = catalogue.entry("processors", section.processor)
    layered = section.method == "roofline" and scenario.preprocessing is None
    if entry.missing and not layered:
        what, remedy = lacking(entry)
        if scenario.preprocessing is None:
            remedy += ', or method = "roofline"'
        yield problem_at(located(name, ["inference", "processor"]), what, remedy)


def _of_file(problem: Problem, scenario: Scenario, name: str) -> Problem:
    remedy = problem.remedy
    family = Path(file_of(scenario) or "").name.casefold()
    if family in FAMILIES:
        remedy = f'for a model family write a table: model = {{ family = "{family}", ... }}'
    elif not remedy:
        remedy = "write the path of an ONNX file, or a table with a family"
    place = ": ".join(filter(None, (located(name, ["model"]), problem.where)))
    return problem_at(place, problem.what, remedy)


def _year(scenario: Scenario, name: str, catalogue: Catalogue) -> Iterator[Problem]:
    if scenario.zone is None:
        return
    basis = scenario.basis or BASES[0]
    try:
        years = catalogue.years(scenario.zone, located(name, ["zone"]), basis)
        key = "year" if years else "basis" if scenario.basis else "zone"
        year = scenario.year or max(years, default=0)
        catalogue.intensity(scenario.zone, year, located(name, [key]), basis)
    except InputError as error:
        yield from error.problems


def _folds(scenario: Scenario, name: str) -> Iterator[Problem]:
    folds = scenario.training and scenario.training.folds
    if folds is not None and anywhere(folds > scenario.data.samples):
        what = f"{_shown(folds)} folds of {_shown(scenario.data.samples)} samples"
        remedy = "choose as many folds as samples at most"
        yield problem_at(located(name, ["training", "folds"]), what, remedy)


def _training(scenario: Scenario, model: Model, name: str) -> Iterator[Problem]:
    """Ask for a training that a model without forward and backward passes can have."""
    if scenario.training is None or not _fitted(model):
        return
    where = located(name, ["training"])
    if isinstance(model, KernelMachine) or (isinstance(model, Trees) and model.boosting is None):
        what = "the work to train this family is not known: it is not made of passes"
        yield problem_at(where, what, "leave the table out: its training is not counted")
    elif anywhere(scenario.training.epochs != 1):
        what = f"{_shown(scenario.training.epochs)} epochs of a family that is fitted once"
        yield problem_at(located(name, ["training", "epochs"]), what, "write epochs = 1")


def _battery(
    scenario: Scenario, sound: Collection[str], name: str, catalogue: Catalogue
) -> Iterator[Problem]:
    """Refuse what a battery does not bear, and ask for what tells the power of its device."""
    if scenario.battery is None or "battery" not in sound:
        return
    from joulepath.scenario.battery_limits import battery_problems

    yield from battery_problems(scenario, name, catalogue)
    if not {"path", "inference"} <= {*sound}:
        return
    if not isinstance(scenario.inference.inferences, Rate):
        what = "a battery, but no rate at which the model is used"
        remedy = 'write a rate such as inferences = "24/day", with a lifetime'
        yield problem_at(located(name, ["battery"]), what, remedy)
    if scenario.path and scenario.path[0].method == "ecal":
        what = "a battery, but the first link is counted for both its ends together"
        remedy = 'give path[0] a link instead of a stack, e.g. link = { technology = "measured" }'
        yield problem_at(located(name, ["battery"]), what, remedy)


def _beside(
    scenario: Scenario, sound: Collection[str], name: str, catalogue: Catalogue
) -> Iterator[Problem]:
    """Ask for what hardware and prices need, whose rules few scenarios need."""
    if {"hardware", "inference"} <= {*sound} and scenario.hardware is not None:
        from joulepath.scenario.hardware import hardware_problems

        yield from hardware_problems(scenario, name, catalogue)
    if {"cost", "inference", "training", "zone"} <= {*sound} and scenario.cost is not None:
        from joulepath.scenario.cost import cost_problems

        yield from cost_problems(scenario, name)


def _rest(scenario: Scenario, name: str) -> Iterator[Problem]:
    """Refuse a rate of zero over links by frames, whose radios would rest for ever in between."""
    rate = scenario.inference.inferences
    framed = any(hop.method == "framed" for hop in scenario.path)
    if framed and isinstance(rate, Rate) and anywhere(rate.value == 0):
        what = "a rate of 0, so that the radio rests for ever between two messages"
        remedy = 'write a rate above 0, e.g. "1/month", or a number of inferences'
        yield problem_at(located(name, ["inference", "inferences"]), what, remedy)


def _upkeep(scenario: Scenario, name: str) -> Iterator[Problem]:
    """Ask for what models and reports need on their way, whose rules few scenarios need."""
    if any((scenario.delivery, scenario.federated, scenario.telemetry)):
        from joulepath.scenario.links.delivery_plans import upkeep_problems

        yield from upkeep_problems(scenario, name)


def _fitted(model: Model) -> bool:
    return isinstance(model, Family) and not trained_in_passes(model)


def _values(scenario: Scenario, model: Model | None, name: str) -> Iterator[Problem]:
    taken = None if model is None else input_values(model)
    if chained(scenario):
        from joulepath.scenario.chain_relations import chain_problems

        yield from chain_problems(scenario, taken, name)
    elif model is not None:
        yield from _raw_values(scenario, taken, name)


def _raw_values(scenario: Scenario, taken: Any, name: str) -> Iterator[Problem]:
    given = scenario.data.values_per_sample
    where = located(name, ["data", "values_per_sample"])
    if given is None and taken is None:
        remedy = "add values_per_sample, e.g. values_per_sample = 10"
        yield problem_at(where, "missing, and the model does not tell", remedy)
    elif given is not None and taken is not None and anywhere(given != taken):
        what = f"{_shown(given)} values in a sample, but the model takes {_shown(taken)}"
        remedy = f"write values_per_sample = {_shown(taken)}, or leave it out"
        yield problem_at(where, what, remedy)


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else "an array of"
