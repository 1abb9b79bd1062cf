"""What holds for every link of long reach, whatever its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.lifecycle.links.lorawan import lorawan_activity
from joulepath.lifecycle.links.lorawan_rest import lorawan_rest
from joulepath.lifecycle.links.satellite import satellite_activity, satellite_rest
from joulepath.lifecycle.links.sigfox import sigfox_activity, sigfox_rest
from joulepath.records.links.activity import LinkActivity, LinkRest

from .long_range import lorawan, satellite, sigfox
from .short_range import down, up

Activity = Callable[..., LinkActivity]

EVERY: dict[str, tuple[Activity, Any, int]] = {
    "lorawan-slow": (lorawan_activity, lorawan(data_rate="eu868-dr0"), 51),
    "lorawan-fast": (lorawan_activity, lorawan(), 242),
    "lorawan-confirmed": (lorawan_activity, lorawan(confirmed=True, attempts=8), 242),
    "lorawan-us": (lorawan_activity, lorawan(region="us915", data_rate="us915-dr0"), 11),
    "lorawan-class-c": (lorawan_activity, lorawan(device_class="c"), 242),
    "sigfox": (sigfox_activity, sigfox(), 12),
    "sigfox-once": (sigfox_activity, sigfox(repetitions=1), 12),
    "satellite": (satellite_activity, satellite(), 340),
}
"""Each with what one of its frames carries, in octets."""
RETRYING = ("lorawan-confirmed", "satellite")
ONCE = ("lorawan-slow", "lorawan-fast", "lorawan-us", "sigfox-once", *RETRYING)

octets = st.integers(1, 1200)
losses = st.floats(0, 0.9)


def lossy(link: Any, loss: Any) -> Any:
    if hasattr(link, "losses"):
        return replace(link, losses=replace(link.losses, loss=loss))
    return replace(link, loss=loss)


@pytest.mark.parametrize("name", EVERY)
@given(octets, octets)
def test_more_to_send_never_costs_less(name: str, one: int, other: int) -> None:
    activity, link, _ = EVERY[name]
    small, large = (activity((up(size),), link) for size in sorted((one, other)))
    assert large.energy >= small.energy * (1 - 1e-12)
    assert large.airtime >= small.airtime * (1 - 1e-12)
    assert large.latency >= small.latency * (1 - 1e-12)


@pytest.mark.parametrize("name", EVERY)
@given(st.integers(1, 4))
def test_energy_grows_in_steps_at_the_border_of_a_frame(name: str, frames: int) -> None:
    activity, link, limit = EVERY[name]
    full = frames * limit
    before, at, above = (activity((up(full + extra),), link).energy for extra in (-1, 0, 1))
    assert above - at > 5 * (at - before) >= 0


@pytest.mark.parametrize("name", EVERY)
@given(octets)
def test_frames_carry_all_that_is_to_be_sent(name: str, size: int) -> None:
    activity, link, limit = EVERY[name]
    frames = activity((up(size),), link).frames
    assert sum(each.count * each.payload for each in frames) == size * 8
    assert all(each.payload <= limit * 8 for each in frames)
    assert sum(each.count for each in frames) == -(-size // limit)


@pytest.mark.parametrize("name", EVERY)
@given(octets, losses, losses)
def test_loss_never_makes_a_message_cheaper(name: str, size: int, one: float, other: float) -> None:
    activity, link, _ = EVERY[name]
    good, bad = (activity((up(size),), lossy(link, loss)) for loss in sorted((one, other)))
    slack = 1 - 1e-9  # rounding of a logarithm of a small loss
    assert bad.energy >= good.energy * slack
    assert bad.latency >= good.latency * slack
    assert bad.latency_p95 >= bad.latency * slack
    assert bad.delivered <= good.delivered / slack
    assert 0 <= bad.delivered <= 1


@pytest.mark.parametrize("name", ONCE)
@given(octets)
def test_without_loss_every_frame_is_sent_once_and_arrives(name: str, size: int) -> None:
    activity, link, _ = EVERY[name]
    message = activity((up(size),), link)
    assert message.attempts == pytest.approx(1.0, rel=1e-12)
    assert message.delivered == pytest.approx(1.0, rel=1e-12)


@pytest.mark.parametrize("name", EVERY)
@given(octets, octets)
def test_packets_of_a_message_add_up(name: str, one: int, other: int) -> None:
    activity, link, _ = EVERY[name]
    first, second = (activity((up(size),), link) for size in (one, other))
    both = activity((up(one), up(other)), link)
    assert both.energy == pytest.approx(first.energy + second.energy, rel=1e-9)
    assert both.airtime == pytest.approx(first.airtime + second.airtime, rel=1e-9)


@pytest.mark.parametrize("name", EVERY)
@given(st.integers(1, 100), octets)
def test_equal_messages_cost_as_many_times_one(name: str, count: int, size: int) -> None:
    activity, link, _ = EVERY[name]
    one, many = (activity((up(size, count=float(n)),), link) for n in (1, count))
    assert many.energy == pytest.approx(count * one.energy, rel=1e-9)


@pytest.mark.parametrize("name", EVERY)
def test_arrays_give_what_each_of_their_elements_gives(name: str) -> None:
    activity, link, limit = EVERY[name]
    sizes = np.array([1.0, limit - 1.0, limit, limit + 1.0, 500.0, 1200.0])
    whole = activity((up(sizes),), link)
    for index, size in enumerate(sizes):
        alone = activity((up(float(size)),), link)
        for field in ("energy", "latency", "latency_p95", "bits", "delivered", "airtime"):
            array = np.broadcast_to(getattr(whole, field), sizes.shape)
            assert array[index] == pytest.approx(getattr(alone, field), rel=1e-12), field


def test_spreading_factors_may_be_arrays() -> None:
    link = lorawan()
    factors = np.arange(7.0, 13.0)
    rate = replace(link.data_rate, spreading_factor=factors, answer_spreading_factor=factors)
    whole = lorawan_activity((up(20),), replace(link, data_rate=rate)).energy
    for index, name in enumerate(f"eu868-dr{5 - n}" for n in range(6)):
        alone = lorawan_activity((up(20),), lorawan(data_rate=name)).energy
        assert whole[index] == pytest.approx(alone, rel=1e-12)
    assert (np.diff(whole) > 0).all()


@pytest.mark.parametrize("name", EVERY)
def test_states_add_up_to_the_energy(name: str) -> None:
    activity, link, _ = EVERY[name]
    message = activity((up(300), down(8)), link)
    assert message.energy == pytest.approx(sum(each.energy for each in message.states), rel=1e-12)
    assert all(each.energy >= 0 and each.time >= 0 for each in message.states)


RESTS: dict[str, tuple[Callable[..., LinkRest], Any]] = {
    "class-a": (lorawan_rest, lorawan(join_period="1 day", adaptation_period="1 day")),
    "class-b": (lorawan_rest, lorawan(device_class="b", ping_slots=16)),
    "class-c": (lorawan_rest, lorawan(device_class="c")),
    "sigfox": (sigfox_rest, sigfox()),
    "satellite": (satellite_rest, satellite()),
}


@pytest.mark.parametrize("name", RESTS)
def test_rest_is_sleep_and_what_recurs(name: str) -> None:
    rest, link = RESTS[name]
    result = rest(link)
    recurring = sum(event.energy / event.period for event in result.events)
    assert result.power == pytest.approx(result.sleep + recurring, rel=1e-12)
    assert all(event.energy > 0 for event in result.events)


@given(st.floats(0.1, 1.0))
def test_a_regulator_costs_its_loss(efficiency: float) -> None:
    for activity, ideal, real in (
        (lorawan_activity, lorawan(), lorawan(efficiency=efficiency)),
        (sigfox_activity, sigfox(), sigfox(efficiency=efficiency)),
        (satellite_activity, satellite(), satellite(efficiency=efficiency)),
    ):
        energy = activity((up(20),), real).energy  # type: ignore[operator]
        assert energy == pytest.approx(
            activity((up(20),), ideal).energy / efficiency,  # type: ignore[operator]
            rel=1e-12,
        )


@pytest.mark.parametrize("name", [name for name in EVERY if name.startswith("lorawan")])
@given(loss=st.floats(0, 1, exclude_max=True), reference=st.floats(1e-6, 1e6), size=octets)
def test_whatever_is_lost_can_be_counted(
    name: str, loss: float, reference: float, size: int
) -> None:
    activity, link, _ = EVERY[name]
    link = replace(link, losses=replace(link.losses, loss=loss, reference=reference))
    found = activity((up(size), down(12)), link)
    for number in (found.energy, found.airtime, found.latency):
        assert np.isfinite(number)
        assert number >= 0
    assert 0 <= found.delivered <= 1
