"""Write the example models, the same bytes every time.

Usage: python examples/make_models.py [folder]

Four networks of MLPerf Tiny (reference training code: github.com/mlcommons/tiny,
benchmark/training) and a small transformer. Only the architectures are theirs: the weights are
random, drawn from a fixed seed, so the models answer nonsense at the right cost.

- Batch normalisation is folded into the layer before it, as every deployment does. This is why
  the models have fewer parameters than published: four values fewer for each normalised
  channel. Multiply-accumulates do not change.
- Images are laid out channels first. The batch axis is named ``batch`` and has no size.
- The MLPerf Tiny weights are stored as float16 and cast to float32 when loaded, which halves
  the files; the transformer stores float32.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

SEED = 20_260
FOLDER = Path(__file__).parent / "models"
OPERATOR_SET = 17
FORMAT_VERSION = 8


class Network:
    """A graph under construction; every method adds nodes and returns the tensor they write."""

    def __init__(self, name: str, *, half: bool = True) -> None:
        self.name = name
        self.half = half
        # RandomState is the generator whose stream NumPy promises never to change
        self.random = np.random.RandomState(SEED)
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def add(self, operator: str, inputs: Sequence[str], name: str, **attributes: object) -> str:
        """Add one node that writes the tensor of its own name."""
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def weight(self, name: str, shape: Sequence[int], fan_in: int) -> str:
        """Add a random weight; products summed over ``fan_in`` values keep their size."""
        bound = (3 / fan_in) ** 0.5
        values = self.random.uniform(-bound, bound, size=tuple(shape)).astype(np.float32)
        return self.store(name, values)

    def store(self, name: str, values: np.ndarray) -> str:
        """Add a constant, as float16 and a cast if the network stores its weights so."""
        if not self.half:
            self.weights.append(numpy_helper.from_array(values, name))
            return name
        self.weights.append(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        return self.add("Cast", [f"{name}.half"], name, to=TensorProto.FLOAT)

    def shape(self, name: str, values: Sequence[int] | int) -> str:
        """Add an integer constant, a shape or an axis."""
        self.weights.append(numpy_helper.from_array(np.array(values, dtype=np.int64), name))
        return name

    def convolution(
        self,
        before: str,
        name: str,
        channels: tuple[int, int],
        kernel: tuple[int, int] = (3, 3),
        stride: int = 1,
        *,
        depthwise: bool = False,
    ) -> str:
        """Add a convolution with bias, padded to the size of its input over its stride."""
        read, written = channels
        each = 1 if depthwise else read
        fan_in = each * kernel[0] * kernel[1]
        weight = self.weight(f"{name}.weight", (written, each, *kernel), fan_in)
        bias = self.weight(f"{name}.bias", (written,), fan_in)
        settings = {"strides": [stride, stride], "auto_pad": "SAME_UPPER"}
        groups = read if depthwise else 1
        inputs = [before, weight, bias]
        return self.add("Conv", inputs, name, group=groups, kernel_shape=kernel, **settings)

    def separable(self, before: str, name: str, channels: tuple[int, int], stride: int) -> str:
        """Add a depthwise and a pointwise convolution, each with its activation."""
        read = channels[0]
        depthwise = self.convolution(
            before, f"{name}.depthwise", (read, read), stride=stride, depthwise=True
        )
        active = self.relu(depthwise)
        return self.relu(self.convolution(active, f"{name}.pointwise", channels, (1, 1)))

    def dense(self, before: str, name: str, sizes: tuple[int, int]) -> str:
        """Add a fully connected layer with bias on a tensor of two axes."""
        weight = self.weight(f"{name}.weight", sizes, sizes[0])
        bias = self.weight(f"{name}.bias", (sizes[1],), sizes[0])
        return self.add("Gemm", [before, weight, bias], name)

    def linear(self, before: str, name: str, sizes: tuple[int, int]) -> str:
        """Add a product with a matrix and a bias, on a tensor of any number of axes."""
        weight = self.weight(f"{name}.weight", sizes, sizes[0])
        bias = self.weight(f"{name}.bias", (sizes[1],), sizes[0])
        return self.add(
            "Add", [self.add("MatMul", [before, weight], f"{name}.product"), bias], name
        )

    def normalisation(self, before: str, name: str, width: int) -> str:
        """Add a layer normalisation over the last axis."""
        scale = self.store(f"{name}.scale", np.ones(width, np.float32))
        shift = self.store(f"{name}.shift", np.zeros(width, np.float32))
        return self.add("LayerNormalization", [before, scale, shift], name)

    def relu(self, before: str) -> str:
        """Add a rectifier."""
        return self.add("Relu", [before], f"{before}.relu")

    def classes(self, before: str, pool: tuple[int, int], sizes: tuple[int, int]) -> str:
        """Add the usual end of a classifier: average pool, dense layer, softmax."""
        pooled = self.add("AveragePool", [before], "pool", kernel_shape=pool, strides=pool)
        flat = self.add("Flatten", [pooled], "flatten")
        return self.add("Softmax", [self.dense(flat, "dense", sizes)], "probabilities", axis=1)

    def model(self, shape: Sequence[int], output: str, width: int, kind: int) -> ModelProto:
        """Close the graph between its input ``input`` and one output of shape (batch, width)."""
        graph = helper.make_graph(
            self.nodes,
            self.name,
            [helper.make_tensor_value_info("input", kind, ["batch", *shape])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", width])],
            initializer=self.weights,
        )
        model = helper.make_model(
            graph,
            producer_name="joulepath examples",
            opset_imports=[helper.make_opsetid("", OPERATOR_SET)],
            ir_version=FORMAT_VERSION,
        )
        checker.check_model(model, full_check=True)
        return model


def keyword_spotting() -> ModelProto:
    """DS-CNN on 49 x 10 mel coefficients, 12 words."""
    network = Network("keyword-spotting")
    width = 64
    value = network.relu(network.convolution("input", "first", (1, width), (10, 4), stride=2))
    for block in range(4):
        value = network.separable(value, f"block{block}", (width, width), stride=1)
    output = network.classes(value, (24, 5), (width, 12))
    return network.model((1, 49, 10), output, 12, TensorProto.FLOAT)


def visual_wake_words() -> ModelProto:
    """MobileNetV1 with a quarter of the channels on 96 x 96 colour images, 2 classes."""
    network = Network("visual-wake-words")
    value = network.relu(network.convolution("input", "first", (3, 8), stride=2))
    widths = (8, 16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256)
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    for block, (read, written, stride) in enumerate(
        zip(widths[:-1], widths[1:], strides, strict=True)
    ):
        value = network.separable(value, f"block{block}", (read, written), stride)
    output = network.classes(value, (3, 3), (widths[-1], 2))
    return network.model((3, 96, 96), output, 2, TensorProto.FLOAT)


def image_classification() -> ModelProto:
    """ResNet-8 on 32 x 32 colour images (CIFAR-10), 10 classes."""
    network = Network("image-classification")
    value = network.relu(network.convolution("input", "first", (3, 16)))
    read = 16
    for stack, width in enumerate((16, 32, 64)):
        name, stride = f"stack{stack}", 1 if width == read else 2
        main = network.relu(network.convolution(value, f"{name}.a", (read, width), stride=stride))
        main = network.convolution(main, f"{name}.b", (width, width))
        if width != read:
            value = network.convolution(value, f"{name}.skip", (read, width), (1, 1), stride)
        value = network.relu(network.add("Add", [value, main], f"{name}.sum"))
        read = width
    output = network.classes(value, (8, 8), (read, 10))
    return network.model((3, 32, 32), output, 10, TensorProto.FLOAT)


def anomaly_detection() -> ModelProto:
    """Deep autoencoder on 5 frames of 128 mel bands."""
    network = Network("anomaly-detection")
    widths = (640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640)
    value = "input"
    for layer, sizes in enumerate(pairwise(widths)):
        value = network.dense(value, f"dense{layer}", sizes)
        if sizes[1] != widths[-1]:
            value = network.relu(value)
    return network.model((640,), value, 640, TensorProto.FLOAT)


TOKENS, VOCABULARY, WIDTH, HEADS, HIDDEN, CLASSES = 16, 64, 32, 4, 64, 4


def tiny_transformer() -> ModelProto:
    """Two encoder blocks on 16 tokens, 4 classes; reshapes to sizes that the graph computes."""
    network = Network("tiny-transformer", half=False)
    embedding = network.weight("embedding.weight", (VOCABULARY, WIDTH), 1)
    tokens = network.add("Gather", [embedding, "input"], "embedding")
    positions = network.weight("positions", (TOKENS, WIDTH), 1)
    value = network.add("Add", [tokens, positions], "embedded")
    for axis, name in enumerate(("zero", "one", "two")):
        network.shape(name, axis)
    network.shape("first axis", [0])
    network.shape("head count", [HEADS])
    for block in range(2):
        value = encoder_block(network, value, f"block{block}")
    value = network.normalisation(value, "last", WIDTH)
    pooled = network.add("ReduceMean", [value], "mean", axes=[1], keepdims=0)
    output = network.dense(pooled, "classes", (WIDTH, CLASSES))
    return network.model((TOKENS,), output, CLASSES, TensorProto.INT64)


def encoder_block(network: Network, value: str, name: str) -> str:
    """Add self-attention and two dense layers, each normalised before and added to its input."""
    normal = network.normalisation(value, f"{name}.normal", WIDTH)
    mixed = network.linear(attention(network, normal, name), f"{name}.mix", (WIDTH, WIDTH))
    value = network.add("Add", [value, mixed], f"{name}.attended")
    normal = network.normalisation(value, f"{name}.normal2", WIDTH)
    hidden = gelu(network, network.linear(normal, f"{name}.up", (WIDTH, HIDDEN)), name)
    down = network.linear(hidden, f"{name}.down", (HIDDEN, WIDTH))
    return network.add("Add", [value, down], f"{name}.out")


def attention(network: Network, value: str, name: str) -> str:
    """Add attention of several heads; its sizes are computed from the shape of its input."""
    split, merged = computed_sizes(network, value, name)

    def heads(part: str, order: Sequence[int]) -> str:
        projected = network.linear(value, f"{name}.{part}", (WIDTH, WIDTH))
        apart = network.add("Reshape", [projected, split], f"{name}.{part}.apart")
        return network.add("Transpose", [apart], f"{name}.{part}.heads", perm=order)

    query, keys = heads("query", (0, 2, 1, 3)), heads("key", (0, 2, 3, 1))
    scores = network.add("MatMul", [query, keys], f"{name}.scores")
    root = network.store(f"{name}.root", np.array((WIDTH / HEADS) ** 0.5, np.float32))
    scaled = network.add("Div", [scores, root], f"{name}.scaled")
    shares = network.add("Softmax", [scaled], f"{name}.shares", axis=-1)
    mixed = network.add("MatMul", [shares, heads("value", (0, 2, 1, 3))], f"{name}.mixed")
    together = network.add("Transpose", [mixed], f"{name}.together", perm=(0, 2, 1, 3))
    return network.add("Reshape", [together, merged], f"{name}.heads merged")


def computed_sizes(network: Network, value: str, name: str) -> tuple[str, str]:
    """Add the shapes (batch, tokens, heads, width of a head) and (batch, tokens, width)."""
    sizes = network.add("Shape", [value], f"{name}.sizes")
    axes = ("zero", "one", "two")
    size = {
        axis: network.add("Gather", [sizes, axis], f"{name}.size {axis}", axis=0) for axis in axes
    }
    per_head = network.add("Div", [size["two"], "head count"], f"{name}.per head")
    whole = [
        network.add("Unsqueeze", [size[axis], "first axis"], f"{name}.whole {axis}")
        for axis in axes
    ]
    split = [*whole[:2], "head count", per_head]  # one size for one head count: a vector already
    return (
        network.add("Concat", split, f"{name}.split", axis=0),
        network.add("Concat", whole, f"{name}.merged", axis=0),
    )


def gelu(network: Network, value: str, name: str) -> str:
    """Add the exact Gaussian unit in the five steps in which exporters write it."""
    constants = {"root of two": 2**0.5, "unit": 1.0, "half": 0.5}
    for constant, amount in constants.items():
        network.store(f"{name}.{constant}", np.array(amount, np.float32))
    scaled = network.add("Div", [value, f"{name}.root of two"], f"{name}.gelu scaled")
    error = network.add("Erf", [scaled], f"{name}.gelu erf")
    raised = network.add("Add", [error, f"{name}.unit"], f"{name}.gelu raised")
    product = network.add("Mul", [value, raised], f"{name}.gelu product")
    return network.add("Mul", [product, f"{name}.half"], f"{name}.gelu")


MODELS: dict[str, Callable[[], ModelProto]] = {
    "keyword-spotting": keyword_spotting,
    "visual-wake-words": visual_wake_words,
    "image-classification": image_classification,
    "anomaly-detection": anomaly_detection,
    "tiny-transformer": tiny_transformer,
}


def write(folder: Path) -> list[Path]:
    """Write all models into a folder, which is made if needed.

    Returns
    -------
    list of Path
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    for name, build in MODELS.items():
        path = folder / f"{name}.onnx"
        path.write_bytes(build().SerializeToString(deterministic=True))
        paths.append(path)
    return paths


if __name__ == "__main__":
    sys.stdout.write(f"seed {SEED}\n")
    for written in write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        sys.stdout.write(f"{written} {written.stat().st_size} bytes\n")
