"""``joulepath network``: answers and mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

GOOD = ("network", "fibre", "--bits", "1GB")


def test_the_answer_has_three_columns_and_says_that_they_differ(run: Any) -> None:
    code, out, err = run(*GOOD, "--year", "2024")
    assert (code, err) == (0, "")
    for word in ("marginal", "load-share", "average", "different questions", "assumptions"):
        assert word in out
    assert "the average does not contain: gateway, data centre" in out


def test_one_way_of_accounting_may_be_asked_for(run: Any) -> None:
    table = run(*GOOD, "--method", "load-share", "-f", "csv").out.splitlines()
    assert table[0] == "segment,part of the way,load-share"


def test_json_adds_up_and_names_its_units(run: Any) -> None:
    found = json.loads(run(*GOOD, "-f", "json").out)
    for method in ("marginal", "load_share", "average"):
        parts = [each["message"] for each in found[method]["segments"]]
        assert found[method]["message"] == pytest.approx(sum(parts))
    assert found["units"]["message"] == "J"
    assert found["traffic"]["bits"] == 8e9
    # origin: Aslan et al. 2018, 0.06 kWh/GB in 2015
    assert found["average"]["message"] == pytest.approx(0.06 * 3.6e6)
    assert found["sources"]


@pytest.mark.parametrize("form", ["csv", "markdown", "table"])
def test_other_forms_have_every_segment(run: Any, form: str, tmp_path: Path) -> None:
    path = tmp_path / "answer.txt"
    assert run(*GOOD, "-f", form, "-o", str(path)).code == 0
    assert "core-router" in path.read_text()


def test_a_gateway_needs_to_know_who_shares_it(run: Any) -> None:
    lorawan = ("network", "lorawan", "--bits", "20B")
    assert "--every" in run(*lorawan).err
    alone = json.loads(run(*lorawan, "--devices", "1", "--every", "1h", "-f", "json").out)
    many = json.loads(run(*lorawan, "--devices", "100", "--every", "1h", "-f", "json").out)
    first, second = (each["load_share"]["segments"][0]["message"] for each in (alone, many))
    assert first == 5 * 3600
    assert second == first / 100
    assert run(*lorawan, "--shared-by", "traffic").code == 0


def test_parts_that_do_not_overlap_are_added(run: Any) -> None:
    out = run(
        "network", "--part", "wifi-access-point", "--part", "fixed-aslan", "--bits", "1GB"
    ).out
    assert "different parts of the way, together" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("fiber", "--bits", "1GB"), "did you mean 'fibre'"),
        (("fibre", "--bits", "1"), "has no unit"),
        (("fibre", "--bits", "0B"), "--bits: is 0"),
        (("fibre", "--bits", "1GB", "--utilisation", "0%"), "utilisation = 0"),
        (("fibre", "--bits", "1GB", "--utilisation", "120%"), "at most 1"),
        (("fibre", "--bits", "1GB", "--utilisation", "2 W"), "--utilisation"),
        (("fibre", "--bits", "1GB", "--year", "1995"), "begin in 2000"),
        (("fibre", "--bits", "1GB", "--average", "aslan"), "did you mean 'fixed-aslan'"),
        (("--bits", "1GB"), "neither a path nor parts"),
        (("--part", "gpon-lines", "--bits", "1GB"), "did you mean 'gpon-line'"),
        (("--part", "gpon-line", "--part", "fixed-aslan", "--bits", "1GB"), "counted twice"),
    ],
)
def test_mistakes_are_told_with_a_remedy(run: Any, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("network", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_all_mistakes_at_once(run: Any) -> None:
    err = run("network", "fibre", "--bits", "1 W", "--packet", "x", "--every", "1 GB").err
    assert err.count("error:") == 3
