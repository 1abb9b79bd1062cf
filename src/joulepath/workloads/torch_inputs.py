"""Inputs of a module: tensors, or only their shapes, and how many samples they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.torch_graph import Shape, Tensor
from joulepath.workloads.torch_library import is_mapping, is_series, is_tensor, load

__all__ = ["as_valueless", "leading_size", "samples_in"]

_BATCHED_RANK = 2


def as_valueless(value: Any, dtype: Any, device: Any, where: str) -> Any:
    """The same with a tensor without values for each tensor, shape, or shape with format.

    Parameters
    ----------
    value : any
        A tensor; a tuple of sizes; a pair of that and a ``dtype`` or its name; lists, tuples and
        mappings of those. Anything else stays as it is.
    dtype : torch.dtype
        For shapes without format.
    device : torch.device
        Where the module is.
    where : str
        What to call it in errors.

    Raises
    ------
    WorkloadError
        For a size below 1 or a format that PyTorch does not know.
    """
    if is_tensor(value):
        return _empty(tuple(value.shape), value.dtype, device)
    if _is_shape(value):
        return _empty(_checked(value, where), dtype, device)
    if _is_shape_with_format(value):
        return _empty(_checked(value[0], where), _dtype(value[1], where), device)
    if is_mapping(value):
        return {k: as_valueless(v, dtype, device, f"{where}.{k}") for k, v in value.items()}
    if is_series(value):
        found = [as_valueless(v, dtype, device, f"{where}.{at}") for at, v in enumerate(value)]
        return found if isinstance(value, list) else tuple(found)
    return value


def _empty(shape: Shape, dtype: Any, device: Any) -> Any:
    return load().empty(shape, dtype=dtype, device=device)


def _is_shape(value: Any) -> bool:
    return _is_filled(value) and all(type(size) is int for size in value)


def _is_shape_with_format(value: Any) -> bool:
    if not (_is_filled(value) and len(value) == 2 and _is_shape(value[0])):
        return False
    return isinstance(value[1], str | load().dtype)


def _is_filled(value: Any) -> bool:
    return isinstance(value, tuple) and value != ()


def _checked(shape: Shape, where: str) -> Shape:
    if min(shape) < 1:
        raise WorkloadError(Problem(where, f"shape {list(shape)}", "sizes are at least 1"))
    return shape


def _dtype(name: Any, where: str) -> Any:
    torch = load()
    dtype = getattr(torch, name, None) if isinstance(name, str) else name
    if not isinstance(dtype, torch.dtype):
        remedy = "use a name such as float32, bfloat16, float16 or int64"
        raise WorkloadError(Problem(where, f"no format named {name!r}", remedy))
    return dtype


def leading_size(inputs: Mapping[str, Tensor], outputs: Sequence[Tensor]) -> int:
    """Size that the first axes of all inputs and outputs share, if it may count samples.

    Returns
    -------
    int
        1 if they do not share one, or no input has two axes.
    """
    shapes = [tensor.shape for tensor in inputs.values()]
    leading = {shape[:1] for shape in (*shapes, *(tensor.shape for tensor in outputs))}
    if len(leading) != 1 or () in leading or max(map(len, shapes), default=0) < _BATCHED_RANK:
        return 1
    ((size,),) = leading
    return size


def samples_in(
    inputs: Mapping[str, Tensor], outputs: Sequence[Tensor], batch: int | None, where: str
) -> int:
    """How many samples the inputs hold.

    Raises
    ------
    WorkloadError
        If nobody said so and it is not plain, or no input has an axis of that size.
    """
    if batch is None:
        size = leading_size(inputs, outputs)
        if size > 1:
            what = f"the first axis of all inputs and outputs has size {size}"
            remedy = f"say batch={size} if these are samples, or batch=1 if all is one sample"
            raise WorkloadError(Problem(where, what, remedy))
        return 1
    axes = {size for tensor in inputs.values() for size in tensor.shape}
    if batch < 1 or (batch > 1 and batch not in axes):
        shapes = ", ".join(str(list(tensor.shape)) for tensor in inputs.values())
        what = f"a batch of {batch} samples is no axis of the inputs, {shapes}"
        raise WorkloadError(Problem(where, what, "give the number of samples that they hold"))
    return batch
