"""Small models built in the test, written where the test may write."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

ROOT = Path(__file__).parents[2]

Save = Callable[..., Path]


def build(
    nodes: Sequence[NodeProto],
    inputs: Mapping[str, Sequence[int | str | None] | None],
    outputs: Sequence[str],
    weights: Mapping[str, Any],
    opset: int,
    kinds: Mapping[str, int],
) -> ModelProto:
    """Make a model; a weight given as a tuple of sizes is float32 zeros of that shape."""
    arrays = {
        name: np.zeros(value, np.float32) if isinstance(value, tuple) else np.asarray(value)
        for name, value in weights.items()
    }

    def value_info(name: str, shape: Sequence[int | str | None] | None) -> Any:
        return helper.make_tensor_value_info(name, kinds.get(name, TensorProto.FLOAT), shape)

    graph = helper.make_graph(
        list(nodes),
        "test",
        [value_info(name, shape) for name, shape in inputs.items()],
        [value_info(name, None) for name in outputs],
        initializer=[numpy_helper.from_array(array, name) for name, array in arrays.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])


@pytest.fixture(scope="session")
def save(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Write a model built from nodes to a new file and return its path."""
    folder = tmp_path_factory.mktemp("models")
    written = 0

    def write(
        nodes: Sequence[NodeProto],
        inputs: Mapping[str, Sequence[int | str | None] | None],
        outputs: Sequence[str] = ("y",),
        weights: Mapping[str, Any] | None = None,
        opset: int = 21,
        kinds: Mapping[str, int] | None = None,
    ) -> Path:
        nonlocal written
        written += 1
        path = folder / f"model-{written}.onnx"
        model = build(nodes, inputs, outputs, weights or {}, opset, kinds or {})
        path.write_bytes(model.SerializeToString())
        return path

    return write


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of the example models."""
    return ROOT / "examples" / "models"


@pytest.fixture(scope="session")
def make_models() -> ModuleType:
    """The script that writes the example models."""
    path = ROOT / "examples" / "make_models.py"
    specification = importlib.util.spec_from_file_location("make_models", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
