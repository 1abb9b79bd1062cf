"""The golden cases of the eCAL reference programs, as inputs of our lifecycle."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from joulepath.catalogue import load
from joulepath.records.architectures import (
    Cnn,
    Convolution,
    Dense,
    GivenWork,
    Kan,
    Mlp,
    OperationCosts,
    Pooling,
    Transformer,
)
from joulepath.records.compute import Placement, Processor
from joulepath.records.inputs import (
    CrossValidation,
    Data,
    InferencePlan,
    Inputs,
    Model,
    PreprocessingPlan,
    Split,
    TotalDemand,
    TrainingPlan,
)
from joulepath.records.network import Hop
from joulepath.records.switches import PROFILES

GOLDEN: dict[str, Any] = json.loads((Path(__file__).parent / "ecal_golden.json").read_text())
COSTS = OperationCosts(mac=2.0, other=1.0)
REFERENCE = PROFILES["reference"]

LAYERS = ("application", "presentation", "session", "transport", "network", "datalink", "physical")
METHODS = {"normalization": "standardise", "min_max_scaling": "min-max", "GADF": "gadf"}
HARDWARE = {
    "apple_m2": "ecal-apple-m2",
    "nvidia_a100_80gb": "ecal-nvidia-a100",
    "nvidia_h100_sxm": "ecal-nvidia-h100-sxm",
    "generic_cpu": "ecal-generic-cpu",
    "generic_edge": "ecal-generic-edge",
}
# FLOPs that calflops 0.3.2 counts on the repository's toy networks (reference/Fig. 13)
TOY = {"SimpleMLP": 670.0, "SimpleCNN": 38880.0, "SimpleTransformer": 142080.0}


def placement(flops_per_second: float, power: float) -> Placement:
    return Placement(Processor(float(flops_per_second), float(power)), utilisation=1.0)


def protocol(name: str) -> Any:
    return load().entry("protocols", name.lower().replace("_", "-")).record


def hop(config: dict[str, Any]) -> Hop:
    names = [config.get(layer, f"Generic_{layer}") for layer in LAYERS]
    return Hop(tuple(map(protocol, names)), None, float(config.get("failure_rate", 0.0)))


def convolution(rows: int, columns: int) -> Convolution:
    strides, padding, dilation = (1.0, 1.0), (0.0, 0.0), (1.0, 1.0)
    return Convolution(3.0, float(rows), float(columns), *strides, *padding, *dilation, 1.0, 1.0)


def cnn(convolutions: int, pools: int, p: dict[str, Any]) -> Cnn:
    kernel = convolution(p.get("k_r", 3), p.get("k_c", 1))
    pool = Pooling(2.0, 1.0, 2.0, 1.0, "per-output")
    layers = (*[kernel] * convolutions, *[pool] * pools, Dense(2.0, 2.0))
    shape = (p.get("i_r", 10), p.get("i_c", 1), p.get("c_in", 1))
    return Cnn(*map(float, shape), layers)


def widths(layers: int, inputs: int, outputs: int) -> tuple[float, ...]:
    return (*[float(inputs)] * max(layers, 0), float(outputs))[: layers + 1 if layers else 1]


def family(kind: str, p: dict[str, Any]) -> Model:
    match kind.upper():
        case "MLP":
            shape = widths(p.get("num_layers", 3), p.get("din", 10), p.get("dout", 2))
            return Mlp(shape, (2.0,) * (len(shape) - 1))
        case "KAN":
            shape = widths(p.get("num_layers", 3), p.get("din", 10), p.get("dout", 2))
            return Kan(shape, grid=float(p.get("grid_size", 10)), order=3.0, nonlinearity=2.0)
        case "CNN":
            return cnn(p.get("num_cnv_layers", 3), p.get("num_pool_layers", 3), p)
        case _:
            return transformer(p)


def transformer(p: dict[str, Any]) -> Transformer:
    heads = float(p.get("num_heads", 2))
    return Transformer(
        tokens=float(p.get("context_length", 10)),
        width=float(p.get("embedding_size", 16)),
        heads=heads,
        key_value_heads=heads,
        blocks=float(p.get("num_decoder_blocks", 3)),
        feed_forward=float(p.get("feed_forward_size", 32)),
        feed_forward_matrices=2.0,
        vocabulary=float(p.get("vocab_size", 2)),
        embeddings=2.0,
        mask="full",
    )


def inputs(
    *,
    samples: float,
    values: float,
    bits: float,
    model: Model,
    hops: tuple[Hop, ...],
    method: str,
    strategy: Split | CrossValidation,
    epochs: float,
    inferences: float,
    virtualisation: float,
    places: tuple[Placement, Placement, Placement],
) -> Inputs:
    """Fill an `Inputs` with what all golden cases share; places: prepare, train, infer."""
    prepare, train, infer = places
    return Inputs(
        data=Data(float(samples), float(values), float(bits)),
        model=model,
        costs=COSTS,
        path=hops,
        storage=None,
        preprocessing=PreprocessingPlan(
            load().entry("preprocessing", METHODS[method]).record, float(values), prepare, prepare
        ),
        training=TrainingPlan(float(epochs), 1.0, 2.0, strategy, None, train),
        inference=InferencePlan(TotalDemand(float(inferences)), 1.0, "sent", None, infer),
        virtualisation=float(virtualisation),
        denominator="application-bits",
        intensity=None,
        switches=REFERENCE,
    )


def package_case(p: dict[str, Any]) -> Inputs:
    """A call of ``ecal.estimate`` of ecal-energy 0.1.0."""
    if "hardware" in p:
        record = load().entry("processors", HARDWARE[p["hardware"]]).record
        place = prepare = placement(record.throughput, record.power)
    else:
        flops, power = p.get("processor_flops_per_second"), p.get("processor_max_power", 100)
        place, prepare = placement(flops or 1e13, power), placement(flops or 1e10, power)
    strategy = p.get("evaluation_strategy", "cross_validation")
    share, folds = p.get("split_ratio", 0.8), float(p.get("k_folds", 5))
    return inputs(
        samples=p.get("num_samples", 1000),
        values=p.get("sample_size", 10),
        bits=p.get("float_precision", 64),
        model=family(p["model_type"], p.get("model_params", {})),
        hops=tuple(map(hop, p.get("transmission_hops", [{}]))),
        method=p.get("preprocessing_type", "normalization"),
        strategy=Split(share) if strategy == "train_test_split" else CrossValidation(folds),
        epochs=p.get("num_epochs", 50),
        inferences=p.get("num_inferences", 10_000),
        virtualisation=p.get("virtualization_overhead", 0.0),
        places=(prepare, place, place),
    )  # fmt: skip


def repository_model(p: dict[str, Any]) -> Model:
    if p["MODEL_NAME"] in TOY:
        return GivenWork(TOY[p["MODEL_NAME"]])
    shape = widths(p.get("NUM_LAYERS", 3), p["DIN"], p["DOUT"])
    match p["MODEL_NAME"]:
        case "MLP":
            return Mlp(shape, (2.0,) * (len(shape) - 1))
        case "KAN":
            return Kan(shape, grid=float(p["GRID_SIZE"]), order=3.0, nonlinearity=2.0)
        case "CNN":
            small = {key.lower(): value for key, value in p.items()}
            return cnn(p["NUM_CONV_LAYERS"], p["NUM_POOL_LAYERS"], small)
        case _:
            return transformer({name.lower(): value for name, value in p.items()})


def protocols(p: dict[str, Any]) -> dict[str, Any]:
    chosen = {layer: p[f"{layer.upper()}_PROTOCOLS"] for layer in LAYERS}
    return chosen | {"failure_rate": p["FAILURE_RATE"]}


def repository_case(p: dict[str, Any]) -> Inputs:
    """A run of the reference repository; ``p`` is its whole configuration."""
    one = p.get("PROCESSOR_FLOPS_PER_SECOND"), p.get("PROCESSOR_MAX_POWER")
    stages = [f"{stage}_PROCESSOR" for stage in ("DP", "TR", "INF")]
    places = tuple(
        placement(p.get(f"{s}_FLOPS_PER_SECOND", one[0]), p.get(f"{s}_MAX_POWER", one[1]))
        for s in stages
    )
    split = p["EVALUATION_STRATEGY"] == "train_test_split"
    hops = p.get("TRANSMISSON_HOPS") or {"hop": p}
    return inputs(
        samples=p["NUM_SAMPLES"],
        values=p["SAMPLE_SIZE"],
        bits=p["FLOAT_PRECISION"],
        model=repository_model(p),
        hops=tuple(hop(protocols(h)) for h in hops.values()),
        method=p["PREPROCESSING_TYPE"],
        strategy=Split(p["SPLIT_RATIO"]) if split else CrossValidation(float(p["K_FOLDS"])),
        epochs=p["NUM_EPOCHS"],
        inferences=p["NUM_INFERENCES"],
        virtualisation=p["VIRTUALIZATION_OVERHEAD"],
        places=places,  # pyright: ignore[reportArgumentType]
    )


def snapshot_case(p: dict[str, Any]) -> Inputs:
    """A run of the later snapshot, which counts the last hop twice in development."""
    case = repository_case(p)
    return replace(case, switches=replace(REFERENCE, development_path="last-hop-twice"))


def merged(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Complete the inputs that name only what differs from the first case."""
    first = cases[0]["inputs"]
    return [case | {"inputs": first | case["inputs"]} for case in cases]
