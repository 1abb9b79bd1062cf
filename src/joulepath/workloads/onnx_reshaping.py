"""What the target of an ONNX ``Reshape`` is when it reads a tensor of another shape."""

from __future__ import annotations

from math import prod

from joulepath.workloads.onnx_graph import Shape
from joulepath.workloads.work import RuleError

__all__ = ["reshaped"]


def reshaped(before: Shape, now: Shape, written: Shape, target: Shape) -> Shape:
    """The target of a ``Reshape`` that reads a tensor of another shape than before.

    Axes are matched in blocks that hold equally many values. A changed axis that was joined with
    others, or left as it was, stays so; one that was cut into several cannot be told.

    Parameters
    ----------
    before, now : tuple of int
        Shape read before and now.
    written : tuple of int
        Shape written before.
    target : tuple of int
        As in the file, where 0 stands for the axis read and -1 for the rest.

    Raises
    ------
    RuleError
        If a changed axis is cut into several.
    """
    sizes = list(target)
    for axes, parts in _blocks(before, written):
        old, new = [before[axis] for axis in axes], [now[axis] for axis in axes]
        if old == new:
            continue
        changed = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
        long = [part for part in parts if written[part] > 1] or parts[:1]
        same = [part for part in parts if written[part] == changed[0][0]]
        if len(long) == 1:
            place, size = long[0], prod(new)
        elif len(changed) == 1 and len(same) == 1:
            place, size = same[0], changed[0][1]
        else:
            raise RuleError(f"an axis of {prod(old)} values, which would change, is cut in parts")
        sizes[place] = size if target[place] > 0 else target[place]
    return tuple(sizes)


def _blocks(before: Shape, written: Shape) -> list[tuple[list[int], list[int]]]:
    """Axes read and axes written that hold equally many values, as few as possible together."""
    blocks: list[tuple[list[int], list[int]]] = []
    read, write = 0, 0
    while read < len(before) or write < len(written):
        axes, parts = list[int](), list[int]()
        left = right = 1
        while not (axes or parts) or left != right:
            if (left <= right and read < len(before)) or write == len(written):
                if read == len(before):
                    raise RuleError("it reads another number of values than it writes")
                axes.append(read)
                left *= before[read]
                read += 1
            else:
                parts.append(write)
                right *= written[write]
                write += 1
        blocks.append((axes, parts))
    return blocks
