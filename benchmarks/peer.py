"""The peer, ecal-energy 0.1.0, in an environment of its own.

It needs PyTorch, transformers and calflops to start, so it lives in ``.peer/`` beside this
repository's own environment. ``python benchmarks/peer.py`` makes it; the benchmarks make it
themselves when it is missing, and go on without the peer when that fails.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".peer"
PEER = "ecal-energy==0.1.0"

# Only a build for the CPU may be asked for: elsewhere than on macOS a bare "torch" brings
# gigabytes of libraries for graphics cards.
TORCH = "torch==2.13.0" if sys.platform == "darwin" else "torch==2.13.0+cpu"
REQUIREMENTS = (TORCH, "transformers==5.23.0", "calflops==0.3.2", "PyYAML==6.0.3", "numpy>=1.24")

STUB = "resnet18 = None  # ecal imports this name and never uses it to estimate\n"
STUB_NOTE = "torchvision is a stub there: the peer imports one name from it and never uses it"

TIMING = """
import json, sys, time
from importlib.metadata import version
from ecal import estimate
arguments, calls, repeats = json.loads(sys.argv[1])
estimate(**arguments)
best = processor = float("inf")
for _ in range(repeats):
    start, begun = time.perf_counter(), time.process_time()
    for _ in range(calls):
        result = estimate(**arguments)
    best = min(best, (time.perf_counter() - start) / calls)
    processor = min(processor, (time.process_time() - begun) / calls)
versions = {name: version(name) for name in ("ecal-energy", "torch")}
versions["python"] = sys.version.split()[0]
print(json.dumps({"seconds": best, "processor": processor, "result": result, **versions}))
"""


@dataclass(frozen=True)
class Peer:
    """A working installation of the peer."""

    python: Path
    """Its interpreter."""

    @property
    def command(self) -> Path:
        """Its console script."""
        return self.python.with_name("ecal" + self.python.suffix)

    def time_loop(
        self, arguments: dict[str, Any], *, calls: int = 2000, repeats: int = 5
    ) -> dict[str, Any]:
        """Time ``ecal.estimate(**arguments)`` in a loop in the peer's own process.

        Parameters
        ----------
        arguments : dict
            Keyword arguments of ``ecal.estimate``; what JSON can carry.
        calls : int
            Calls in one loop.
        repeats : int
            Loops; the fastest counts.

        Returns
        -------
        dict
            ``seconds`` a call, ``processor`` seconds a call, the ``result`` of a call, and
            versions.
        """
        request = json.dumps([arguments, calls, repeats])
        command = [str(self.python), "-c", TIMING, request]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return json.loads(done.stdout.splitlines()[-1])


def find_peer(environment: Path = ENVIRONMENT) -> Peer | None:
    """Find a working peer, making its environment if there is none; say why when it fails."""
    peer = Peer(_python(environment))
    if _works(peer):
        return peer
    print(f"installing {PEER} with {TORCH} into {environment.name}/ (once, about a minute)")
    try:
        _install(environment)
    except (OSError, subprocess.CalledProcessError) as problem:
        output = getattr(problem, "stderr", None) or str(problem)
        print(f"the peer could not be installed, so nothing is compared with it:\n{output.strip()}")
        return None
    if not _works(peer):
        print("the peer was installed and does not start, so nothing is compared with it")
        return None
    return peer


def _python(environment: Path) -> Path:
    windows = sys.platform == "win32"
    return environment / ("Scripts/python.exe" if windows else "bin/python")


def _works(peer: Peer) -> bool:
    if not peer.python.exists():
        return False
    command = [str(peer.python), "-c", "import ecal.api"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(environment: Path) -> None:
    venv.create(environment, with_pip=True, clear=True)
    pip = [str(_python(environment)), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, *REQUIREMENTS], capture_output=True, text=True, check=True)
    subprocess.run([*pip, "--no-deps", PEER], capture_output=True, text=True, check=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [str(_python(environment)), "-c", where]
    packages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    stub = Path(packages) / "torchvision"
    stub.mkdir(exist_ok=True)
    (stub / "__init__.py").write_text("")
    (stub / "models.py").write_text(STUB)


if __name__ == "__main__":
    found = find_peer()
    print(f"{PEER} works in {ENVIRONMENT.name}/; {STUB_NOTE}" if found else "there is no peer")
    sys.exit(0 if found else 1)
