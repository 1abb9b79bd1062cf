"""Scenarios that the tests start from; every test gets a copy of its own."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

# The configuration of the eCAL package by default, on one processor.
ECAL: dict[str, Any] = {
    "profile": "reference",
    "model": {"family": "mlp", "widths": [10, 10, 10, 2]},
    "data": {"samples": 1000, "values_per_sample": 10, "bits_per_value": 64},
    "path": [{"stack": "generic"}],
    "preprocessing": {"method": "standardise", "processor": "ecal-generic-cpu"},
    "training": {"processor": "ecal-generic-cpu", "epochs": 50, "folds": 5},
    "inference": {"processor": "ecal-generic-cpu", "inferences": 10_000},
}

MODELS: dict[str, dict[str, Any]] = {
    "mlp": {"family": "mlp", "widths": [10, 10, 10, 2]},
    "kan": {"family": "kan", "widths": [10, 10, 2], "grid": 5},
    "cnn": {
        "family": "cnn",
        "rows": 10,
        "layers": [
            {"type": "convolution", "filters": 4, "kernel": [3, 1], "padding": "same"},
            {"type": "convolution", "filters": 8, "kernel": [3, 1], "groups": "depthwise"},
            {"type": "pooling", "kernel": [2, 1], "stride": 1},
            {"type": "global-pooling"},
            {"type": "dense", "outputs": 2},
        ],
    },
    "transformer": {
        "family": "transformer",
        "tokens": 10,
        "width": 16,
        "heads": 2,
        "blocks": 3,
        "feed_forward": 32,
        "vocabulary": 50,
    },
    "experts": {
        "family": "transformer",
        "tokens": 10,
        "width": 16,
        "heads": 2,
        "blocks": 3,
        "feed_forward": 32,
        "experts": 4,
        "active_experts": 2,
    },
    "rnn": {"family": "rnn", "steps": 5, "features": 2, "hidden": 4},
    "lstm": {
        "family": "lstm",
        "steps": 5,
        "features": 2,
        "hidden": 8,
        "layers": 2,
        "projection": 3,
        "biases": "keras",
        "outputs": 2,
        "output_steps": "every",
        "activation": "softmax",
    },
    "gru": {
        "family": "gru",
        "steps": 2,
        "features": 5,
        "hidden": 6,
        "bidirectional": True,
        "reset": "before",
        "outputs": 1,
        "activation": "sigmoid",
    },
    "gcn": {"family": "gcn", "nodes": 5, "edges": 12, "widths": [2, 4, 3]},
    "graphsage": {
        "family": "graphsage",
        "nodes": 5,
        "edges": 12,
        "widths": [2, 4, 3],
        "aggregation": "max",
        "order": "aggregate-first",
    },
    "gin": {"family": "gin", "nodes": 5, "edges": 12, "widths": [2, 4, 3]},
    "gat": {"family": "gat", "nodes": 5, "edges": 12, "widths": [2, 4, 3], "heads": [3, 2]},
    "random-forest": {
        "family": "random-forest",
        "features": 10,
        "trees": 20,
        "depth": 6,
        "mean_depth": 4.5,
        "leaves": 30.5,
        "outputs": 3,
        "node_size": "12 B",
    },
    "gradient-boosting": {
        "family": "gradient-boosting",
        "features": 10,
        "trees": 20,
        "depth": 6,
        "activation": "sigmoid",
        "bins": 64,
    },
    "linear": {"family": "linear", "features": 10, "outputs": 2, "activation": "softmax"},
    "svm": {
        "family": "svm",
        "features": 10,
        "support_vectors": 40,
        "kernel": "polynomial",
        "degree": 2,
        "classes": 3,
    },
    "knn": {"family": "knn", "features": 10, "points": 100, "neighbours": 3},
    "given": {"family": "given", "forward": "670 FLOP/sample"},
}

# Everything that a scenario can have besides what ECAL has.
FULL: dict[str, Any] = {
    "title": "Everything",
    "zone": "DEU",
    "year": 2024,
    "virtualisation": "10 %",
    "denominator": "component-bits",
    "storage": {"medium": "ssd", "raid": "raid5", "disks": 4},
    "preprocessing": {
        "method": "gadf",
        "steps": 10,
        "processor": {"throughput": "1 TFLOP/s", "power": "15 W"},
        "utilisation": 0.5,
    },
    "path": [
        {"stack": "http-wifi", "loss": "2 %", "carrier": "5g-ran"},
        {
            "stack": "generic",
            "protocols": {"transport": "udp"},
            "radio": {
                "transmit_power": "800 mW",
                "transmit_rate": "6 Mbit/s",
                "receive_power": "700 mW",
                "receive_rate": "6 Mbit/s",
            },
        },
    ],
    "training": {
        "processor": "nvidia-t4",
        "utilisation": "30 %",
        "epochs": 20,
        "split": 0.8,
        "evaluation": "every-epoch",
        "views_per_epoch": 2,
        "backward_ratio": 1.5,
    },
    "inference": {
        "processor": "rp2040",
        "utilisation": 0.9,
        "inferences": "24/day",
        "lifetime": "3 years",
        "samples_per_inference": 2,
        "inputs": "local",
        "result": "16 B",
    },
}


def scenario(kind: str = "ecal", model: str = "mlp") -> dict[str, Any]:
    """Tables of a complete scenario."""
    tables = deepcopy(ECAL | FULL if kind == "full" else ECAL)
    return tables | {"model": deepcopy(MODELS[model])}


@pytest.fixture
def ecal() -> dict[str, Any]:
    return scenario()


@pytest.fixture
def full() -> dict[str, Any]:
    return scenario("full")


@pytest.fixture
def examples() -> Path:
    return EXAMPLES


@pytest.fixture
def build() -> Any:
    return scenario
