"""Units that protocols above the transport layer exchange, made and shared by a session."""

from __future__ import annotations

from typing import Final

from joulepath.core.quantities import Bit, Count, Second
from joulepath.formulas.links import sessions
from joulepath.records.links.framing import Unit
from joulepath.records.links.protocols import OCTET, Message, Session
from joulepath.records.links.traffic import Direction, Purpose

__all__ = ["ALWAYS", "NEVER", "back", "control", "one_in_a_session", "payload", "signs_of_life"]

ALWAYS: Final = 1.0
NEVER: Final = 0.0
_NOTHING: Final = 0.0


def back(direction: Direction) -> Direction:
    """The other way."""
    return "down" if direction == "up" else "up"


def control(
    purpose: Purpose,
    direction: Direction,
    size: Bit,
    *,
    count: Count = ALWAYS,
    answered: Count = NEVER,
    small: bool = True,
) -> Unit:
    """Make a unit that carries no payload."""
    return Unit(purpose, direction, count, _NOTHING, size, size, answered, small)


def payload(
    direction: Direction,
    content: Bit,
    size: Bit,
    *,
    count: Count = ALWAYS,
    answered: Count = NEVER,
) -> Unit:
    """Make a unit that carries payload."""
    return Unit("message", direction, count, content, size, size, answered, small=False)


def one_in_a_session(session: Session, size: Bit) -> Count:
    """What a message bears of something sent once in a session, if there is anything to send."""
    return sessions.share_of_a_session(
        count=sessions.one_if_any(content=size, octet=OCTET), messages=session.messages
    )


def signs_of_life(message: Message, session: Session) -> Count | None:
    """Signs of life for each message; None where none are sent."""
    interval: Second | None = message.interval
    if interval is None or session.keep_alive is None:
        return None
    return sessions.keep_alives(interval=interval, every=session.keep_alive)
