"""What a small model does in a step that writes ahead for a large one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from joulepath.core.quantities import Bit, Count, Flop, Second, Token
from joulepath.formulas import data
from joulepath.formulas.serving import load, speculation, steps
from joulepath.lifecycle.serving_passes import (
    NOTHING,
    ONE_TOKEN,
    Team,
    computing,
    demand,
    pass_time,
    reading,
)
from joulepath.records.serving import ServingCalibration
from joulepath.records.serving_plan import Drafting, ServingPlan

__all__ = ["Drafts", "drafts"]


@dataclass(frozen=True)
class Drafts:
    """All passes of the small model in a step, for one part of a batch."""

    bits: Bit
    work: Flop
    time: Second


_NONE = Drafts(NOTHING, NOTHING, NOTHING)


def drafts(
    plan: ServingPlan,
    calibration: ServingCalibration,
    team: Team,
    size: Count,
    written: Token,
    context: Token,
) -> Drafts:
    """Passes of the small model, each a token of every request, and its share of the prompts."""
    match plan.drafting:
        case None:
            return _NONE
        case Drafting() as small:
            return _drafted(small, plan, calibration, team, size, written, context)


def _drafted(
    small: Drafting,
    plan: ServingPlan,
    calibration: ServingCalibration,
    team: Team,
    size: Count,
    written: Token,
    context: Token,
) -> Drafts:
    team = replace(team, accelerator=small.accelerator)
    each = speculation.written_per_draft(written=written, drafted=small.drafted)
    tokens = load.step_tokens(sequences=size, each=ONE_TOKEN)
    read = reading(small.model, plan, each)
    moved = demand(small.model, small.formats, team, size, tokens, context, read, choosing=tokens)
    time = pass_time(moved, small.model, small.formats, small.kernels, team, calibration)
    bits = data.total_bits(parts=(moved.dense, moved.expert, moved.cache))
    return Drafts(
        bits=load.repeated_bits(bits=bits, times=small.drafted),
        work=load.repeated_work(work=moved.work, times=small.drafted),
        time=steps.repeated_time(time=computing(time), times=small.drafted),
    )
