"""Relays and multicast, wired on top of any link."""

from __future__ import annotations

from joulepath.core.quantities import Count, Joule
from joulepath.formulas.links import relays as formulas
from joulepath.records.links.activity import LinkActivity
from joulepath.records.links.relays import Mesh, MeshActivity, Multicast

__all__ = ["mesh_activity", "multicast"]


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


def multicast(send: Joule, receive: Joule, receivers: Count) -> Multicast:
    """Send a message to many: once for all, or to each on its own."""
    once = formulas.multicast_energy(send=send, receive=receive, receivers=receivers)
    each = formulas.unicast_energy(send=send, receive=receive, receivers=receivers)
    return Multicast(once, each)
