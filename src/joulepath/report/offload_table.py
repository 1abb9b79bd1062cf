"""A model divided between device and server, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final, TypeAlias

from joulepath.analysis.offload import SwitchPoints, Winner, switch_points, winners
from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.errors import Problem
from joulepath.records.offload import SplitOutcome
from joulepath.report.plain import plain
from joulepath.report.ranking import excess
from joulepath.report.tables import Table
from joulepath.report.trees import share_shown
from joulepath.scenario.offload import Offloaded

__all__ = ["offload_data", "offload_lines", "offload_table"]

_AT_MOST: Final = 8
_ENERGIES: Final = ("device_energy", "network_energy", "server_energy", "energy")
_HEADINGS: Final = (
    "division", "sent", "device", "network", "server", "all", "latency", "95 % within", "arrive",
    "battery",
)  # fmt: skip
_ENOUGH: Final = 0.95
"""Share of the messages that should arrive."""

_Judged: TypeAlias = tuple[SplitOutcome, tuple[Problem, ...]]


def offload_table(found: Offloaded, everything: bool = False, reasons: bool = True) -> Table:
    """Energies of every division of an inference.

    Parameters
    ----------
    found : Offloaded
        What was weighed.
    everything : bool
        Whether cuts are shown that others beat in every respect.
    reasons : bool
        Whether the table says why the links do not allow a division, or gives the number of the
        line that `offload_lines` has for it.

    Returns
    -------
    Table
        A row a division: both ends, and the cuts between them.
    """
    chosen = _shown(found, everything)
    rows = tuple(_row(outcome) for outcome, _ in chosen)
    headings = _HEADINGS
    if any(broken for _, broken in chosen):
        notes = _notes(chosen)
        cells = (_mark(broken, notes, reasons) for _, broken in chosen)
        rows = tuple((*row, cell) for row, cell in zip(rows, cells, strict=True))
        headings = (*_HEADINGS, "allowed")
    hidden = len(found.result.outcomes) - len(rows)
    more = f" ({hidden} further cuts, --all shows them)" if hidden else ""
    return Table(headings, rows, title=f"{found.title}: one inference{more}")


def _shown(found: Offloaded, everything: bool) -> tuple[_Judged, ...]:
    """Divisions to show, each with what it breaks."""
    judged = tuple(zip(found.result.outcomes, found.broken, strict=True))
    wanted = found.result.outcomes if everything else _worth_showing(found)
    return tuple(each for each in judged if each[0] in wanted)


def _notes(chosen: tuple[_Judged, ...]) -> dict[Problem, int]:
    """Numbers of the reasons why divisions are not allowed."""
    reasons = dict.fromkeys(problem for _, broken in chosen for problem in broken)
    return {problem: number for number, problem in enumerate(reasons, start=1)}


def _mark(broken: tuple[Problem, ...], notes: dict[Problem, int], reasons: bool) -> str:
    if not broken:
        return "yes"
    if reasons:
        return "no: " + "; ".join(problem.what for problem in broken)
    return "no " + "".join(f"[{notes[problem]}]" for problem in broken)


def offload_lines(found: Offloaded, everything: bool = False) -> Iterator[str]:
    """Who wins at what, and what would change that.

    Parameters
    ----------
    found : Offloaded
        What was weighed.
    everything : bool
        Whether the table shows every cut.
    """
    yield from _forbidden(found, everything)
    yield from (_won(winner) for winner in winners(found))
    yield from _lossy(found)
    yield from _resting(found)
    yield ""
    yield "computing on the device and sending the input are even for the device:"
    points = switch_points(found)
    yield from (f"  {line}" for line in _even(found, points))
    if found.plan.idle:
        rate = "at no rate"
        if points.rate is not None:
            rate = f"at {render(float(points.rate), 'inference/s')}"
        yield f"a server kept for this device alone and the device take the same energy {rate}"
    yield ""
    yield "not counted: the battery's and the network's manufacture, and time on links by ratios"


def offload_data(found: Offloaded) -> dict[str, Any]:
    """Put a result in plain tables.

    Parameters
    ----------
    found : Offloaded
        What was weighed.

    Returns
    -------
    dict
        ``outcomes`` of every division with the ``units`` of their numbers, each with whether the
        links have ``allowed`` it and the ``problems`` if not; ``winners`` and ``switch_points`` of
        those that are, and ``assumptions``.
    """
    return {
        "title": found.title,
        "outcomes": [
            {**plain(each), "allowed": not broken, "problems": [asdict(one) for one in broken]}
            for each, broken in zip(found.result.outcomes, found.broken, strict=True)
        ],
        "units": dict(units(found.result.outcomes[0])),
        "winners": [plain(each) for each in winners(found)],
        "switch_points": plain(switch_points(found)),
        "assumptions": [
            {"where": each.where, "what": each.what} for each in found.resolved.assumptions
        ],
    }


def _worth_showing(found: Offloaded) -> tuple[SplitOutcome, ...]:
    """Both ends, and the allowed cuts of least energy that none beats in every respect."""
    first, *cuts, last = found.result.outcomes
    allowed = [cut for cut in cuts if cut in found.allowed] or cuts
    best = [cut for cut in allowed if not any(_beats(other, cut) for other in found.allowed)]
    kept = sorted(best or allowed, key=lambda each: float(each.energy))[:_AT_MOST]
    return (first, *(cut for cut in cuts if cut in kept), last)


def _beats(one: SplitOutcome, other: SplitOutcome) -> bool:
    return all(
        float(getattr(one, field)) < float(getattr(other, field))
        for field in ("device_energy", "energy", "latency")
    )


def _row(outcome: SplitOutcome) -> tuple[str, ...]:
    delivered = outcome.delivered
    return (
        outcome.name,
        _size(outcome.sent),
        *(render(float(getattr(outcome, field)), "J") for field in _ENERGIES),
        render(float(outcome.latency), "s"),
        render(float(outcome.latency_p95), "s"),
        "-" if delivered is None else share_shown(delivered),
        "-" if outcome.battery is None else render(float(outcome.battery.life), "s"),
    )


def _forbidden(found: Offloaded, everything: bool) -> Iterator[str]:
    """Why the links do not allow some of the divisions that are shown, and what they would."""
    chosen = _shown(found, everything)
    for problem, number in _notes(chosen).items():
        yield f"[{number}] {problem.where}: {problem.what}"
        yield f"    {problem.remedy}"
    hidden = sum(map(bool, found.broken)) - sum(1 for _, broken in chosen if broken)
    if hidden:
        yield f"{hidden} further cuts are not allowed either (--all says why)"
    if any(found.broken):
        yield ""


def _resting(found: Offloaded) -> Iterator[str]:
    """What the radio draws between messages, which depends on how often it sends any."""
    ends = found.result.outcomes[0], found.result.outcomes[-1]
    powers = [render(float(each.rest), "W") for each in ends]
    if powers[0] == powers[1]:
        yield f"between messages the device's radio draws {powers[0]}"
    else:
        said = ", ".join(f"{each.name} {power}" for each, power in zip(ends, powers, strict=True))
        yield f"between messages the device's radio draws: {said}"


def _lossy(found: Offloaded) -> Iterator[str]:
    """Allowed ends of which too few messages arrive."""
    for each in (found.result.outcomes[0], found.result.outcomes[-1]):
        share = each.delivered
        if each in found.allowed and share is not None and float(share) < _ENOUGH:
            yield f"warning: {each.name}: only {share_shown(share)} of the messages arrive"


def _size(bits: Any) -> str:
    return "-" if bits is None else render(float(bits), "bit")


def _won(winner: Winner) -> str:
    value = render(winner.value, winner.unit)
    if winner.runner_up is None or winner.times is None:
        return f"least {winner.least}: {winner.name}, {value}; no other division is allowed"
    if winner.times == 1:
        return f"least {winner.least}: {winner.name} and {winner.runner_up}, {value}"
    more = excess(float(winner.times))
    return f"least {winner.least}: {winner.name}, {value}; {winner.runner_up} takes {more}"


def _even(found: Offloaded, points: SwitchPoints) -> Iterator[str]:
    if points.forbidden:
        yield f"not by its energy: the link does not allow {' and '.join(points.forbidden)}"
    elif points.link is None:
        yield "whatever the link takes, they are not"
    else:
        yield f"if the link took {points.link:.3g} times its energy"
    sent = _size(found.plan.splits[-1].sent)
    if points.payload is None:
        yield f"for no input that is allowed within 10 000 times the {sent} of this one"
    else:
        yield f"for inputs of {render(float(points.payload), 'bit')} (this one has {sent})"
