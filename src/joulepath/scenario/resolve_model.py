"""Note where every number of a model comes from."""

from __future__ import annotations

from typing import Any, Final

from pydantic import BaseModel

from joulepath.core.tree import numbers
from joulepath.records.inputs import Model
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
}
"""Keys of the scenario that decide fields of other names."""


def note_model(model: Model, scenario: Scenario, ledger: Ledger) -> None:
    """Note for every number of a model whether the scenario, its file or a default says so."""
    file = file_of(scenario)
    if file is not None:
        place = f"{file} (sha256 {fingerprint(file)})"
        for path, value in numbers(model):
            ledger.origins[f"model.{path}"] = Origin("model file", place, shown(value))
        return
    for path, value in numbers(model):
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
    field = steps[2] if steps[0] == "layers" else steps[0]
    key = _KEYS.get(field, field)
    if steps[0] == "layers" and key != "counting":
        section, table = section.layers[int(steps[1])], f"model.layers.{steps[1]}"
        key = key.removesuffix("_rows").removesuffix("_columns")
    return section, key, f"{table}.{key}"
