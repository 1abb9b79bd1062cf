"""What is declared of a model's training: AI Act, Hugging Face, SPDX."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from joulepath.core.quantities import Joule
from joulepath.report.exports.facts import JOULES_PER_MWH, Facts, kilowatt_hours

__all__ = ["ai_act", "huggingface", "spdx"]

_SPDX_CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"


def ai_act(facts: Facts) -> dict[str, Any]:
    """Rows on computation and energy of Annex XI, section 1, point 2 (d) and (e).

    Returns
    -------
    dict
        Energy in MWh, computation in floating-point operations, time in hours, all of the
        training itself; ``energy_is_estimated`` says whether the energy was predicted.
    """
    training = facts.training
    how = "estimated from computation and hardware" if facts.estimated else "measured"
    return {
        "regulation": "Regulation (EU) 2024/1689, Annex XI, section 1, point 2 (d) and (e)",
        "model": facts.title,
        "training_computation_FLOP": training["flops"],
        "training_time_h": training["time"] / 3600,
        "training_energy_MWh": facts.training_energy / JOULES_PER_MWH,
        "energy_is_estimated": facts.estimated,
        "method": (
            f"{how}; compute model {facts.result['methods']['compute']}; {facts.building};"
            f" {facts.tool}"
        ),
    }


def huggingface(facts: Facts) -> dict[str, Any]:
    """Metadata of a model card; the emissions are in grams and of training alone."""
    processor = facts.written("training", "processor")
    place = f"zone {facts.result['zone']}"
    found: dict[str, Any] = {
        "emissions": facts.training_carbon,
        "source": f"{facts.tool}, {facts.grid}; {facts.building}",
        "training_type": facts.settings.training_type,
        "geographical_location": place,
        "hardware_used": processor if isinstance(processor, str) else None,
    }
    return {"co2_eq_emissions": {name: value for name, value in found.items() if value is not None}}


def spdx(facts: Facts) -> dict[str, Any]:
    """Fragment of an SPDX 3.0.1 document: an AI package with its energy, which has no carbon.

    The package still lacks what a result cannot know: its supplier, version, licence and file.
    """
    base = f"urn:uuid:{uuid5(NAMESPACE_URL, facts.result['catalogue'] + facts.title)}"
    consumption: dict[str, Any] = {"type": "ai_EnergyConsumption"}
    if facts.lifecycle["training"] is not None:
        consumption["ai_trainingEnergyConsumption"] = [_quantity(facts.training_energy)]
    consumption["ai_inferenceEnergyConsumption"] = [_quantity(facts.computation_energy)]
    creation, agent = "_:creation", f"{base}#joulepath"
    return {
        "@context": _SPDX_CONTEXT,
        "@graph": [
            {
                "type": "CreationInfo",
                "@id": creation,
                "specVersion": "3.0.1",
                "created": facts.settings.at,
                "createdBy": [agent],
                "comment": (
                    f"energy predicted by {facts.tool}, {facts.building}; inference is one pass"
                ),
            },
            {
                "type": "SoftwareAgent",
                "spdxId": agent,
                "creationInfo": creation,
                "name": facts.tool,
            },
            {
                "type": "ai_AIPackage",
                "spdxId": f"{base}#model",
                "creationInfo": creation,
                "name": facts.title,
                "ai_energyConsumption": consumption,
            },
        ],
    }


def _quantity(energy: Joule) -> dict[str, str]:
    """Energy as an XML decimal, which has no exponent."""
    return {
        "type": "ai_EnergyConsumptionDescription",
        "ai_energyQuantity": f"{Decimal(repr(float(kilowatt_hours(energy)))):f}",
        "ai_energyUnit": "kilowattHour",
    }
