"""Counting rules of operations that a model calls beside its layers, such as ``x + y``.

They are those of the operators of ONNX that do the same. Numbers and stored arrays among the
operands are no activations and no weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from types import MappingProxyType
from typing import Any, Final

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.keras_activations import ACTIVATIONS, gelu
from joulepath.workloads.keras_arguments import Constant, flattened
from joulepath.workloads.keras_attention import score_work
from joulepath.workloads.keras_call import Call, Rule
from joulepath.workloads.keras_formats import number_type
from joulepath.workloads.keras_operations_moving import MOVING
from joulepath.workloads.keras_program import Shape, Tensor
from joulepath.workloads.keras_shapes import broadcast, one_axis
from joulepath.workloads.onnx_elementwise import EACH_VALUE
from joulepath.workloads.work import RuleError, Work

__all__ = ["OPERATIONS"]


def _operands(call: Call) -> list[Any]:
    values = flattened([*call.arguments.positional, *call.arguments.named.values()])
    return [value for value in values if value is not None]


def _shape_of(value: object) -> Shape:
    return value.shape if isinstance(value, Tensor | Constant) else ()


def _elementwise(operator: str, each: Work, *, logical: bool = False) -> Rule:
    def rule(call: Call) -> Tensor:
        operands = _operands(call)
        tensors = [value for value in operands if isinstance(value, Tensor)]
        if not tensors:
            raise RuleError("it reads no tensor")
        shape = broadcast(*map(_shape_of, operands))
        type_ = number_type("bool") if logical else tensors[0].type
        form = tensors[0].type
        return call.emit(operator, shape, each=each, reads=tensors, type_=type_, format_=form)

    return rule


def _unary(operator: str, each: Work) -> Rule:
    def rule(call: Call) -> Tensor:
        source = call.input
        return call.emit(operator, source.shape, each=each, type_=source.type)

    return rule


def _gelu(call: Call) -> Tensor:
    unit = gelu(approximate=call.settings.flag("approximate", True))
    return call.emit(unit.operator, call.shape(), each=unit.work, type_=call.input.type)


def _glu(call: Call) -> Tensor:
    shape = [*call.shape(least=1)]
    axis = one_axis(call.settings.axes("axis", -1)[0], len(shape))
    shape[axis] //= 2
    unit = ACTIVATIONS["glu"]
    return call.emit(unit.operator, tuple(shape), each=unit.work, type_=call.input.type)


def _reduction(operator: str, each_read: Work, each_written: Work | None = None) -> Rule:
    """Join values along axes; n values are joined in n - 1 steps."""

    def rule(call: Call) -> Tensor:
        shape, settings = call.shape(), call.settings
        axes = settings.axes("axis", -1) if settings.has("axis") else range(len(shape))
        gone = {one_axis(axis, len(shape)) for axis in axes}
        kept = settings.flag("keepdims", False)
        sizes = [1 if at in gone else size for at, size in enumerate(shape)]
        found = tuple(size for at, size in enumerate(sizes) if kept or at not in gone)
        joints = call.input.values - prod(found)
        work = each_read * joints + (each_written or Work()) * prod(found)
        return call.emit(operator, found, work, type_=call.input.type)

    return rule


def _clip(call: Call) -> Tensor:
    return call.emit("Clip", call.shape(), each=Work(comparisons=2), type_=call.input.type)


def _product(call: Call) -> Tensor:
    """Work of a ``Matmul`` of two tensors of two axes or more."""
    operands = _operands(call)
    shapes = [_shape_of(value) for value in operands]
    if len(shapes) != 2 or min(map(len, shapes)) < 2 or shapes[0][-1] != shapes[1][-2]:
        raise RuleError(f"shapes {', '.join(map(str, shapes))} do not multiply")
    (left, right), reads = shapes, [one for one in operands if isinstance(one, Tensor)]
    shape = (*broadcast(left[:-2], right[:-2]), left[-2], right[-1])
    each, type_ = Work(left[-1]), reads[0].type
    return call.emit("MatMul", shape, each=each, reads=reads, trained=False, type_=type_)


def _einstein_sum(call: Call) -> Tensor:
    equation = call.settings.word("subscripts", "").replace(" ", "")
    operands = [one for one in _operands(call) if isinstance(one, Tensor | Constant)]
    terms, arrow, answer = equation.partition("->")
    labels = terms.split(",")
    sizes: dict[str, int] = {}
    sound = arrow and "." not in equation and len(labels) == len(operands) == 2
    for term, operand in zip(labels, operands, strict=False):
        sound = sound and len(term) == len(operand.shape)
        sizes.update(zip(term, operand.shape, strict=False))
    if not sound or not {*answer} <= {*sizes}:
        raise RuleError(f"equation {shown(equation)} is not of the form 'ij,jk->ik'")
    products = prod(sizes.values())
    work = Work(products) if {*sizes} - {*answer} else Work(elementwise=products)
    shape = tuple(sizes[label] for label in answer)
    reads = [one for one in operands if isinstance(one, Tensor)]
    type_ = reads[0].type if reads else call.policy.compute
    return call.emit("Einsum", shape, work, reads=reads, trained=False, type_=type_)


def _attention(call: Call) -> Tensor:
    """Work of scaled attention of tensors of samples, tokens, heads and values."""
    names = ("query", "key", "value")
    operands = [call.tensor(at, name) for at, name in enumerate(names)]
    query, key, value = (one for one in operands if one) if all(operands) else (None,) * 3
    if query is None or key is None or value is None or len(query.shape) != 4:
        raise RuleError("it needs queries, keys and values of 4 axes")
    if len(key.shape) != 4 or len(value.shape) != 4 or query.shape[3] != key.shape[3]:
        raise RuleError(f"queries {list(query.shape)} do not fit keys {list(key.shape)}")
    samples, tokens, heads, summed = query.shape
    masks = [one for one in (call.tensor(3, "bias"), call.tensor(4, "mask")) if one]
    causal = bool(call.settings.get("is_causal"))
    each = score_work(summed, value.shape[3], masked=bool(masks), causal=causal)
    work = each * (samples * heads * tokens * key.shape[1])
    shape = (samples, tokens, heads, value.shape[3])
    reads = [query, key, value, *masks]
    return call.emit("Attention", shape, work, reads=reads, trained=False, type_=query.type)


_BINARY: Final = "Add Subtract:Sub Multiply:Mul Divide:Div TrueDivide:Div Power:Pow Mod"
_LOGICAL: Final = (
    "Equal NotEqual:Equal Greater GreaterEqual:GreaterOrEqual Less LessEqual:LessOrEqual "
    "LogicalAnd:And LogicalOr:Or LogicalXor:Xor"
)
_UNARY: Final = (
    "Absolute:Abs Negative:Neg Exp Log Sqrt Sin Cos Tan Sinh Cosh Tanh Arcsin:Asin "
    "Arccos:Acos Arctan:Atan Erf Floor Ceil Round Sign Reciprocal Softmax LogSoftmax LogicalNot:Not"
)
_FUNCTIONS: Final = (
    "Relu Relu6 Sigmoid SparseSigmoid Softplus Softsign SoftShrink SparsePlus Silu Squareplus "
    "LogSigmoid LeakyRelu HardSigmoid HardSilu Elu Selu Celu TanhShrink HardTanh HardShrink "
    "Threshold"
)
_ADD, _COMPARE, _SPECIAL = Work(elementwise=1), Work(comparisons=1), Work(special=1)


def _pairs(names: str) -> dict[str, str]:
    """Names in Keras with those in ONNX."""
    split = (name.partition(":") for name in names.split())
    return {keras: onnx or keras for keras, _, onnx in split}


def _snake(name: str) -> str:
    letters = (f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return "".join(letters).removeprefix("_")


OPERATIONS: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **{name: _elementwise(onnx, EACH_VALUE[onnx]) for name, onnx in _pairs(_BINARY).items()},
        **{
            name: _elementwise(onnx, EACH_VALUE[onnx], logical=True)
            for name, onnx in _pairs(_LOGICAL).items()
        },
        **{name: _unary(onnx, EACH_VALUE[onnx]) for name, onnx in _pairs(_UNARY).items()},
        **{
            name: _unary(ACTIVATIONS[_snake(name)].operator, ACTIVATIONS[_snake(name)].work)
            for name in _FUNCTIONS.split()
        },
        "Gelu": _gelu,
        "Glu": _glu,
        "Square": _unary("Mul", _ADD),
        "Rsqrt": _unary("Rsqrt", _SPECIAL * 2),
        "Expm1": _unary("Expm1", _ADD + _SPECIAL),
        "Log1p": _unary("Log1p", _ADD + _SPECIAL),
        "Maximum": _elementwise("Max", _COMPARE),
        "Minimum": _elementwise("Min", _COMPARE),
        "Where": _elementwise("Where", _COMPARE),
        "Clip": _clip,
        "Sum": _reduction("ReduceSum", _ADD),
        "Prod": _reduction("ReduceProd", _ADD),
        "Mean": _reduction("ReduceMean", _ADD, _SPECIAL),
        **dict.fromkeys(("Max", "Amax"), _reduction("ReduceMax", _COMPARE)),
        **dict.fromkeys(("Min", "Amin"), _reduction("ReduceMin", _COMPARE)),
        "Argmax": _reduction("ArgMax", _COMPARE),
        "Argmin": _reduction("ArgMin", _COMPARE),
        "Matmul": _product,
        "Einsum": _einstein_sum,
        "DotProductAttention": _attention,
        **MOVING,
    }
)
"""The rule of every operation that has one, by its class."""
