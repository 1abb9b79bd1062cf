"""Write the Keras models of the tests, with what Keras itself says of them.

Needs Keras 3 with any backend: ``KERAS_BACKEND=jax python make_models.py``. Every archive holds a
configuration and no weights. ``facts.json`` holds, for each model, what ``count_params()`` and
the shapes of its answers are, and the version of Keras.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keras
from keras import Input, Model, Sequential, layers, ops

HERE = Path(__file__).parent
# What a model is trained with says nothing about its work.
_TRAINING = ("initializer", "regularizer", "constraint")

APPLICATIONS = (
    "ConvNeXtTiny",
    "DenseNet121",
    "EfficientNetB0",
    "InceptionV3",
    "MobileNetV2",
    "MobileNetV3Small",
    "NASNetMobile",
    "ResNet50",
    "VGG16",
    "Xception",
)

OPEN = 9
"""Size that axes without one get."""
IMAGE = (9, 8, 6)
SERIES = (7, 6)


def one(layer: Any, *shapes: tuple[int, ...], dtype: str = "float32", **arguments: Any) -> Model:
    """A model of one layer."""
    inputs = [Input(shape, dtype=dtype) for shape in shapes]
    return Model(inputs, layer(inputs[0] if len(inputs) == 1 else inputs, **arguments))


def of(function: Callable[..., Any], *shapes: tuple[int, ...]) -> Model:
    """A model of operations."""
    inputs = [Input(shape) for shape in shapes]
    return Model(inputs, function(*inputs))


def convolutions() -> Iterator[tuple[str, Model]]:
    for rank in (1, 2, 3):
        shape = (*(9, 8, 7)[:rank], 6)
        for padding in ("valid", "same"):
            conv = getattr(layers, f"Conv{rank}D")
            yield f"conv{rank}d-{padding}", one(conv(4, 3, strides=2, padding=padding), shape)
            back = getattr(layers, f"Conv{rank}DTranspose")
            yield f"back{rank}d-{padding}", one(back(4, 3, strides=2, padding=padding), shape)
    yield "conv-groups", one(layers.Conv2D(4, 3, groups=2, use_bias=False), IMAGE)
    yield "conv-dilated", one(layers.Conv2D(4, 3, dilation_rate=2, activation="relu"), IMAGE)
    yield "conv-causal", one(layers.Conv1D(4, 3, padding="causal", dilation_rate=2), SERIES)
    yield "conv-first", one(layers.Conv2D(4, 3, data_format="channels_first"), (6, 9, 8))
    yield "back-padded", one(layers.Conv2DTranspose(4, 3, strides=2, output_padding=1), IMAGE)
    yield "depthwise1d", one(layers.DepthwiseConv1D(3, depth_multiplier=2), SERIES)
    yield "depthwise2d", one(layers.DepthwiseConv2D(3, strides=2, activation="relu6"), IMAGE)
    yield "separable1d", one(layers.SeparableConv1D(5, 3, depth_multiplier=2), SERIES)
    yield "separable2d", one(layers.SeparableConv2D(5, 3, use_bias=False), IMAGE)


def pools() -> Iterator[tuple[str, Model]]:
    for rank in (1, 2, 3):
        shape = (*(9, 8, 7)[:rank], 6)
        for kind in ("Average", "Max"):
            pool = getattr(layers, f"{kind}Pooling{rank}D")
            yield f"{kind}{rank}d".lower(), one(pool(3), shape)
            yield f"{kind}{rank}d-same".lower(), one(pool(3, strides=2, padding="same"), shape)
            whole = getattr(layers, f"Global{kind}Pooling{rank}D")
            yield f"global-{kind}{rank}d".lower(), one(whole(), shape)
            parts = getattr(layers, f"Adaptive{kind}Pooling{rank}D")
            yield f"adaptive-{kind}{rank}d".lower(), one(parts(4), shape)
    yield "global-kept", one(layers.GlobalAveragePooling2D(keepdims=True), IMAGE)


def products() -> Iterator[tuple[str, Model]]:
    yield "dense", one(layers.Dense(5, activation="softmax"), (6,))
    yield "dense-series", one(layers.Dense(5, use_bias=False), SERIES)
    yield "einsum", one(layers.EinsumDense("abc,cde->abde", (None, 3, 4), bias_axes="de"), SERIES)
    yield "einsum-dots", one(layers.EinsumDense("...x,xy->...y", 5, bias_axes="y"), SERIES)
    yield "embedding", one(layers.Embedding(50, 8), (7,), dtype="int32")
    table = layers.ReversibleEmbedding(50, 8)
    tokens = Input((7,), dtype="int32")
    yield "reversible", Model(tokens, table(table(tokens), reverse=True))
    adapted = layers.Dense(5)
    adapted.build((None, 6))
    adapted.enable_lora(2)
    yield "lora", one(adapted, (6,))


def normalisations() -> Iterator[tuple[str, Model]]:
    yield "batch", one(layers.BatchNormalization(), IMAGE)
    yield "batch-bare", one(layers.BatchNormalization(axis=1, scale=False, center=False), IMAGE)
    yield "layer", one(layers.LayerNormalization(), SERIES)
    yield "layer-axes", one(layers.LayerNormalization(axis=[1, 2], center=False), SERIES)
    yield "rms", one(layers.RMSNormalization(), SERIES)
    yield "group", one(layers.GroupNormalization(3), IMAGE)
    yield "instance", one(layers.GroupNormalization(-1), IMAGE)
    yield "unit", one(layers.UnitNormalization(), SERIES)
    yield "spectral", one(layers.SpectralNormalization(layers.Conv2D(4, 3)), IMAGE)
    yield "standard", one(layers.Normalization(), IMAGE)
    yield "standard-given", one(layers.Normalization(mean=3.0, variance=2.0), IMAGE)


def activations() -> Iterator[tuple[str, Model]]:
    names = (
        "celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu "
        "linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu soft_shrink softmax "
        "softplus softsign sparse_plus sparse_sigmoid squareplus tanh tanh_shrink"
    )
    for name in names.split():
        yield f"activation-{name}", one(layers.Activation(name), SERIES)
    yield "prelu", one(layers.PReLU(shared_axes=[1]), SERIES)
    yield "relu-layer", one(layers.ReLU(6.0, negative_slope=0.1), SERIES)
    yield "leaky-layer", one(layers.LeakyReLU(), SERIES)
    yield "elu-layer", one(layers.ELU(), SERIES)
    yield "softmax-layer", one(layers.Softmax(), SERIES)
    yield "inner-layer", one(layers.Dense(4, activation=layers.LeakyReLU()), SERIES)


def sequences() -> Iterator[tuple[str, Model]]:
    yield "simple", one(layers.SimpleRNN(5), SERIES)
    yield "gru", one(layers.GRU(5, return_sequences=True), SERIES)
    yield "gru-early", one(layers.GRU(5, reset_after=False, use_bias=False), SERIES)
    yield "lstm", one(layers.LSTM(5, return_sequences=True, return_state=True), SERIES)
    for mode in ("concat", "sum", "mul", "ave", None):
        both = layers.Bidirectional(layers.LSTM(5, return_sequences=True), merge_mode=mode)
        yield f"both-{mode}", one(both, SERIES)
    cells = [layers.LSTMCell(5), layers.GRUCell(4), layers.SimpleRNNCell(3)]
    yield "cells", one(layers.RNN(cells, return_state=True), SERIES)
    yield "cell", one(layers.RNN(layers.GRUCell(4), return_sequences=True), SERIES)
    yield "steps", one(layers.TimeDistributed(layers.Conv2D(4, 3)), (5, *IMAGE))
    for rank in (1, 2, 3):
        shape = (*(4, 9, 8, 7)[: rank + 1], 6)
        conv = getattr(layers, f"ConvLSTM{rank}D")
        yield f"conv-lstm{rank}d", one(conv(4, 3, padding="same", return_sequences=True), shape)
    encoder, state_h, state_c = layers.LSTM(5, return_state=True)(source := Input(SERIES))
    decoder = layers.LSTM(5, return_sequences=True)
    answer = decoder(target := Input((4, 6)), initial_state=[state_h, state_c])
    yield "states", Model([source, target], [answer, encoder])


def attentions() -> Iterator[tuple[str, Model]]:
    query, value = Input((7, 12)), Input((9, 10))
    multi = layers.MultiHeadAttention(3, 4, value_dim=5, dropout=0.1)
    yield "multi-head", Model([query, value], multi(query, value))
    scores = layers.MultiHeadAttention(3, 4, output_shape=6, use_bias=False)
    found = scores(query, value, return_attention_scores=True)
    yield "multi-head-scores", Model([query, value], found)
    causal = layers.MultiHeadAttention(3, 4)
    yield "multi-head-causal", Model(query, causal(query, query, use_causal_mask=True))
    mask = Input((7, 9), dtype="bool")
    masked = layers.MultiHeadAttention(3, 4)
    answer = masked(query, value, attention_mask=mask)
    yield "multi-head-masked", Model([query, value, mask], answer)
    plane = Input((4, 5, 12))
    axes = layers.MultiHeadAttention(3, 4, attention_axes=(2,))
    yield "multi-head-axes", Model(plane, axes(plane, plane))
    same = Input((9, 12))
    grouped = layers.GroupQueryAttention(4, 6, 2)
    yield "grouped-query", Model([query, same], grouped(query, same))
    dot = layers.Attention(use_scale=True)
    yield "dot-product", Model([query, same], dot([query, same]))
    concat = layers.Attention(score_mode="concat")
    yield "concat-score", Model([query, same], concat([query, same]))
    added = layers.AdditiveAttention()
    yield "additive", Model([query, same], added([query, same]))


def merges() -> Iterator[tuple[str, Model]]:
    for name in ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum"):
        yield f"merge-{name.lower()}", one(getattr(layers, name)(), SERIES, SERIES)
    yield "merge-three", one(layers.Add(), SERIES, SERIES, (1, 6))
    yield "concatenate", one(layers.Concatenate(axis=1), SERIES, (4, 6))
    yield "dot", one(layers.Dot(axes=(2, 1)), SERIES, (6, 5))
    yield "cosine", one(layers.Dot(axes=1, normalize=True), (6,), (6,))


def shapes() -> Iterator[tuple[str, Model]]:
    yield "flatten", one(layers.Flatten(), IMAGE)
    yield "reshape", one(layers.Reshape((-1, 12)), IMAGE)
    yield "permute", one(layers.Permute((2, 3, 1)), IMAGE)
    yield "repeat", one(layers.RepeatVector(4), (6,))
    for rank in (1, 2, 3):
        shape = (*(9, 8, 7)[:rank], 6)
        yield f"crop{rank}d", one(getattr(layers, f"Cropping{rank}D")(2), shape)
        yield f"pad{rank}d", one(getattr(layers, f"ZeroPadding{rank}D")(2), shape)
        yield f"up{rank}d", one(getattr(layers, f"UpSampling{rank}D")(3), shape)
    yield "crop-sides", one(layers.Cropping2D(((1, 2), (0, 3))), IMAGE)
    yield "up-bilinear", one(layers.UpSampling2D((2, 3), interpolation="bilinear"), IMAGE)


def preparations() -> Iterator[tuple[str, Model]]:
    yield "rescaling", one(layers.Rescaling(1 / 255, offset=-1), IMAGE)
    yield "resizing", one(layers.Resizing(4, 5), IMAGE)
    yield "center-crop", one(layers.CenterCrop(4, 5), IMAGE)
    yield "category", one(layers.CategoryEncoding(9, output_mode="one_hot"), (1,), dtype="int32")
    yield "buckets", one(layers.Discretization(bin_boundaries=[0.0, 1.0, 2.0]), (6,))
    yield "masking", one(layers.Masking(), SERIES)
    yield "training-only", one(Sequential([layers.Dropout(0.5), layers.GaussianNoise(0.1)]), (6,))


def operations() -> Iterator[tuple[str, Model]]:
    yield "arithmetic", of(lambda x, y: (x + y) * 2 - x / (y**2 + 1), SERIES, SERIES)
    yield "functions", of(lambda x: ops.exp(ops.sqrt(ops.abs(ops.square(x)))), SERIES)
    yield "comparison", of(lambda x: ops.where(x > 0, ops.relu(x), ops.gelu(x)), SERIES)
    yield "reductions", of(lambda x: ops.mean(x, axis=1) + ops.max(x, axis=1), SERIES)
    yield "matmul", of(lambda x: ops.matmul(x, ops.transpose(x, (0, 2, 1))), SERIES)
    yield "einsum-op", of(lambda x, y: ops.einsum("bij,bkj->bik", x, y), SERIES, (5, 6))
    yield "slices", of(lambda x: ops.concatenate([x[:, 1:3], x[:, ::2]], axis=1), SERIES)
    yield "index", of(lambda x: ops.stack([x[:, 0], x[..., -1, :]], axis=1), SERIES)
    yield "views", of(lambda x: ops.squeeze(ops.expand_dims(x, 1), 1), SERIES)
    yield "reshape-op", of(lambda x: ops.reshape(x, (-1, 42)), SERIES)
    yield "split", of(lambda x: ops.split(x, 3, axis=-1), SERIES)
    yield "pad", of(lambda x: ops.pad(x, ((0, 0), (1, 2), (0, 0))), SERIES)
    yield "cast", of(lambda x: ops.cast(x, "float16"), SERIES)
    yield "clip", of(lambda x: ops.clip(x, 0, 1), SERIES)
    yield "softmax-op", of(lambda x: ops.softmax(x), SERIES)
    attended = ops.dot_product_attention
    yield "attention-op", of(lambda x, y: attended(x, y, y), (7, 3, 4), (9, 3, 4))


FUNCTIONS = (
    "absolute arccos arcsin arctan ceil celu copy cos cosh elu erf exp expm1 floor gelu glu "
    "hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu log log1p log_sigmoid log_softmax "
    "logical_not negative reciprocal relu relu6 round rsqrt selu sigmoid sign silu sin sinh "
    "soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sqrt square squareplus tan "
    "tanh tanh_shrink stop_gradient convert_to_tensor ravel flip"
)
JOINTS = (
    "add subtract multiply divide true_divide power mod maximum minimum equal not_equal greater "
    "greater_equal less less_equal logical_and logical_or logical_xor"
)
REDUCTIONS = "sum prod mean max min amax amin argmax argmin"


def functions() -> Iterator[tuple[str, Model]]:
    for name in FUNCTIONS.split():
        yield f"ops-{name}", of(lambda x, name=name: getattr(ops, name)(x), SERIES)
    for name in JOINTS.split():
        yield f"ops-{name}", of(lambda x, y, name=name: getattr(ops, name)(x, y), SERIES, (1, 6))
    for name in REDUCTIONS.split():
        yield f"ops-{name}", of(lambda x, name=name: getattr(ops, name)(x, axis=1), SERIES)
    yield "ops-threshold", of(lambda x: ops.threshold(x, 0.5, 0.0), SERIES)
    yield "ops-sum-kept", of(lambda x: ops.sum(x, axis=(1, 2), keepdims=True), SERIES)
    yield "ops-swapaxes", of(lambda x: ops.swapaxes(x, 1, 2), SERIES)
    yield "ops-roll", of(lambda x: ops.roll(x, 2, axis=1), SERIES)
    yield "ops-repeat", of(lambda x: ops.repeat(x, 3, axis=1), SERIES)
    yield "ops-broadcast", of(lambda x: ops.broadcast_to(x, (1, 7, 6)), (1, 6))
    yield "ops-take", of(lambda x: ops.take(x, [0, 2, 3], axis=1), SERIES)
    yield "ops-one-hot", of(lambda x: ops.one_hot(ops.cast(x, "int32"), 5), SERIES)
    yield "ops-resize", of(lambda x: ops.image.resize(x, (4, 5)), IMAGE)
    yield "ops-deeper", of(lambda x: ops.space_to_depth(x, 2), (8, 6, 3))
    yield "ops-wider", of(lambda x: ops.depth_to_space(x, 2), (4, 3, 12))


def policies() -> Iterator[tuple[str, Model]]:
    for name in ("mixed_float16", "bfloat16", "float16"):
        dense = layers.Dense(5, dtype=name, activation="relu")
        yield f"policy-{name}", one(dense, (6,))
    for mode in ("int8", "int4", "float8"):
        model = Sequential([Input((7,), dtype="int32"), layers.Embedding(50, 8), layers.Dense(6)])
        model.quantize(mode)
        yield f"quantised-{mode}", model
    query = Input((7, 12))
    attention = layers.MultiHeadAttention(3, 4, use_gate=True, name="attention")
    yield "gated-attention", Model(query, attention(query, query))
    by_layer = keras.dtype_policies.DTypePolicyMap(default_policy="mixed_float16")
    by_layer["attention/query"] = "float32"
    found = layers.MultiHeadAttention(3, 4, name="attention", dtype=by_layer)
    yield "policy-map", Model(query, found(query, query))


def wholes() -> Iterator[tuple[str, Model]]:
    """Models that call layers several times, or hold models."""
    shared = Sequential([Input((4,)), layers.Dense(5, activation="relu"), layers.Dense(2)])
    left, right = Input((4,), name="left"), Input((4,), name="right")
    joined = layers.Concatenate()([shared(left), shared(right)])
    inner_input = Input((4,))
    inner = Model(inner_input, [layers.Dense(3)(inner_input), layers.Dense(2)(inner_input)])
    first, _ = inner(joined)
    _, second = inner(joined * 2)
    yield "shared", Model({"left": left, "right": right}, {"one": first, "two": second})
    source = Input((16,))
    found = source
    dense = layers.Dense(16, activation="relu")
    for _ in range(3):
        found = layers.Add()([dense(found), found])
    yield "residual", Model(source, found)
    yield "open-axes", one(layers.Conv2D(4, 3), (None, None, 3))


def tiny() -> Iterator[tuple[str, Model]]:
    """The four networks of MLPerf Tiny without normalisation, as in ``examples/models``."""
    yield "keyword-spotting", keyword_spotting()
    yield "visual-wake-words", visual_wake_words()
    yield "image-classification", image_classification()
    widths = (*[128] * 4, 8, *[128] * 4)
    hidden = [layers.Dense(width, activation="relu") for width in widths]
    yield "anomaly-detection", Sequential([Input((640,)), *hidden, layers.Dense(640)])


def keyword_spotting() -> Model:
    same = {"padding": "same", "activation": "relu"}
    found = layers.Conv2D(64, (10, 4), strides=2, **same)(source := Input((49, 10, 1)))
    for _ in range(4):
        found = layers.DepthwiseConv2D(3, **same)(found)
        found = layers.Conv2D(64, 1, **same)(found)
    found = layers.AveragePooling2D((24, 5))(found)
    return Model(source, layers.Dense(12, activation="softmax")(layers.Flatten()(found)))


def visual_wake_words() -> Model:
    same = {"padding": "same", "activation": "relu"}
    found = layers.Conv2D(8, 3, strides=2, **same)(source := Input((96, 96, 3)))
    blocks = [(16, 1), (32, 2), (32, 1), (64, 2), (64, 1), (128, 2), *[(128, 1)] * 5]
    for channels, stride in [*blocks, (256, 2), (256, 1)]:
        found = layers.DepthwiseConv2D(3, strides=stride, **same)(found)
        found = layers.Conv2D(channels, 1, **same)(found)
    found = layers.Flatten()(layers.AveragePooling2D(3)(found))
    return Model(source, layers.Dense(2, activation="softmax")(found))


def image_classification() -> Model:
    same = {"padding": "same"}
    found = source = Input((32, 32, 3))
    found = layers.Conv2D(16, 3, **same, activation="relu")(found)
    for channels, stride in ((16, 1), (32, 2), (64, 2)):
        inner = layers.Conv2D(channels, 3, strides=stride, **same, activation="relu")(found)
        inner = layers.Conv2D(channels, 3, **same)(inner)
        if stride > 1:
            found = layers.Conv2D(channels, 1, strides=stride, **same)(found)
        found = layers.Activation("relu")(layers.Add()([found, inner]))
    found = layers.Flatten()(layers.AveragePooling2D(8)(found))
    return Model(source, layers.Dense(10, activation="softmax")(found))


GROUPS = (
    convolutions,
    pools,
    products,
    normalisations,
    activations,
    sequences,
    attentions,
    merges,
    shapes,
    preparations,
    operations,
    functions,
    policies,
    wholes,
    tiny,
)


def without_training(value: Any) -> Any:
    """A configuration without what says nothing about work."""
    if isinstance(value, list):
        return [without_training(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        name: without_training(one)
        for name, one in value.items()
        if not (name.endswith(_TRAINING) or name == "compile_config")
    }


def archive(path: Path, model: Model) -> None:
    """Write the archive of a model without its weights, the same bytes every time."""
    entries = {
        "metadata.json": {"keras_version": keras.__version__},
        "config.json": without_training(json.loads(model.to_json())),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archived:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archived.writestr(entry, json.dumps(content, separators=(",", ":")))


def facts(model: Model) -> dict[str, Any]:
    """What Keras says of a model, and the shapes of its answers to one sample of ones."""
    given = [
        ops.ones([1, *(size or OPEN for size in tensor.shape[1:])], tensor.dtype)
        for tensor in model.inputs
    ]
    answers = keras.tree.flatten(model(given[0] if len(given) == 1 else given))
    return {
        "parameters": model.count_params(),
        "outputs": [list(tensor.shape) for tensor in answers],
    }


def main() -> None:
    known: dict[str, Any] = {}
    models: dict[str, Any] = {}
    for group in GROUPS:
        for name, model in group():
            assert name not in known, name
            known[name] = facts(model)
            models[name] = without_training(json.loads(model.to_json()))
    with zipfile.ZipFile(HERE / "layers.zip", "w", zipfile.ZIP_DEFLATED) as archived:
        entry = zipfile.ZipInfo("layers.json", (1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archived.writestr(entry, json.dumps(models, separators=(",", ":")))
    for name in APPLICATIONS:
        shape = {"input_shape": (224, 224, 3)} if name == "MobileNetV3Small" else {}
        model = getattr(keras.applications, name)(weights=None, **shape)
        archive(HERE / f"{name}.keras", model)
        known[name] = facts(model)
    text = json.dumps({"keras": keras.__version__, "models": known}, indent=1)
    (HERE / "facts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
