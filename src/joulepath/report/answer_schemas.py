"""JSON Schemas of what the commands beside `estimate` write, read from the records themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from joulepath.analysis.refresh import RefreshBand
from joulepath.records.electricity import Schedule
from joulepath.report.record_schema import DIALECT, NUMBER, TEXTS, closed, fields_of
from joulepath.scenario.datacentre import Planned
from joulepath.scenario.embodied.devices import Footprinted
from joulepath.scenario.embodied.lines import ResolvedLine
from joulepath.scenario.fleet import PlannedFleet
from joulepath.scenario.links.network_request import Networked
from joulepath.scenario.refresh import Refreshed, RefreshRequest

__all__ = ["ANSWERS", "answer_schema"]

Table: TypeAlias = dict[str, Any]

_RESTS_ON: Final = ("assumptions", "sources")
_LIST: Final[Table] = {"type": "array", "items": {"type": "string"}}
_UNITS: Final[Table] = TEXTS | {
    "description": "Coherent unit of each number by its dotted path in the record."
}


def answer_schema(name: str) -> Table:
    """Describe what a command writes as JSON (draft 2020-12).

    Parameters
    ----------
    name : str
        A key of `ANSWERS`.

    Returns
    -------
    dict
        The schema, ready for ``json.dumps``; ``x-unit`` is the coherent unit of a number.

    Examples
    --------
    >>> answer_schema("schedule")["properties"]["saved"]["x-unit"]
    'g'
    """
    definitions: Table = {"Number": NUMBER}
    return {
        "$schema": DIALECT,
        "$id": f"urn:joulepath:{name}",
        "title": f"joulepath {name}",
        **closed(ANSWERS[name](definitions)),
        "$defs": definitions,
    }


def _footprint(definitions: Table) -> Table:
    text = {"type": "string", "description": "Name of the part."}
    line = {"name": text, **fields_of(ResolvedLine, definitions, "amount", "sources", "note")}
    lines = {"type": "array", "items": closed(line), "description": "What each line rests on."}
    return {
        **fields_of(Footprinted, definitions, "name", "title", "footprint"),
        "lines": lines,
        **fields_of(Footprinted, definitions, "others"),
        "units": _UNITS,
        **fields_of(Footprinted, definitions, *_RESTS_ON),
    }


def _refresh(definitions: Table) -> Table:
    bands = fields_of(RefreshBand, definitions)
    bands["parameters"] = _LIST | {"description": "Names of what varies."}
    return {
        **fields_of(Refreshed, definitions, "plan", "result"),
        "units": _UNITS,
        "bands": closed(bands) | {"description": (RefreshBand.__doc__ or "").strip()},
        **fields_of(RefreshRequest, definitions, "zone"),
        **fields_of(Refreshed, definitions, "year", *_RESTS_ON),
    }


def _schedule(definitions: Table) -> Table:
    found = fields_of(Schedule, definitions)
    del found["best"]  # the first of the choices
    return found


def _fleet(definitions: Table) -> Table:
    names = ("title", "zone", "year", "plan", "result", *_RESTS_ON)
    return {**fields_of(PlannedFleet, definitions, *names), "units": _units_of_both()}


def _datacentre(definitions: Table) -> Table:
    names = ("title", "place", "prior", "plan", "result", *_RESTS_ON)
    return {**fields_of(Planned, definitions, *names), "units": _units_of_both()}


def _network(definitions: Table) -> Table:
    return {**fields_of(Networked, definitions), "units": _UNITS}


def _units_of_both() -> Table:
    said = "Coherent units of the plan and of the result."
    return closed({"plan": _UNITS, "result": _UNITS}) | {"description": said}


ANSWERS: Final[Mapping[str, Callable[[Table], Table]]] = MappingProxyType(
    {
        "footprint": _footprint,
        "refresh": _refresh,
        "schedule": _schedule,
        "fleet-result": _fleet,
        "datacentre-result": _datacentre,
        "network": _network,
    }
)
"""What has a schema of its own: commands, and the results of those whose plans have one, too."""
