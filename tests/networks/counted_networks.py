"""Every network of the table, and how it is counted."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import image_networks as images
import sequence_networks as sequences
import small_networks as small
import transformer_networks as transformers
from graph_builder import Graph
from onnx import ModelProto
from quantised_builder import OperatorGraph, SurroundedGraph
from tflite_writer import Net, keyword_spotting

from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.workloads import count
from joulepath.workloads.huggingface_config import count_config

__all__ = ["CONFIGURATIONS", "LITE", "ONNX", "Expected", "expected", "work_of"]

TABLE = Path(__file__).with_name("networks.csv")
CONFIGS = Path(__file__).parents[1] / "workloads" / "configs"

ONNX: Mapping[str, Callable[..., ModelProto]] = {
    "autoencoder": small.autoencoder,
    "ds-cnn": small.ds_cnn,
    "resnet-8": small.resnet_8,
    "mobilenet-v1-quarter": small.mobilenet_quarter,
    "lenet-5": small.lenet_5,
    "ds-cnn-int8": partial(small.ds_cnn, SurroundedGraph),
    "ds-cnn-int8-operators": partial(small.ds_cnn, OperatorGraph),
    "resnet-8-int8": partial(small.resnet_8, SurroundedGraph),
    "resnet-8-int8-operators": partial(small.resnet_8, OperatorGraph),
    "mobilenet-v1-quarter-int8": partial(small.mobilenet_quarter, SurroundedGraph),
    "mobilenet-v1-quarter-int8-operators": partial(small.mobilenet_quarter, OperatorGraph),
    "lenet-5-int8": partial(small.lenet_5, SurroundedGraph),
    "lenet-5-int8-operators": partial(small.lenet_5, OperatorGraph),
    "alexnet": images.alexnet,
    "vgg-16": images.vgg_16,
    "resnet-18": images.resnet_18,
    "resnet-50": images.resnet_50,
    "resnext-50": images.resnext_50,
    "squeezenet": images.squeezenet,
    "densenet-121": images.densenet_121,
    "mobilenet-v1": images.mobilenet_v1,
    "mobilenet-v2": images.mobilenet_v2,
    "mobilenet-v3-large": images.mobilenet_v3_large,
    "mobilenet-v3-small": images.mobilenet_v3_small,
    "efficientnet-b0": images.efficientnet_b0,
    "u-net": images.u_net,
    "mlp": sequences.mlp,
    "tcn": sequences.tcn,
    "lstm": sequences.lstm,
    "gru": sequences.gru,
    "gcn": sequences.gcn,
    "kan": sequences.kan,
    "vit-b-16-onnx": transformers.vit_b_16,
    "bert-base-onnx": transformers.bert_base,
    "gpt-2-onnx": transformers.gpt_2,
}
"""Networks that are written as an ONNX file; a builder of graphs may be given."""


def _quantised_autoencoder() -> Net:
    net = Net()
    x = net.input((1, 640), "int8")
    widths = (640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640)
    for before, after in pairwise(widths):
        weights = net.weight((after, before), "int8"), net.weight((after,), "int32")
        x = net.then("FULLY_CONNECTED", [x, *weights], (1, after), "int8")
    return net


LITE: Mapping[str, Callable[[], Net]] = {
    "ds-cnn-int8-tflite": keyword_spotting,
    "autoencoder-int8-tflite": _quantised_autoencoder,
}
"""Networks that are written as a TensorFlow Lite file."""

# Tokens of the sample; None where the architecture says it.
CONFIGURATIONS: Mapping[str, int | None] = {
    "vit-b-16": None,
    "bert-base": 128,
    "roberta-base": 128,
    "t5-small": 512,
    "whisper-base": 4,
    **dict.fromkeys(
        (
            *("gpt-2", "pythia-70m", "llama-3.1-8b", "llama-3.1-70b", "llama-3.1-405b"),
            *("mistral-7b", "gemma-2b", "qwen2.5-0.5b", "qwen3-8b", "qwen3-30b-a3b"),
            *("qwen3-235b-a22b", "mixtral-8x7b", "gpt-oss-20b", "gpt-oss-120b"),
            *("deepseek-v3", "mamba-130m"),
            *("llama-3.1-8b-next", "gpt-oss-20b-next", "deepseek-v3-next"),
        ),
        1024,
    ),
}
"""Networks that are counted from a configuration, and the length of their sample."""


@dataclass(frozen=True)
class Expected:
    """A row of the table."""

    name: str
    macs: int
    parameters: int
    published_macs: str
    published_parameters: str
    statistics: int
    origin: str


def expected() -> Iterator[Expected]:
    """All rows."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(line for line in file if not line.startswith("#")):
            if row[0] != "network":
                name, macs, parameters, *published, statistics, origin = row
                yield Expected(
                    name, int(macs), int(parameters), *published, int(statistics), origin
                )


def work_of(name: str, folder: Path, build: Callable[..., Graph] | None = None) -> Workload:
    """Write a network into a folder if it is a file, and count it."""
    if name in CONFIGURATIONS:
        path = CONFIGS / f"{name.removesuffix('-next')}.json"
        work = count_config(path, tokens=CONFIGURATIONS[name])
        if isinstance(work, LanguageWorkload):
            return work.decode if name.endswith("-next") else work.prefill
        return work
    if name in LITE:
        path, content = folder / f"{name}.tflite", LITE[name]().file()
    else:
        model = ONNX[name](build) if build else ONNX[name]()
        path, content = folder / f"{name}.onnx", model.SerializeToString()
    path.write_bytes(content)
    return count(path)
