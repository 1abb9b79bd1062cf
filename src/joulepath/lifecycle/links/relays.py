"""Relays and multicast, wired on top of any link."""

from __future__ import annotations

from dataclasses import replace

from joulepath.core.quantities import Count, Joule, Second
from joulepath.formulas.links import relays as formulas
from joulepath.formulas.links.states import state_energy
from joulepath.lifecycle.links.ieee802154 import ieee802154_activity, ieee802154_rest
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.ieee802154 import AlwaysListening, Ieee802154Link
from joulepath.records.links.relays import HandedOn, Mesh, MeshActivity, Multicast, RelayChain
from joulepath.records.links.traffic import Packets

__all__ = ["handed_on", "listening_energy", "mesh_activity", "multicast", "over_hops"]

_NO_TIME: Second = 0.0


def mesh_activity(hop: LinkActivity, mesh: Mesh) -> MeshActivity:
    """Hand a message on from device to device.

    Parameters
    ----------
    hop : LinkActivity
        What the message makes the radio of its sender do on one hop, of any technology.
    mesh : Mesh
        How many hops there are, and how relays listen.

    Returns
    -------
    MeshActivity
        Energy of the devices along the way, of a relay, and how the message arrives.
    """
    preamble = formulas.preamble_time(period=mesh.period, share=mesh.called)
    send = formulas.called_energy(message=hop.energy, power=mesh.calling, preamble=preamble)
    share = formulas.listening_share(listen=mesh.listen, period=mesh.period)
    return MeshActivity(
        send=send,
        message=formulas.relayed_energy(send=send, receive=mesh.receive, hops=mesh.hops),
        relay=formulas.relay_energy(send=send, receive=mesh.receive, served=mesh.served),
        listening=formulas.listening_power(power=mesh.listening, sleep=mesh.sleep, share=share),
        delivered=formulas.delivery_over_hops(delivered=hop.delivered, hops=mesh.hops),
        latency=formulas.latency_over_hops(latency=hop.latency, preamble=preamble, hops=mesh.hops),
    )


def handed_on(packets: tuple[Packets, ...], link: Ieee802154Link, chain: RelayChain) -> HandedOn:
    """Let routers receive the packets of a message and send them on, as the device does.

    Parameters
    ----------
    packets : tuple of Packets
        What the device sends and receives on its own hop.
    link : Ieee802154Link
        The device's link; routers are such devices that listen all the time.
    chain : RelayChain
        The routers.
    """
    router = replace(link, listening=AlwaysListening())
    mirrored = tuple(
        replace(each, direction="down" if each.direction == "up" else "up") for each in packets
    )
    send = ieee802154_activity(packets, router).energy
    receive = ieee802154_activity(mirrored, router).energy
    energy = formulas.handed_energy(send=send, receive=receive, relays=chain.relays)
    return HandedOn(receive, send, energy)


def over_hops(message: LinkActivity, chain: RelayChain) -> LinkActivity:
    """A message that is there when the last relay has handed it on."""
    hops = formulas.hops_over(relays=chain.relays)
    latency, late = (
        formulas.latency_over_hops(latency=each, preamble=_NO_TIME, hops=hops)
        for each in (message.latency, message.latency_p95)
    )
    delivered = formulas.delivery_over_hops(delivered=message.delivered, hops=hops)
    return replace(message, delivered=delivered, latency=latency, latency_p95=late)


def listening_energy(time: Second, link: Ieee802154Link, chain: RelayChain) -> Joule | None:
    """One device's part of what routers spend to listen for a time, where it is counted."""
    if chain.served is None:
        return None
    power = formulas.shared_listening(
        power=ieee802154_rest(replace(link, listening=AlwaysListening())).power,
        relays=chain.relays,
        served=chain.served,
    )
    return state_energy(power=power, time=time)


def multicast(send: Joule, receive: Joule, receivers: Count) -> Multicast:
    """Send a message to many: once for all, or to each on its own."""
    once = formulas.multicast_energy(send=send, receive=receive, receivers=receivers)
    each = formulas.unicast_energy(send=send, receive=receive, receivers=receivers)
    return Multicast(once, each)
