"""Note where every number of a model comes from."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from joulepath.core.tree import numbers
from joulepath.records.inputs import Model
from joulepath.records.model import CountedModel
from joulepath.records.origins import Origin
from joulepath.scenario.ledger import Ledger, shown
from joulepath.scenario.model_records import file_of
from joulepath.scenario.schema import Scenario
from joulepath.workloads import fingerprint

__all__ = ["note_model"]

_KEYS: Final = {
    "feed_forward_matrices": "gated",
    "embeddings": "tied",
    "operations_per_output": "counting",
    "operations": "counting",
    "experts.number": "experts",
    "experts.active": "active_experts",
    "directions": "bidirectional",
    "head.outputs": "outputs",
    "path": "mean_depth",
    "node_bits": "node_size",
    "boosting.bins": "bins",
}
"""Keys of the scenario that decide fields of other names."""

_IMPLIED: Final = {
    "gates": ("family", "onnx-operators"),
    "biases": ("biases", "onnx-operators"),
    "elementwise": ("family", "onnx-operators"),
    "special": ("family", "onnx-operators"),
    "leaf_values": ("family", "definition"),
    "boosting.additions": ("family", "chen-2016-xgboost"),
    "boosting.candidate": ("family", "chen-2016-xgboost"),
}
"""Fields that a choice of the scenario implies, with that key and who vouches for the number."""


def note_model(model: Model, scenario: Scenario, ledger: Ledger) -> None:
    """Note for every number of a model whether the scenario, its file or a default says so."""
    file = file_of(scenario)
    if file is not None:
        place = f"{file} (sha256 {fingerprint(file)})"
        for path, value in numbers(model):
            ledger.origins[f"model.{path}"] = Origin("model file", place, shown(value))
        for said in model.assumptions if isinstance(model, CountedModel) else ():
            ledger.assume("model file", said)
        return
    for path, value in numbers(model):
        if path in _IMPLIED:
            key, source = _IMPLIED[path]
            ledger.derive(f"model.{path}", f"model.{key}", shown(value), source)
            continue
        section, key, place = _key_of(scenario.model, path)
        said = key in section.model_fields_set
        ledger.origins[f"model.{path}"] = (
            Origin("scenario", ledger.place(place), shown(value))
            if said
            else Origin("default", place, shown(value), "assumption")
        )


def _key_of(section: Any, path: str) -> tuple[BaseModel, str, str]:
    """Section and key that decide a number, and the place of that key."""
    steps = path.split(".")
    table = "model"
    listed = steps[0] == "layers" and len(steps) > 1
    field = steps[2] if listed else steps[0]
    key = _KEYS.get(path, _KEYS.get(field, field))
    if listed and key != "counting":
        section, table = section.layers[int(steps[1])], f"model.layers.{steps[1]}"
        key = key.removesuffix("_rows").removesuffix("_columns")
    return section, key, f"{table}.{key}"
