"""What a user gets wrong ends with its remedy, the right exit code and no traceback."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from joulepath.cli import COMMANDS, app

RADIO = """
title = "Radio"
model = { family = "given", forward = "1 MFLOP/sample" }
data = { samples = 10, values_per_sample = 4, bits_per_value = 8 }
telemetry = { payload = "20 B", interval = "1 day" }

[[path]]
framing = { application = "coap", network = "ipv4" }

[path.link]
technology = "measured"
payload_limit = "50 B"
event_time = "1 s"
event_power = "20 mW"
transmit_rate = "5 kbit/s"
transmit_power = "100 mW"
receive_rate = "5 kbit/s"
receive_power = "30 mW"

[inference]
processor = { throughput = "1 MFLOP/s", power = "10 mW" }
inferences = "24/day"
lifetime = "3 years"
inputs = "local"
result = "16 B"
"""

# arguments, what the message says, and what it offers
MISTAKES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "command": (("estmate", "bridge.toml"), "no command named 'estmate'", "'estimate'"),
    "no such command": (("qqqq",), "no command named 'qqqq'", "joulepath --help"),
    "option": (("estimate", "bridge.toml", "--frmt", "json"), "--frmt", "--format"),
    "missing argument": (("estimate",), "FILE", "joulepath estimate --help"),
    "missing file": (("estimate", "brigde.toml"), "no such file", "'bridge.toml'"),
    "missing series": (
        ("schedule", "no.csv", "--power", "1kW", "--duration", "1h"),
        "no such file",
        "check the path",
    ),
    "series in a folder": (
        ("schedule", ".", "--power", "1kW", "--duration", "1h"),
        "is no file",
        "path of a file",
    ),
    "quantity that drives": (
        ("sensitivity", "bridge.toml", "--of", "joules"),
        "no quantity named 'joules'",
        "explain",
    ),
    "quantity to vary": (
        ("sweep", "bridge.toml", "--vary", "zone=DEU,FIN", "--outputs", "joules"),
        "--outputs: no quantity named 'joules'",
        "explain",
    ),
    "quantity to minimise": (
        ("optimise", "bridge.toml", "--choose", "zone=DEU,FIN", "--minimise", "joules"),
        "--minimise: no quantity named 'joules'",
        "write energy, carbon",
    ),
    "added below zero": (
        ("break-even", "bridge.toml", "--set", "training.epochs=2", "--one-off", "-5 kWh"),
        "-1.8e+07 J of energy cannot be added",
        "0 or more",
    ),
    "folder": (("estimate", "."), "is a folder", "name a TOML file"),
    "not toml": (("check", "broken.toml"), "broken.toml: line 1", "quotes"),
    "no change": (("estimate", "bridge.toml", "--set", "x"), "'x' is no change", "PATH=VALUE"),
    "no path": (("estimate", "bridge.toml", "--set", "=3"), "'=3' is no change", "PATH=VALUE"),
    "unknown key": (
        ("estimate", "bridge.toml", "--set", "training.epoch=3"),
        "unknown key 'epoch'",
        "'epochs'",
    ),
    "index": (("estimate", "bridge.toml", "--set", "path.7.loss=0.5"), "'7'", "from 0 to 0"),
    "into a text": (("estimate", "bridge.toml", "--set", "zone.x=1"), "zone", "replace 'zone'"),
    "empty name": (("estimate", "bridge.toml", "--set", "training..x=1"), "missing", "one dot"),
    "no number": (("estimate", "bridge.toml", "--set", "training.epochs=many"), "'many'", "1.5"),
    "wrong unit": (("estimate", "bridge.toml", "--set", "training.epochs=3 kB"), "kB", "epoch"),
    "profile": (("estimate", "bridge.toml", "--profile", "papr"), "'papr'", "'paper'"),
    "zone": (("estimate", "bridge.toml", "--zone", "Finland"), "'Finland'", "'FIN'"),
    "basis": (("estimate", "bridge.toml", "--zone", "US-CA"), "US-CA", 'basis = "direct"'),
    "no year": (("estimate", "bridge.toml", "--year", "soon"), "'--year'", "--help"),
    "format": (("estimate", "bridge.toml", "-f", "xml"), "'xml'", "'json'"),
    "model": (("estimate", "bridge.toml", "--model", "no.onnx"), "no.onnx: no such", "ONNX file"),
    "text as model": (("estimate", "bridge.toml", "--model", "bridge.toml"), "not an ONNX", "path"),
    "missing folder": (("estimate", "bridge.toml", "-o", "a/b.txt"), "does not exist", "mkdir a"),
    "onto a folder": (("estimate", "bridge.toml", "-o", "."), "is a folder", "name a file in it"),
    "catalogue folder": (("estimate", "bridge.toml", "--catalogue", "x"), "x: no such", "path"),
    "quantity": (
        ("explain", "bridge.toml", "trainig.energy"),
        "no quantity named 'trainig.energy'",
        "'training.energy'",
    ),
    "tree format": (("explain", "bridge.toml", "-f", "csv"), "'csv' is no format", "tree or json"),
    "depth": (("explain", "bridge.toml", "--depth", "-1"), "--depth", "--help"),
    "alone": (("compare", "bridge.toml"), "bridge.toml is alone", "another.toml"),
    "kind": (("catalogue", "processor"), "'processor'", "'processors'"),
    "entry": (("catalogue", "processors", "esp32s3"), "'esp32s3'", "'esp32-s3'"),
    "source": (("catalogue", "sources", "chou"), "no source named 'chou'", "'chou-2024-ecal'"),
    "technology": (
        ("estimate", "radio.toml", "--set", "path.0.link.technology=mesured"),
        "no technology named 'mesured'",
        "'measured'",
    ),
    "lost for ever": (("estimate", "radio.toml", "--set", "path.0.link.loss=1"), "1", "below 1"),
    "network": (
        ("estimate", "radio.toml", "--set", "path.0.network=fibre"),
        "'fibre' where a table",
        'path = "fibre"',
    ),
    "network path": (
        ("estimate", "radio.toml", "--set", "path.0.network.path=fibr"),
        "no network path named 'fibr'",
        "'fibre'",
    ),
    "accounting": (
        ("estimate", "radio.toml", "--set", "path.0.network.method=mean"),
        "'mean' is not allowed",
        "load-share",
    ),
    "year of an average": (
        ("estimate", "radio.toml", "--set", "path.0.network.year=1890"),
        "1890 is out of range",
        "at least 1990",
    ),
    "no protocol": (
        ("estimate", "radio.toml", "--set", "path.0.framing.application=coapp"),
        "'coapp'",
        "'coap'",
    ),
    "often": (
        ("estimate", "radio.toml", "--set", "telemetry.interval=1 ms"),
        "the next one is due after 1 ms",
        "less often",
    ),
    "no time between": (
        ("estimate", "radio.toml", "--set", "inference.inferences=0/day"),
        "rests for ever",
        "1/month",
    ),
    "nothing to update": (
        ("estimate", "radio.toml", "--set", "delivery.interval=1 day"),
        "size of the model is not known",
        "250 kB",
    ),
    "delta": (
        (
            "estimate",
            "radio.toml",
            "--set",
            "delivery.interval=1 day",
            "--set",
            "delivery.changed=0.1",
        ),
        "of a full update",
        "delta",
    ),
    "sent and updated": (
        (
            "estimate",
            "radio.toml",
            "--set",
            "delivery.interval=1 day",
            "--set",
            "inference.inputs=sent",
        ),
        "behind the path",
        "local",
    ),
    "search": (("catalogue", "--search", "qwertz"), "'qwertz'", "fewer words"),
    "template": (("init", "new.toml", "--template", "edge"), "'edge'", "edge-camera"),
    "existing": (("init", "bridge.toml"), "exists already", "--force"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_ends_with_its_remedy(run: Any, bridge: str, name: str) -> None:
    arguments, what, remedy = MISTAKES[name]
    Path("broken.toml").write_text("title = bridge sensor\n")
    Path("radio.toml").write_text(RADIO)
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert what in err
    assert remedy in err.replace(what, "", 1)
    assert "Traceback" not in err


def test_all_problems_of_all_countries_are_shown_together(run: Any, bridge: str) -> None:
    zones = ("--zone", "XYZ", "--zone", "FNI", "--zone", "US-CA", "--year", "2023")
    code, _, err = run("estimate", bridge, *zones)
    assert code == 2
    assert err.count("error: ") == 3
    assert "no life-cycle intensity of US-CA, only direct" in err
    assert "or 'FIN' (Finland)?" in err


def test_a_problem_that_all_countries_share_is_shown_once(run: Any, bridge: str) -> None:
    zones = ("--zone", "FIN", "--zone", "DEU")
    assert run("estimate", bridge, *zones, "--set", "training.epochs=-1").err.count("error") == 1


def test_a_file_that_may_not_be_written(
    run: Any, bridge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "write_text", refuse)
    code, _, err = run("estimate", bridge, "-o", "out.txt")
    assert code == 2
    assert err == "error: out.txt: cannot be written: Permission denied\n  name another file\n"


def test_a_missing_extra_has_a_code_of_its_own(
    run: Any, bridge: str, pytestconfig: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "onnx"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "onnx", None)
    file = pytestconfig.rootpath / "examples" / "models" / "visual-wake-words.onnx"
    copied = shutil.copy(file, "uncounted.onnx")  # a file that was counted is not read again
    code, out, err = run("estimate", bridge, "--model", copied)
    assert (code, out) == (4, "")
    assert "pip install 'joulepath[onnx]'" in err


def test_a_fault_of_ours_is_owned_up_to(
    run: Any, bridge: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from joulepath.cli import estimating

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(estimating.estimates, "estimate", fail)
    monkeypatch.delenv("JOULEPATH_DEBUG", raising=False)
    code, _, err = run("estimate", bridge)
    assert code == 3
    assert err.startswith("error: a fault of joulepath: ZeroDivisionError: oh\n")
    assert "Traceback" not in err
    monkeypatch.setenv("JOULEPATH_DEBUG", "1")
    code, _, err = run("estimate", bridge)
    assert code == 3
    assert "Traceback" in err


def test_an_interrupt_is_quiet(run: Any, bridge: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from joulepath.cli import estimating

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(estimating.estimates, "estimate", interrupt)
    assert run("estimate", bridge) == (130, "", "")


def test_an_interrupt_while_loading_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    from joulepath.cli import main

    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "run", interrupt)
    monkeypatch.setattr(sys, "argv", ["joulepath", "doctor"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 130


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("ask", ["--help", "-h", "help"])
def test_the_help_of_a_command_begins_with_its_summary(run: Any, name: str, ask: str) -> None:
    arguments = ("help", name) if ask == "help" else (name, ask)
    code, out, _ = run(*arguments)
    usage, summary = out.split("\n\n")[:2]
    assert code == 0
    assert usage.startswith(f"Usage: joulepath {name} ")
    assert summary.strip() == COMMANDS[name]
    assert f"Example: {app.EXAMPLES[name]}" in out
    assert "list[" not in out.partition("Options:")[2]
    assert max(map(len, out.splitlines())) <= 100


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_a_command_calls_it(name: str) -> None:
    assert app.EXAMPLES[name].startswith(f"joulepath {name}")
