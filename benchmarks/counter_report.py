"""Tables of what counters counted and what it took, and verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from counter_process import Outcome

OURS = ("joulepath, ONNX", "joulepath, config", "joulepath, torch")
PEERS = (
    *("FlopCounterMode, meta", "FlopCounterMode, CPU", "fvcore", "calflops", "ptflops, aten"),
    *("ptflops, pytorch", "thop", "ultralytics-thop", "torchinfo", "torchprofile", "onnx-tool"),
)
Table = dict[str, dict[str, Outcome | str]]
"""Outcomes, or why there is none, by network and counter."""


@dataclass(frozen=True)
class Verdict:
    """A bar, what was measured, and whether it is met."""

    bar: str
    measured: str
    met: bool | None
    """None if it was not measured."""

    @property
    def word(self) -> str:
        """The verdict."""
        return "not measured" if self.met is None else "met" if self.met else "NOT MET"


def ratio(outcome: Outcome | str | None, exact: int) -> str:
    """Counted over exact, in as many digits as show a difference."""
    if outcome is None:
        return ""
    if isinstance(outcome, str):
        return "absent" if "ModuleNotFoundError: No module named 'joulepath" in outcome else "fails"
    if outcome.macs == exact:
        return "1"
    value = outcome.macs / exact
    return "0" if value == 0 else f"{value:.6f}" if abs(value - 1) < 1e-3 else f"{value:.4g}"


def is_right(outcome: Outcome | str | None, exact: int) -> bool:
    """Whether a count is exact to the last unit."""
    return isinstance(outcome, Outcome) and outcome.macs == exact


def milliseconds(seconds: float) -> str:
    """A time, in words."""
    return f"{seconds * 1e3:.{0 if seconds >= 0.01 else 2}f} ms"


def megabytes(size: float) -> str:
    """A size in bytes, in words."""
    return f"{size / 1e6:.0f} MB"


def ratios(table: Table, exact: Mapping[str, int], counters: Sequence[str]) -> list[list[str]]:
    """Counted over exact, a row for each counter and a column for each network."""
    head = ["counted / exact", *table, "right"]
    rows = [head]
    for name in counters:
        cells = [ratio(row.get(name), exact[network]) for network, row in table.items()]
        rows.append([name, *cells, f"{cells.count('1')} of {sum(map(bool, cells))}"])
    return rows


def costs(table: Table, counters: Sequence[str]) -> list[list[str]]:
    """Medians over the networks: time of a count, of a process, and memory."""
    rows = [
        ["median over networks", "first count", "again", "process", "memory above imports", "peak"]
    ]
    for name in counters:
        found = [row[name] for row in table.values() if isinstance(row.get(name), Outcome)]
        outcomes = [outcome for outcome in found if isinstance(outcome, Outcome)]
        if outcomes:
            rows.append(
                [
                    name,
                    milliseconds(median(o.seconds for o in outcomes)),
                    milliseconds(median(o.again for o in outcomes)),
                    f"{median(o.wall for o in outcomes):.2f} s",
                    megabytes(median(o.taken for o in outcomes)),
                    megabytes(median(o.peak for o in outcomes)),
                ]
            )
    return rows


def times(table: Table, exact: Mapping[str, int]) -> list[list[str]]:
    """Our time on each network beside that of the fastest counter that is right on it."""
    rows = [["network", "ONNX", "torch", "fastest that is right here", "its time"]]
    for network, row in table.items():
        ours = [row.get(name) for name in ("joulepath, ONNX", "joulepath, torch")]
        cells = [milliseconds(o.again) if isinstance(o, Outcome) else "-" for o in ours]
        right = {p: o for p in PEERS if isinstance(o := row.get(p), Outcome)}
        right = {p: o for p, o in right.items() if o.macs == exact[network]}
        best = min(right, key=lambda p: right[p].again, default="-")
        cells += [best, milliseconds(right[best].again) if right else "-"]
        rows.append([network, *cells])
    return rows


def transposed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Columns as rows."""
    return [list(row) for row in zip(*rows, strict=True)]


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """A table in plain text."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (zip(row, widths, strict=True) for row in rows)
    return "\n".join("  ".join(cell.ljust(width) for cell, width in line) for line in lines)


def markdown_of(rows: Sequence[Sequence[str]]) -> str:
    """A table in Markdown."""
    head, *body = ("| " + " | ".join(row) + " |" for row in rows)
    return "\n".join([head, "|---" * len(rows[0]) + "|", *body])


PAGE = """# Counters compared

`python benchmarks/counters.py --markdown docs/reference/counters.md` wrote this page on {date}, on
{machine}. It counts the multiply-accumulates of {number} networks with joulepath and with other
counters, each count in a process of its own, and divides by what is
[derived by hand](networks.md). 1 is exact to the last unit; FLOPs of others are halved where they
count a multiply-accumulate as two. The networks are plain modules in
`benchmarks/counter_modules.py`, and ONNX files with all weights.

Versions: {versions}.

## Who is right

{ratios}

## What it takes

The first count comes when everything is imported and the network is built; `again` is the least
time of a few more, when nothing is left to be loaded (PyTorch loads a part of itself on the
first); `process` is all of it. Counters that work on the CPU run the network. Times are of one run
on a machine that may have had other work as well, which slows all: compare them, do not quote.

{costs}

On each network, our time of a count again beside that of the fastest counter that is right on it,
whatever that counter says of other networks:

{times}

## Bars

{verdicts}
"""
