"""Resolve the training of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from joulepath.records.inputs import (
    CrossValidation,
    Split,
    TrainingPlan,
)
from joulepath.records.origins import Origin
from joulepath.scenario.backward import exact_backward_ratio, takes_exact_ratio
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.model_records import file_of
from joulepath.scenario.resolve_stages import placement
from joulepath.scenario.stages import TrainingSection

if TYPE_CHECKING:
    from joulepath.records.training_steps import CalibratedTraining
    from joulepath.scenario.schema import Scenario

__all__ = ["training_plan"]


def training_plan(scenario: Scenario, ledger: Ledger) -> TrainingPlan | None:
    """Training and evaluation."""
    section = scenario.training
    if section is None:
        return None
    strategy = _strategy(section, ledger)
    evaluations = None
    match section.evaluation:
        case "once":
            pass
        case "every-epoch":
            evaluations = 1.0
            ledger.derive("training.evaluations", "training.evaluation", "every-epoch")
    return TrainingPlan(
        epochs=ledger.take("training.epochs", section, "epochs", "training"),
        views=ledger.take("training.views", section, "views_per_epoch", "training"),
        backward_ratio=_backward_ratio(scenario, section, ledger),
        strategy=strategy,
        evaluations=evaluations,
        placement=placement(section, "training", "training.placement", ledger),
        calibrated=_learning(scenario, section, ledger),
    )


def _learning(
    scenario: Scenario, section: TrainingSection, ledger: Ledger
) -> CalibratedTraining | None:
    """How the model learns by measurements, whose modules few scenarios need."""
    if section.method == "peak-tdp":
        return None
    from joulepath.scenario.calibrated_training import calibrated_training

    return calibrated_training(scenario, ledger)


def _backward_ratio(scenario: Scenario, section: TrainingSection, ledger: Ledger) -> Any:
    """Work of a backward pass: as the scenario says, else exactly that of the graph of a file."""
    at = "training.backward_ratio"
    if not takes_exact_ratio(scenario):
        return ledger.take(at, section, "backward_ratio", "training")
    file: Any = file_of(scenario)
    exact = exact_backward_ratio(file)
    if exact is None:
        said = "its file is not one that is trained backwards layer by layer"
        ledger.assume(at, f"not given: {shown(section.backward_ratio)}, for {said}")
        return ledger.take(at, section, "backward_ratio", "training")
    ledger.assume(at, f"not given: {exact:.4g}, exact for the graph of the file, trained whole")
    ledger.origins[at] = Origin("model file", file, shown(exact))
    return exact


def _strategy(section: TrainingSection, ledger: Ledger) -> Split | CrossValidation:
    """Split or folds; the section has one of them."""
    if section.split is not None:
        return Split(ledger.take("training.strategy.share", section, "split", "training"))
    return CrossValidation(ledger.take("training.strategy.folds", section, "folds", "training"))
