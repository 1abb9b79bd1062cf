"""Bills of one's own: what is read, and all that is wrong with a file at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from joulepath.errors import InputError
from joulepath.scenario.embodied.bill_file import read_bill
from joulepath.scenario.embodied.devices import device_footprint, own_footprint

BILL = """\
name = "greenhouse node"
lifetime = "8 years"

[[part]]
name = "microcontroller"
component = "ic-40nm"
area = ["6 mm2", "8 mm2", "11 mm2"]

[[part]]
component = "logic-28nm"
area = "20 mm2"
fab = "europe"
abatement = 0.99
yield = 0.9

[[part]]
component = "pcb-4-layer"
area = "12 cm2"

[[part]]
component = "battery-aa"
pieces = 2
lifetime = "3 years"

[[part]]
component = "freight-air"
mass = "120 g"
distance = "7000 km"

[[part]]
component = "esp32-c6-board"
"""


def written(text: str, folder: Path) -> Path:
    file = folder / "bill.toml"
    file.write_text(text)
    return file


def test_a_bill_is_read_and_summed(tmp_path: Path) -> None:
    found = own_footprint(read_bill(written(BILL, tmp_path))).footprint
    carbon = {part.component: part.carbon for part in found.parts}
    assert found.name == "greenhouse node"
    # origin: figures of the catalogue times the amounts above, three pairs of cells in 8 years
    assert carbon["ic-40nm"] == pytest.approx(8 * 16)
    assert carbon["pcb-4-layer"] == pytest.approx(1200 * 0.165)
    assert carbon["battery-aa"] == pytest.approx(6 * 107)
    board = device_footprint("esp32-c6-board").footprint
    assert found.transport == pytest.approx(120e-6 * 7000 * 0.8 * 1e3 + board.transport)
    assert found.end_of_life == pytest.approx(board.end_of_life)
    assert found.method == "components"
    assert found.low < found.total < found.high


def test_a_cleaner_fab_and_a_better_yield_emit_less(tmp_path: Path) -> None:
    dirty = BILL.replace('fab = "europe"', 'fab = "india"')
    bad = BILL.replace("yield = 0.9", "yield = 0.5")
    of = [
        own_footprint(read_bill(written(text, tmp_path))).footprint.total
        for text in (BILL, dirty, bad)
    ]
    assert of[0] < of[1]
    assert of[0] < of[2]


WRONG = """\
lifetyme = "8 years"
calibration = "toys"

[[part]]
component = "ic-90nm"
area = "12"

[[part]]
area = "12 mm2"

[[part]]
component = "logic-7nm"
area = "-5 mm2"
abatement = 97
yield = 1.2
yield_model = "murphi"

[[part]]
component = "battery-aa"
pieces = -2
colour = "red"

[[part]]
component = "pcb-4-layer"
area = ["3 cm2", "1 cm2", "2 cm2"]
mass = "3 g"
"""


def test_all_problems_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_bill(written(WRONG, tmp_path))
    said = str(caught.value)
    for what in (
        "did you mean 'lifetime'", "'toys'", "'12' has no unit", "no component", "'-5 mm2'",
        "97 is no share", "1.2 is no share", "'murphi'", "-2 is not above zero", "'colour'",
        "at once",
    ):  # fmt: skip
        assert what in said


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ('component = "ic-90mm"\narea = "1 mm2"', "ic-90nm"),
        ('component = "led"\narea = "1 mm2"', "counted by its pieces"),
        ('component = "pcb-4-layer"', "counted by its area"),
        ('component = "battery-aa"\nlifetime = "2 years"', "how long the device serves"),
        ('component = "logic-7nm"\narea = "1 mm2"\nfab = "mars"', "mars"),
        ('component = "logic-7nm"\narea = "150 cm2"', "a die of 15000 mm2"),
        ('component = "logic-7nm"\narea = "859 mm2"', "prints 858 mm2 at most"),
    ],
    ids=["name", "measure", "amount", "lifetime", "fab", "wafer", "reticle"],
)
def test_parts_that_cannot_be_resolved_say_why(part: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        own_footprint(read_bill(written(f"[[part]]\n{part}\n", tmp_path)))


@pytest.mark.parametrize("text", ["", "part = 3", "part = [3]", "= nothing"])
def test_files_that_are_no_bills_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_bill(written(text, tmp_path))


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "bill.toml")
    with pytest.raises(InputError, match="is no file"):
        read_bill(tmp_path / "bill.toml")
