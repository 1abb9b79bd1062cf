"""What links by satellite forbid."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.catalogue.units import render
from joulepath.core.quantities import Second
from joulepath.errors import Problem
from joulepath.lifecycle.links.satellite import satellite_activity
from joulepath.records.links.satellite import SatelliteLink
from joulepath.records.links.traffic import Packets
from joulepath.scenario.links.long_range_checks import frames_of, lasting, too_often, uncut, whole
from joulepath.scenario.links.short_range_checks import largest, trial_problems

__all__ = ["satellite_problems"]


def satellite_problems(
    packets: tuple[Packets, ...],
    link: SatelliteLink,
    interval: Second | None = None,
    where: str = "link",
) -> list[Problem]:
    """Say all that a link, its packets or their interval break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets that the application hands over.
    link : SatelliteLink
        The link.
    interval : Second or None
        Time from one message to the next, where it is known.
    where : str
        What to call it in messages.

    Returns
    -------
    list of Problem
        Where, what and the legal alternatives; empty for a legal link.
    """
    found = [*trial_problems(link.loss, link.attempts, where)]
    if found:
        return found
    return [*_uncut(packets, link, where), *_hasty(packets, link, interval, where)]


def _uncut(packets: tuple[Packets, ...], link: SatelliteLink, where: str) -> Iterator[Problem]:
    upload, download = link.terminal.upload_limit, link.terminal.download_limit
    for each, limit in uncut(packets, upload, download, link.fragmented):
        message = satellite_activity((each,), link)
        size = render(float(limit), "bit")
        what = (
            f"a message of {render(largest(each.size), 'bit')} needs "
            f"{whole(largest(frames_of(message, each.direction)))} of {size} with a session each: "
            f"{lasting(largest(message.latency))}"
        )
        remedy = f"send {size} at most, or set fragmented = true where the application cuts it"
        yield Problem(where, what, remedy)


def _hasty(
    packets: tuple[Packets, ...], link: SatelliteLink, interval: Second | None, where: str
) -> Iterator[Problem]:
    time = satellite_activity(packets, link).latency
    yield from too_often(interval, time, f"its sessions take {lasting(largest(time))}", where)
