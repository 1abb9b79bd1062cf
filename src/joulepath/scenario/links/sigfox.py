"""What Sigfox and its radio configurations forbid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.catalogue import load
from joulepath.catalogue.units import render
from joulepath.core.quantities import Num, Second
from joulepath.errors import Problem
from joulepath.lifecycle.links.sigfox import sigfox_activity, sigfox_airtime
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.exchanges import Losses
from joulepath.records.links.sigfox import SigfoxLink, SigfoxModule, SigfoxZone
from joulepath.records.links.traffic import Packets
from joulepath.scenario.fields import anywhere
from joulepath.scenario.links.claims import RADIO, Claims, busy_time
from joulepath.scenario.links.long_range_checks import frames_of, lasting, too_often, uncut, whole
from joulepath.scenario.links.short_range_checks import largest, loss_problems, outside

__all__ = ["sigfox_claims", "sigfox_problems"]

_DAY: Final = 86_400.0


def sigfox_problems(
    packets: tuple[Packets, ...],
    link: SigfoxLink,
    interval: Second | None = None,
    where: str = "link",
) -> list[Problem]:
    """Say all that a link, its packets or their interval break.

    Parameters
    ----------
    packets : tuple of Packets
        Packets that the application hands over.
    link : SigfoxLink
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
    losses = Losses(link.loss, link.zone.payload_limit, link.repetitions)
    found = [
        *outside(link.repetitions, 1.0, 3.0, "1", f"{where}.repetitions"),
        *loss_problems(losses, where),
    ]
    if found:
        return found
    message = sigfox_activity(packets, link)
    return [
        *_band(link, where),
        *_level(link, where),
        *_uncut(packets, link, where),
        *_dwell(link, where),
        *_quotas(message, link, interval, where),
    ]


def sigfox_claims(packets: tuple[Packets, ...], link: SigfoxLink) -> Claims:
    """Time that must pass until the next such message, by what is granted or limited.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of one message.
    link : SigfoxLink
        The link.
    """
    message = sigfox_activity(packets, link)
    granted = {
        f"the {limit} {why}": used * _DAY / in_a_day
        for used, in_a_day, limit, why in _granted(message, link)
    }
    return {RADIO: busy_time(message)} | granted


def _band(link: SigfoxLink, where: str) -> Iterator[Problem]:
    """A zone outside the frequencies that the module is made for."""
    module, zone = link.module, link.zone
    low, high = module.lowest_frequency, module.highest_frequency
    sends, hears = zone.uplink_frequency, zone.downlink_frequency
    if anywhere((sends < low) | (sends > high) | (hears < low) | (hears > high)):
        made, used = (
            f"{render(float(one), 'cycle/s')} to {render(float(other), 'cycle/s')}"
            for one, other in ((low, high), (sends, hears))
        )
        fitting = ", ".join(_made_for(zone))
        what = f"the module is made for {made}, but the zone is at {used}"
        yield Problem(f"{where}.module", what, f"use one of {fitting}, or another zone")


def _made_for(zone: SigfoxZone) -> Iterator[str]:
    """Names of the modules that are made for the frequencies of a zone."""
    catalogue = load()
    for name in catalogue.names("sigfox-modules"):
        module = catalogue.record(SigfoxModule, name)
        known = module.lowest_frequency <= zone.uplink_frequency <= module.highest_frequency
        if known and zone.downlink_frequency <= module.highest_frequency:
            yield name


def _level(link: SigfoxLink, where: str) -> Iterator[Problem]:
    level, allowed = link.module.transmit_level, link.zone.level
    if anywhere(level > allowed):
        what = f"{render(largest(level), 'dBm')} of the module are more than the zone allows"
        remedy = f"choose a module or a zone for {render(float(allowed), 'dBm')} at most"
        yield Problem(f"{where}.module", what, remedy)


def _dwell(link: SigfoxLink, where: str) -> Iterator[Problem]:
    time = sigfox_airtime(link.zone.payload_limit, link)
    if anywhere(time > link.zone.dwell):
        what = f"a frame is {lasting(largest(time))} on the air"
        remedy = f"the zone allows {lasting(float(link.zone.dwell))}: use one of a higher rate"
        yield Problem(f"{where}.zone", what, remedy)


def _uncut(packets: tuple[Packets, ...], link: SigfoxLink, where: str) -> Iterator[Problem]:
    zone = link.zone
    for each, limit in uncut(packets, zone.payload_limit, zone.download_limit, link.fragmented):
        message = sigfox_activity((each,), link)
        frames = largest(frames_of(message, each.direction))
        a_day = float(zone.messages_per_day if each.direction == "up" else zone.downloads_per_day)
        size = render(float(limit), "bit")
        what = (
            f"a message of {render(largest(each.size), 'bit')} needs {whole(frames)} of {size}: "
            f"{lasting(largest(message.airtime))} of airtime, {lasting(frames * _DAY / a_day)} "
            f"at the {whole(a_day)} a day that the network grants"
        )
        remedy = f"send {size} at most, or set fragmented = true where the application cuts it"
        yield Problem(where, what, remedy)


def _granted(message: LinkActivity, link: SigfoxLink) -> Iterator[tuple[Num, Num, str, str]]:
    """What a message uses of what is granted a day, how much that is, and both in words."""
    zone = link.zone
    for used, in_a_day, why in (
        (frames_of(message, "up"), zone.messages_per_day, "uplinks a day"),
        (frames_of(message, "down"), zone.downloads_per_day, "downlinks a day"),
    ):
        yield used, in_a_day, whole(float(in_a_day)), why
    share = f"{100 * float(zone.duty_cycle):g} %"
    yield message.airtime / _DAY, zone.duty_cycle, share, "of the time on the air"


def _quotas(
    message: LinkActivity, link: SigfoxLink, interval: Second | None, where: str
) -> Iterator[Problem]:
    for used, in_a_day, limit, why in _granted(message, link):
        needed = used * _DAY / in_a_day
        yield from too_often(interval, needed, f"the zone allows {limit} {why}", where)
    time = message.latency
    yield from too_often(interval, time, f"one takes {lasting(largest(time))}", where)
