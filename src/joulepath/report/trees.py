"""Explanations as trees of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.analysis.explain import Node
from joulepath.catalogue.units import render
from joulepath.records.origins import Origin
from joulepath.report.plain import plain

__all__ = ["share_shown", "shown", "shown_ratio", "tree_dict", "tree_text"]


def tree_text(node: Node) -> str:
    """Write a tree, one number a line, inputs below and to the right of their result.

    Parameters
    ----------
    node : Node
        From `joulepath.Explained.tree`.

    Returns
    -------
    str
        E.g. ``energy = 3 J  <- energy_at_power  [definition]``; a line that ends in ``...`` has
        inputs that a deeper tree shows.
    """
    return "\n".join(_lines(node, 0))


def tree_dict(node: Node) -> dict[str, Any]:
    """Put a tree in plain tables.

    Parameters
    ----------
    node : Node
        From `joulepath.Explained.tree`.

    Returns
    -------
    dict
        ``label``, ``path`` of the result, ``value`` in the coherent ``unit``, ``formula``,
        ``source``, ``origin`` (``kind``, ``place``, ``written``, ``note``; none for a computed
        number or one that the method fixes), ``cut`` and ``inputs``, which are trees too.
    """
    return {
        "label": node.label,
        "path": node.path,
        "value": plain(node.value),
        "unit": node.unit,
        "formula": node.formula,
        "source": node.source,
        "origin": None if node.origin is None else _origin_dict(node.origin),
        "cut": node.cut,
        "inputs": [tree_dict(part) for part in node.parts],
    }


def shown(value: Any, unit: str) -> str:
    """Write a number for people; of an array, its range.

    Parameters
    ----------
    value : Num
        In the coherent unit.
    unit : str
        The coherent unit, e.g. ``"J"``.

    Returns
    -------
    str
        E.g. ``"350 mJ"`` or ``"1 J to 2 J"``.
    """
    if getattr(value, "ndim", 0):
        low, high = (render(float(end), unit or "1") for end in (value.min(), value.max()))
        return low if low == high else f"{low} to {high}"
    return render(float(value), unit or "1")


def share_shown(share: Any) -> str:
    """Write a share in per cent; of an array, its range, and never all where some are missing.

    Parameters
    ----------
    share : Num
        Between 0 and 1.

    Returns
    -------
    str
        E.g. ``"98.3 %"``.

    Examples
    --------
    >>> [share_shown(share) for share in (1.0, 0.99999, 0.5)]
    ['100 %', '> 99.99 %', '50 %']
    """
    if getattr(share, "ndim", 0):
        low, high = (share_shown(float(end)) for end in (share.min(), share.max()))
        return low if low == high else f"{low} to {high}"
    percent = 100 * float(share)
    return "> 99.99 %" if 99.99 < percent < 100 else f"{percent:.4g} %"


def shown_ratio(ratio: float) -> str:
    """Write a ratio with three significant digits: ``5.79``, ``14 200``."""
    text = f"{ratio:.3g}"
    return f"{float(text):,.0f}".replace(",", " ") if 1e3 <= ratio < 1e9 else text


def _lines(node: Node, level: int) -> Iterator[str]:
    named = f" ({node.path})" if node.path not in ("", node.label) else ""
    value = shown(node.value, node.unit)
    more = " ..." if node.cut else ""
    yield f"{'  ' * level}{node.label}{named} = {value}  <- {_why(node)}{more}"
    for part in node.parts:
        yield from _lines(part, level + 1)


def _why(node: Node) -> str:
    """Say where a number comes from, and who vouches for it."""
    source = f"  [{node.source}]" if node.source else ""
    if node.formula:
        return f"{node.formula}{source}"
    if node.origin is None:
        return "fixed by the method"
    origin = node.origin
    defaulted = origin.kind == "default" and origin.place != "convention"
    place = f"default of {origin.place}" if defaulted else origin.place
    return f"{place} ({origin.written}){source}"


def _origin_dict(origin: Origin) -> dict[str, str]:
    return {
        "kind": origin.kind,
        "place": origin.place,
        "written": origin.written,
        "note": origin.note,
    }
