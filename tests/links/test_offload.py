"""Device, server, or a cut between them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joulepath import estimate
from joulepath.analysis.offload import switch_points, winners
from joulepath.errors import ScenarioError
from joulepath.report.offload_table import offload_data, offload_lines, offload_table
from joulepath.scenario.offload import DEVICE, SERVER, Offloaded, resolve_offload
from joulepath.scenario.reading import load_scenario
from joulepath.workloads import count
from joulepath.workloads.splits import cuts

from .test_battery import SENSOR

MODEL = Path(__file__).parents[2] / "examples" / "models" / "visual-wake-words.onnx"
SIDE = 96 * 96 * 3 * 8.0  # an input of bytes, in bits

CAMERA: dict[str, Any] = SENSOR | {
    "model": str(MODEL),
    "path": [
        {
            "link": {
                "technology": "measured",
                "payload_limit": "1460 B",
                "event_time": "0.8 s",
                "event_power": "400 mW",
                "frame_time": "200 us",
                "frame_power": "300 mW",
                "transmit_rate": "20 Mbit/s",
                "transmit_power": "600 mW",
                "receive_rate": "20 Mbit/s",
                "receive_power": "330 mW",
                "sleep": "50 uW",
            }
        },
        {"stack": "generic"},
    ],
    "offload": {"processor": "nvidia-t4", "utilisation": "20 %", "overhead": 1.2},
    "battery": {"cell": "18650"},
}


def weighed(changes: dict[str, Any] | None = None) -> Offloaded:
    return resolve_offload(load_scenario(CAMERA, changes))


def test_the_parts_of_a_cut_make_the_whole() -> None:
    whole = count(str(MODEL))
    found = cuts(whole, SIDE)
    assert len(found) > 20
    for cut in found:
        assert cut.head.operations.macs + cut.tail.operations.macs == whole.operations.macs
        assert cut.head.parameters + cut.tail.parameters == whole.parameters
        assert len(cut.head.layers) + len(cut.tail.layers) == len(whole.layers)
        assert cut.crossing_bits > 0


def test_both_parts_of_a_cut_take_what_the_whole_takes() -> None:
    result = weighed().result
    device, *split, server = result.outcomes
    assert device.name == DEVICE
    assert server.name == SERVER
    assert device.computed is not None
    assert server.served is not None
    for each in split:
        assert each.computed is not None
        assert each.served is not None
        share = each.computed.energy / device.computed.energy
        assert each.served.energy / server.served.energy == pytest.approx(1 - share)


def test_every_energy_is_that_of_its_parts() -> None:
    for each in weighed().result.outcomes:
        parts = each.device_energy + each.network_energy + each.server_energy
        assert each.energy == pytest.approx(parts)
        assert each.battery is not None
        assert each.latency > 0.8


def test_an_answer_costs_less_than_a_message_of_its_own() -> None:
    server = weighed().result.outcomes[-1]
    assert server.request is not None
    assert server.answer is not None
    assert 0 < server.answer.hops[0].energy < 0.01 * server.request.hops[0].energy


def test_the_site_of_the_server_and_its_idle_power_are_charged() -> None:
    plain = weighed({"offload.overhead": 1.0}).result.outcomes[-1].server_energy
    assert weighed({"offload.overhead": 1.5}).result.outcomes[-1].server_energy == pytest.approx(
        1.5 * plain
    )
    kept = weighed({"offload.overhead": 1.0, "offload.idle_power": "30 W"})
    # Origin: by hand. 30 W for the hour between two inferences.
    assert kept.result.outcomes[-1].server_energy == pytest.approx(plain + 30 * 3600)


def test_at_the_switch_points_both_ends_are_even() -> None:
    found = weighed({"path": CAMERA["path"][:1]})
    points = switch_points(found)
    assert points.link is not None
    assert points.payload is not None
    link = {
        f"path.0.link.{key}_power": f"{power * points.link} mW"
        for key, power in (("event", 400), ("frame", 300), ("transmit", 600), ("receive", 330))
    }
    dearer = weighed({"path": CAMERA["path"][:1]} | link).result.outcomes
    here, there = dearer[0].device_energy, dearer[-1].device_energy
    # The answer that the server sends back is received, which the device does not do alone.
    assert here == pytest.approx(there, rel=0.01)


EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("rate", ["24/day", "1/week"])
def test_a_battery_lasts_as_long_as_in_the_life_of_the_same_device(rate: str) -> None:
    # Origin: the lifecycle of the same scenario, without the updates that it also counts. Hourly
    # messages keep the area of the NB-IoT radio up to date; weekly ones leave updates of their own.
    changes: dict[str, Any] = {"inference.inferences": rate, "delivery": None}
    found = resolve_offload(load_scenario(EXAMPLES / "field-camera.toml", changes)).result
    for outcome, file in ((found.outcomes[0], ""), (found.outcomes[-1], "-cloud")):
        life = estimate(EXAMPLES / f"field-camera{file}.toml", changes, draws=0).lifecycle
        assert outcome.battery is not None
        assert life.battery is not None
        assert life.inference.waiting is not None
        assert outcome.battery.life == pytest.approx(life.battery.life, rel=1e-12)
        power = life.inference.waiting.device_energy / life.inference.waiting.time
        assert outcome.rest == pytest.approx(power, rel=1e-12)


def test_a_dedicated_server_is_even_at_a_rate() -> None:
    slow = {"inference.processor": {"throughput": "1 MFLOP/s", "power": "100 mW"}}
    found = weighed(slow | {"offload.idle_power": "1 W"})
    rate = switch_points(found).rate
    assert rate is not None
    then = weighed(slow | {"offload.idle_power": "1 W", "inference.inferences": f"{rate} /s"})
    first, *_, last = then.result.outcomes
    assert first.energy == pytest.approx(last.energy, rel=1e-6)


def test_the_winners_are_the_least_of_all() -> None:
    found = weighed()
    fields = ("device_energy", "energy", "latency")
    for winner, field in zip(winners(found), fields, strict=True):
        assert winner.value == min(getattr(each, field) for each in found.result.outcomes)
        assert winner.times is not None
        assert winner.times >= 1


def test_a_lorawan_like_link_keeps_the_model_on_the_device_and_a_fast_one_does_not() -> None:
    slow = weighed({"path.0.link.transmit_rate": "5 kbit/s"})
    assert slow.result.outcomes[0].device_energy < 0.1 * slow.result.outcomes[-1].device_energy
    free = weighed({"path.0.link.event_time": 0, "path.0.link.transmit_rate": "1 Gbit/s"})
    assert winners(free)[0].name != DEVICE


def test_a_family_has_two_ends_and_no_cuts() -> None:
    found = weighed({"model": {"family": "mlp", "widths": [10, 10, 2]}})
    assert [each.name for each in found.result.outcomes] == [DEVICE, SERVER]


def test_measurements_of_a_microcontroller_are_used_where_they_are_asked_for() -> None:
    found = weighed({"inference.processor": "stm32l4r5", "inference.method": "calibrated"})
    whole, *heads = (each.computed.time for each in found.result.outcomes if each.computed)
    assert heads == sorted(heads)
    assert heads[-1] <= whole
    execution = estimate(
        CAMERA,
        {"inference.processor": "stm32l4r5", "inference.method": "calibrated", "offload": None},
    ).lifecycle.inference.computation
    assert whole == pytest.approx(execution.time)


def test_it_is_shown_whole_or_in_short_and_goes_to_json() -> None:
    found = weighed()
    assert len(offload_table(found).rows) < len(offload_table(found, everything=True).rows)
    text = "\n".join(offload_lines(found))
    assert "least energy of the device" in text
    assert "times its energy" in text
    data = json.loads(json.dumps(offload_data(found), allow_nan=False))
    assert len(data["outcomes"]) == len(found.result.outcomes)


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"offload": None}, "offload", "no server is named"),
        ({"path": []}, "path", "no link of the device's own"),
        ({"path": [{"stack": "generic"}], "battery": None}, "path", "no link of the device's own"),
        (
            {"inference.inferences": 5, "inference.lifetime": None, "battery": None},
            "[inference].inferences",
            "no rate",
        ),
        ({"offload.processor": "nvidia-t5"}, "[offload].processor", "no processor named"),
        ({"offload.overhead": 0.5}, "[offload].overhead", "out of range"),
    ],
)
def test_what_cannot_be_weighed_is_refused(changes: dict[str, Any], where: str, what: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        weighed(changes)
    (problem,) = refused.value.problems
    assert problem.where == where
    assert what in problem.what
    assert problem.remedy
