"""How many draws an estimate may have."""

from __future__ import annotations

from typing import Final

from joulepath.errors import InputError, Problem

__all__ = ["MOST_DRAWS", "check_draws"]

MOST_DRAWS: Final = 1_000_000
"""More would take gigabytes of memory."""


def check_draws(draws: int, seed: int) -> None:
    """Refuse what no draws can be made of.

    Raises
    ------
    InputError
        For a number of draws that makes no band, and a seed below zero.
    """
    problems: list[Problem] = []
    if draws < 0 or draws == 1 or draws > MOST_DRAWS:
        remedy = f"give 2 to {MOST_DRAWS}, or 0 for no bands"
        problems.append(Problem("draws", f"{draws} draws make no band", remedy))
    if seed < 0:
        problems.append(Problem("seed", f"{seed} is below zero", "give 0 or more"))
    if problems:
        raise InputError(*problems)
