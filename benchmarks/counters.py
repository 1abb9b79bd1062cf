"""Counters of multiply-accumulates, in one run: who is right, how fast, with how much memory.

``python benchmarks/counters.py`` counts the same networks with our counters and with those of
others, each count in a process of its own, and compares them with the counts derived by hand in
``docs/reference/networks.md``. The others live in ``.peer-counters/``, which is made when it is
missing. ``--networks resnet-18 gpt-2`` and ``--counters fvcore`` count less; ``--markdown FILE``
writes the page of results.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from counter_process import find_python, middles, run, versions
from counter_report import (
    OURS,
    PAGE,
    PEERS,
    Outcome,
    Table,
    Verdict,
    costs,
    is_right,
    markdown_of,
    megabytes,
    ratio,
    ratios,
    text_of,
    times,
    transposed,
)
from peer import ROOT

EXPECTED = ROOT / "tests" / "networks" / "networks.csv"
NETWORKS = (
    *("mlp", "autoencoder", "lenet-5", "ds-cnn", "resnet-8", "mobilenet-v1-quarter"),
    *("alexnet", "vgg-16", "resnet-18", "resnet-50", "mobilenet-v2", "squeezenet", "u-net"),
    *("tcn", "lstm", "gru", "gcn", "kan", "vit-b-16", "bert-base", "gpt-2"),
)
CONFIGURED = frozenset({"vit-b-16", "bert-base", "gpt-2"})
LARGEST, LARGE = "llama-3.1-405b", "gpt-2"


def measure(python: Path, networks: Sequence[str], counters: Sequence[str]) -> Table:
    """Count every network with every counter."""
    table: Table = {}
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "network.onnx")
        for network in networks:
            print(network, end="", flush=True)
            run(python, "write", network, path)
            table[network] = {}
            for counter in counters:
                if counter != "joulepath, config" or network in CONFIGURED:
                    table[network][counter] = run(python, "count", counter, network, path)
                print(".", end="", flush=True)
            Path(path).unlink()
            print()
    return table


def exact_counts() -> dict[str, int]:
    """Multiply-accumulates derived by hand."""
    with EXPECTED.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(line for line in file if not line.startswith("#"))
        return {row[0]: int(row[1]) for row in rows if row[0] != "network"}


def right_everywhere(table: Table, exact: Mapping[str, int], names: Sequence[str]) -> list[str]:
    """Counters that are right on every network they were given, and were given all."""
    return [
        name
        for name in names
        if all(is_right(row.get(name), exact[network]) for network, row in table.items())
    ]


def present(table: Table, name: str) -> bool:
    """Whether a counter of ours is there at all and was asked."""
    outcomes = [row[name] for row in table.values() if name in row]
    return any(ratio(outcome, 1) != "absent" for outcome in outcomes)


def rightness(table: Table, exact: Mapping[str, int], names: Sequence[str]) -> Iterator[Verdict]:
    """Bar 1, for each of our counters."""
    for name in names:
        rows = {network: row[name] for network, row in table.items() if name in row}
        right = sum(is_right(outcome, exact[network]) for network, outcome in rows.items())
        measured = f"{right} of {len(rows)} networks"
        yield Verdict(f"{name}: right on all networks", measured, right == len(rows))


def speed(table: Table, exact: Mapping[str, int], names: Sequence[str]) -> Iterator[Verdict]:
    """Bar 2: against the fastest peer, on each network, of those that are right on all."""
    peers = right_everywhere(table, exact, PEERS)
    for name in names:
        for field, when in (("again", "a count"), ("wall", "a whole process")):
            yield _speed(table, name, peers, field, when)


def _speed(table: Table, name: str, peers: Sequence[str], field: str, when: str) -> Verdict:
    factors: dict[str, float] = {}
    for network, row in table.items():
        ours, others = row.get(name), [getattr(row[peer], field) for peer in peers]
        if isinstance(ours, Outcome) and others:
            factors[network] = min(others) / getattr(ours, field)
    known = ", ".join(peers) or "none"
    bar = f"{name}: {when} faster on each network than the fastest of {known}, right on all"
    if not factors:
        return Verdict(bar, "nothing to compare", None)
    least = min(factors, key=lambda network: factors[network])
    measured = f"{median(factors.values()):.0f} x, least {factors[least]:.2g} x ({least})"
    return Verdict(bar, measured, factors[least] > 1)


def largest(python: Path, runs: int, exact: Mapping[str, int]) -> Verdict:
    """Bar 3."""
    (found,) = middles(python, runs, ("joulepath, config", LARGEST, "-"))
    met = found.macs == exact[LARGEST] and found.wall < 1 and found.peak < 200e6
    measured = (
        f"{found.wall:.2f} s ({found.seconds * 1e3:.2g} ms of it counting), {megabytes(found.peak)}"
    )
    return Verdict(f"{LARGEST} from its config: whole process under 1 s and 200 MB", measured, met)


def large(python: Path, runs: int) -> Iterator[Verdict]:
    """Bar 4."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "large.onnx")
        run(python, "write", LARGE, path)
        size = Path(path).stat().st_size
        counters = "joulepath, ONNX", "onnx.load"
        ours, load = middles(python, runs, *((counter, LARGE, path) for counter in counters))
    what = f"ONNX file of {megabytes(size)} against onnx.load: "
    share = ours.seconds / load.seconds
    measured = f"{ours.seconds * 1e3:.0f} / {load.seconds * 1e3:.0f} ms = 1/{1 / share:.1f}"
    yield Verdict(f"{what}time at most 1/10", measured, share <= 1 / 10)
    share = ours.taken / load.taken
    measured = f"{megabytes(ours.taken)} / {megabytes(load.taken)} = 1/{1 / share:.0f}"
    yield Verdict(f"{what}memory above imports at most 1/20", measured, share <= 1 / 20)
    share = ours.peak / load.peak
    measured = f"{megabytes(ours.peak)} / {megabytes(load.peak)} = 1/{1 / share:.1f}"
    yield Verdict(f"{what}memory of the whole process (no bar)", measured, None)


