"""The loss of a link's frames from the distance of its radios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from joulepath.catalogue.units import render
from joulepath.core.tree import numbers
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle.links.propagation import reached
from joulepath.records.links.links import Link
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.links.reach import reach_problems, reach_warnings
from joulepath.scenario.links.reach_section import ReachSection
from joulepath.scenario.links.transmit_levels import differing_levels, own_level
from joulepath.scenario.section import Section

__all__ = ["check_level", "note_reach", "with_loss"]

_FIGURES: Final = ("loss", "reference")
"""Names in the record of a link of what its distance decides."""


def with_loss(section: FramedHopSection, at: str, ledger: Ledger) -> Section:
    """The section of a link, with the loss that the distance of its radios gives.

    Raises
    ------
    ScenarioError
        If the link gives a loss itself, or its radios cannot reach each other.
    """
    link = section.link
    table = cast("ReachSection", section.reach)
    reach = table.record()
    problems = [*_clashes(link, at), *reach_problems(reach, f"{at}.reach")]
    if problems:
        raise ScenarioError(*(ledger.placed(problem) for problem in problems))
    for warning in reach_warnings(reach):
        ledger.warn(f"{at}.{warning}")
    loss = {"loss": reached(reach).loss}
    if "loss_size" in type(link).model_fields:
        loss["loss_size"] = table.frame
    found = link.model_copy(update=loss)
    found.model_fields_set.difference_update(loss)  # nobody wrote them
    return found


def _clashes(link: Section, at: str) -> Iterator[Problem]:
    if "loss" not in type(link).model_fields:
        technology = getattr(link, "technology", "")
        what = f"a distance, but technology {technology!r} loses no frames on the air"
        yield Problem(f"{at}.reach", what, "leave reach out")
        return
    for key in ("loss", "loss_size"):
        if key in link.model_fields_set:
            remedy = f"leave out link.{key}, or reach"
            yield Problem(f"{at}.link.{key}", f"{key} beside a distance that gives it", remedy)


def check_level(section: FramedHopSection, link: Link, at: str, ledger: Ledger) -> None:
    """Refuse a link budget at another level than that whose current the link draws.

    Raises
    ------
    ScenarioError
        If the levels differ.
    """
    table = cast("ReachSection", section.reach)
    if own_level(link) is None:
        what = "taken for that at which the link draws its current, which does not say its level"
        ledger.assume(f"{at}.reach.transmit_level", what)
    problems = list(differing_levels(table.transmit_level, link, at))
    if problems:
        raise ScenarioError(*(ledger.placed(problem) for problem in problems))


def note_reach(section: FramedHopSection, link: Link, at: str, ledger: Ledger) -> None:
    """Note that the loss of a link follows from the distance of its radios."""
    table = cast("ReachSection", section.reach)
    heard = reached(table.record())
    for path, _ in numbers(link):
        if path.rpartition(".")[2] in _FIGURES:
            said = f"{getattr(table, 'model', '')}, {shown(table.distance)} m"
            ledger.derive(f"{at}.link.{path}", f"{at}.reach", said)
    if not hasattr(heard.loss, "shape"):
        level = render(float(f"{heard.received:.4g}"), "dBm")
        ledger.assume(
            f"{at}.reach",
            f"{level} arrive, {heard.signal_to_noise:.1f} dB above the noise: "
            f"{heard.loss:.3g} of the frames are lost, without fading beyond the margin and "
            "without correction of errors",
        )
