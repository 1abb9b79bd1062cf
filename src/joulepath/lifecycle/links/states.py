"""States of a radio wired: name, time and power become energy."""

from __future__ import annotations

from joulepath.core.quantities import Joule, Second, Watt
from joulepath.formulas.links import states as formulas
from joulepath.records.links.activity import LinkRest, PeriodicEvent, RadioState

__all__ = ["message_energy", "resting", "state"]


def state(name: str, time: Second, power: Watt) -> RadioState:
    """Stay in a state for a time."""
    return RadioState(name, time, power, formulas.state_energy(power=power, time=time))


def message_energy(states: tuple[RadioState, ...]) -> Joule:
    """Add up what every state of a message costs."""
    return formulas.message_energy(states=tuple(each.energy for each in states))


def resting(sleep: Watt, events: tuple[PeriodicEvent, ...]) -> LinkRest:
    """Rest between messages, with what recurs."""
    powers = tuple(
        formulas.put_off(
            power=formulas.recurring_power(energy=event.energy, period=event.period),
            share=event.share,
        )
        for event in events
    )
    return LinkRest(sleep, events, formulas.rest_power(sleep=sleep, events=powers))
