"""The eCAL methodology page: profiles, switches, and the published case study computed anew."""

from __future__ import annotations

import json
import warnings
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.documents import cell, table
from joulepath import amortise, estimate, resolve
from joulepath.core.docstrings import attribute_docstrings
from joulepath.errors import OutsideValidity
from joulepath.records import switches
from joulepath.records.switches import PROFILES

__all__ = [
    "CASES",
    "DEVIATIONS",
    "case_study",
    "case_study_curve",
    "case_study_ratios",
    "published",
    "switch_meanings",
    "switch_table",
]

_ROOT: Final = Path(__file__).parents[2]
_SCENARIO: Final = _ROOT / "examples" / "ecal-case-study.toml"

CASES: Final = MappingProxyType(
    {"MLP": 670.0, "CNN": 38_880.0, "KAN": 81_440.0, "Transformer": 142_080.0}
)
"""Networks of the case study and the FLOPs of a forward pass behind their published curves."""

DEVIATIONS: Final = MappingProxyType(
    {
        "overhead_bits": "D8: the code cuts the overhead of every layer down to whole bits, so"
        " that energy is not quite proportional to data.",
        "bearer": "D5: Eq. 3 charges sending and receiving once, at the physical layer. The code"
        " charges it at all seven layers: 1.80 times as much for the generic stack.",
        "development_path": "D4: one snapshot of the code (`cfortuna/eCAL` at 71073b0) counts the"
        " last hop twice for development data. No profile does so.",
        "inference_path": "D4: the code charges inference data on the last hop alone, so that the"
        " order of the hops changes the answer.",
        "inference_statistics": "D11: the code learns mean and deviation anew from the inference"
        " data; a deployed model applies those of its training.",
        "inference_grouping": "D8, D11: the code treats all inferences as one large data set,"
        " which matters where numbers are cut down or a fixed cost is paid once a set.",
        "layer_laws": "D1, D2, D3, D13: the code takes all layers as wide as the input, leaves one"
        " out, ignores strides, filters and outputs, and cuts the width of heads down.",
        "convolution_mac": "D2: the code counts a multiply-accumulate of a convolution as one"
        " operation and that of a fully connected layer as two.",
        "vocabulary_head": "D13: the code accepts a vocabulary and ignores it.",
    }
)
"""Deviation of the reference code that each switch reproduces."""


def switch_table() -> str:
    """Write the value of every switch in each profile."""
    rows = [
        (f"`{name}`", *(f"`{getattr(profile, name)}`" for profile in PROFILES.values()))
        for name in DEVIATIONS
    ]
    return table(("switch", *PROFILES), rows)


def switch_meanings() -> str:
    """Write what every switch chooses, and what it reproduces of the reference code."""
    said = attribute_docstrings(switches.Switches)
    rows = [(f"`{name}`", cell(said[name]), why) for name, why in DEVIATIONS.items()]
    return table(("switch", "what it chooses", "what it reproduces"), rows)


def published() -> dict[str, Any]:
    """What the authors publish of their Fig. 13, as the tests have it."""
    golden = _ROOT / "tests" / "reference" / "ecal_golden.json"
    found: dict[str, Any] = json.loads(golden.read_text(encoding="utf-8"))["figure_13"]
    return found


@cache
def computed(flops: float, inferences: float) -> float:
    """Compute eCAL of the case study, in J/bit."""
    changes = {"model.forward": flops, "inference.inferences": inferences}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", OutsideValidity)
        return float(estimate(_SCENARIO, changes).ecal)


def case_study() -> str:
    """Write the published values of Fig. 13 beside those computed here."""
    figure = published()
    rows = [
        (
            name,
            f"{gamma:,.0f}".replace(",", "&nbsp;"),
            f"{value:.9e}",
            f"{computed(flops, gamma):.9e}",
            f"{abs(computed(flops, gamma) / value - 1):.1e}".replace("0.0e+00", "0"),
        )
        for name, flops in CASES.items()
        for gamma, value in zip(figure["gamma"], figure["ecal_j_per_bit"][name], strict=True)
    ]
    headings = ("network", "inferences", "published [J/bit]", "computed [J/bit]", "difference")
    return table(headings, rows, numbers=4)


def case_study_ratios() -> str:
    """Write by which factor eCAL falls in the case study."""
    rows: list[tuple[str, ...]] = []
    for name, flops in CASES.items():
        start = computed(flops, 100.0)
        later = [start / computed(flops, gamma) for gamma in (1e3, 1e4, 1e5)]
        rows.append((name, *(f"{ratio:.3f}" for ratio in later)))
    headings = ("network", "eCAL(100)/eCAL(1000)", "eCAL(100)/eCAL(10&nbsp;000)")
    return table((*headings, "eCAL(100)/eCAL(100&nbsp;000)"), rows, numbers=3)


def case_study_curve(gammas: tuple[float, ...]) -> dict[str, tuple[float, ...]]:
    """Compute the curve of each network at some numbers of inferences."""
    curves: dict[str, tuple[float, ...]] = {}
    for name, flops in CASES.items():
        inputs = resolve(_SCENARIO, {"model.forward": flops}).inputs
        curves[name] = tuple(map(float, amortise(inputs, gammas).ecal))
    return curves
