"""What links allow once all that crosses them, their radios' levels and bands are looked at."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from joulepath import estimate, resolve
from joulepath.analysis.offload import switch_points, winners
from joulepath.catalogue import load
from joulepath.errors import OutsideValidity, Problem, ScenarioError
from joulepath.records.links.exchanges import TransmitCurrent
from joulepath.report.comparison import comparison_table
from joulepath.report.lifecycle_table import machine_table
from joulepath.report.offload_table import offload_data, offload_lines, offload_table
from joulepath.report.ranking import excess
from joulepath.report.summary import report_of, report_text
from joulepath.scenario.links.link_problems import link_problems
from joulepath.scenario.links.lorawan import lorawan_problems
from joulepath.scenario.links.sigfox import sigfox_problems
from joulepath.scenario.links.transmit_levels import current_at, levels_of
from joulepath.scenario.offload import DEVICE, SERVER, Offloaded, resolve_offload
from joulepath.scenario.reading import load_scenario

from .long_range import lorawan, sigfox
from .short_range import connection, station, thread, up
from .test_battery import SENSOR

LORA: dict[str, Any] = {
    "technology": "lorawan",
    "device": "sx1276-13dbm",
    "region": "eu868",
    "data_rate": "eu868-dr0",
}
SIGFOX: dict[str, Any] = {
    "technology": "sigfox",
    "module": "sigfox-module",
    "fragmented": True,
}


def changes(link: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    own = {"path": [{"link": link}], "battery": None, "data.collection": "local"}
    return own | {"inference.result": "20 B"} | more


def refused(link: dict[str, Any], more: dict[str, Any] | None = None) -> list[Problem]:
    with pytest.raises(ScenarioError) as error:
        estimate(SENSOR, changes(link, more or {}))
    return list(error.value.problems)


def fine(link: dict[str, Any], more: dict[str, Any] | None = None) -> Any:
    return estimate(SENSOR, changes(link, more or {}))


# -- every division ---------------------------------------------------------------------------


def weighed(link: dict[str, Any] | None = None, **more: Any) -> Offloaded:
    model = {"family": "mlp", "widths": [100, 20, 2]}
    wanted = {"model": model, "offload": {"processor": "nvidia-t4"}} | more
    return resolve_offload(load_scenario(SENSOR, changes(link or LORA, wanted)))


@pytest.mark.parametrize("inputs", ["local", "sent"])
def test_a_division_that_the_link_forbids_is_marked_whatever_the_scenario_does(
    inputs: str,
) -> None:
    # Origin: 100 B of input, of which a frame at DR0 carries 51 B.
    found = weighed(**{"inference.inputs": inputs})
    here, there = found.broken
    assert here == ()
    assert any("needs 2 messages of up to 51 B" in problem.what for problem in there)
    assert [each.name for each in found.allowed] == [DEVICE]


def test_only_what_is_allowed_wins_and_crosses_over() -> None:
    found = weighed(**{"inference.processor": {"throughput": "1 kFLOP/s", "power": "10 W"}})
    here, there = found.result.outcomes
    assert there.device_energy < here.device_energy
    assert {winner.name for winner in winners(found)} == {DEVICE}
    assert all(winner.runner_up is None for winner in winners(found))
    points = switch_points(found)
    assert points.forbidden == (SERVER,)
    assert points.link is None
    # Energies are even at kilobytes, more than a frame carries; cut into frames, their airtime
    # under the duty cycle is more than an hour and less than a day.
    assert points.payload is None
    slow = {"inference.processor": {"throughput": "1 kFLOP/s", "power": "10 W"}}
    cut = weighed(LORA | {"fragmented": True}, **slow)
    assert cut.broken == ((), ())
    assert SERVER in {winner.name for winner in winners(cut)}
    assert switch_points(cut).payload is None
    rare = weighed(LORA | {"fragmented": True}, **slow, **{"inference.inferences": "1/day"})
    even = switch_points(rare).payload
    assert even is not None
    assert even > 1000 * 8


def test_reports_leave_less_for_a_division() -> None:
    # Origin: by hand. 100 B take two frames, 5.587 s of airtime with 1 %: 559 s of every hour;
    # reports of 20 B take 1.811 s, 181 s each, so that one every 3 min is too much by itself.
    link = LORA | {"fragmented": True}
    assert weighed(link).broken == ((), ())
    crowded = weighed(
        link, **{"telemetry": {"payload": "20 B", "interval": "200 s"}, "inference.result": "1 B"}
    )
    assert crowded.broken[0] == ()
    assert any("together take" in problem.what for problem in crowded.broken[1])


def test_the_reason_is_in_the_table_the_lines_and_the_data() -> None:
    found = weighed()
    table = offload_table(found)
    assert table.headings[-1] == "allowed"
    assert [row[-1][:3] for row in table.rows] == ["yes", "no:"]
    assert "needs 2 messages" in table.rows[-1][-1]
    short = offload_table(found, reasons=False)
    assert short.rows[-1][-1] == "no [1]"
    text = "\n".join(offload_lines(found))
    assert "[1] path[0].link: a message of 100 B needs 2 messages" in text
    assert "no other division is allowed" in text
    data = json.loads(json.dumps(offload_data(found), allow_nan=False))
    assert [each["allowed"] for each in data["outcomes"]] == [True, False]
    assert data["outcomes"][0]["problems"] == []
    assert data["outcomes"][1]["problems"][0]["remedy"]


def test_where_no_division_is_allowed_the_scenario_is_refused() -> None:
    with pytest.raises(ScenarioError, match="needs 2 messages"):
        weighed(**{"inference.result": "60 B"})


def test_nearly_even_divisions_differ_by_per_cent() -> None:
    # Origin: by hand.
    assert excess(1.002) == "0.2 % more"
    assert excess(3.1) == "3.1 times as much"
    close = weighed(LORA | {"fragmented": True}, **{"model.widths": [20, 20, 2]})
    text = "\n".join(offload_lines(close))
    assert "takes 1 times" not in text


# -- levels ----------------------------------------------------------------------------------

EXACT = TransmitCurrent(13.0, 0.029)


def test_a_level_between_two_known_ones_takes_a_current_between_theirs() -> None:
    levels = [7.0, 8.0, 10.0, 12.0, 13.0]
    found = [current_at(each, "sx1276-13dbm", EXACT, load()) for each in levels]
    assert found[0] == 0.020
    assert found[-1] == 0.029
    assert found == sorted(set(found))
    together = current_at(np.array(levels), "sx1276-13dbm", EXACT, load())
    assert together == pytest.approx(found)


def test_an_amplifier_at_a_level_in_between_agrees_with_its_data_sheet() -> None:
    # Origin: data sheets of nRF54L15 (6.6 mA at 4 dBm between 4.8 mA and 9.8 mA at 0 and 8 dBm)
    # and CC2340R5 (7.7 mA between 5.1 mA and 10.7 mA). Tolerance: 10 %; linear in dB is 11 %
    # above the first, linear in mW 13 % below the second.
    from joulepath.formulas.links.states import current_rise

    for low, middle, high in ((4.8, 6.6, 9.8), (5.1, 7.7, 10.7)):
        rise = current_rise(low=low, high=high, least=1e-3, most=10**-2.2, radiated=10**-2.6)
        assert low + rise == pytest.approx(middle, rel=0.1)


def test_the_devices_of_the_table_have_its_currents() -> None:
    catalogue = load()
    fields = {
        "lorawan-devices": "transmit_current",
        "sigfox-modules": "transmit_current",
        "short-range-chips": "transmit",
    }
    listed = {
        name
        for each in catalogue.names("transmit-currents")
        for name in catalogue.entry("transmit-currents", each).text["devices"].split()
    }
    known = {name for kind in fields for name in catalogue.names(kind)}
    assert listed <= known
    for kind, field in fields.items():
        for name in listed.intersection(catalogue.names(kind)):
            figures = catalogue.entry(kind, name).figures
            level, current = figures["transmit_level"].value, figures[field].value
            points = {each.record.level: each.record.current for each in levels_of(name, catalogue)}
            assert points[level] == current


def test_a_lower_level_saves_energy() -> None:
    loud, soft = fine(LORA), fine(LORA | {"transmit_level": "10 dBm"})
    assert soft.lifecycle.inference.result.energy < loud.lifecycle.inference.result.energy
    assert any("23.73 mA at 10 dBm" in note.what for note in soft.assumptions)
    resolved = resolve(SENSOR, changes(LORA | {"transmit_level": "10 dBm"}, {}))
    origin = resolved.origins["path.0.link.device.transmit_current"]
    assert origin.place == "path.0.link.transmit_level"
    assert "path.0.link.device.transmit_current" not in resolved.bands


@pytest.mark.parametrize(
    ("link", "known"),
    [
        (LORA | {"transmit_level": "14 dBm"}, "7 dBm to 13 dBm"),
        (LORA | {"device": "mdot-board", "transmit_level": "10 dBm"}, "14 dBm"),
        (SIGFOX | {"module": "ax-sfeu", "transmit_level": "16 dBm"}, "0 dBm to 14 dBm"),
        (
            {"technology": "ble", "chip": "nrf54l15-ble", "interval": "1 s", "transmit_level": 9},
            "0 dBm to 8 dBm",
        ),
    ],
)
def test_a_level_of_unknown_current_asks_for_the_current(link: dict[str, Any], known: str) -> None:
    (problem,) = refused(link)
    assert problem.where == "path[0].link.transmit_level"
    assert "the current of" in problem.what
    assert "add transmit_current" in problem.remedy
    assert known in problem.remedy
    assert fine(link | {"transmit_current": "50 mA"}).energy > 0


def test_a_link_budget_has_the_level_of_the_link() -> None:
    reach = {
        "model": "log-distance",
        "exponent": 3,
        "distance": "50 m",
        "frequency": "2.44 GHz",
        "transmit_level": "8 dBm",
        "modulation": "o-qpsk",
        "frame": "127 B",
    }
    link = {"technology": "ieee-802-15-4", "chip": "nrf52840-802-15-4"}
    (problem,) = refused(link, {"path": [{"link": link, "reach": reach}]})
    assert problem.where == "path[0].reach.transmit_level"
    assert "is 8 dBm, but link.chip 'nrf52840-802-15-4' means 0 dBm" in problem.what
    quiet = fine(link).lifecycle.inference.result.energy
    loud = fine(link, {"path": [{"link": link | {"transmit_level": "8 dBm"}, "reach": reach}]})
    assert loud.lifecycle.inference.result.energy > quiet


# -- all that crosses a link ------------------------------------------------------------------


def test_answers_and_reports_share_the_duty_cycle() -> None:
    # Origin: by hand. 20 B at SF12 are 1.811 s on the air, 181 s at 1 %: either alone every 300 s
    # is legal, both together take 121 %.
    often = {"inference.inferences": "12/h"}
    report = {"telemetry": {"payload": "20 B", "interval": "5 min"}}
    assert fine(LORA, often).energy > 0
    assert fine(LORA, report).energy > 0
    (problem,) = refused(LORA, often | report)
    assert problem.where == "path[0].link"
    assert problem.what == (
        "answers every 5 min and telemetry every 5 min together take 121 % of the 1 % duty cycle "
        "of eu868-g1"
    )
    assert "wait 1.21 times as long" in problem.remedy
    rates = problem.remedy.split("data_rate = ")[1].split(", or")[0].split(", ")
    for rate in rates:
        assert fine(LORA | {"data_rate": rate}, often | report).energy > 0


def test_answers_and_reports_share_quotas_and_fair_use() -> None:
    report = {"telemetry": {"payload": "8 B", "interval": "11 min"}}
    small = {"inference.result": "8 B"}
    # Origin: by hand. 131 reports and 24 answers a day are more than 140.
    quotas = [problem.what for problem in refused(SIGFOX, small | report)]
    assert any("140 uplinks a day" in what for what in quotas)
    # 20 B at SF9 are 0.205 s on the air: 144 reports and 24 answers take 34 s a day, not 30 s.
    fair = LORA | {"data_rate": "eu868-dr3", "fair_use": "the-things-network"}
    ten = {"telemetry": {"payload": "20 B", "interval": "10 min"}}
    assert any("30 s of airtime a day" in problem.what for problem in refused(fair, ten))
    rare = {"telemetry": {"payload": "20 B", "interval": "1 h"}}
    assert fine(fair, rare).energy > 0


def test_updates_and_rounds_share_the_downlinks() -> None:
    fair = LORA | {"data_rate": "eu868-dr3", "fair_use": "the-things-network"}
    # Origin: by hand. 20 kB in frames of 51 B are 402 downlinks: 4 a day in 100 days, 57 in a week.
    table = {"size": "20 kB", "message_limit": "51 B"}
    assert fine(fair, {"delivery": table | {"interval": "100 day"}}).energy > 0
    for more in (
        {"delivery": table | {"interval": "1 week"}},
        {"federated": table | {"clients": 5, "rounds": 156}},  # three years of weeks
    ):
        problems = refused(fair, more)
        assert any("10 downlinks a day" in problem.what for problem in problems)


# -- capacity ---------------------------------------------------------------------------------

MEASURED = SENSOR["path"][0]["link"]


@pytest.mark.parametrize(
    ("link", "rate"),
    [
        ({"technology": "ble", "chip": "nrf52840-ble", "interval": "7.5 ms"}, "2000/s"),
        ({"technology": "ble-advertising", "chip": "nrf52840-ble"}, "20/s"),
        ({"technology": "ieee-802-15-4", "chip": "nrf52840-802-15-4"}, "1000/s"),
        ({"technology": "wifi", "module": "esp32-module", "between": "deep-sleep"}, "2/s"),
        ({"technology": "wired", "interface": "100base-tx"}, "1e6 /s"),
        (MEASURED, "1.1/s"),
    ],
)
def test_messages_do_not_come_faster_than_the_radio_sends_them(
    link: dict[str, Any], rate: str
) -> None:
    assert fine(link).energy > 0
    problems = refused(link, {"inference.inferences": rate})
    assert all(problem.where == "path[0].link" for problem in problems)
    assert any("a message every" in problem.what for problem in problems)
    assert all("or less often" in problem.remedy for problem in problems)


def test_the_time_of_a_radio_is_shared_too() -> None:
    # Origin: by hand. A message takes 1 s and its bits, so that one every 1.5 s is possible, and
    # another one every 1.5 s is not.
    often = {"inference.inferences": "40/min"}
    report = {"telemetry": {"payload": "8 B", "interval": "1.5 s"}}
    assert fine(MEASURED, often).energy > 0
    (problem,) = refused(MEASURED, often | report)
    assert "of the time of its radio" in problem.what


@pytest.mark.parametrize("link", [connection(), thread(), station()])
def test_slow_messages_are_possible_on_any_link(link: Any) -> None:
    assert link_problems((up(20),), link, 60.0, "link") == []
    assert link_problems((up(20),), link, 1e-6, "link") != []


# -- bands ------------------------------------------------------------------------------------


def test_a_device_for_one_band_is_refused_in_another_region() -> None:
    foreign = lorawan(device="mdot-board", region="us915", data_rate="us915-dr3")
    (problem,) = lorawan_problems((up(8),), foreign)
    assert problem.where == "link.device"
    assert "made for 860 MHz to 870 MHz, but us915 is at 902 MHz to 928 MHz" in problem.what
    names = problem.remedy.removeprefix("use one of ").split(", or another")[0].split(", ")
    assert "sam-r34-915-17dbm" in names
    assert "sam-r34-868-15dbm" not in names
    for name in names:
        own = lorawan(device=name, region="us915", data_rate="us915-dr3")
        assert lorawan_problems((up(8),), own) == []


def test_a_sigfox_module_is_refused_in_another_zone() -> None:
    (problem,) = sigfox_problems((up(1),), sigfox(zone="rc2"))
    assert problem.where == "link.module"
    assert "863 MHz to 870 MHz, but the zone is at 902.2 MHz to 905.2 MHz" in problem.what
    assert "sigfox-module-600" in problem.remedy
    assert sigfox_problems((up(1),), sigfox(module="sigfox-module-600", zone="rc2")) == []


# -- arrival ----------------------------------------------------------------------------------


def test_few_messages_that_arrive_are_warned_of() -> None:
    # Origin: by hand. A loss of 20 % of a frame as long as this one, sent once.
    lossy = LORA | {"loss": 0.2, "loss_size": "33 B"}
    with pytest.warns(OutsideValidity, match="only 80 % of the messages with answers arrive"):
        found = fine(lossy)
    assert found.lifecycle.inference.result.arrival.delivered == pytest.approx(0.8)
    assert "answers: 80 % arrive" in report_text(report_of([found]))
    kept = fine(lossy | {"confirmed": True, "attempts": 8})
    assert kept.lifecycle.inference.result.arrival.delivered > 0.95


def test_arrivals_are_shown_for_people_and_for_programs() -> None:
    framed = fine(LORA)
    arrival = framed.lifecycle.inference.result.arrival
    assert arrival.latency_p95 >= arrival.latency > 1.3
    assert framed.to_dict()["lifecycle"]["inference"]["result"]["arrival"]["delivered"] == 1.0
    headings = machine_table([framed]).headings
    assert headings[-3:] == ("delivered", "latency (s)", "latency_p95 (s)")
    rows = {row[5]: row for row in machine_table([framed]).rows}
    assert float(rows["inference_result"][-2]) == arrival.latency
    assert rows["whole_life"][-3:] == ("", "", "")
    by_ratios = {"path": [{"stack": "generic"}], "battery": None}
    ratios = estimate(SENSOR, by_ratios)
    assert ratios.lifecycle.collection.arrival is None
    assert "delivered" not in machine_table([ratios]).headings
    names = [row[0] for row in comparison_table([framed, ratios], ["one", "other"]).footers]
    assert "messages: share that arrives" in names
    assert "messages: 95 % within" in names


def test_several_links_must_all_deliver() -> None:
    lossy = MEASURED | {"loss": 0.5, "attempts": 5}
    with pytest.warns(OutsideValidity, match="only 93.8 %"):
        found = estimate(
            SENSOR,
            {
                "path": [{"link": lossy | {"attempts": 4}}, {"link": lossy}],
                "battery": None,
                "data.collection": "local",
            },
        )
    # Origin: by hand. 1 - 1/16 and 1 - 1/32.
    arrival = found.lifecycle.inference.result.arrival
    assert arrival.delivered == pytest.approx(15 / 16 * 31 / 32)
    hops = found.lifecycle.inference.result.hops
    assert arrival.latency == pytest.approx(sum(hop.message.latency for hop in hops))


def test_offload_tells_how_messages_arrive() -> None:
    found = weighed(LORA | {"fragmented": True})
    here, there = found.result.outcomes
    assert here.delivered == there.delivered == 1.0
    assert there.latency_p95 >= there.latency
    assert {"95 % within", "arrive"} <= set(offload_table(found).headings)
