"""Whether a model can be sent as planned."""

from __future__ import annotations

from math import ceil
from typing import Final

from joulepath.catalogue.units import render
from joulepath.core.quantities import Num
from joulepath.errors import Problem
from joulepath.records.links.delivery import Broadcast, BroadcastSession
from joulepath.scenario.fields import anywhere

__all__ = ["FRAGMENTS_AT_MOST", "broadcast_problems", "session_problems"]

FRAGMENTS_AT_MOST: Final = 2**14 - 1
"""Fragments that a session can number: 14 bits of LoRa Alliance TS004-2.0.0, table 24."""


def broadcast_problems(plan: Broadcast, where: str = "") -> list[Problem]:
    """Say what is wrong with a plan to send an update to many devices at once.

    Parameters
    ----------
    plan : Broadcast
        The plan.
    where : str
        What asked for it.

    Returns
    -------
    list of Problem
        A message without room for a fragment.
    """
    if anywhere(plan.limit <= plan.header):
        what = "a message has no room for a fragment beside its header"
        return [Problem(where, what, "allow messages larger than the header of a fragment")]
    return []


def session_problems(session: BroadcastSession, loss: Num, where: str = "") -> list[Problem]:
    """Say whether a session can bring its update to every device.

    Parameters
    ----------
    session : BroadcastSession
        What the plan comes to.
    loss : number or array
        Share of the fragments that the worst device loses.
    where : str
        What asked for it.

    Returns
    -------
    list of Problem
        More fragments than can be numbered, or fewer than the loss asks for.
    """
    problems: list[Problem] = []
    if anywhere(session.sent > FRAGMENTS_AT_MOST):
        what = f"more than {FRAGMENTS_AT_MOST} fragments, which 14 bits cannot number"
        remedy = "use a data rate with larger messages, or send a smaller or compressed update"
        problems.append(Problem(where, what, remedy))
    if anywhere(session.tolerated_loss < loss):
        what = "the redundancy does not make up for the fragments that are lost"
        problems.append(Problem(where, what, _more(session, loss)))
    return problems


def _more(session: BroadcastSession, loss: Num) -> str:
    if hasattr(session.sent, "shape") or hasattr(loss, "shape"):
        return "raise it until tolerated_loss is at least the loss"
    fragments = float(session.fragments)
    needed = float(session.sent) * (1 - float(session.tolerated_loss))
    ratio = needed / (1 - float(loss)) / fragments - 1
    return f"raise it to {ceil(100 * ratio)} % or more for {render(float(session.update), 'bit')}"
