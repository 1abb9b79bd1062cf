"""Updates, federated rounds and reports in the life of a scenario."""

from __future__ import annotations

from typing import Any

import pytest

from joulepath import estimate, resolve
from joulepath.core.tree import numbers
from joulepath.errors import ScenarioError
from joulepath.lifecycle.links.delivery import deliver, over_link
from joulepath.records.links.delivery import ModelUpdate

from .test_battery import SENSOR
from .test_framed_path import LINK

YEAR = 365.25 * 86_400
LIFE = 3 * YEAR
MODEL = 8 * 10_000.0  # 10 kB, in bits
FULL: dict[str, Any] = {"interval": "3 month", "size": "10 kB", "message_limit": "50 B"}
DELTA = FULL | {"update": "delta", "changed": "5 %", "addressing": 0.5}
BROADCAST = {"message_limit": "50 B", "redundancy": 0.3, "interval": "4 s", "listening": "30 mW"}
ROUNDS: dict[str, Any] = {"clients": 20, "participation": 0.5, "rounds": 10, "size": "10 kB"}
REPORT: dict[str, Any] = {"payload": "20 B", "interval": "1 day"}
FIBRE: dict[str, Any] = {"path.0.network": {"path": "fibre"}}


def life(changes: dict[str, Any]) -> Any:
    return estimate(SENSOR, changes).lifecycle


def test_an_update_costs_the_device_what_its_messages_cost() -> None:
    # Origin: by hand. 200 messages of 50 B: 1 s at 20 mW, and 400 bit received at 5 kbit/s, 30 mW;
    # once in a quarter of a year, during which 24 inferences a day are 2191.5.
    found = life({"delivery": FULL}).inference.delivery
    one = 200 * (0.02 + 0.03 * 400 / 5e3)
    assert found.update.device_energy == pytest.approx(one)
    assert found.times == pytest.approx(1 / 2191.5)
    assert found.energy == pytest.approx(one / 2191.5)


def test_updates_count_in_the_life_and_drain_the_battery() -> None:
    without, updated = life({}), life({"delivery": FULL})
    one = updated.inference.delivery.update.energy
    assert updated.energy - without.energy == pytest.approx(12 * one)
    assert updated.balance.inference_delivery.energy == pytest.approx(12 * one)
    drawn = updated.battery.device_power - without.battery.device_power
    assert drawn == pytest.approx(one / (YEAR / 4))
    assert updated.battery.life < without.battery.life


def test_less_is_sent_of_a_delta_and_of_a_compressed_model() -> None:
    full, delta, packed = (
        life({"delivery": table}).inference.delivery.update
        for table in (FULL, DELTA, FULL | {"compression": 2})
    )
    assert delta.update == pytest.approx(0.05 * 1.5 * full.update)
    assert packed.update == full.update / 2
    assert delta.energy < packed.energy < full.energy


def test_each_of_several_devices_counts_but_its_battery_pays_for_one() -> None:
    one, many = (life({"delivery": FULL | {"devices": n}}) for n in (1, 50))
    alone, all_of_them = one.inference.delivery, many.inference.delivery
    assert all_of_them.energy == pytest.approx(50 * alone.energy)
    assert all_of_them.device_energy == alone.device_energy
    assert many.battery == one.battery


def test_a_broadcast_crosses_the_network_once() -> None:
    def found(devices: float, broadcast: bool) -> Any:
        table = FULL | {"devices": devices} | ({"broadcast": BROADCAST} if broadcast else {})
        return life({"delivery": table} | FIBRE).inference.delivery

    once = [found(n, broadcast=True).network_energy for n in (1, 11)]
    each = [found(n, broadcast=False).network_energy for n in (1, 11)]
    assert each[1] == pytest.approx(11 * each[0])
    # what sets a session up goes to each device, the fragments to all of them at once
    assert once[1] - once[0] < 0.1 * (each[1] - each[0])


