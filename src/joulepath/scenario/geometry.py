"""Windows of a convolutional network: do they fit, and do groups divide channels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from joulepath.scenario.fields import anywhere, refuse

__all__ = ["check_windows", "padding_of", "sides_of", "stride_of"]

_UNPADDED = (0.0, 0.0)


def check_windows(rows: Any, columns: Any, channels: Any, layers: Sequence[Any]) -> None:
    """Follow the map through the layers of a network.

    Parameters
    ----------
    rows, columns, channels : Num
        Shape of the input.
    layers : sequence of sections
        The layers, the first at the input.

    Raises
    ------
    PydanticCustomError
        For the first window that does not fit, or groups that do not divide.
    """
    size = (rows, columns)
    for index, layer in enumerate(layers):
        at = ("layers", index)
        match layer.type:
            case "convolution":
                size = _fitting(size, layer, padding_of(layer), sides_of(layer.dilation), at)
                _check_groups(layer, channels, at)
                channels = layer.filters
            case "pooling":
                size = _fitting(size, layer, _UNPADDED, (1.0, 1.0), at)
            case "global-pooling":
                size = (1.0, 1.0)
            case _:
                size, channels = (1.0, 1.0), layer.outputs


def sides_of(sides: Any) -> tuple[Any, Any]:
    """Numbers for rows and columns: those given, or one for both."""
    if isinstance(sides, tuple):
        rows, columns = cast("tuple[Any, Any]", sides)
        return rows, columns
    return sides, sides


def stride_of(layer: Any) -> tuple[Any, Any]:
    """Step of a window; a pooling layer without one moves by its kernel."""
    return sides_of(layer.kernel if layer.stride is None else layer.stride)


def padding_of(layer: Any) -> tuple[Any, Any]:
    """Values added at both ends of rows and of columns together."""
    match layer.padding:
        case "valid":
            return _UNPADDED
        case "same":
            kernel, dilation = sides_of(layer.kernel), sides_of(layer.dilation)
            rows, columns = (d * (k - 1) for k, d in zip(kernel, dilation, strict=True))
            return rows, columns
        case sides:
            rows, columns = sides_of(sides)
            return 2 * rows, 2 * columns


def _fitting(
    size: tuple[Any, Any],
    layer: Any,
    padding: tuple[Any, Any],
    dilation: tuple[Any, Any],
    at: tuple[str, int],
) -> tuple[Any, Any]:
    """Shape of the output; at least one window must fit."""
    kernel, stride = sides_of(layer.kernel), stride_of(layer)
    reached: list[Any] = []
    for axis, name in enumerate(("rows", "columns")):
        reach = dilation[axis] * (kernel[axis] - 1) + 1
        room = size[axis] + padding[axis]
        if anywhere(reach > room):
            what = f"a kernel that reaches over {_shown(reach)} {name} of {_shown(room)}"
            raise refuse(what, "choose a smaller kernel, or pad the input", (*at, "kernel"))
        reached.append((room - reach) // stride[axis] + 1)
    return reached[0], reached[1]


def _check_groups(layer: Any, channels: Any, at: tuple[str, int]) -> None:
    groups = channels if layer.groups == "depthwise" else layer.groups
    if anywhere(channels % groups != 0) or anywhere(layer.filters % groups != 0):
        what = f"{_shown(groups)} groups do not divide {_shown(channels)} channels"
        what += f" and {_shown(layer.filters)} filters"
        raise refuse(what, "choose groups that divide both", (*at, "groups"))


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else "an array"
