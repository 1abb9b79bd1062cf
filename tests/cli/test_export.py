"""``joulepath export`` and ``joulepath import``: answers and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from joulepath.report.exports import FORMATS

OWNED = ("--owner", "development=cloud", "--owner", "network=cloud", "--owner", "use=sold")
RUN = ("--duration", "3 years", "--at", "2026-03-01T12:00:00Z")
TOLD: dict[str, tuple[str, ...]] = {
    "ghg": OWNED,
    "boamps": (*OWNED, *RUN[2:], "--task-family", "monitoring", "--data-type", "tabular"),
    "spdx": RUN[2:],
    "impact-framework": RUN,
    "codecarbon": RUN,
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_saved_result_and_its_scenario_give_the_same(run: Any, bridge: str, form: str) -> None:
    assert run("estimate", bridge, "-o", "result.json").code == 0
    told = TOLD.get(form, ())
    of_file = run("export", "result.json", "--to", form, *told)
    assert (of_file.code, of_file.err) == (0, "")
    assert run("export", bridge, "--to", form, *told).out == of_file.out


UNUSED = {
    "--owner": ("use=cloud", "sci"),
    "--contract": ("0 g/kWh", "sci"),
    "--direct": ("1 g/kWh", "codecarbon"),
    "--hardware": ("board.json", "huggingface"),
    "--share": ("1/8", "spdx"),
    "--duration": ("1 year", "sci"),
    "--at": ("2026-03-01T12:00:00Z", "ghg"),
    "--training-type": ("fine-tuning", "sci"),
    "--task-family": ("vision", "sci"),
    "--data-type": ("image", "json"),
}


@pytest.mark.parametrize("option", UNUSED)
def test_an_option_that_a_form_does_not_use_is_refused(run: Any, bridge: str, option: str) -> None:
    value, form = UNUSED[option]
    code, out, err = run("export", bridge, "--to", form, option, value)
    assert (code, out) == (2, "")
    assert f"{option}: says nothing to {form}" in err
    assert "it is for " in err


def test_a_part_has_one_owner(run: Any, bridge: str) -> None:
    code, _, err = run("export", bridge, "--to", "ghg", *OWNED, "--owner", "use=cloud")
    assert code == 2
    assert "use has two owners, sold and cloud" in err


@pytest.mark.parametrize("share", ["8/1", "0.5"])
def test_a_share_is_one_of_hardware(run: Any, bridge: str, share: str) -> None:
    code, _, err = run("export", bridge, "--to", "sci", "--share", share)
    assert code == 2
    assert "--share: is for hardware" in err


def test_hardware_comes_from_a_saved_footprint(run: Any, bridge: str) -> None:
    assert run("footprint", "raspberry-pi-4b", "-f", "json", "-o", "board.json").code == 0
    told = ("--hardware", "board.json", "--reserved", "1 year", "--share", "1/2")
    found = json.loads(run("export", bridge, "--to", "sci", *told).out)
    made = json.loads(Path("board.json").read_text())["footprint"]
    share = 365.25 * 86400 / made["lifetime"] / 2  # a year of the catalogue's units
    assert found["M"]["value"] == pytest.approx(made["total"] * share)


def test_a_measurement_replaces_what_was_predicted(run: Any, bridge: str) -> None:
    Path("runs.csv").write_text("run_id,duration,emissions,energy_consumed\n1,60,0.1,0.25\n")
    measured = ("--measured", "training.energy=runs.csv")
    found = json.loads(run("export", bridge, "--to", "ai-act", *measured).out)
    assert found["training_energy_MWh"] == pytest.approx(0.25e-3)
    assert found["energy_is_estimated"] is False
    native = json.loads(run("export", bridge, "--to", "json", *measured).out)
    assert native["measured"] == {"training.energy": "codecarbon: runs.csv"}
    assert native["lifecycle"]["balance"]["training"]["energy"] == pytest.approx(0.9e6)


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_import_shows_every_run(run: Any, bridge: str, form: str) -> None:
    Path("runs.csv").write_text(
        "project_name,run_id,duration,emissions,energy_consumed\nfit,1,60,0.1,0.25\n"
    )
    code, out, err = run("import", "runs.csv", "-f", form)
    assert (code, err) == (0, "")
    assert "fit" in out
    assert run("import", "runs.csv", "-f", form, "-o", "out.txt").code == 0
    assert Path("out.txt").read_text() == out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("bridge.toml", "--to", "gkg"), "'ghg'"),
        (("resul.json", "--to", "sci"), "'result.json'"),
        (("several.json", "--to", "sci"), "holds 2 results"),
        (("broken.json", "--to", "sci"), "is no JSON"),
        (("other.json", "--to", "sci"), "is no result"),
        (("text.json", "--to", "sci"), "lifecycle.energy is much, no amount"),
        (("result.json", "--to", "ghg"), "--owner development="),
        (("result.json", "--to", "ghg", "--owner", "usage=cloud"), "'use'"),
        (("result.json", "--to", "ghg", "--owner", "use=clod"), "'cloud'"),
        (("result.json", "--to", "ghg", *OWNED, "--contract", "-1 g/kWh"), "is negative"),
        (("result.json", "--to", "ghg", *OWNED, "--direct", "1 kg"), "--direct"),
        (("result.json", "--to", "codecarbon"), "--duration"),
        (("result.json", "--to", "codecarbon", "--duration", "0 s"), "not above zero"),
        (("result.json", "--to", "spdx", "--at", "soon"), "ISO 8601"),
        (("result.json", "--to", "spdx", "--at", "2026-03-01"), "no time zone"),
        (("result.json", "--to", "sci", "--reserved", "1 year"), "is for hardware"),
        (("result.json", "--to", "sci", "--hardware", "other.json"), "for how long"),
        (
            ("result.json", "--to", "sci", "--hardware", "other.json", "--reserved", "1 year"),
            "is no footprint",
        ),
        (
            ("result.json", "--to", "sci", "--hardware", "made.json", "--reserved", "1 year"),
            "--lifetime",
        ),
        (
            (
                "result.json", "--to", "sci", "--hardware", "made.json", "--reserved", "1 year",
                "--share", "3/2",
            ),
            "is no share",
        ),
        (("result.json", "--to", "huggingface", "--training-type", "tuning"), "'fine-tuning'"),
        (("result.json", "--to", "sci", "--measured", "training.energy=r.csv"), "computed already"),
        (("bridge.toml", "--to", "sci", "--measured", "training.energy"), "names no file"),
        (("bridge.toml", "--to", "sci", "--measured", "training.time=a.csv"), "is no energy"),
        (("bridge.toml", "--to", "sci", "--measured", "trainig.energy=r.csv"), "training.energy"),
    ],
)  # fmt: skip
def test_mistakes_say_what_to_do(
    run: Any, bridge: str, arguments: tuple[str, ...], said: str
) -> None:
    assert run("estimate", bridge, "-o", "result.json").code == 0
    result = json.loads(Path("result.json").read_text())
    Path("several.json").write_text(json.dumps([result, result]))
    Path("broken.json").write_text("{")
    Path("other.json").write_text('{"lifecycle": {}}')
    result["lifecycle"]["energy"] = "much"
    Path("text.json").write_text(json.dumps(result))
    made = {"manufacture": 1, "transport": 1, "end_of_life": 0, "lifetime": None}
    Path("made.json").write_text(json.dumps({"footprint": made}))
    Path("r.csv").write_text("duration,emissions,energy_consumed\n60,0.1,0.25\n")
    code, out, err = run("export", *arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_hardware_reserved_beyond_its_life_is_remarked(run: Any, bridge: str) -> None:
    made = {"name": "board", "manufacture": 1, "transport": 1, "end_of_life": 0, "lifetime": 10}
    Path("made.json").write_text(json.dumps({"footprint": made}))
    told = ("--hardware", "made.json", "--reserved", "1 year")
    code, _, err = run("export", bridge, "--to", "sci", *told)
    assert code == 0
    assert "longer than it serves" in err
