"""Intensities, tables and the picture of a workload, by hand."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from joulepath.analysis.intensity import flops_of, intensities, intensity_of
from joulepath.records.workload import Operations, Workload, WorkloadLayer
from joulepath.report.roofline import roofline_svg
from joulepath.report.workload_table import data_size, layer_table, shortened, totals_table

DENSE = WorkloadLayer(
    "a & b", "Gemm", "fp32", Operations(100, 10, 0, 0, 0), 110, 3520, 320, 320, 10, 100, ()
)
MOVE = WorkloadLayer(
    "move", "Transpose", "fp32", Operations(0, 0, 0, 0, 10), 0, 0, 320, 320, 10, 0, (0,)
)
NETWORK = Workload(
    (DENSE, MOVE), Operations(100, 10, 0, 0, 10), 110, 3520, 640, 640, 640, 10, 10, ()
)
SVG = "{http://www.w3.org/2000/svg}"


def test_a_mac_is_two_flops_and_a_move_none() -> None:
    assert flops_of(NETWORK.operations) == 210


def test_intensity_is_flops_over_all_bytes_moved() -> None:
    assert intensity_of(DENSE) == 210 / ((3520 + 320 + 320) / 8)
    assert intensity_of(NETWORK) == 210 / ((3520 + 640 + 640) / 8)
    assert [of.share for of in intensities(NETWORK)] == [1.0, 0.0]


def test_a_layer_that_moves_nothing_has_no_intensity() -> None:
    assert intensity_of(replace(MOVE, read_bits=0, written_bits=0)) is None


def test_weights_at_rest_are_not_moved_and_of_a_table_only_rows() -> None:
    resting = replace(MOVE, operator="Resting", weight_bits=9999, read_bits=0, written_bits=0)
    table = replace(DENSE, operator="Gather", read_bits=64, written_bits=320)
    assert intensity_of(resting) is None
    assert intensity_of(table) == 210 / ((320 + 64 + 320) / 8)


def test_the_layers_left_out_of_a_table_are_summed() -> None:
    table = layer_table(NETWORK, "x", most=1)
    assert [row[0] for row in table.rows] == ["a & b", "1 other layer"]
    assert table.footers[0][3:7] == ("100", "10", "110", "440 B")


def test_differences_are_from_the_first() -> None:
    double = replace(NETWORK, parameters=220)
    rows = {row[0]: row[1:] for row in totals_table([NETWORK, double], ["one", "two"]).rows}
    assert rows["parameters"] == ("110", "220", "+110 (+100 %)")
    assert rows["MACs"] == ("100", "100", "=")


def test_long_names_keep_both_ends() -> None:
    name = "/model/encoder/layers.0/attention/query/MatMul"
    assert shortened(name, 20) == "/mode...query/MatMul"
    assert shortened("short") == "short"


@pytest.mark.parametrize(("bits", "text"), [(0, "0 B"), (1, "1 B"), (9, "2 B"), (8000, "1 kB")])
def test_data_is_shown_in_whole_bytes(bits: int, text: str) -> None:
    assert data_size(bits) == text


def test_the_picture_is_valid_described_and_leaves_out_moves() -> None:
    root = ElementTree.fromstring(roofline_svg([("", NETWORK)], "<model> & co"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "<model> & co"
    assert "1 layers" in (root.findtext(f"{SVG}desc") or "")
    bubbles = [of for of in root.iter(f"{SVG}circle") if of.find(f"{SVG}title") is not None]
    assert [of.findtext(f"{SVG}title", "")[:5] for of in bubbles] == ["a & b"]
    assert any("1 without arithmetic not shown" in (of.text or "") for of in root.iter())


def test_a_model_without_arithmetic_has_a_picture_too() -> None:
    empty = replace(NETWORK, layers=(MOVE,), operations=MOVE.operations)
    ElementTree.fromstring(roofline_svg([("", empty)], "moves"))
