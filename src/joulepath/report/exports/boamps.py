"""Reports in the data model of BoAmps."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from joulepath.errors import InputError, Problem
from joulepath.measure.runs import JOULES_PER_KWH
from joulepath.report.exports.facts import Facts, kilowatt_hours

__all__ = ["DATA_TYPES", "boamps"]

DATA_TYPES: Final = (
    "tabular", "audio", "boolean", "image", "video", "object", "text", "token", "word", "other",
)  # fmt: skip
"""Natures of data that the data model knows."""

_INFRASTRUCTURES: Final = {"on-premises": "onPremise", "cloud": "publicCloud", "sold": "other"}


def boamps(facts: Facts) -> dict[str, Any]:
    """Report on one task: training where there is one, else a pass of inference.

    Raises
    ------
    InputError
        Unless it is said what the task is, what its data are, and who owns the hardware.
    """
    stage, group, work = "training", "development", facts.lifecycle["training"]
    if work is None:
        stage, group, work = "inference", "use", facts.lifecycle["inference"]["computation"]
    energy = facts.training_energy if stage == "training" else facts.computation_energy
    _check(facts, group)
    report: dict[str, Any] = {
        "header": {
            "formatVersion": "0.1",
            "reportDatetime": _moment(facts.settings.at),
            "reportStatus": "draft",
        },
        "task": {
            "taskStage": stage,
            "taskFamily": facts.settings.task_family,
            "algorithms": [_algorithm(facts)],
            "dataset": [
                {
                    "dataUsage": "input",
                    "dataType": facts.settings.data_type,
                    "dataQuantity": work["samples"],
                }
            ],
            "taskDescription": facts.title,
        },
        "measures": [
            {
                "measurementMethod": facts.tool.split()[0],
                "version": facts.result["joulepath"],
                "powerConsumption": kilowatt_hours(energy),
                "measurementDuration": work["time"],
            }
        ],
        "infrastructure": {
            "infraType": _INFRASTRUCTURES[facts.settings.owners[group]],
            "components": [_component(facts, stage)],
        },
    }
    if stage == "inference":
        report["task"]["nbRequest"] = work["samples"]
    if facts.result["zone"] is not None:
        intensity = facts.intensity * JOULES_PER_KWH
        report["environment"] = {
            "country": facts.result["zone"],
            "powerSourceCarbonIntensity": intensity,
        }
    return report


def _check(facts: Facts, group: str) -> None:
    settings = facts.settings
    problems: list[Problem] = []
    if settings.task_family is None:
        remedy = "say it, e.g. --task-family 'image classification'"
        problems.append(Problem("--task-family", "BoAmps asks what the model is for", remedy))
    if settings.data_type not in DATA_TYPES:
        said = "BoAmps asks what the data are"
        what = said if settings.data_type is None else f"{settings.data_type!r} is none of BoAmps"
        problems.append(Problem("--data-type", what, f"use one of {', '.join(DATA_TYPES)}"))
    if group not in settings.owners:
        remedy = f"say who, e.g. --owner {group}=cloud"
        problems.append(Problem("--owner", f"nobody owns the {group}", remedy))
    if problems:
        raise InputError(*problems)


def _algorithm(facts: Facts) -> dict[str, Any]:
    family, epochs = facts.written("model", "family"), facts.written("training", "epochs")
    parameters = facts.lifecycle["model"]["parameters"]
    found: dict[str, Any] = {
        "algorithmName": family if isinstance(family, str) else None,
        "parametersNumber": None if parameters is None else parameters / 1e9,
        "epochsNumber": epochs if isinstance(epochs, (int, float)) else None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _component(facts: Facts, stage: str) -> dict[str, Any]:
    processor = facts.written(stage, "processor")
    named = {"componentName": processor} if isinstance(processor, str) else {}
    return named | {"componentType": "processor", "nbComponent": 1}


def _moment(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
