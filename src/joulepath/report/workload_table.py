"""Counted workloads as tables and lines for people."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from joulepath.analysis.intensity import (
    BITS_PER_BYTE,
    LayerIntensity,
    flops_of,
    intensities,
    intensity_of,
    other_operations,
)
from joulepath.catalogue.units import render
from joulepath.core.quantities import Num
from joulepath.records.workload import LanguageWorkload, Workload
from joulepath.report.tables import Table
from joulepath.report.trees import shown_ratio

__all__ = [
    "Counted",
    "amount",
    "data_size",
    "layer_table",
    "phases",
    "shortened",
    "total_lines",
    "totals_table",
]

Counted: TypeAlias = Workload | LanguageWorkload

_HEADINGS: Final = (
    "layer",
    "operator",
    "format",
    "MACs",
    "other operations",
    "parameters",
    "weights",
    "read",
    "written",
    "FLOP/byte",
)
_NAME: Final = 36
_EXACT_BELOW: Final = 10**15


def phases(counted: Counted) -> tuple[tuple[str, Workload], ...]:
    """Passes of a model with their names; the only pass of most models has none."""
    if isinstance(counted, Workload):
        return (("", counted),)
    return (("prefill", counted.prefill), ("decode", counted.decode))


def layer_table(workload: Workload, title: str, most: int | None = None) -> Table:
    """Work and memory of every layer.

    Parameters
    ----------
    workload : Workload
        The counted model.
    title : str
        What it is.
    most : int or None
        How many of the most expensive layers to show; the others become one row.

    Returns
    -------
    Table
        Layers in the order of execution, and their total.
    """
    found = intensities(workload)
    kept = set(range(len(found)))
    if most is not None:
        kept = set(sorted(kept, key=lambda at: (-float(found[at].flops), at))[:most])
    rows = [_row(of) for at, of in enumerate(found) if at in kept]
    rest = [of for at, of in enumerate(found) if at not in kept]
    if rest:
        rows.append(_rest(rest))
    total = ("total", "", "", *_numbers(workload))
    return Table(_HEADINGS, tuple(rows), (total,), title=title)


def total_lines(counted: Counted) -> list[str]:
    """Totals of a model in sentences, with the convention that they follow."""
    lines: list[str] = []
    for name, workload in phases(counted):
        prefix = f"{name}: " if name else ""
        lines += [f"{prefix}{line}" for line in _lines(workload)]
    if isinstance(counted, LanguageWorkload):
        lines.append(f"cache: {data_size(counted.cache_bits_per_token)} a token of the context")
        if counted.state_bits:
            lines.append(f"state: {data_size(counted.state_bits)} whatever the context")
    lines.append(
        "convention: 1 MAC = 2 FLOP; a FLOP is one operation in whatever numeric format;"
        " FLOPs = 2 x MACs + elementwise + special + comparisons; moves are none"
    )
    return lines


def totals_table(counted: Sequence[Counted], labels: Sequence[str], title: str = "") -> Table:
    """Totals of several models side by side, each but the first with its difference.

    Parameters
    ----------
    counted : sequence
        At least two workloads.
    labels : sequence of str
        What tells them apart.
    title : str
        What the table shows.

    Returns
    -------
    Table
        A row a quantity; what a model lacks is a dash.
    """
    totals = [
        {name: None if value is None else float(value) for name, value in _totals(each)}
        for each in counted
    ]
    names = list(dict.fromkeys(name for of in totals for name in of))
    headings = ["total", labels[0]]
    for label in labels[1:]:
        headings += [label, "difference"]
    rows = tuple((name, *_compared(name, [of.get(name) for of in totals])) for name in names)
    return Table(tuple(headings), rows, title=title)


def shortened(name: str, most: int = _NAME) -> str:
    """Leave out the middle of a long name; the end tells layers apart, so more of it is kept."""
    if len(name) <= most:
        return name
    head = (most - 3) // 3
    return f"{name[:head]}...{name[-(most - 3 - head) :]}"


def amount(count: Num) -> str:
    """Write a count in full: ``12 501 632``; four digits of one that nobody reads."""
    value = float(count)
    if abs(value) >= _EXACT_BELOW:
        return f"{value:.4g}"
    return f"{value:,.0f}".replace(",", " ")


def data_size(bits: Num) -> str:
    """Write an amount of data in bytes, the last one begun."""
    whole = math.ceil(float(bits) / BITS_PER_BYTE)
    return render(float(whole * BITS_PER_BYTE), "bit") if whole else "0 B"


def _row(of: LayerIntensity) -> tuple[str, ...]:
    layer = of.layer
    return (
        shortened(layer.name),
        layer.operator,
        layer.format,
        amount(layer.operations.macs),
        amount(other_operations(layer.operations)),
        amount(layer.parameters),
        data_size(layer.weight_bits),
        data_size(layer.read_bits),
        data_size(layer.written_bits),
        _intensity(of.intensity),
    )


def _rest(rest: Sequence[LayerIntensity]) -> tuple[str, ...]:
    layers = [of.layer for of in rest]
    flops, traffic = sum(of.flops for of in rest), sum(of.traffic for of in rest)
    plural = "s" if len(rest) > 1 else ""
    return (
        f"{len(rest)} other layer{plural}",
        "",
        "",
        amount(sum(layer.operations.macs for layer in layers)),
        amount(sum(other_operations(layer.operations) for layer in layers)),
        amount(sum(layer.parameters for layer in layers)),
        data_size(sum(layer.weight_bits for layer in layers)),
        data_size(sum(layer.read_bits for layer in layers)),
        data_size(sum(layer.written_bits for layer in layers)),
        _intensity(BITS_PER_BYTE * flops / traffic if traffic else None),
    )


def _numbers(workload: Workload) -> tuple[str, ...]:
    return (
        amount(workload.operations.macs),
        amount(other_operations(workload.operations)),
        amount(workload.parameters),
        data_size(workload.weight_bits),
        data_size(workload.read_bits),
        data_size(workload.written_bits),
        _intensity(intensity_of(workload)),
    )


def _intensity(ratio: Num | None) -> str:
    return "-" if ratio is None else shown_ratio(float(ratio))


def _lines(workload: Workload) -> Iterator[str]:
    work = workload.operations
    bound = "at least " if workload.left_out else ""
    yield f"FLOPs: {bound}{amount(flops_of(work))}"
    kinds = ("elementwise", "special", "comparisons", "moves")
    others = ", ".join(f"{amount(getattr(work, kind))} {kind}" for kind in kinds)
    yield f"operations: {bound}{amount(work.macs)} MACs, {others}"
    yield f"parameters: {bound}{amount(workload.parameters)}, {data_size(workload.weight_bits)}"
    yield f"activations: at most {data_size(workload.peak_bits)} at one time"
    values = amount(workload.input_values), amount(workload.output_values)
    yield f"values: {values[0]} in, {values[1]} out"


def _totals(counted: Counted) -> Iterator[tuple[str, Num | None]]:
    for phase, workload in phases(counted):
        prefix = f"{phase}: " if phase else ""
        work = workload.operations
        yield f"{prefix}FLOPs", flops_of(work)
        for kind in ("macs", "elementwise", "special", "comparisons", "moves"):
            yield f"{prefix}{kind.replace('macs', 'MACs')}", getattr(work, kind)
        yield f"{prefix}parameters", workload.parameters
        yield f"{prefix}weights", workload.weight_bits
        yield f"{prefix}activations read", workload.read_bits
        yield f"{prefix}activations written", workload.written_bits
        yield f"{prefix}peak of activations", workload.peak_bits
        yield f"{prefix}FLOP/byte", intensity_of(workload)
    if isinstance(counted, LanguageWorkload):
        yield "cache a token", counted.cache_bits_per_token
        yield "state", counted.state_bits


def _compared(name: str, values: Sequence[float | None]) -> list[str]:
    first, *others = values
    cells = [_shown(name, first)]
    for value in others:
        cells += [_shown(name, value), _difference(name, value, first)]
    return cells


def _shown(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    quantity = name.rpartition(": ")[2]
    if quantity == "FLOP/byte":
        return shown_ratio(value)
    is_data = quantity in {"weights", "cache a token", "state"} or "activations" in quantity
    return data_size(value) if is_data else amount(value)


def _difference(name: str, value: float | None, base: float | None) -> str:
    if value is None or base is None:
        return "-"
    if value == base:
        return "="
    size = ("+" if value > base else "-") + _shown(name, abs(value - base))
    if not base:
        return size
    ratio = value / base
    return f"{size} ({f'x {shown_ratio(ratio)}' if ratio >= 10 else f'{100 * (ratio - 1):+.3g} %'})"
