"""Errors say where, what and what to do about it."""

from __future__ import annotations

import pytest

from joulepath import errors
from joulepath.errors import (
    AssumedFigure,
    CatalogueError,
    DomainError,
    InputError,
    JoulepathError,
    JoulepathWarning,
    MeasurementError,
    MissingExtra,
    OutsideValidity,
    Problem,
    ScenarioError,
    UnitError,
    UnknownName,
    WorkloadError,
    gathered,
    nearest,
)

DEVICES = ("example-mcu", "example-gpu", "nvidia-t4")  # invented, but for the last


def test_a_problem_says_where_what_and_the_remedy() -> None:
    # Origin: the error messages of the style guide.
    problem = Problem(
        "devices/example-mcu.toml: [example-mcu].idle",
        "unit 'Wh' measures J, but this quantity is in W",
        "use one of 'W', 'mW', 'uW', 'kW'",
    )
    assert str(problem) == (
        "devices/example-mcu.toml: [example-mcu].idle:"
        " unit 'Wh' measures J, but this quantity is in W\n"
        "  use one of 'W', 'mW', 'uW', 'kW'"
    )


def test_a_problem_leaves_out_what_it_does_not_know() -> None:
    assert str(Problem("a.toml", "no unit")) == "a.toml: no unit"
    assert str(Problem("", "no unit", "add one")) == "no unit\n  add one"


def test_all_problems_of_a_file_are_shown_together() -> None:
    error = ScenarioError(Problem("a.toml", "no unit", "add one"), "no data")
    assert str(error) == "a.toml: no unit\n  add one\nno data"
    assert error.problems == (Problem("a.toml", "no unit", "add one"), Problem("", "no data"))


def test_an_unknown_name_comes_with_the_nearest() -> None:
    # Origin: the error messages of the style guide.
    error = UnknownName(
        "device",
        "exmple-mcu",
        DEVICES,
        where="greenhouse.toml: [device].name",
        listing="'joulepath catalogue devices'",
    )
    assert str(error) == (
        "greenhouse.toml: [device].name: no device named 'exmple-mcu'\n"
        "  did you mean 'example-mcu' or 'example-gpu'?"
        " ('joulepath catalogue devices' shows all 3)"
    )
    assert (error.kind, error.name) == ("device", "exmple-mcu")
    assert error.nearest == ("example-mcu", "example-gpu")


def test_a_few_names_are_all_shown_where_none_is_near() -> None:
    error = UnknownName("profile", "zzz", ("paper", "corrected", "reference"))
    assert str(error) == "no profile named 'zzz'\n  known: corrected, paper, reference"


def test_many_names_are_not_shown() -> None:
    many = [f"device-{letter}" for letter in "abcdefghijklm"]  # 13, one more than are shown
    assert "known" in str(UnknownName("device", "zzz", many[:-1]))
    assert str(UnknownName("device", "zzz", many)) == "no device named 'zzz'"


def test_a_problem_that_was_found_twice_is_told_once() -> None:
    problem = Problem("a.toml", "wrong", "mend it")
    assert InputError(problem, Problem("a.toml", "wrong", "mend it")).problems == (problem,)
    assert len(InputError(problem, Problem("b.toml", "wrong", "mend it")).problems) == 2


def test_the_problems_of_several_calls_are_raised_together() -> None:
    def wrong(what: str) -> int:
        raise InputError(Problem("a.toml", what, "mend it"), Problem("a.toml", "both", "mend it"))

    assert gathered([lambda: 1, lambda: 2]) == [1, 2]
    with pytest.raises(InputError) as raised:
        gathered([lambda: 1, lambda: wrong("one"), lambda: wrong("other")])
    assert [each.what for each in raised.value.problems] == ["one", "both", "other"]


def test_what_to_write_instead_is_said_where_no_name_is_near() -> None:
    many = [f"device-{letter}" for letter in "abcdefghijklm"]
    error = UnknownName("device", "zzz", many, instead="write its power")
    assert str(error) == "no device named 'zzz'\n  write its power"
    assert "did you mean" in str(UnknownName("device", "device-z", many, instead="write its power"))
    assert "write its" not in str(
        UnknownName("device", "device-z", many, instead="write its power")
    )


def test_no_names_leave_no_remedy() -> None:
    assert str(UnknownName("device", "zzz", ())) == "no device named 'zzz'"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Example-MCU", ("example-mcu", "example-gpu")),  # whatever the case
        ("nvidia", ("nvidia-t4",)),  # a part of the name
        ("t4", ("nvidia-t4",)),  # a part too short to be alike
        ("zzz", ()),
        ("", ()),
    ],
)
def test_near_names_are_alike_or_contain_the_name(name: str, found: tuple[str, ...]) -> None:
    assert nearest(name, DEVICES) == found


def test_near_names_come_in_their_own_case_the_best_first_and_at_most_three() -> None:
    known = ("WiFi-access", "WiFi-MAC", "wifi6", "WiFi")
    assert nearest("wifi", known) == ("WiFi", "wifi6", "WiFi-MAC")
    assert nearest("wifi", known, count=1) == ("WiFi",)


def test_a_missing_extra_says_the_command() -> None:
    error = MissingExtra("reading ONNX files", "onnx")
    assert str(error) == "reading ONNX files needs an extra\n  pip install 'joulepath[onnx]'"
    assert error.extra == "onnx"


# Origin: the tree and the exit codes of the architecture.
TREE = {
    InputError: (JoulepathError, ValueError),
    ScenarioError: (InputError,),
    CatalogueError: (InputError,),
    UnitError: (InputError,),
    WorkloadError: (InputError,),
    MeasurementError: (InputError,),
    UnknownName: (InputError,),
    DomainError: (JoulepathError, ArithmeticError),
    MissingExtra: (JoulepathError, ImportError),
    OutsideValidity: (JoulepathWarning,),
    AssumedFigure: (JoulepathWarning,),
    JoulepathWarning: (UserWarning,),
    JoulepathError: (Exception,),
}
EXIT_CODES = {JoulepathError: 3, InputError: 2, UnknownName: 2, DomainError: 2, MissingExtra: 4}


def test_the_tree_is_the_one_drawn() -> None:
    for kind, bases in TREE.items():
        assert kind.__bases__ == bases
    public = {vars(errors)[name] for name in errors.__all__}
    assert TREE.keys() == {kind for kind in public if isinstance(kind, type)} - {Problem}


def test_every_error_has_the_exit_code_of_its_fault() -> None:
    assert {kind: kind.exit_code for kind in EXIT_CODES} == EXIT_CODES