def machine() -> str:
    """The machine, in words."""
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores"


def report(table: Table, counters: Sequence[str], verdicts: Sequence[Verdict]) -> dict[str, list]:
    """All tables."""
    exact = exact_counts()
    return {
        "ratios": transposed(ratios(table, exact, counters)),
        "costs": costs(table, counters),
        "times": times(table, exact),
        "verdicts": [
            ["bar", "measured", "verdict"],
            *([v.bar, v.measured, v.word] for v in verdicts),
        ],
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Counters of multiply-accumulates compared.")
    parser.add_argument("--networks", nargs="+", default=NETWORKS, choices=NETWORKS)
    parser.add_argument("--counters", nargs="+", default=PEERS, choices=PEERS, help="of others")
    parser.add_argument("--runs", type=int, default=5, help="of the last two bars (default 5)")
    parser.add_argument("--markdown", type=Path, help="write the page of results")
    given = parser.parse_args(arguments)
    python, exact = find_python(), exact_counts()
    table = measure(python, given.networks, (*OURS, *given.counters))
    ours = [name for name in OURS if present(table, name)]
    counters = (*ours, *given.counters)
    verdicts = [
        *rightness(table, exact, ours),
        *speed({n: dict.fromkeys(PEERS, "") | row for n, row in table.items()}, exact, ours),
        largest(python, given.runs, exact),
        *large(python, given.runs),
    ]
    tables = report(table, counters, verdicts)
    print(f"\n{machine()}; {versions(python)}\n")
    print("\n\n".join(map(text_of, tables.values())))
    for network, row in table.items():
        for counter, outcome in row.items():
            if isinstance(outcome, str) and ratio(outcome, 1) == "fails":
                print(f"{counter} fails on {network}: {outcome}")
    if given.markdown:
        written = {name: markdown_of(rows) for name, rows in tables.items()}
        today = datetime.now(UTC).date()
        facts = {"date": today, "machine": machine(), "versions": versions(python)}
        page = PAGE.format(number=len(table), **facts, **written)
        given.markdown.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
