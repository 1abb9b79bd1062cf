"""Follow a bit from the sensor to the answer.

joulepath computes the energy and carbon of an AI model's whole life, with a source on every
number.

>>> from joulepath import estimate
>>> result = estimate("examples/ecal-case-study.toml")
>>> f"{result.ecal:.4g} J/bit"
'2.106e-06 J/bit'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joulepath.analysis.amortisation import amortise
    from joulepath.analysis.arrays import evaluate
    from joulepath.analysis.columns import empty_columns
    from joulepath.analysis.explain import Explained
    from joulepath.analysis.uncertainty import uncertainty
    from joulepath.catalogue import Catalogue
    from joulepath.catalogue import load as load_catalogue
    from joulepath.errors import (
        CatalogueError,
        InputError,
        JoulepathError,
        MissingExtra,
        OutsideValidity,
        ScenarioError,
        UnitError,
        UnknownName,
        WorkloadError,
    )
    from joulepath.lifecycle import lifecycle
    from joulepath.report.comparing import compare
    from joulepath.report.estimate import Estimate, estimate, explain, resolve
    from joulepath.scenario.family import count_family
    from joulepath.scenario.schema import Scenario
    from joulepath.workloads import count

_HOMES = {
    "Catalogue": "joulepath.catalogue",
    "CatalogueError": "joulepath.errors",
    "Estimate": "joulepath.report.estimate",
    "Explained": "joulepath.analysis.explain",
    "InputError": "joulepath.errors",
    "JoulepathError": "joulepath.errors",
    "MissingExtra": "joulepath.errors",
    "OutsideValidity": "joulepath.errors",
    "Scenario": "joulepath.scenario.schema",
    "ScenarioError": "joulepath.errors",
    "UnitError": "joulepath.errors",
    "UnknownName": "joulepath.errors",
    "WorkloadError": "joulepath.errors",
    "amortise": "joulepath.analysis.amortisation",
    "compare": "joulepath.report.comparing",
    "count": "joulepath.workloads",
    "count_family": "joulepath.scenario.family",
    "empty_columns": "joulepath.analysis.columns",
    "estimate": "joulepath.report.estimate",
    "evaluate": "joulepath.analysis.arrays",
    "explain": "joulepath.report.estimate",
    "lifecycle": "joulepath.lifecycle",
    "load_catalogue": "joulepath.catalogue",
    "resolve": "joulepath.report.estimate",
    "uncertainty": "joulepath.analysis.uncertainty",
}

__all__ = [
    "Catalogue",
    "CatalogueError",
    "Estimate",
    "Explained",
    "InputError",
    "JoulepathError",
    "MissingExtra",
    "OutsideValidity",
    "Scenario",
    "ScenarioError",
    "UnitError",
    "UnknownName",
    "WorkloadError",
    "amortise",
    "compare",
    "count",
    "count_family",
    "empty_columns",
    "estimate",
    "evaluate",
    "explain",
    "lifecycle",
    "load_catalogue",
    "resolve",
    "uncertainty",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its home on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'joulepath' has no attribute {name!r}")
    attribute = "load" if name == "load_catalogue" else name
    value = getattr(import_module(_HOMES[name]), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
