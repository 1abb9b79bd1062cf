"""Write small exported programs as PyTorch 2.13 does, without PyTorch.

The form is that of torch/_export/serde/schema.py, schema version 8.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FORMATS = {"int8": 2, "int64": 5, "float16": 6, "float32": 7, "bfloat16": 13}


@dataclass(frozen=True)
class T:
    """A tensor among the arguments."""

    name: str


@dataclass
class Program:
    """An exported program being written."""

    inputs: dict[str, Sequence[int | str]]
    outputs: Sequence[str]
    parameters: dict[str, Sequence[int]] = field(default_factory=dict)
    buffers: dict[str, Sequence[int]] = field(default_factory=dict)
    tied: dict[str, str] = field(default_factory=dict)
    """Parameters that are another one."""
    nodes: list[dict[str, Any]] = field(default_factory=list)
    tensors: dict[str, dict[str, Any]] = field(default_factory=dict)
    dtype: str = "float32"

    def __post_init__(self) -> None:
        for name, shape in (self.inputs | self.parameters | self.buffers).items():
            self.describe(name, shape)

    def describe(
        self, name: str, shape: Sequence[int | str], strides: Sequence[int] | None = None
    ) -> None:
        """Say what a tensor looks like; a text is a symbol."""
        known = [size if isinstance(size, int) else 1 for size in shape]
        dense = [_product(known[axis + 1 :]) for axis in range(len(known))]
        self.tensors[name] = {
            "dtype": FORMATS[self.dtype],
            "sizes": [_size(size) for size in shape],
            "requires_grad": False,
            "device": {"type": "cpu", "index": None},
            "strides": [{"as_int": stride} for stride in strides or dense],
            "storage_offset": {"as_int": 0},
            "layout": 7,
        }

    def run(
        self, target: str, arguments: Mapping[str, Any], path: str = "", **outputs: Sequence[int]
    ) -> None:
        """Add an operator and describe what it writes."""
        for name, shape in outputs.items():
            self.describe(name, shape)
        self.nodes.append(
            {
                "target": target,
                "inputs": [
                    {"name": name, "arg": _argument(value), "kind": 1}
                    for name, value in arguments.items()
                ],
                "outputs": [{"as_tensor": {"name": name}} for name in outputs],
                "metadata": {"nn_module_stack": f"L__self__,,M;L__self__{path},{path},torch.nn.M"},
                "is_hop_single_tensor_return": None,
                "name": next(iter(outputs), ""),
            }
        )

    def document(self) -> dict[str, Any]:
        """The JSON of the graph."""
        specs = [
            {kind: {"arg": {"name": name}, f"{kind}_name": name, "persistent": True}}
            for kind, names in (("parameter", self.parameters), ("buffer", self.buffers))
            for name in names
        ]
        specs += [{"user_input": {"arg": {"as_tensor": {"name": name}}}} for name in self.inputs]
        answers = [{"as_tensor": {"name": name}} for name in self.outputs]
        graph = {
            "inputs": [{"as_tensor": {"name": name}} for name in self.tensors],
            "outputs": answers,
            "nodes": self.nodes,
            "tensor_values": self.tensors,
            "sym_int_values": {},
            "sym_bool_values": {},
            "is_single_tensor_return": False,
        }
        signature = {
            "input_specs": specs,
            "output_specs": [{"user_output": {"arg": answer}} for answer in answers],
        }
        return {
            "graph_module": {"graph": graph, "signature": signature, "module_call_graph": []},
            "opset_version": {"aten": 10},
            "range_constraints": {},
            "schema_version": {"major": 8, "minor": 20},
        }

    def write(self, path: Path) -> Path:
        """Save it with the entries that a reader needs, and a pickle that must not be loaded."""
        weights = {
            name: {"path_name": f"weight_{self.tied.get(name, name)}"} for name in self.parameters
        }
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("m/models/model.json", json.dumps(self.document()))
            archive.writestr(
                "m/data/weights/model_weights_config.json", json.dumps({"config": weights})
            )
            archive.writestr("m/data/sample_inputs/model.pt", b"cos\nsystem\n(S'false'\ntR.")
            archive.writestr("m/archive_format", "pt2")
        return path


def _product(sizes: Sequence[int]) -> int:
    result = 1
    for size in sizes:
        result *= size
    return result


def _size(size: int | str) -> dict[str, Any]:
    if isinstance(size, int):
        return {"as_int": size}
    symbol = f"Symbol('{size}', positive=True, integer=True)" if size.isalnum() else size
    return {"as_expr": {"expr_str": symbol, "hint": {"as_int": 2}}}


def _argument(value: Any) -> dict[str, Any]:
    match value:
        case T(name):
            return {"as_tensor": {"name": name}}
        case None:
            return {"as_none": True}
        case bool():
            return {"as_bool": value}
        case int():
            return {"as_int": value}
        case float():
            return {"as_float": value}
        case str():
            return {"as_string": value}
        case [T(), *_]:
            return {"as_tensors": [{"name": each.name} for each in value]}
        case _:
            return {"as_ints": list(value)}
