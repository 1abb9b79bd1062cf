"""The commands around scenario files: init, check, schema."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from joulepath.catalogue import load
from joulepath.cli.options import CatalogueOption, OutputOption, SetOption, changes_of
from joulepath.cli.output import emit, talk
from joulepath.errors import InputError, Problem
from joulepath.report.wording import counted
from joulepath.scenario.datacentre_section import DatacentreSection
from joulepath.scenario.fleet_section import FleetSection
from joulepath.scenario.json_schema import json_schema, plan_schema
from joulepath.scenario.placement_section import PlacementSection
from joulepath.scenario.reading import load_scenario
from joulepath.scenario.resolve import resolve
from joulepath.scenario.template import TEMPLATES, template

__all__ = ["check", "init", "schema"]


class Described(StrEnum):
    """Files that have a JSON Schema."""

    SCENARIO = "scenario"
    FLEET = "fleet"
    DATACENTRE = "datacentre"
    PLACEMENT = "placement"
    RESULT = "result"
    FOOTPRINT = "footprint"
    REFRESH = "refresh"
    SCHEDULE = "schedule"
    FLEET_RESULT = "fleet-result"
    DATACENTRE_RESULT = "datacentre-result"
    NETWORK = "network"


def init(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.")] = Path(
        "scenario.toml"
    ),
    name: Annotated[
        str, typer.Option("--template", metavar="NAME", help=f"One of {', '.join(TEMPLATES)}.")
    ] = next(iter(TEMPLATES)),
    force: Annotated[
        bool, typer.Option("--force", help="Overwrite an existing file.", show_default=False)
    ] = False,
) -> None:
    """Write a commented scenario to start from."""
    text = template(name, title=file.stem.replace("-", " ").replace("_", " ").capitalize())
    if file.is_file() and not force:
        raise InputError(
            Problem(str(file), "exists already", "name another file, or --force to overwrite it")
        )
    emit(text.rstrip("\n"), file)
    talk(f"wrote {file}; next: joulepath estimate {file}")


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Scenario files.")],
    changes: SetOption = None,
    catalogue: CatalogueOption = None,
) -> None:
    """List every problem of scenario files at once; the exit code is 2 if there are any."""
    known = load(tuple(catalogue or ()))
    replaced = changes_of(changes)
    problems: list[Problem] = []
    for file in files:
        try:
            resolved = resolve(load_scenario(file, replaced, known))
        except InputError as error:
            problems += error.problems
        else:
            emit(f"{file}: fine, {counted(len(resolved.assumptions), 'assumption')}")
            for text in resolved.warnings:
                talk(f"warning: {file}: {text}")
    if problems:
        raise InputError(*problems)


def schema(
    kind: Annotated[
        Described, typer.Option("--of", metavar="KIND", help=f"{', '.join(Described)}.")
    ] = Described.SCENARIO,
    output: OutputOption = None,
) -> None:
    """Print the JSON Schema of files that joulepath reads or writes."""
    emit(json.dumps(_schema(kind), indent=2), output)


def _schema(kind: Described) -> dict[str, Any]:
    match kind:
        case Described.SCENARIO:
            return json_schema()
        case Described.FLEET:
            return plan_schema(FleetSection, kind)
        case Described.DATACENTRE:
            return plan_schema(DatacentreSection, kind)
        case Described.PLACEMENT:
            return plan_schema(PlacementSection, kind)
        case Described.RESULT:
            from joulepath.report.result_schema import result_schema

            return result_schema()
        case _:
            from joulepath.report.answer_schemas import answer_schema

            return answer_schema(kind)
