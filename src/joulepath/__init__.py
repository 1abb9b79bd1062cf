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
    from joulepath.analysis.amortisation import Amortisation, amortise
    from joulepath.analysis.arrays import evaluate
    from joulepath.analysis.breakeven import BreakEven
    from joulepath.analysis.columns import empty_columns
    from joulepath.analysis.explain import Explained
    from joulepath.analysis.optimise.results import Optimum
    from joulepath.analysis.optimise.whole import optimise
    from joulepath.analysis.retraining import Retraining
    from joulepath.analysis.sensitivity.drivers import Drivers
    from joulepath.analysis.sensitivity.elasticity import Elasticities
    from joulepath.analysis.sweep.run import Swept
    from joulepath.analysis.uncertainty import Uncertain, uncertainty
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
    from joulepath.report.comparing import Comparison, compare
    from joulepath.report.decisions import (
        break_even,
        retraining,
        sensitivity,
        slopes,
        sweep,
    )
    from joulepath.report.estimate import (
        Estimate,
        estimate,
        explain,
        resolve,
    )
    from joulepath.scenario.family import count_family
    from joulepath.scenario.schema import Scenario
    from joulepath.workloads import count

_HOMES = {
    "Amortisation": "joulepath.analysis.amortisation",
    "BreakEven": "joulepath.analysis.breakeven",
    "Catalogue": "joulepath.catalogue",
    "CatalogueError": "joulepath.errors",
    "Comparison": "joulepath.report.comparing",
    "Drivers": "joulepath.analysis.sensitivity.drivers",
    "Elasticities": "joulepath.analysis.sensitivity.elasticity",
    "Estimate": "joulepath.report.estimate",
    "Explained": "joulepath.analysis.explain",
    "InputError": "joulepath.errors",
    "JoulepathError": "joulepath.errors",
    "MissingExtra": "joulepath.errors",
    "Optimum": "joulepath.analysis.optimise.results",
    "OutsideValidity": "joulepath.errors",
    "Retraining": "joulepath.analysis.retraining",
    "Scenario": "joulepath.scenario.schema",
    "ScenarioError": "joulepath.errors",
    "Swept": "joulepath.analysis.sweep.run",
    "Uncertain": "joulepath.analysis.uncertainty",
    "UnitError": "joulepath.errors",
    "UnknownName": "joulepath.errors",
    "WorkloadError": "joulepath.errors",
    "amortise": "joulepath.analysis.amortisation",
    "break_even": "joulepath.report.decisions",
    "compare": "joulepath.report.comparing",
    "count": "joulepath.workloads",
    "count_family": "joulepath.scenario.family",
    "empty_columns": "joulepath.analysis.columns",
    "estimate": "joulepath.report.estimate",
    "evaluate": "joulepath.analysis.arrays",
    "explain": "joulepath.report.estimate",
    "lifecycle": "joulepath.lifecycle",
    "load_catalogue": "joulepath.catalogue",
    "optimise": "joulepath.analysis.optimise.whole",
    "resolve": "joulepath.report.estimate",
    "retraining": "joulepath.report.decisions",
    "sensitivity": "joulepath.report.decisions",
    "slopes": "joulepath.report.decisions",
    "sweep": "joulepath.report.decisions",
    "uncertainty": "joulepath.analysis.uncertainty",
}

__all__ = [
    "Amortisation",
    "BreakEven",
    "Catalogue",
    "CatalogueError",
    "Comparison",
    "Drivers",
    "Elasticities",
    "Estimate",
    "Explained",
    "InputError",
    "JoulepathError",
    "MissingExtra",
    "Optimum",
    "OutsideValidity",
    "Retraining",
    "Scenario",
    "ScenarioError",
    "Swept",
    "Uncertain",
    "UnitError",
    "UnknownName",
    "WorkloadError",
    "amortise",
    "break_even",
    "compare",
    "count",
    "count_family",
    "empty_columns",
    "estimate",
    "evaluate",
    "explain",
    "lifecycle",
    "load_catalogue",
    "optimise",
    "resolve",
    "retraining",
    "sensitivity",
    "slopes",
    "sweep",
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