def test_an_update_over_a_path_costs_what_it_costs_over_its_link() -> None:
    update = ModelUpdate(MODEL, 1.0, 0.0, 1.0)
    alone = deliver(update, 1.0, 400.0, over_link(LINK))
    link = {
        "technology": "measured",
        **{key: value for key, value in vars(LINK).items() if key != "attempts"},
        "attempts": 3,
    }
    found = life({"path": [{"link": link}], "delivery": FULL}).inference.delivery.update
    assert found.device_energy == pytest.approx(alone.device_energy)
    assert found.device.bits == alone.bits


def test_federated_rounds_count_once_and_drain_a_client() -> None:
    without, federated = life({}), life({"federated": ROUNDS} | FIBRE)
    found = federated.federated
    assert found.participations == 100
    assert found.energy == pytest.approx(100 * found.per_round + found.network_energy)
    assert found.network_energy > 0
    assert federated.balance.federated.energy == found.energy
    assert federated.development.energy - life(FIBRE).development.energy == pytest.approx(
        found.energy
    )
    drawn = federated.battery.device_power - without.battery.device_power
    assert drawn == pytest.approx(5 * found.per_round / LIFE)


def test_reports_count_beside_the_answers() -> None:
    without, reporting = life({}), life({"telemetry": REPORT})
    # Origin: by hand. 160 bit at 5 kbit/s and 100 mW, and 1 s at 20 mW; one in 24 hours of a pass.
    one = 0.02 + 0.1 * 160 / 5e3
    assert reporting.inference.telemetry.energy == pytest.approx(one / 24)
    assert reporting.energy - without.energy == pytest.approx(one * LIFE / 86_400)
    drawn = reporting.battery.device_power - without.battery.device_power
    assert drawn == pytest.approx(one / 86_400)


def test_all_of_it_has_its_origins_and_shares_make_one() -> None:
    tables = {"delivery": FULL | {"broadcast": BROADCAST}, "federated": ROUNDS, "telemetry": REPORT}
    found = estimate(SENSOR, tables | FIBRE)
    assert {"federated", "inference_delivery", "inference_telemetry"} <= found.stages.keys()
    assert sum(stage.share for stage in found.stages.values()) == pytest.approx(1)
    resolved = resolve(SENSOR, tables | FIBRE)
    paths = [path for path, _ in numbers(resolved.inputs)]
    assert "delivery.broadcast.redundancy" in paths
    assert not [path for path in paths if path not in resolved.origins]


def test_the_weights_of_a_model_file_are_its_size() -> None:
    model = "examples/models/visual-wake-words.onnx"
    table = {"model": model, "delivery": {"interval": "1 year"}, "battery": None}
    found = estimate(SENSOR, table)
    assert found.lifecycle.inference.delivery.update.update == found.lifecycle.model.weight_bits
    assert (
        "the weights of the model" in {a.where: a.what for a in found.assumptions}["delivery.size"]
    )


@pytest.mark.parametrize(
    ("changes", "where", "what", "remedy"),
    [
        ({"delivery": {"interval": "1 day"}}, "[delivery].size", "not known", "250 kB"),
        (
            {"delivery": FULL, "inference.inputs": "sent"},
            "delivery",
            "behind the path",
            "local",
        ),
        (
            {
                "telemetry": REPORT,
                "battery": None,
                "inference.inferences": 100,
                "inference.lifetime": None,
            },
            "telemetry",
            "tells no time",
            "24/day",
        ),
        ({"federated": ROUNDS, "path": []}, "federated", "no path", "[[path]]"),
        ({"delivery": FULL | {"interval": "1 min"}}, "[delivery].interval", "min", "less often"),
        ({"delivery": FULL | {"update": "delta"}}, "delivery", "unknown size", "changed"),
        ({"telemetry": REPORT | {"paylod": 1}}, "[telemetry].paylod", "unknown key", "payload"),
        (
            {"delivery": FULL | {"size": "3 MB", "broadcast": BROADCAST}},
            "[delivery].broadcast",
            "16383 fragments",
            "compressed",
        ),
        ({"federated": ROUNDS | {"clients": 0}}, "[federated].clients", "0", "at least 1"),
    ],
)
def test_what_cannot_be_sent_is_refused(
    changes: dict[str, Any], where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        estimate(SENSOR, changes)
    found = [each for each in refused.value.problems if what in each.what]
    assert [each.where for each in found] == [where]
    assert remedy in found[0].remedy
