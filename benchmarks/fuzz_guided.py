"""Damage guided by coverage: ``fuzz_guided.py READER SEED SECONDS FOLDER``, run by ``fuzz.py``.

Needs the package ``atheris``, which runs libFuzzer. Files that crash, hang or take more than
1 GB are written to the folder.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["joulepath.workloads"]):
    from fuzz_case import broken_promises
    from fuzz_mutations import damaged
    from fuzz_readers import READERS, Reader

    from joulepath.errors import JoulepathError


def main() -> None:
    """Fuzz until the time is over or something breaks."""
    name, seed, seconds, folder = sys.argv[1:]
    reader, corpus = READERS[name], READERS[name].seeds()
    options = [
        f"-seed={seed}",
        f"-max_total_time={seconds}",
        f"-max_len={2 * max(map(len, corpus))}",
        f"-artifact_prefix={folder}/",
        *("-timeout=30", "-rss_limit_mb=1536", f"{folder}/corpus"),
    ]
    judge = partial(judged, reader, Path(folder) / f"model{reader.ending}")
    atheris.Setup(["fuzz_guided", *options], judge, custom_mutator=partial(mutated, corpus))
    atheris.Fuzz()


def judged(reader: Reader, path: Path, content: bytes) -> None:
    """Read a file; what is neither counted nor refused is raised."""
    path.write_bytes(content)
    try:
        work = reader.read(path)
    except JoulepathError:
        return
    if broken := [*broken_promises(work)]:
        raise AssertionError(broken)


def mutated(corpus: Sequence[bytes], content: bytes, most: int, seed: int) -> bytes:
    """A file damaged by libFuzzer or by us."""
    chance = Random(seed)
    if chance.random() < 0.5:
        return atheris.Mutate(content, most)
    return damaged(chance, content, corpus)[:most]


if __name__ == "__main__":
    main()
