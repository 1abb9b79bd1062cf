"""Whether all that crosses one link fits into what the link has, or is granted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, Final

from joulepath.core.quantities import Ratio
from joulepath.errors import Problem
from joulepath.records.links.links import Link
from joulepath.records.links.lorawan import LorawanLink
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.claims import RADIO
from joulepath.scenario.links.link_problems import claims_of, link_problems
from joulepath.scenario.links.long_range_checks import lasting
from joulepath.scenario.links.lorawan_regions import at_every_rate, in_every_band
from joulepath.scenario.links.short_range_checks import largest, smallest
from joulepath.scenario.links.streams import Stream

__all__ = ["shared_problems"]

_ALL: Final = 1.0 + 1e-9
"""Everything there is, and what sums of numbers round."""


def shared_problems(streams: Sequence[Stream]) -> Iterator[Problem]:
    """Say which limits of their links several streams break together.

    Parameters
    ----------
    streams : sequence of Stream
        All that crosses the path.

    Yields
    ------
    Problem
        For each link and limit, with what would be legal.
    """
    timed = [each for each in streams if each.interval is not None and each.counted]
    for number in sorted({each.hop for each in timed}):
        together = [each for each in timed if each.hop == number]
        where, link = f"path.{number}.link", together[0].link
        for limit, share in _shares(together, link).items():
            if anywhere(share > _ALL):
                yield Problem(where, _excess(together, limit, share), _remedy(together, share))


def _shares(streams: Sequence[Stream], link: Link) -> dict[str, Ratio]:
    """Share of each limit that streams take together."""
    shares: dict[str, Any] = {}
    for each in streams:
        claims = claims_of(each.packets, link) if each.packets else {RADIO: 0.0}
        for limit, needed in claims.items():
            used = needed * each.messages + (each.listening if limit == RADIO else 0.0)
            interval: Any = each.interval
            shares[limit] = shares.get(limit, 0.0) + used / interval
    return shares


def _excess(streams: Sequence[Stream], limit: str, share: Ratio) -> str:
    said: dict[str, str] = {}
    for each in streams:
        said.setdefault(each.what, f"{each.what} every {lasting(smallest(each.interval))}")
    *others, last = said.values()
    named = f"{', '.join(others)} and {last} together take" if others else f"{last} take"
    return f"{named} {100 * largest(share):.3g} % of {limit}"


def _remedy(streams: Sequence[Stream], share: Ratio) -> str:
    legal = "".join(f", or use {each}" for each in _alternatives(streams))
    times = f"{largest(share):.3g}" if largest(share) >= 1.005 else "1.01"
    return f"send less, or wait {times} times as long between messages{legal}"


def _alternatives(streams: Sequence[Stream]) -> Iterator[str]:
    """Data rates and sub-bands of a LoRaWAN region in which all of it is legal."""
    link = streams[0].link
    if not isinstance(link, LorawanLink):
        return
    rates = [other.names.data_rate for other in at_every_rate(link) if _fits(streams, other)]
    bands = [other.names.sub_band for other in in_every_band(link) if _fits(streams, other)]
    for key, names in (("data_rate", rates), ("sub_band", bands)):
        if names:
            yield f"{key} = {', '.join(names)}"


def _fits(streams: Sequence[Stream], link: LorawanLink) -> bool:
    moved = [replace(each, link=link) for each in streams]
    alone = (link_problems(each.packets, link, None, "") for each in moved if each.packets)
    broken = reduce(lambda found, more: found or bool(more), alone, False)
    return not broken and not any(anywhere(s > _ALL) for s in _shares(moved, link).values())
