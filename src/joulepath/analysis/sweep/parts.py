"""Parts of a sweep on disk: what is done survives a kill, and a second run goes on from it.

A part is written beside its place and then renamed, so that it is there whole or not at all. The
folder is named after the output; a manifest says which sweep it belongs to. A part whose checksum
is wrong, as after a power cut, is computed anew.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal
from uuid import uuid4
from zlib import crc32

from joulepath.errors import InputError, Problem

__all__ = ["Parts"]

_MANIFEST: Final = "manifest.json"
_LOCK: Final = "lock"
_JOINED: Final = "joined"
_NEW: Final = ".new"


@dataclass(frozen=True)
class Parts:
    """Folder of the parts of one output."""

    output: Path
    """File that they become."""
    digest: str
    """Digest of the request that they answer."""

    @property
    def folder(self) -> Path:
        """Folder beside the output."""
        return self.output.with_name(f"{self.output.name}.parts")

    def part(self, number: int) -> Path:
        """File of a part."""
        return self.folder / f"{number:09d}"

    def _note(self, number: int) -> Path:
        """File that sums a part up."""
        return self.folder / f"{number:09d}.json"

    def begin(self, *, force: bool) -> Literal["to do", "done"]:
        """Make the folder, or take it over from a run that did not end.

        Parameters
        ----------
        force : bool
            Whether an existing output is replaced, and parts of another sweep are thrown away.

        Returns
        -------
        str
            ``"done"`` where the earlier run had come to its very end but for tidying up.

        Raises
        ------
        InputError
            If the output exists, the parts are those of another sweep, or nothing can be
            written there.
        """
        with self._told():
            found = self._manifest()
            if found == (self.digest, "finishing"):
                self.finish()
                return "done"
            if self.output.exists() and not force:
                remedy = "name another file, or --force to overwrite it"
                raise InputError(Problem(str(self.output), "exists already", remedy))
            if self.output.is_dir():
                raise InputError(Problem(str(self.output), "is a folder", "name a file in it"))
            if found is not None and found[0] != self.digest:
                self._give_up_others(force=force)
            self.folder.mkdir(exist_ok=True)
            self._say("computing")
            for left in self.folder.glob(f"*{_NEW}"):
                left.unlink(missing_ok=True)
        return "to do"

    def _give_up_others(self, *, force: bool) -> None:
        """Delete parts of another sweep."""
        if not force:
            remedy = (
                "run that sweep again to go on with it, name another output,"
                " or --force to throw its parts away"
            )
            raise InputError(Problem(str(self.folder), "holds parts of another sweep", remedy))
        self._delete()

    def _manifest(self) -> tuple[str, str] | None:
        """Digest and state of what is there; none where nothing is."""
        if not self.folder.exists():
            return None
        try:
            found = json.loads((self.folder / _MANIFEST).read_text(encoding="utf-8"))
            return str(found["request"]), str(found["state"])
        except FileNotFoundError:
            return None if not self._foreign() else ("", "")
        except (ValueError, KeyError, TypeError):
            return "", ""

    def _foreign(self) -> bool:
        """Whether the folder holds anything that is not ours before a manifest is."""
        names = (each.name for each in self.folder.iterdir())
        return any(name != _LOCK and not name.startswith(_MANIFEST) for name in names)

    def _say(self, state: str) -> None:
        text = json.dumps({"request": self.digest, "state": state, "output": self.output.name})
        _put(self.folder / _MANIFEST, text.encode())

    def done(self) -> dict[int, dict[str, Any]]:
        """Summaries of the parts that are there, by number."""
        found: dict[int, dict[str, Any]] = {}
        for path in self.folder.iterdir():
            if path.name.isdecimal():
                with contextlib.suppress(OSError, ValueError, KeyError):
                    note = json.loads(self._note(int(path.name)).read_text(encoding="utf-8"))
                    if note["checksum"] == crc32(path.read_bytes()):
                        found[int(path.name)] = note["summary"]
        return found

    def keep(self, number: int, data: bytes, summary: dict[str, Any]) -> None:
        """Write a part; it counts once it has its name.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        with self._told():
            note = json.dumps({"checksum": crc32(data), "summary": summary})
            _put(self._note(number), note.encode())
            _put(self.part(number), data)

    def join(self, write: Callable[[BinaryIO], None]) -> None:
        """Write the output from all parts, and tidy up.

        Raises
        ------
        InputError
            If it cannot be written; the parts stay.
        """
        with self._told():
            joined = self.folder / _JOINED
            beside = joined.with_name(f"{_JOINED}{_NEW}")
            with beside.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(joined)
            self._say("finishing")
            self.finish()

    def finish(self) -> None:
        """Put the joined file in its place and delete the parts."""
        joined = self.folder / _JOINED
        if joined.exists():
            joined.replace(self.output)
        self._delete()

    def _delete(self) -> None:
        """Delete all files of the folder, the manifest last."""
        manifest = self.folder / _MANIFEST
        for path in self.folder.iterdir():
            if path != manifest:
                path.unlink(missing_ok=True)
        manifest.unlink(missing_ok=True)
        self.folder.rmdir()

    @contextlib.contextmanager
    def alone(self) -> Generator[None]:
        """Keep other sweeps away from the folder, where the system can.

        Raises
        ------
        InputError
            If another one works there.
        """
        try:
            import fcntl
        except ImportError:  # not on this system
            yield
            return
        with self._told():
            self.folder.mkdir(exist_ok=True)
            file = (self.folder / _LOCK).open("wb")
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                remedy = "wait for it, or name another output"
                what = "another sweep is writing there"
                raise InputError(Problem(str(self.folder), what, remedy)) from None
            except OSError:  # a file system without locks
                pass
            try:
                yield
            finally:
                self._leave_nothing_empty()

    def _leave_nothing_empty(self) -> None:
        """Delete a folder that holds nothing but the lock."""
        with contextlib.suppress(OSError):
            if [each.name for each in self.folder.iterdir()] == [_LOCK]:
                (self.folder / _LOCK).unlink()
                self.folder.rmdir()

    @contextlib.contextmanager
    def _told(self) -> Generator[None]:
        """Say what went wrong with a file, and that nothing is lost."""
        try:
            yield
        except FileNotFoundError:
            folder = self.output.parent
            remedy = f"make it first, or name another file: mkdir {folder}"
            raise InputError(
                Problem(str(self.output), "its folder does not exist", remedy)
            ) from None
        except OSError as error:
            remedy = "make room or name another file; parts that are done stay, run again to go on"
            what = f"cannot be written: {error.strerror or error}"
            raise InputError(Problem(str(self.output), what, remedy)) from None


def _put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f"{path.name}.{uuid4().hex}{_NEW}")  # another machine may write it, too
    try:
        with beside.open("wb") as file:
            file.write(data)
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
