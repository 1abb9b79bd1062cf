"""The configuration inside a ``.keras`` file, which is a ZIP archive."""

from __future__ import annotations

import zipfile
import zlib
from io import RawIOBase
from pathlib import Path
from typing import IO, Any, Final, cast

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.files import existing_file, resemblance
from joulepath.workloads.json_reading import json_of_file, parsed

__all__ = ["configuration_of", "holds_keras"]

_CONFIGURATION: Final = "config.json"
_LARGEST_CONFIGURATION: Final = 16 * 2**20
_LARGEST_DIRECTORY: Final = 4 * 2**20
_AGAIN: Final = "save or copy the model again"
_ZIP: Final = b"PK\x03\x04"
_PACKINGS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


def configuration_of(path: Path) -> dict[str, Any]:
    """Configuration of a model, from a ``.keras`` archive or a JSON file.

    Nothing else of the archive is unpacked.

    Raises
    ------
    WorkloadError
        If there is no such file, it is neither kind or damaged, or its configuration is
        larger than a model needs.
    """
    with existing_file(path).open("rb") as file:
        head = file.read(512)
    if head.startswith(_ZIP):
        found = parsed(_unpacked(path), f"{path}: {_CONFIGURATION}")
    elif path.suffix.lower() == ".keras":
        kind = resemblance(head)
        looks = f"; it looks like {kind[0]}" if kind else ""
        raise WorkloadError(Problem(str(path), f"is not a Keras archive{looks}", _AGAIN))
    else:
        found = json_of_file(path)
    if not isinstance(found, dict):
        raise WorkloadError(Problem(str(path), "holds no configuration of a model", _AGAIN))
    return cast("dict[str, Any]", found)


def holds_keras(path: Path) -> bool:
    """Whether a ZIP archive holds a configuration, as those of Keras do."""
    try:
        with path.open("rb") as file, zipfile.ZipFile(_reader(file)) as archive:
            return {_CONFIGURATION, "metadata.json"} <= set(archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile):
        return False


def _unpacked(path: Path) -> bytes:
    where = str(path)
    try:
        with path.open("rb") as file, zipfile.ZipFile(_reader(file)) as archive:
            entry = archive.getinfo(_CONFIGURATION)
            if entry.compress_type not in _PACKINGS:
                raise zipfile.BadZipFile(f"{_CONFIGURATION} is packed in an unusual way")
            with archive.open(entry) as stream:
                content = stream.read(_LARGEST_CONFIGURATION + 1)
    except KeyError as error:
        what = f"holds no {_CONFIGURATION}, so it is not a Keras archive"
        raise WorkloadError(Problem(where, what, "export the trained model to ONNX")) from error
    # An entry may be encrypted, packed in an unknown way, or lie outside the file.
    except (OSError, ValueError, EOFError, RuntimeError, zlib.error, zipfile.BadZipFile) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0][:120]
        what = f"is damaged or cut short: {reason}"
        raise WorkloadError(Problem(where, what, _AGAIN)) from error
    if len(content) > _LARGEST_CONFIGURATION:
        what = f"its {_CONFIGURATION} has more than {_LARGEST_CONFIGURATION} bytes"
        raise WorkloadError(Problem(where, what, "no model needs as many; save it again"))
    return content


def _reader(file: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", _Bounded(file))


class _Bounded(RawIOBase):
    """A file of which no single read is large, such as that of a list of all entries."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int = -1, /) -> bytes:
        if size > _LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("its list of entries is too long")
        content = self._file.read(_LARGEST_DIRECTORY + 1 if size < 0 else size)
        if len(content) > _LARGEST_DIRECTORY:
            raise zipfile.BadZipFile("its list of entries is too long")
        return content
