"""Whether the links of a path allow what each way to divide a model sends over them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from joulepath.core.quantities import Second
from joulepath.errors import Problem
from joulepath.formulas.links.crossing import interval
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs
from joulepath.records.offload import OffloadPlan, SplitOutcome
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.links.legality import together
from joulepath.scenario.links.streams import (
    Stream,
    crossing_streams,
    inference_streams,
    upkeep_streams,
)

__all__ = ["Judge", "judge_of"]

Judge: TypeAlias = Callable[[SplitOutcome, OffloadPlan], tuple[Problem, ...]]
"""Says what a way to divide an inference breaks on the links of a path, with what is legal."""

_ONE = 1.0
_REPORTS = "telemetry"


def judge_of(inputs: Inputs, ledger: Ledger) -> Judge:
    """Make what judges divisions of a scenario's model, beside all else that crosses its links.

    Parameters
    ----------
    inputs : Inputs
        The scenario, resolved; its updates and reports cross the links too.
    ledger : Ledger
        What knows the places of the scenario's file.
    """
    others = tuple(upkeep_streams(inputs, lifecycle(inputs)))

    def judge(outcome: SplitOutcome, plan: OffloadPlan) -> tuple[Problem, ...]:
        # a device that computes nothing has no model to keep up to date
        kept = (each for each in others if outcome.computed or each.what == _REPORTS)
        own = _own(outcome, plan, interval(inferences=_ONE, rate=plan.rate))
        broken = dict.fromkeys(together((*own, *kept)))
        return tuple(ledger.placed(problem) for problem in broken)

    return judge


def _own(outcome: SplitOutcome, plan: OffloadPlan, time: Second) -> Iterator[Stream]:
    """What the division itself sends."""
    if outcome.served is None:
        return crossing_streams(outcome.request, plan.path, time, "answers")
    return inference_streams(outcome.request, outcome.answer, plan.path, time)
