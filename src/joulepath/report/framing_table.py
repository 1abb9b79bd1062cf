"""A message as it is framed, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.core.quantities import Bit
from joulepath.records.links.framing import LayerBits
from joulepath.records.links.protocols import OCTET
from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import assumption_lines
from joulepath.scenario.links.framing import Framed

__all__ = ["framing_data", "framing_lines", "framing_table"]


def framing_table(framed: Framed) -> Table:
    """Bytes of each layer of a message, both ways.

    Parameters
    ----------
    framed : Framed
        A message and its framing.

    Returns
    -------
    Table
        A row for each layer; for a period two columns more.
    """
    found = framed.framing
    headings = ("layer", "up, B", "down, B")
    rows = [(_named(each.layer, framed), *_both(each)) for each in found.layers]
    total = ("a message", _octets(found.up), _octets(found.down))
    if found.period:
        headings = (*headings, "up, B a period", "down, B a period")
        rows = [(*row, *_both(each)) for row, each in zip(rows, found.period, strict=True)]
        ways = (sum(float(getattr(each, way)) for each in found.period) for way in ("up", "down"))
        total = (*total, *map(_octets, ways))
    return Table(headings, tuple(rows), (total,))


def framing_lines(framed: Framed) -> Iterator[str]:
    """What is behind the numbers, in words.

    Parameters
    ----------
    framed : Framed
        A message and its framing.
    """
    found = framed.framing
    yield f"{float(found.inflation):.4g} times the payload, both ways"
    for each in found.purposes:
        yield f"{each.layer}: {_octets(each.up)} B up, {_octets(each.down)} B down"
    said = framed.resolved.assumptions
    if said:
        yield ""
        yield from assumption_lines(said)


def framing_data(framed: Framed) -> dict[str, Any]:
    """Put a framing in plain tables, sizes in bit.

    Parameters
    ----------
    framed : Framed
        A message and its framing.

    Returns
    -------
    dict
        ``protocols``, ``message``, ``session``, ``framing``, ``unit`` and ``assumptions``.
    """
    resolved = framed.resolved
    return {
        "protocols": dict(resolved.names),
        "message": plain(resolved.message),
        "session": plain(resolved.stack.session),
        "framing": plain(framed.framing),
        "unit": "bit",
        "assumptions": list(resolved.assumptions),
    }


def _named(layer: str, framed: Framed) -> str:
    name = framed.resolved.names.get(layer, "")
    return f"{layer}: {name}" if name and name != "none" else layer


def _both(each: LayerBits) -> tuple[str, str]:
    return _octets(each.up), _octets(each.down)


def _octets(size: Bit) -> str:
    """Bytes with as many digits as a share of a session needs."""
    octets = round(float(size) / OCTET, 2)
    return f"{octets:.0f}" if octets == round(octets) else f"{octets:.2f}"
