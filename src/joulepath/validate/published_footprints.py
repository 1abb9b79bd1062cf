"""Published footprints of devices against the sums of their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.vocabulary import UNCHECKED
from joulepath.lifecycle.embodied.whole import footprint
from joulepath.records.embodied import Bill
from joulepath.scenario.embodied.bills import bill_of_device
from joulepath.validate.data_set import Case, DataSet, Gate, Predictor
from joulepath.validate.tables import read_table

__all__ = ["Calibration", "calibrations", "data_set", "ratios", "unscaled"]

TABLE: Final = "published-footprints"
_HELD: Final = 0.9

_REMARKS: Final = (
    "Parts of most devices are taken from teardowns as recalled, or are typical; a factor for each"
    " class of devices is fitted and says what published footprints have beyond their parts.",
    "Boards were published as outputs of a model; reports of makers state errors of up to their"
    " own value, and those of servers hide the configuration.",
    "BLOOM, a training run and no device, is left out.",
)


@dataclass(frozen=True)
class Itemised:
    """A device whose parts are known."""

    bill: Bill
    """Its bill, not calibrated."""
    whole: bool
    """Whether transport and end of life are part of what was published."""


@dataclass(frozen=True)
class Calibration:
    """Published over itemised footprints in a class."""

    scale: float
    """Median."""
    low: float
    """Lower end for a new device."""
    high: float
    """Upper end for a new device."""


class _Prediction(NamedTuple):
    """A footprint within what was published, with its band."""

    carbon: float
    low: float
    high: float


_AS_ITEMISED: Final = Calibration(1.0, 1.0, 1.0)


@cache
def data_set() -> DataSet:
    """Published footprints of devices."""
    known = load()
    rows = read_table(TABLE).rows
    return DataSet(
        name=TABLE,
        title="Published footprints of boards, phones, consumer devices, servers and accelerators",
        quantity="embodied carbon",
        unit="g",
        basis="published footprint",
        sources=(
            "environmental-footprint-data", "microgreen-2025", "plant-sensor-2025",
            "fairphone-3-lca-2020", "fairphone-4-lca-2022", "dell-r740-lca-2019",
            "dell-r740-pcf-2019", "nvidia-hgx-h100-pcf", "falk-2025-a100", "hubblo-gpu-2025",
            "chien-2023",
        ),
        cases=tuple(_case(row["device"], row["covers"] == "whole", known) for row in rows),
        fit=_fit,
        bands=_bands,
        gates=(Gate("device", 0.3, coverage=(0.85, 1.0), of="median"),),
        remarks=_REMARKS,
    )  # fmt: skip


def _case(device: str, whole: bool, known: Catalogue) -> Case:
    entry = known.entry("devices", device)
    bill, _ = bill_of_device(entry, "components", known, calibrated=False)
    kind = entry.text["calibration"]
    return Case(
        name=entry.title,
        platform=kind,
        groups={"device": device},
        circumstances=Itemised(bill, whole),
        measured=entry.figures["published"].value,
        kind=kind,
    )


def _fit(cases: Sequence[Case]) -> Predictor:
    scales = _calibrated(cases)

    def predict(held: Sequence[Case]) -> NDArray[np.float64]:
        return np.array([_predicted(case, scales[case.kind]).carbon for case in held])

    return predict


def _bands(
    training: Sequence[Case], cases: Sequence[Case]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Bands as footprints have them: the wider of that of the parts and that of the class."""
    scales = _calibrated(training)
    found = [_predicted(case, scales[case.kind]) for case in cases]
    return np.array([each.low for each in found]), np.array([each.high for each in found])


def calibrations() -> dict[str, Calibration]:
    """Calibration of each class on all of its published footprints, as the catalogue has it.

    Returns
    -------
    dict of str to Calibration
        By class, and for devices of none.
    """
    cases = data_set().cases
    return _calibrated(cases) | {UNCHECKED: unscaled(cases)}


def _calibrated(cases: Sequence[Case]) -> dict[str, Calibration]:
    kinds = dict.fromkeys(case.kind for case in cases)
    return {kind: _class([case for case in cases if case.kind == kind]) for kind in kinds}


def _class(cases: Sequence[Case]) -> Calibration:
    """Median of published over itemised, which one strange report does not move.

    The band is that of one more device, after Student, for few are known.
    """
    found = ratios(cases)
    centre = float(np.median(found))
    freedom = len(found) - 1
    spread = np.sqrt(((found - centre) ** 2).sum() / freedom * (1 + 1 / len(found)))
    reach = _student(freedom) * float(spread)
    return Calibration(*(float(np.exp(end)) for end in (centre, centre - reach, centre + reach)))


def unscaled(cases: Sequence[Case]) -> Calibration:
    """No scale, and the band about it of a device of one more class, after Student.

    Every class counts alike, however many of its devices were published.
    """
    kinds = dict.fromkeys(case.kind for case in cases)
    squares = [
        (ratios([case for case in cases if case.kind == kind]) ** 2).mean() for kind in kinds
    ]
    spread = np.sqrt(np.mean(squares) * (1 + 1 / len(kinds)))
    reach = _student(len(kinds)) * float(spread)
    return Calibration(1.0, float(np.exp(-reach)), float(np.exp(reach)))


def ratios(cases: Sequence[Case]) -> NDArray[np.float64]:
    """Logarithms of published over itemised footprints."""
    return np.log([case.measured / _predicted(case, _AS_ITEMISED).carbon for case in cases])


def _student(freedom: int) -> float:
    """How many standard deviations hold 90 % of Student's distribution."""
    return float(import_module("scipy.stats").t.ppf((1 + _HELD) / 2, freedom))


def _predicted(case: Case, calibration: Calibration) -> _Prediction:
    itemised: Itemised = case.circumstances
    found = footprint(
        replace(
            itemised.bill,
            scale=calibration.scale,
            scale_low=calibration.low,
            scale_high=calibration.high,
        )
    )
    carbon = found.total if itemised.whole else found.manufacture
    low, high = (end / found.total * carbon for end in (found.low, found.high))
    return _Prediction(*map(float, (carbon, low, high)))
