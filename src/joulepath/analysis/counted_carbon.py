"""What the carbon of a life holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from joulepath.records.results import Lifecycle

__all__ = ["CARBON", "WITH_HARDWARE", "carbon_path", "electricity_alone"]

WITH_HARDWARE: Final = "hardware.with_operation"
"""Path of the carbon that holds the making of hardware."""
CARBON: Final = (WITH_HARDWARE, "carbon")
"""Paths of the carbon that counts; the first that a life has."""


def carbon_path(life: Lifecycle) -> str:
    """Where a life tells its carbon, with the making of hardware if it is counted."""
    made = life.hardware is not None and life.hardware.with_operation is not None
    return WITH_HARDWARE if made else "carbon"


def electricity_alone(paths: Collection[str], *, made: bool) -> str | None:
    """Say that carbon which was asked for leaves out hardware that is counted.

    Parameters
    ----------
    paths : collection of str
        Numbers that are asked for.
    made : bool
        Whether the making of hardware is counted.

    Returns
    -------
    str or None
        A note; none where nothing is left out, or both are asked for.
    """
    if not made or "carbon" not in paths or WITH_HARDWARE in paths:
        return None
    return f"carbon is that of electricity; {WITH_HARDWARE} holds the making of hardware, too"
