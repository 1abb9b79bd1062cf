"""Damage guided by coverage: ``fuzz_guided.py READER SEED SECONDS FOLDER``, run by ``fuzz.py``.

Needs the package ``atheris``, which runs libFuzzer. Files that crash, hang or take more than
1 GB are written to the folder.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["joulepath.workloads"]):
    from fuzz_case import broken_promises
    from fuzz_mutations import damaged
    from fuzz_readers import READERS

    from joulepath.errors import JoulepathError


def main() -> None:
    """Fuzz until the time is over or something breaks."""
    name, seed, seconds, folder = sys.argv[1:]
    reader, corpus = READERS[name], READERS[name].seeds()
    path = Path(folder) / f"model{reader.ending}"

    def judge(content: bytes) -> None:
        path.write_bytes(content)
        try:
            work = reader.read(path)
        except JoulepathError:
            return
        if broken := [*broken_promises(work)]:
            raise AssertionError(broken)

    def mutate(content: bytes, most: int, seed: int) -> bytes:
        chance = Random(seed)
        if chance.random() < 0.5:
            return atheris.Mutate(content, most)
        return damaged(chance, content, corpus)[:most]

    largest = max(map(len, corpus)) * 2
    atheris.Setup(
        [
            "fuzz_guided",
            f"-seed={seed}",
            f"-max_total_time={seconds}",
            *("-timeout=30", "-rss_limit_mb=1536", "-print_final_stats=1", "-verbosity=1"),
            f"-max_len={largest}",
            f"-artifact_prefix={folder}/",
            f"{folder}/corpus",
        ],
        judge,
        custom_mutator=mutate,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
