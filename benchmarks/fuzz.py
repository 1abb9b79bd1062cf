"""Files of strangers: damaged, and made to hurt, they are counted or refused and nothing else.

``python benchmarks/fuzz.py`` takes ten minutes (``--minutes``) on all readers of model files
(``--only onnx``). Every file is read in a process of its own that may take 10 s and 1 GB, may
open no other file, no connection and no program, and may raise our own errors only; what it
counts must add up. Files that break this are written to ``--output``, and the program exits
with 1. The same ``--seed`` tries the same files in the same order.

A third of the time goes to files made to hurt and damaged ones, a third to sound graphs made by
hypothesis, and a third is guided by coverage where the package ``atheris`` is installed (see
``fuzz_guided.py``); without it, damaged files get that third too.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from itertools import count as numbers
from pathlib import Path
from random import Random
from time import monotonic

from fuzz_case import Outcome, read_in_process
from fuzz_mutations import damaged
from fuzz_readers import READERS, Reader

from joulepath.errors import JoulepathError

__all__ = ["main"]


@dataclass
class Findings:
    """What broke so far; the same fault is kept once."""

    folder: Path
    known: dict[str, Path] = field(default_factory=dict[str, Path])
    endings: Counter[str] = field(default_factory=Counter[str])

    def note(self, name: str, what: str, outcome: Outcome, path: Path) -> None:
        """Count an outcome, and keep the file if it is a finding."""
        self.endings[f"{name} {outcome.kind}"] += 1
        if outcome.sound:
            return
        self.keep(f"{name} {outcome.kind} {_fault(outcome.detail)}", what, outcome, path)

    def keep(self, fault: str, what: str, outcome: Outcome, path: Path) -> None:
        """Write the file and say what is wrong with it, once for each fault."""
        if fault in self.known:
            return
        content = path.read_bytes()
        kept = self.folder / f"{outcome.kind}-{hashlib.sha256(content).hexdigest()[:12]}"
        kept = kept.with_suffix(path.suffix)
        self.folder.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(content)
        self.known[fault] = kept
        print(f"FOUND {fault}\n  {what}: {kept}\n{outcome.detail[-2000:]}\n", flush=True)


def _fault(detail: str) -> str:
    """The last line of a traceback with the place it names, without addresses and numbers."""
    lines = detail.strip().splitlines()
    places = [line.strip() for line in lines if line.strip().startswith("File ")]
    return " ".join([*places[-1:], *lines[-1:]])[:300]


def main() -> int:
    """Fuzz as asked for."""
    options = _options()
    readers = {name: of for name, of in READERS.items() if options.only in {None, name}}
    print(f"seed {options.seed}, {options.minutes:g} minutes, {', '.join(readers)}", flush=True)
    findings = Findings(Path(options.output))
    share = 60 * options.minutes / len(readers) / 3
    guided = importlib.util.find_spec("atheris") is not None and not options.unguided
    with tempfile.TemporaryDirectory() as folder:
        load_packages(Path(folder))
        for name, reader in readers.items():
            path = Path(folder) / f"model{reader.ending}"
            bombs(name, reader, findings, path)
            seconds = share if guided else 2 * share
            damage(name, reader, findings, path, Random(f"{options.seed} {name}"), seconds)
            if name == "onnx":
                structured(reader, findings, path, options.seed, share)
            if guided:
                steer(name, reader, findings, options.seed, share)
    if not guided:
        print("not guided by coverage: atheris is not installed, or --unguided")
    for ending, times in sorted(findings.endings.items()):
        print(f"{times:8d} {ending}")
    print(f"{len(findings.known)} findings")
    return bool(findings.known)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--only", choices=sorted(READERS))
    parser.add_argument("--unguided", action="store_true")
    parser.add_argument("--output", default="fuzz-findings")
    return parser.parse_args()


def load_packages(folder: Path) -> None:
    """Read a sound file of each kind, so that no package is loaded while others are read."""
    for reader in READERS.values():
        path = folder / f"sound{reader.ending}"
        path.write_bytes(reader.seeds()[0])
        with contextlib.suppress(JoulepathError):
            reader.read(path)


def bombs(name: str, reader: Reader, findings: Findings, path: Path) -> None:
    """Files made to hurt."""
    for what, content in reader.bombs():
        path.write_bytes(content)
        findings.note(name, what, read_in_process(reader.read, path), path)


def damage(
    name: str, reader: Reader, findings: Findings, path: Path, chance: Random, seconds: float
) -> None:
    """Damaged files, and those damaged again that were still counted."""
    corpus = reader.seeds()
    begin = monotonic()
    for case in numbers():
        if monotonic() - begin > seconds:
            return
        path.write_bytes(content := damaged(chance, chance.choice(corpus), corpus))
        outcome = read_in_process(reader.read, path)
        findings.note(name, f"damaged file {case}", outcome, path)
        if outcome.kind == "counted" and len(corpus) < 200 and chance.random() < 0.1:
            corpus.append(content)


def structured(reader: Reader, findings: Findings, path: Path, seed: int, seconds: float) -> None:
    """Sound graphs of many operators, which must be counted."""
    end = monotonic() + seconds
    for part in numbers():
        if monotonic() > end:
            return
        sound_graphs(reader, findings, path, seed + part)


def sound_graphs(reader: Reader, findings: Findings, path: Path, seed: int) -> None:
    """Some random graphs."""
    import hypothesis
    from onnx_graphs import RandomGraph, graphs

    def one(graph: RandomGraph) -> None:
        path.write_bytes(graph.model().SerializeToString())
        outcome = read_in_process(reader.read, path)
        if outcome.kind == "refused":
            outcome = Outcome("crash", "a sound graph was refused")
        findings.note("onnx graphs", f"graph of seed {seed}", outcome, path)

    settings = hypothesis.settings(
        max_examples=25,
        deadline=None,
        database=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    hypothesis.seed(seed)(settings(hypothesis.given(graphs())(one)))()


def steer(name: str, reader: Reader, findings: Findings, seed: int, seconds: float) -> None:
    """Let coverage guide the damage, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, content in enumerate(reader.seeds()):
            (corpus / str(number)).write_bytes(content)
        program = Path(__file__).with_name("fuzz_guided.py")
        arguments = [name, str(seed), str(max(1, round(seconds))), folder]
        ended = subprocess.run(
            [sys.executable, program, *arguments], capture_output=True, text=True, check=False
        )
        runs = [line for line in ended.stderr.splitlines() if "DONE" in line or "Done" in line]
        print(f"{name} guided: {' '.join(runs[-1:]) or ended.returncode}", flush=True)
        for kept in sorted(Path(folder).glob("*-*")):
            path = Path(folder) / f"found{reader.ending}"
            path.write_bytes(kept.read_bytes())
            outcome = Outcome(kept.name.partition("-")[0], ended.stderr[-2000:])
            findings.keep(f"{name} guided {kept.name}", "guided by coverage", outcome, path)


if __name__ == "__main__":
    raise SystemExit(main())
