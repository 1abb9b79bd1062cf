"""Which end should compute: the best at each, and what would have to change for the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from joulepath.core.quantities import Bit, InferencePerSecond, Ratio
from joulepath.formulas.offload import even_link, even_rate, idle_energy, site_energy
from joulepath.lifecycle.offload import offload
from joulepath.records.offload import OffloadPlan, SplitOutcome
from joulepath.scenario.offload import Offloaded

__all__ = ["SwitchPoints", "Winner", "switch_points", "winners"]

_LARGEST: Final = 1e4
_STEPS: Final = 2001


@dataclass(frozen=True)
class Winner:
    """The best way to divide an inference in one respect."""

    least: str
    """What it takes least of."""
    name: str
    """The division."""
    value: Any
    """What it comes to."""
    unit: str
    """Coherent unit of that."""
    runner_up: str | None
    """The next best; none where no other is allowed."""
    times: Ratio | None
    """How many times as much the next best takes."""


@dataclass(frozen=True)
class SwitchPoints:
    """What would have to change for the device to save as much by sending as by computing."""

    link: Ratio | None
    """How many times its energy the link would have to take; none if no link makes them even, or
    the link does not allow both."""
    payload: Bit | None
    """Size of the input at which both ends are even; none if none within 1e4 times does, or the
    link does not allow it."""
    rate: InferencePerSecond | None
    """Rate of inferences at which all energy is even; none if it does not depend on the rate, or
    the link does not allow it."""
    forbidden: tuple[str, ...] = ()
    """Which of both ends the link does not allow."""


def winners(found: Offloaded) -> tuple[Winner, ...]:
    """Name the best division that the links allow: of the device's energy, all energy, latency.

    Parameters
    ----------
    found : Offloaded
        What was weighed.

    Raises
    ------
    ValueError
        If the numbers are arrays, which have no single best.
    """
    wanted = (
        ("energy of the device", "device_energy", "J"),
        ("energy of all", "energy", "J"),
        ("latency", "latency", "s"),
    )
    return tuple(_winner(found.allowed, least, field, unit) for least, field, unit in wanted)


def _winner(outcomes: tuple[SplitOutcome, ...], least: str, field: str, unit: str) -> Winner:
    best, *others = sorted(outcomes, key=lambda each: float(getattr(each, field)))
    value = float(getattr(best, field))
    if not others:
        return Winner(least, best.name, value, unit, None, None)
    next_value = float(getattr(others[0], field))
    times = next_value / value if value else np.inf
    return Winner(least, best.name, value, unit, others[0].name, times)


def switch_points(found: Offloaded) -> SwitchPoints:
    """Find where computing on the device and sending all to the server are even.

    Parameters
    ----------
    found : Offloaded
        What was weighed.
    """
    here, there = found.result.outcomes[0], found.result.outcomes[-1]
    ends = zip((here, there), (found.broken[0], found.broken[-1]), strict=True)
    forbidden = tuple(end.name for end, broken in ends if broken)
    return SwitchPoints(
        link=None if forbidden else _even_link(here, there),
        payload=None if found.broken[0] else _even_payload(found, here),
        rate=None if forbidden else _even_rate(found, here, there),
        forbidden=forbidden,
    )


def _own_link(outcome: SplitOutcome) -> float:
    crossings = (outcome.request, outcome.answer)
    return sum(float(each.device_energy) for each in crossings if each is not None)


def _even_link(here: SplitOutcome, there: SplitOutcome) -> Ratio | None:
    computing = 0.0 if here.computed is None else float(here.computed.energy)
    times = float(
        even_link(computing=computing, sending=_own_link(there), answering=_own_link(here))
    )
    return times if 0 < times < np.inf else None


def _even_payload(found: Offloaded, here: SplitOutcome) -> Bit | None:
    """Size of an input that costs as much to send as to compute on, steps included."""
    plan = found.plan
    whole = plan.splits[-1]
    sizes = float(whole.sent or 0.0) * np.geomspace(1 / _LARGEST, _LARGEST, _STEPS)
    sized = replace(plan, splits=(replace(whole, sent=sizes),), pack=None)
    sending = np.broadcast_to(offload(sized).outcomes[0].device_energy, sizes.shape)
    dearer = sending > float(here.device_energy)
    if dearer.all() or not dearer.any():
        return None
    size = 8 * float(np.ceil(sizes[int(np.argmax(dearer))] / 8))
    return size if _allowed(replace(plan, splits=(replace(whole, sent=size),)), found) else None


def _allowed(plan: OffloadPlan, found: Offloaded) -> bool:
    """Whether the links allow every division of a plan."""
    return not any(found.judge(outcome, plan) for outcome in offload(plan).outcomes)


def _even_rate(
    found: Offloaded, here: SplitOutcome, there: SplitOutcome
) -> InferencePerSecond | None:
    """Rate above which a server kept for this device alone is worth its idle power."""
    plan = found.plan
    idle = site_energy(energy=plan.idle, overhead=plan.overhead)
    share = site_energy(
        energy=idle_energy(power=plan.idle, inferences=1.0, rate=plan.rate), overhead=plan.overhead
    )
    rate = float(even_rate(idle=idle, here=here.energy, there=there.energy, share=share))
    if not 0 < rate < np.inf:
        return None
    ends = replace(plan, splits=(plan.splits[0], plan.splits[-1]), rate=rate)
    return rate if _allowed(ends, found) else None
