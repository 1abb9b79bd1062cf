"""The command that asks how often to train anew: retrain."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from joulepath.analysis.curves import interval_curves
from joulepath.analysis.retraining import retraining
from joulepath.catalogue import load
from joulepath.cli.answering import answer
from joulepath.cli.decisions import ChartOption, DrawsOption, ForceOption, check_chart
from joulepath.cli.options import (
    CatalogueOption,
    FormatOption,
    OutputOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    ZoneOption,
    changes_of,
    format_of,
)
from joulepath.cli.output import emit
from joulepath.report.decision_charts import retraining_chart
from joulepath.report.retraining_table import (
    retraining_data,
    retraining_lines,
    retraining_table,
)
from joulepath.scenario.drift import resolve_drift
from joulepath.scenario.reading import load_scenario

__all__ = ["retrain"]


def retrain(
    scenario: ScenarioArgument,
    rate: Annotated[
        str | None,
        typer.Option(metavar="RATE", help="Accuracy lost by the time, e.g. '1 %/month'."),
    ] = None,
    error_energy: Annotated[
        str | None, typer.Option(metavar="ENERGY", help="What a wrong answer takes, e.g. 2kJ.")
    ] = None,
    error_carbon: Annotated[
        str | None, typer.Option(metavar="MASS", help="CO2e of a wrong answer, e.g. 150g.")
    ] = None,
    error_cost: Annotated[
        str | None, typer.Option(metavar="PRICE", help="Price of one, e.g. '0.40 EUR'.")
    ] = None,
    zone: ZoneOption = None,
    changes: SetOption = None,
    draws: DrawsOption = 1000,
    seed: SeedOption = 0,
    chart: ChartOption = None,
    force: ForceOption = False,
    catalogue: CatalogueOption = None,
    form: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show how often to train anew a model whose accuracy falls as it ages."""
    check_chart(chart, force)
    given = {
        "rate": rate,
        "error_energy": error_energy,
        "error_carbon": error_carbon,
        "error_cost": error_cost,
    }
    wanted: dict[str, Any] = changes_of(changes, zone)
    wanted |= {f"drift.{key}": value for key, value in given.items() if value is not None}
    loaded = load_scenario(scenario, wanted, load(tuple(catalogue or ())))
    drifting = resolve_drift(loaded)
    found = retraining(drifting, draws, seed)
    if chart is not None:
        title = loaded.scenario.title or scenario.stem
        emit(retraining_chart(interval_curves(drifting, found), title), chart)
    table, lines = retraining_table(found), retraining_lines(found)
    answer(table, lines, retraining_data(found), format_of(form, output), output)
