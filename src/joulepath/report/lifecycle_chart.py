"""Pictures of a lifecycle: its stages with their bands, and where all of it flows."""

from __future__ import annotations

from joulepath.errors import InputError, Problem
from joulepath.report.charts.bands import BandedBar, bands_chart
from joulepath.report.charts.sankey import Flow, sankey_chart
from joulepath.report.estimate import Estimate
from joulepath.report.lifecycle_table import place_of, stage_title
from joulepath.report.trees import shown

__all__ = ["flow_chart", "stages_chart"]


def stages_chart(e: Estimate) -> str:
    """Draw the energy of every stage with its 90 % band.

    Parameters
    ----------
    e : Estimate
        Of one scenario, with draws.

    Returns
    -------
    str
        An SVG document.

    Raises
    ------
    InputError
        For many scenarios at once, and without draws.
    """
    _check(e)
    if e.uncertain is None:
        raise InputError(Problem("--chart", "there are no draws", "give --draws, e.g. 1000"))
    known = e.uncertain.outputs
    bars = [
        BandedBar(stage_title(name), band.estimate, band.p5, band.p95)
        for name in e.stages
        if (band := known.get(f"balance.{name}.energy")) is not None and band.p95 > 0
    ]
    whole = known["energy"]
    bars.append(BandedBar("whole life", whole.estimate, whole.p5, whole.p95))
    description = (
        f"Energy of the whole life: {shown(whole.estimate, 'J')}; 90 % of"
        f" {e.uncertain.draws} draws from {shown(whole.p5, 'J')} to {shown(whole.p95, 'J')}."
        f" A line is a 90 % band. Seed {e.uncertain.seed}."
    )
    return bands_chart(
        bars, lambda value: shown(value, "J"), title=f"{e.title}: energy", description=description
    )


def flow_chart(e: Estimate) -> str:
    """Draw where the carbon, or without a zone the energy, of the whole life flows.

    Parameters
    ----------
    e : Estimate
        Of one scenario.

    Returns
    -------
    str
        An SVG document; stages of development and of use, and the making of hardware where it
        is counted.

    Raises
    ------
    InputError
        For many scenarios at once, and a life that draws nothing.
    """
    _check(e)
    counted = "energy" if e.carbon is None else "carbon"
    unit = "J" if e.carbon is None else "g"
    amounts = {name: float(getattr(stage, counted) or 0.0) for name, stage in e.stages.items()}
    parts = [
        Flow(name, sum(amounts[stage] for stage in stages), _ends(stages, amounts))
        for name, stages in _groups(amounts).items()
    ]
    made = e.lifecycle.hardware
    if made is not None and e.carbon is not None:
        parts.append(Flow("hardware", float(made.carbon)))
    parts = [part for part in parts if part.value > 0]
    whole = Flow("whole life", sum(part.value for part in parts), tuple(parts))
    if not whole.value > 0:
        raise InputError(Problem("--sankey", "this life draws nothing", "there is nothing to draw"))
    making = "" if made is None else " and making of hardware"
    of = "Energy" if e.carbon is None else f"CO2e, electricity of {place_of(e)}{making}"
    largest = max(parts, key=lambda part: part.value)
    description = (
        f"{of}: {shown(whole.value, unit)} in all, of which {largest.name}"
        f" {100 * largest.value / whole.value:.0f} %."
    )
    return sankey_chart(
        whole,
        lambda value: shown(value, unit),
        title=f"{e.title}: where it flows",
        description=description,
    )


def _groups(amounts: dict[str, float]) -> dict[str, list[str]]:
    """Stages that draw something, by what they are for."""
    groups: dict[str, list[str]] = {"development": [], "use": [], "overhead": []}
    for name, amount in amounts.items():
        if amount > 0:
            overhead = name in ("virtualisation", "site")
            used = name.startswith("inference")
            groups["overhead" if overhead else "use" if used else "development"].append(name)
    return {name: stages for name, stages in groups.items() if stages}


def _ends(stages: list[str], amounts: dict[str, float]) -> tuple[Flow, ...]:
    return tuple(
        Flow(stage_title(stage).removeprefix("inference: "), amounts[stage]) for stage in stages
    )


def _check(e: Estimate) -> None:
    size = getattr(e.energy, "size", 1)
    if size > 1:
        raise InputError(Problem("picture", f"{size} scenarios", "draw them one at a time"))
