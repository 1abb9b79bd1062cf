"""Cellular links of all generations."""

from __future__ import annotations

from joulepath.core.quantities import Second
from joulepath.lifecycle.links.broadband import broadband_activity, broadband_rest
from joulepath.lifecycle.links.narrowband import narrowband_activity, narrowband_rest
from joulepath.records.links.activity import LinkActivity, LinkRest
from joulepath.records.links.cellular import BroadbandLink, CellularLink, NarrowbandLink
from joulepath.records.links.traffic import Packets

__all__ = ["cellular_activity", "cellular_rest"]


def cellular_activity(packets: tuple[Packets, ...], link: CellularLink) -> LinkActivity:
    """Connect, send and receive the packets of a message, and be released.

    Parameters
    ----------
    packets : tuple of Packets
        Packets of the network layer in the order in which they are exchanged.
    link : CellularLink
        The device; its numbers broadcast with those of the packets.

    Returns
    -------
    LinkActivity
        Access and signalling, every transport block with its scheduling and confirmation, the
        wait for each answer, the tail until the network releases the device.
    """
    match link:
        case NarrowbandLink():
            return narrowband_activity(packets, link)
        case BroadbandLink():
            return broadband_activity(packets, link)


def cellular_rest(link: CellularLink, interval: Second | None = None) -> LinkRest:
    """Power between messages: sleep, looks for pages, tracking area updates.

    Parameters
    ----------
    link : CellularLink
        The device.
    interval : Second or None
        Time from one message to the next, each of which puts off the next tracking area update;
        None for a device that sends nothing.
    """
    match link:
        case NarrowbandLink():
            return narrowband_rest(link, interval)
        case BroadbandLink():
            return broadband_rest(link)
