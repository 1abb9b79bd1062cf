"""ONNX files made to hurt."""

from __future__ import annotations

from collections.abc import Sequence

from onnx import AttributeProto, ModelProto, NodeProto, TensorProto, helper

__all__ = [
    "doubling_functions",
    "folding_ladder",
    "outside_weight",
    "recursive_function",
    "with_graph",
]

_STANDARD = helper.make_opsetid("", 21)
_LOCAL = helper.make_opsetid("local", 1)


def with_graph(
    nodes: Sequence[NodeProto], weights: Sequence[TensorProto] = (), answer: str = "y"
) -> bytes:
    """A file that reads ``x`` of 1 x 4 values."""
    return _model(nodes, weights, answer).SerializeToString()


def _model(
    nodes: Sequence[NodeProto], weights: Sequence[TensorProto] = (), answer: str = "y"
) -> ModelProto:
    graph = helper.make_graph(
        list(nodes),
        "bomb",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 4])],
        [helper.make_tensor_value_info(answer, TensorProto.FLOAT, None)],
        initializer=list(weights),
    )
    return helper.make_model(graph, opset_imports=[_STANDARD, _LOCAL])


def doubling_functions(depth: int) -> bytes:
    """Functions that each call the one before twice: 2 to the power of the depth nodes."""
    model = _model([helper.make_node(f"F{depth}", ["x"], ["y"], domain="local")])
    for level in range(depth + 1):
        name = f"F{level - 1}"
        nodes = [
            helper.make_node(name, ["a"], ["b"], domain="local"),
            helper.make_node(name, ["b"], ["c"], domain="local"),
        ]
        if level == 0:
            nodes = [helper.make_node("Relu", ["a"], ["c"])]
        model.functions.append(
            helper.make_function("local", f"F{level}", ["a"], ["c"], nodes, [_STANDARD, _LOCAL])
        )
    return model.SerializeToString()


def recursive_function() -> bytes:
    """A function that calls itself."""
    model = _model([helper.make_node("F", ["x"], ["y"], domain="local")])
    nodes = [helper.make_node("F", ["a"], ["c"], domain="local")]
    model.functions.append(
        helper.make_function("local", "F", ["a"], ["c"], nodes, [_STANDARD, _LOCAL])
    )
    return model.SerializeToString()


def folding_ladder(rungs: int) -> bytes:
    """Shapes that are computed from a shape that is computed from a shape, and so on."""
    nodes, last = [], "x"
    for rung in range(rungs):
        nodes += [
            helper.make_node("Shape", [last], [f"s{rung}"]),
            helper.make_node("Abs", [f"s{rung}"], [f"t{rung}"]),
            helper.make_node("Reshape", [last, f"t{rung}"], [f"r{rung}"]),
        ]
        last = f"r{rung}"
    return with_graph(nodes, answer=last)


def outside_weight(place: str) -> bytes:
    """A shape whose content is in another file, perhaps far away, and which folding wants."""
    shape = TensorProto(dims=[2], data_type=TensorProto.INT64, name="s")
    shape.data_location = TensorProto.EXTERNAL
    shape.external_data.add(key="location", value=place)
    shape.external_data.add(key="length", value="16")
    shape.raw_data = bytes(16)
    value = AttributeProto(name="value", type=AttributeProto.TENSOR)
    value.t.CopyFrom(shape)
    made = helper.make_node("ConstantOfShape", ["s"], ["filled"])
    made.attribute.append(value)
    constant = helper.make_node("Constant", [], ["c"])
    constant.attribute.append(value)
    nodes = [
        constant,
        made,
        helper.make_node("Abs", ["c"], ["d"]),
        helper.make_node("Abs", ["s"], ["e"]),
        helper.make_node("Reshape", ["x", "e"], ["y"]),
    ]
    return with_graph(nodes, [shape])
