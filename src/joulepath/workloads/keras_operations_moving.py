"""Counting rules of operations that copy values or give them another shape."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Final, cast

from joulepath.workloads.huggingface_reading import shown
from joulepath.workloads.json_reading import items_of, listed
from joulepath.workloads.keras_arguments import Constant
from joulepath.workloads.keras_call import Call, Results, Rule
from joulepath.workloads.keras_formats import number_type
from joulepath.workloads.keras_merging import joined
from joulepath.workloads.keras_program import Shape, Tensor
from joulepath.workloads.keras_reshaping import interpolated, shaped
from joulepath.workloads.keras_settings import is_whole
from joulepath.workloads.keras_shapes import image, one_axis
from joulepath.workloads.work import RuleError, Work

__all__ = ["MOVING"]


def _reshaped(call: Call) -> Tensor:
    source, settings = call.input, call.settings
    target = settings.get("newshape") if settings.has("newshape") else settings.get("shape")
    sizes = listed(target)
    # The first size is that of the batch, whatever it was when the model was made.
    open_ = [
        source.shape[0] if at == 0 and -1 in sizes[1:] else one for at, one in enumerate(sizes)
    ]
    return call.view(shaped([-1 if one is None else one for one in open_], source.values))


def _raveled(call: Call) -> Tensor:
    return call.view((call.input.values,))


def _expanded(call: Call) -> Tensor:
    shape = [*call.input.shape]
    axes = call.settings.axes("axis", -1)
    rank = len(shape) + len(axes)
    for axis in sorted(one_axis(axis, rank) for axis in axes):
        shape.insert(axis, 1)
    return call.view(tuple(shape), operator="Unsqueeze")


def _squeezed(call: Call) -> Tensor:
    shape, settings = call.input.shape, call.settings
    ones = [at for at, size in enumerate(shape) if at and size == 1]
    gone = ones
    if settings.has("axis"):
        gone = [one_axis(axis, len(shape)) for axis in settings.axes("axis", -1)]
    if any(shape[at] != 1 for at in gone):
        raise RuleError(f"not all axes {gone} of {list(shape)} have size 1")
    return call.view(
        tuple(size for at, size in enumerate(shape) if at not in gone), operator="Squeeze"
    )


def _unchanged(call: Call) -> Tensor:
    return call.input


def _transposed(call: Call) -> Tensor:
    shape, axes = call.input.shape, call.settings.get("axes")
    order = range(len(shape))[::-1] if axes is None else call.settings.axes("axes", 0)
    places = [one_axis(axis, len(shape)) for axis in order]
    if sorted(places) != list(range(len(shape))):
        raise RuleError(f"'axes' is {shown(axes)}, not an order of {len(shape)} axes")
    return call.copy("Transpose", tuple(shape[at] for at in places))


def _swapped(call: Call) -> Tensor:
    shape = [*call.input.shape]
    one, other = (
        one_axis(call.settings.axes(name, at)[0], len(shape))
        for at, name in enumerate(("axis1", "axis2"))
    )
    shape[one], shape[other] = shape[other], shape[one]
    return call.copy("Transpose", tuple(shape))


def _same_shape(operator: str) -> Rule:
    return lambda call: call.copy(operator, call.input.shape)


def _cast(call: Call) -> Tensor:
    type_ = number_type(call.settings.get("dtype"))
    return call.emit("Cast", call.input.shape, each=Work(moves=1), type_=type_)


def _concatenated(call: Call) -> Tensor:
    shapes = [one.shape for one in call.inputs]
    if not shapes or len({*map(len, shapes)}) > 1:
        raise RuleError(f"it joins shapes {', '.join(map(str, shapes))}")
    axis = one_axis(call.settings.axes("axis", -1)[0], len(shapes[0]))
    return call.copy("Concat", joined(shapes, axis))


def _stacked(call: Call) -> Tensor:
    shapes = [one.shape for one in call.inputs]
    if len({*shapes}) != 1:
        raise RuleError(f"it stacks shapes {', '.join(map(str, shapes))}")
    shape = [*shapes[0]]
    shape.insert(one_axis(call.settings.axes("axis", 0)[0], len(shape) + 1), len(shapes))
    return call.copy("Concat", tuple(shape))


def _repeated(call: Call) -> Tensor:
    shape, times = [*call.input.shape], call.settings.whole("repeats")
    axis = one_axis(call.settings.axes("axis", 0)[0], len(shape))
    shape[axis] *= times
    return call.copy("Tile", tuple(shape))


def _broadcast(call: Call) -> Tensor:
    return call.copy("Expand", tuple(call.settings.axes("shape", 1)))


def _split(call: Call) -> Results:
    shape, parts = call.input.shape, call.settings.get("indices_or_sections")
    axis = one_axis(call.settings.axes("axis", 0)[0], len(shape))
    if is_whole(parts) and 0 < parts <= 1024 and shape[axis] % parts == 0:
        sizes = [shape[axis] // parts] * parts
    elif isinstance(parts, list):
        bounds = [0, *call.settings.axes("indices_or_sections", 0), shape[axis]]
        sizes = [after - before for before, after in pairwise(bounds)]
    else:
        raise RuleError(f"{shown(parts)} does not split {shape[axis]} values")
    shapes = [(*shape[:axis], size, *shape[axis + 1 :]) for size in sizes]
    first, *others = shapes
    moved = Work(moves=call.input.values)
    result = call.emit("Split", first, moved, type_=call.input.type)
    return result, *map(call.program.state, others)


def _item(call: Call) -> Tensor:
    key = call.arguments.get(1, "key")
    keys = listed(key)
    return call.copy("Slice", _sliced(call.input.shape, keys), partial=True)


def _sliced(shape: Shape, keys: list[object]) -> Shape:
    """Shape of ``x[keys]``."""
    taken = sum(key is not None and key is not ... for key in keys)
    if taken > len(shape) or keys.count(...) > 1:
        raise RuleError(f"{len(keys)} indices do not fit {len(shape)} axes")
    full: list[object] = [slice(None)] * (len(shape) - taken)
    if ... in keys:
        at = keys.index(...)
        keys = [*keys[:at], *full, *keys[at + 1 :]]
    else:
        keys = [*keys, *full]
    sizes, found = iter(shape), list[int]()
    for key in keys:
        if key is None:
            found.append(1)
        elif isinstance(key, slice):
            found.append(
                _length(cast("slice[int | None, int | None, int | None]", key), next(sizes))
            )
        elif is_whole(key):
            next(sizes)
        else:
            raise RuleError(f"no counting rule for index {shown(key)}")
    return tuple(found)


def _length(part: slice[int | None, int | None, int | None], size: int) -> int:
    if part.step == 0:
        raise RuleError("a slice has steps of 0")
    return len(range(*part.indices(size)))


def _taken(call: Call) -> Tensor:
    """Work of a ``Take`` of several indices along an axis."""
    indices, shape = call.arguments.get(1, "indices"), call.input.shape
    axis = one_axis(call.settings.axes("axis", 0)[0], len(shape))
    several = (len(items_of(indices)),) if items_of(indices) else _shape_of(indices)
    return call.copy("Gather", (*shape[:axis], *several, *shape[axis + 1 :]), partial=True)


def _shape_of(value: object) -> Shape:
    return value.shape if isinstance(value, Tensor | Constant) else ()


def _padded(call: Call) -> Tensor:
    shape, widths = call.input.shape, call.settings.margins("pad_width", len(call.input.shape))
    return call.copy("Pad", tuple(n + sum(more) for n, more in zip(shape, widths, strict=True)))


def _one_hot(call: Call) -> Tensor:
    many = call.settings.whole("num_classes")
    return call.emit("OneHot", (*call.input.shape, many), each=Work(moves=1))


def _resized(call: Call) -> Tensor:
    source, sizes = image(call, 2), call.settings.sizes("size", 2)
    mode = call.settings.word("interpolation", "bilinear")
    shape = source.shape(sizes, source.channels)
    return interpolated(call, shape, source.sizes, sizes, mode)


def _blocks(call: Call, *, deeper: bool) -> Tensor:
    source, block = image(call, 2), call.settings.whole("block_size")
    if deeper and all(size % block == 0 for size in source.sizes):
        sizes, channels = [size // block for size in source.sizes], source.channels * block**2
    elif not deeper and source.channels % block**2 == 0:
        sizes, channels = [size * block for size in source.sizes], source.channels // block**2
    else:
        raise RuleError(f"blocks of {block} do not fit {list(call.input.shape)}")
    return call.copy("SpaceToDepth" if deeper else "DepthToSpace", source.shape(sizes, channels))


MOVING: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "Reshape": _reshaped,
        "Ravel": _raveled,
        "ExpandDims": _expanded,
        "Squeeze": _squeezed,
        **dict.fromkeys(("StopGradient", "Copy", "ConvertToTensor"), _unchanged),
        "Transpose": _transposed,
        "Swapaxes": _swapped,
        **{name: _same_shape(name) for name in ("Flip", "Roll")},
        "Cast": _cast,
        "Concatenate": _concatenated,
        "Stack": _stacked,
        "Repeat": _repeated,
        "BroadcastTo": _broadcast,
        "Split": _split,
        "GetItem": _item,
        "Take": _taken,
        "Pad": _padded,
        "OneHot": _one_hot,
        "Resize": _resized,
        "SpaceToDepth": lambda call: _blocks(call, deeper=True),
        "DepthToSpace": lambda call: _blocks(call, deeper=False),
    }
)
"""By the class of the operation."""
