"""Software carbon intensity (ISO/IEC 21031), and the one for AI."""

from __future__ import annotations

from typing import Any, Final

from joulepath.formulas.reporting import carbon_per_flop, carbon_per_inference
from joulepath.measure.runs import JOULES_PER_KWH
from joulepath.report.exports.facts import BUILDING, NOT_COUNTED, Facts, kilowatt_hours
from joulepath.report.exports.making import (
    RESERVED_TIME,
    embodied,
    makings,
    rule_of,
    without_making,
)
from joulepath.report.exports.settings import GROUPS

__all__ = ["sci", "sci_ai"]

_PROVIDER: Final = (*GROUPS["development"], "collection", "federated")
_CONSUMER: Final = tuple(
    stage
    for stage in dict.fromkeys((*GROUPS["network"], *GROUPS["use"]))
    if stage not in _PROVIDER or stage == BUILDING
)
_METHOD = "SCI = (O + M) per R, O = E x I; location-based; no offsets, no market instruments"


def sci(facts: Facts) -> dict[str, Any]:
    """Score of the whole life, per inference.

    Returns
    -------
    dict
        ``score`` in g of CO2e for an inference; ``E`` in kWh, ``I`` in g/kWh, ``O`` and ``M`` in
        g; ``complete`` is false where no hardware is counted, which the standard asks for, where
        it is shared out by another rule than that of the standard, or where none goes by the name
        of a processor of the scenario, which ``without_M`` then lists.
    """
    making, bare = embodied(facts), without_making(facts)
    score = carbon_per_inference(
        operational=facts.carbon, embodied=making or 0.0, inferences=facts.inferences
    )
    return {
        "standard": "ISO/IEC 21031:2024",
        "software": facts.title,
        "score": score,
        "unit": "gCO2e/inference",
        "complete": making is not None and rule_of(facts) == RESERVED_TIME and not bare,
        "functional_unit": {"name": "inference", "R": facts.inferences},
        "E": {"value": kilowatt_hours(facts.lifecycle["energy"]), "unit": "kWh"},
        "I": {
            "value": facts.intensity * JOULES_PER_KWH,
            "unit": "gCO2e/kWh",
            "source": facts.grid,
        },
        "O": {"value": facts.carbon, "unit": "gCO2e"},
        "M": _embodied(facts),
        "without_M": bare,
        "boundary": list(dict.fromkeys(stage for group in facts.groups for stage in group.stages)),
        "method": _METHOD,
        "estimated": True,
        "tool": facts.tool,
    }


def sci_ai(facts: Facts) -> dict[str, Any]:
    """Scores of the provider, per operation of training, and of the consumer, per inference.

    Operation belongs to the consumer, and so does the hardware that is counted; all else, the
    collection of the data that a model is trained on among it, to the provider.
    """
    provider = facts.together("development", _PROVIDER)
    consumer = facts.together("use", _CONSUMER)
    flops = facts.training["flops"]
    used = facts.counted(consumer.carbon)
    scores = {
        "provider": carbon_per_flop(
            operational=facts.counted(provider.carbon), embodied=0.0, flops=flops
        ),
        "consumer": carbon_per_inference(
            operational=used,
            embodied=embodied(facts) or 0.0,
            inferences=facts.inferences,
        ),
    }
    return {
        "standard": "SCI for AI (Green Software Foundation, public review)",
        "software": facts.title,
        "provider": {
            "score": scores["provider"],
            "unit": "gCO2e/FLOP",
            "R": flops,
            "operations": "gross: all that the training computes",
            "O": provider.carbon,
            "M": NOT_COUNTED,
            "boundary": list(provider.stages),
        },
        "consumer": {
            "score": scores["consumer"],
            "unit": "gCO2e/inference",
            "R": facts.inferences,
            "O": used,
            "M": _embodied(facts),
            "boundary": list(consumer.stages),
        },
        "complete": False,
        "not_counted": ["inception", "experiments that were thrown away", "end of service"],
        "estimated": True,
        "tool": facts.tool,
    }


def _embodied(facts: Facts) -> dict[str, Any] | str:
    making = embodied(facts)
    if making is None:
        return NOT_COUNTED
    devices = [
        {"device": each.device, "M": each.carbon} | dict(each.shared) for each in makings(facts)
    ]
    return {
        "value": making,
        "unit": "gCO2e",
        "rule": rule_of(facts),
        "devices": devices,
        "units": {"M": "gCO2e", "TE": "gCO2e", "TiR": "s", "EL": "s"},
    }
