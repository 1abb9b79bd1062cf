"""What other tools read: CodeCarbon's table, Impact Framework's manifest."""

from __future__ import annotations

import csv
import io
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from joulepath.core.quantities import Gram
from joulepath.formulas.reporting import carbon_per_inference
from joulepath.measure.codecarbon import COLUMNS, PREDICTED
from joulepath.measure.runs import GRAMS_PER_KILOGRAM, JOULES_PER_KWH
from joulepath.report.exports.facts import Facts, Group, kilowatt_hours
from joulepath.report.exports.making import embodied
from joulepath.report.exports.places import place_of

__all__ = ["codecarbon", "impact_framework"]

_PIPELINE: Final = ("operational-carbon", "total-carbon", "sci")
_PLUGINS: Final[dict[str, Any]] = {
    "operational-carbon": {
        "path": "builtin",
        "method": "Multiply",
        "config": {
            "input-parameters": ["energy", "grid/carbon-intensity"],
            "output-parameter": "carbon-operational",
        },
    },
    "total-carbon": {
        "path": "builtin",
        "method": "Sum",
        "config": {
            "input-parameters": ["carbon-operational", "carbon-embodied"],
            "output-parameter": "carbon",
        },
    },
    "sci": {"path": "builtin", "method": "Sci", "config": {"functional-unit": "inferences"}},
}


def codecarbon(facts: Facts) -> str:
    """Rows as CodeCarbon writes them, one for each group of stages.

    Columns that a prediction cannot fill stay empty, and so does the rate of emissions, for a
    mean over a life is no rate of a run. Emissions are in kg, energy in kWh, as there.

    Raises
    ------
    InputError
        Without carbon, or without a duration.
    """
    place = place_of(str(facts.result["zone"]))
    text = io.StringIO()
    rows = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    rows.writeheader()
    for group in facts.groups:
        emissions = facts.counted(group.carbon) / GRAMS_PER_KILOGRAM
        rows.writerow(
            {
                "timestamp": facts.settings.at,
                "project_name": facts.title,
                "run_id": uuid5(NAMESPACE_URL, f"{facts.title} {group.name}"),
                "experiment_id": group.name,
                "duration": facts.duration_of(group),
                "emissions": emissions,
                "energy_consumed": kilowatt_hours(group.energy),
                "country_name": place.country,
                "country_iso_code": place.code,
                "region": place.region,
                "tracking_mode": PREDICTED,
            }
        )
    return text.getvalue().rstrip("\n")


def impact_framework(facts: Facts) -> dict[str, Any]:
    """Manifest with a child for each group of stages, its inputs and computed outputs.

    Raises
    ------
    InputError
        Without carbon, or without a duration.
    """
    hardware = embodied(facts)
    said = "hardware is counted" if hardware is not None else "hardware is not counted: 0"
    return {
        "name": facts.title,
        "description": f"{facts.tool}, {facts.grid}; {said}",
        "tags": None,
        "aggregation": {"metrics": ["carbon"], "type": "both"},
        "initialize": {"plugins": _PLUGINS},
        "tree": {
            "children": {
                group.name: _child(facts, group, (hardware or 0.0) if group.name == "use" else 0.0)
                for group in facts.groups
            }
        },
    }


def _child(facts: Facts, group: Group, making: Gram) -> dict[str, Any]:
    observed = {
        "timestamp": facts.settings.at,
        "duration": facts.duration_of(group),
        "energy": kilowatt_hours(group.energy),
        "grid/carbon-intensity": facts.intensity * JOULES_PER_KWH,
        "carbon-embodied": making,
        "inferences": facts.inferences,
    }
    operational = facts.counted(group.carbon)
    score = carbon_per_inference(
        operational=operational, embodied=making, inferences=facts.inferences
    )
    computed = {
        "carbon-operational": operational,
        "carbon": operational + making,
        "sci": score,
    }
    return {
        "pipeline": {"compute": list(_PIPELINE)},
        "inputs": [observed],
        "outputs": [observed | computed],
    }
