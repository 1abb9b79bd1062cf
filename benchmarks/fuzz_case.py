"""One file, read in a process of its own with limits on time, memory and what it may touch."""

from __future__ import annotations

import math
import os
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from joulepath.errors import JoulepathError
from joulepath.records.workload import LanguageWorkload, Workload

__all__ = ["Limits", "Outcome", "broken_promises", "read_in_process"]

_COUNTED, _REFUSED, _CRASHED, _OUT_OF_MEMORY = 0, 10, 11, 12
_KINDS = {_COUNTED: "counted", _REFUSED: "refused", _CRASHED: "crash", _OUT_OF_MEMORY: "memory"}
_FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "pickle.", "os.remove", "ctypes.")


@dataclass(frozen=True)
class Limits:
    """What reading one file may take."""

    seconds: int = 10
    """Time of the processor."""
    memory: int = 2**30
    """Bytes, beyond those of the interpreter and the packages."""


@dataclass(frozen=True)
class Outcome:
    """How reading one file ended."""

    kind: str
    """``counted``, ``refused``, or one of ``crash``, ``memory``, ``hang``."""
    detail: str = ""

    @property
    def sound(self) -> bool:
        """Whether this is how reading may end."""
        return self.kind in {"counted", "refused"}


def read_in_process(
    read: Callable[[Path], object], path: Path, limits: Limits | None = None
) -> Outcome:
    """Read a file in a forked process and say how that ended."""
    limits = limits or Limits()
    with tempfile.TemporaryFile() as talk:
        before = _resident()
        process = os.fork()
        if process == 0:
            _read(read, path, limits, talk.fileno())
        _, status, usage = os.wait4(process, 0)
        talk.seek(0)
        detail = talk.read().decode(errors="replace")
    grown = usage.ru_maxrss * 1024 - before
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        hung = number in {signal.SIGXCPU, signal.SIGALRM}
        return Outcome("hang" if hung else "crash", detail or signal.Signals(number).name)
    if grown > limits.memory:
        return Outcome("memory", f"took {grown / 2**20:.0f} MiB")
    return Outcome(_KINDS.get(os.WEXITSTATUS(status), "crash"), detail)


def broken_promises(work: object) -> Iterator[str]:
    """What does not hold of a result although it must."""
    if isinstance(work, LanguageWorkload):
        yield from broken_promises(work.prefill)
        yield from broken_promises(work.decode)
    if not isinstance(work, Workload):
        return
    for name in ("parameters", "weight_bits", "read_bits", "written_bits"):
        parts = [getattr(layer, name) for layer in work.layers]
        yield from _wrong(name, getattr(work, name), parts)
    for name in ("macs", "elementwise", "special", "comparisons", "moves"):
        parts = [getattr(layer.operations, name) for layer in work.layers]
        yield from _wrong(name, getattr(work.operations, name), parts)


def _wrong(name: str, total: Any, parts: list[Any]) -> Iterator[str]:
    if total != sum(parts):
        yield f"{name}: {total} is not the sum {sum(parts)} of the layers"
    if any(not 0 <= part < math.inf for part in parts):
        yield f"{name}: a layer has {min(parts)}"


def _read(read: Callable[[Path], object], path: Path, limits: Limits, talk: int) -> NoReturn:
    """In the forked process: never returns."""
    code = _CRASHED
    try:
        os.dup2(talk, 1)
        os.dup2(talk, 2)
        used = _address_space()
        resource.setrlimit(resource.RLIMIT_AS, (used + limits.memory,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(12 * limits.seconds)
        touched: list[str] = []
        sys.addaudithook(lambda event, values: _note(touched, path, event, values))
        code = _judged(read, path, touched)
    except MemoryError:
        code = _OUT_OF_MEMORY
    except BaseException:  # whatever it is, it is what we look for
        os.write(2, traceback.format_exc()[-4000:].encode())
    finally:
        os._exit(code)


def _judged(read: Callable[[Path], object], path: Path, touched: list[str]) -> int:
    try:
        broken = [*broken_promises(read(path))]
        code = _COUNTED
    except JoulepathError as error:
        broken = [] if str(error).strip() else ["refused without a word"]
        broken += ["the message is endless"] * (len(str(error)) > 2**20)
        code = _REFUSED
        if isinstance(error.__cause__, MemoryError) or "MemoryError" in str(error):
            return _OUT_OF_MEMORY
    if broken or touched:
        os.write(2, "\n".join([*broken[:5], *touched[:5]]).encode())
        return _CRASHED
    return code


def _note(touched: list[str], path: Path, event: str, values: tuple[Any, ...]) -> None:
    """Remember what reading a model has no business with."""
    if event.startswith(_FORBIDDEN):
        touched.append(f"did {event} {values!r:.200}")
    if event == "open" and not _allowed(str(values[0]), path):
        touched.append(f"opened {values[0]!r:.200}")


def _allowed(opened: str, path: Path) -> bool:
    # packages import their modules when they are first needed
    return opened == str(path) or opened.endswith((".py", ".pyc", ".so")) or opened.isdigit()


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()
