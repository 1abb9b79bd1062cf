"""The loss of a link's frames from the distance of its radios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, cast

from joulepath.catalogue.units import render
from joulepath.core.quantities import Bit
from joulepath.core.tree import numbers
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle.links.propagation import reached
from joulepath.records.links.propagation import Reach
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.links.covered_link import NARROWBAND, note_coverage, with_carrier
from joulepath.scenario.links.hop_section import FramedHopSection
from joulepath.scenario.links.reach import reach_problems, reach_warnings
from joulepath.scenario.links.reach_radio import (
    NOISE_FIGURE,
    Told,
    radio_of,
    radio_problems,
    told_by,
)
from joulepath.scenario.links.reach_section import ReachSection
from joulepath.scenario.section import Section

__all__ = ["note_reach", "with_loss"]

_FIGURES: Final = ("loss", "reference")
"""Names in the record of a link of what its distance decides."""


def with_loss(section: FramedHopSection, at: str, ledger: Ledger) -> Section:
    """The section of a link, with what the distance of its radios gives: its loss or its carrier.

    Raises
    ------
    ScenarioError
        If the link gives a loss itself or another radio, or its radios cannot reach each other.
    InputError
        If the link is none.
    """
    link, table = section.link, cast("ReachSection", section.reach)
    if isinstance(link, NARROWBAND):
        return with_carrier(link, table, at, ledger)
    problems = [*_clashes(link, at)]
    if not problems:
        told = told_by(link, ledger.catalogue)
        problems = [*radio_problems(table, told, f"{at}.reach")]
    if not problems:
        problems = reach_problems(_budget(section, ledger)[0], f"{at}.reach")
    if problems:
        raise ScenarioError(*(ledger.placed(problem) for problem in problems))
    reach, _ = _budget(section, ledger)
    for warning in reach_warnings(reach.path, reach.distance):
        ledger.warn(f"{at}.{warning}")
    loss: dict[str, Any] = {"loss": reached(reach).loss}
    if "loss_size" in type(link).model_fields:
        loss["loss_size"] = reach.frame
    found = link.model_copy(update=loss)
    found.model_fields_set.difference_update(loss)  # nobody wrote them
    return found


def _budget(section: FramedHopSection, ledger: Ledger) -> tuple[Reach, dict[str, Told]]:
    """Both radios of a link, and what the link itself says of them."""
    link, table = section.link, cast("ReachSection", section.reach)
    told = told_by(link, ledger.catalogue)
    return table.record(radio_of(table, told, _full_frame(link, ledger))), told


def _full_frame(link: Any, ledger: Ledger) -> Bit:
    """Size of the frame for which a link gives its loss."""
    record = link.record(ledger.catalogue)
    match str(getattr(link, "technology", "")):
        case "sigfox":
            return record.zone.payload_limit + record.zone.frame_overhead
        case "measured":
            return record.payload_limit + record.frame_overhead
        case _:
            return record.losses.reference


def _clashes(link: Section, at: str) -> Iterator[Problem]:
    technology = getattr(link, "technology", "")
    if "loss" not in type(link).model_fields:
        what = f"a distance, but technology {technology!r} loses no frames on the air"
        yield Problem(f"{at}.reach", what, "leave reach out")
        return
    if technology == "satellite":
        what = "a distance, but sessions by satellite fail as the sky is hidden"
        yield Problem(f"{at}.reach", what, "leave reach out, and give link.loss")
        return
    for key in ("loss", "loss_size"):
        if key in link.model_fields_set:
            remedy = f"leave out link.{key}, or reach"
            yield Problem(f"{at}.link.{key}", f"{key} beside a distance that gives it", remedy)


def note_reach(
    section: FramedHopSection, own: Section, link: object, at: str, ledger: Ledger
) -> None:
    """Note what of a link, now as `with_loss` has made it, follows from the distance."""
    table = cast("ReachSection", section.reach)
    if isinstance(own, NARROWBAND):
        note_coverage(own, table, own.carrier, at, ledger)
        return
    reach, told = _budget(section, ledger)
    heard = reached(reach)
    for path, _ in numbers(link):
        if path.rpartition(".")[2] in _FIGURES:
            said = f"{getattr(table, 'model', '')}, {shown(table.distance)} m"
            ledger.derive(f"{at}.link.{path}", f"{at}.reach", said)
    if table.noise_figure is None and "noise_figure" not in told:
        ledger.assume(f"{at}.reach.noise_figure", f"not given: {render(NOISE_FIGURE, 'dB')}")
    if told:
        taken = (f"{key} {_spelled(each)} ({each.by})" for key, each in told.items())
        ledger.assume(f"{at}.reach", f"the radio is that of the link: {', '.join(taken)}")
    if not hasattr(heard.loss, "shape"):
        level = render(float(f"{heard.received:.4g}"), "dBm")
        ledger.assume(
            f"{at}.reach",
            f"{level} arrive, {heard.signal_to_noise:.1f} dB above the noise: "
            f"{heard.loss:.3g} of the frames are lost, without fading beyond the margin and "
            "without correction of errors",
        )


def _spelled(told: Told) -> str:
    return told.value if isinstance(told.value, str) else shown(told.value)
