"""A model divided between device and server, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from joulepath.analysis.offload import SwitchPoints, Winner, switch_points, winners
from joulepath.catalogue.units import render
from joulepath.core.tree import units
from joulepath.records.offload import SplitOutcome
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.scenario.offload import Offloaded

__all__ = ["offload_data", "offload_lines", "offload_table"]

_AT_MOST: Final = 8
_HEADINGS: Final = ("division", "sent", "device", "network", "server", "all", "latency", "battery")


def offload_table(found: Offloaded, everything: bool = False) -> Table:
    """Energies of every division of an inference.

    Parameters
    ----------
    found : Offloaded
        What was weighed.
    everything : bool
        Whether cuts are shown that others beat in every respect.

    Returns
    -------
    Table
        A row a division: both ends, and the cuts between them.
    """
    outcomes = found.result.outcomes
    rows = tuple(_row(each) for each in (outcomes if everything else _worth_showing(outcomes)))
    hidden = len(outcomes) - len(rows)
    more = f" ({hidden} further cuts, --all shows them)" if hidden else ""
    return Table(_HEADINGS, rows, title=f"{found.title}: one inference{more}")


def offload_lines(found: Offloaded) -> Iterator[str]:
    """Who wins at what, and what would change that.

    Parameters
    ----------
    found : Offloaded
        What was weighed.
    """
    yield from (_won(winner) for winner in winners(found.result))
    yield f"between messages the device's radio draws {render(float(found.result.rest), 'W')}"
    yield ""
    yield "computing on the device and sending the input are even for the device:"
    yield from (f"  {line}" for line in _even(found, switch_points(found.plan, found.result)))
    if found.plan.idle:
        points = switch_points(found.plan, found.result)
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
        ``outcomes`` of every division with the ``units`` of their numbers, ``winners``,
        ``switch_points``, ``rest`` and ``assumptions``.
    """
    return {
        "title": found.title,
        "outcomes": [plain(each) for each in found.result.outcomes],
        "units": dict(units(found.result.outcomes[0])),
        "rest": plain(found.result.rest),
        "winners": [plain(each) for each in winners(found.result)],
        "switch_points": plain(switch_points(found.plan, found.result)),
        "assumptions": [
            {"where": each.where, "what": each.what} for each in found.resolved.assumptions
        ],
    }


def _worth_showing(outcomes: tuple[SplitOutcome, ...]) -> tuple[SplitOutcome, ...]:
    """Both ends, and the cuts of least energy that no other division beats in every respect."""
    first, *cuts, last = outcomes
    best = [cut for cut in cuts if not any(_beats(other, cut) for other in outcomes)]
    kept = sorted(best or cuts, key=lambda each: float(each.energy))[:_AT_MOST]
    return (first, *(cut for cut in cuts if cut in kept), last)


def _beats(one: SplitOutcome, other: SplitOutcome) -> bool:
    return all(
        float(getattr(one, field)) < float(getattr(other, field))
        for field in ("device_energy", "energy", "latency")
    )


def _row(outcome: SplitOutcome) -> tuple[str, ...]:
    energies = ("device_energy", "network_energy", "server_energy", "energy")
    return (
        outcome.name,
        _size(outcome.sent),
        *(render(float(getattr(outcome, field)), "J") for field in energies),
        render(float(outcome.latency), "s"),
        "-" if outcome.battery is None else render(float(outcome.battery.life), "s"),
    )


def _size(bits: Any) -> str:
    return "-" if bits is None else render(float(bits), "bit")


def _won(winner: Winner) -> str:
    value = render(winner.value, winner.unit)
    if winner.times == 1:
        return f"least {winner.least}: {winner.name} and {winner.runner_up}, {value}"
    return (
        f"least {winner.least}: {winner.name}, {value};"
        f" {winner.runner_up} takes {winner.times:.3g} times as much"
    )


def _even(found: Offloaded, points: SwitchPoints) -> Iterator[str]:
    if points.link is None:
        yield "whatever the link takes, they are not"
    else:
        yield f"if the link took {points.link:.3g} times its energy"
    sent = _size(found.plan.splits[-1].sent)
    if points.payload is None:
        yield f"for no input within 10 000 times the {sent} of this one"
    else:
        yield f"for inputs of {render(float(points.payload), 'bit')} (this one has {sent})"
