"""Sizes of models: field types that all families share."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from joulepath.core.quantities import Num
from joulepath.scenario.fields import Quantity, anywhere, refuse

__all__ = [
    "Activation",
    "Classes",
    "Counting",
    "Size",
    "Widths",
    "check_divides",
    "check_most",
    "shown_size",
]

Size = Annotated[Num, Quantity("1", minimum=1, maximum=1e9, whole=True)]
Classes = Annotated[Num, Quantity("1", minimum=2, maximum=1e6, whole=True)]
Counting = Literal["full", "paper", "calflops"]
Activation = Literal["none", "sigmoid", "softmax"]


def _at_least_two(widths: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(widths) < 2:
        what = "a single width" if widths else "no widths"
        raise refuse(what, "give the input and at least one layer, e.g. [10, 2]")
    return widths


Widths = Annotated[tuple[Size, ...], AfterValidator(_at_least_two)]


def check_divides(part: Any, whole: Any, part_name: str, whole_name: str) -> None:
    """Refuse a number that does not divide another one.

    Raises
    ------
    PydanticCustomError
        If there is a remainder.
    """
    if anywhere(whole % part != 0):
        raise refuse(
            f"{part_name} = {shown_size(part)} does not divide {whole_name} = {shown_size(whole)}",
            f"choose {part_name} that divide {whole_name} without remainder",
        )


def check_most(part: Any, most: Any, part_name: str, most_name: str) -> None:
    """Refuse a number that is greater than another one.

    Raises
    ------
    PydanticCustomError
        At the key of the greater one.
    """
    if anywhere(part > most):
        what = f"{part_name} = {shown_size(part)} is more than {most_name} = {shown_size(most)}"
        raise refuse(what, f"choose at most {shown_size(most)}", (part_name,))


def shown_size(value: Any) -> str:
    """A number as it is written, or a word for an array."""
    return f"{value:g}" if isinstance(value, (int, float)) else "an array"
