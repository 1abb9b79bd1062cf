"""The file itself: is it there, what does it look like, which bytes exactly."""

from __future__ import annotations

import hashlib
from pathlib import Path

from joulepath.errors import Problem, WorkloadError, nearest

__all__ = ["existing_file", "fingerprint", "resemblance"]

_EXPORT = "export the trained model to ONNX and count that file"
_EXPORT_TORCH = (
    "Python objects are never loaded: save a PyTorch model as .pt2 with torch.export.save, or count"
    " the module with joulepath.workloads.torch_module.count_module; export others to ONNX"
    " (scikit-learn by skl2onnx)"
)

_SAVE_KERAS = "save a Keras model by model.save('model.keras'); export others to ONNX"

# (offset, bytes found there, what such a file is, remedy)
_SIGNATURES: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG", "a PNG image", "give the path of the model"),
    (0, b"\xff\xd8\xff", "a JPEG image", "give the path of the model"),
    (0, b"%PDF", "a PDF document", "give the path of the model"),
    (0, b"version https://git-lfs", "a Git LFS pointer", "fetch the file with 'git lfs pull'"),
    (0, b"\x89HDF", "an HDF5 file (Keras)", _SAVE_KERAS),
    (0, b"PK\x03\x04", "a ZIP archive (PyTorch, Keras or NumPy)", _EXPORT_TORCH),
    (0, b"GGUF", "a GGUF file", _EXPORT),
    (0, b"\x80", "a Python pickle (PyTorch, scikit-learn)", _EXPORT_TORCH),
    (0, b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (4, b"TFL3", "a TensorFlow Lite file", "rename it to end in .tflite"),
    (8, b'{"', "a safetensors file", _EXPORT),
)


def fingerprint(path: Path | str) -> str:
    """Name the exact content of a file, for provenance.

    Parameters
    ----------
    path : Path or str
        Any file.

    Returns
    -------
    str
        First 12 hexadecimal digits of the SHA-256 of its bytes.

    Raises
    ------
    WorkloadError
        If there is no such file or it cannot be read.
    """
    with existing_file(Path(path)).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:12]


def existing_file(path: Path) -> Path:
    """Return a path that is a readable, non-empty file.

    Raises
    ------
    WorkloadError
        For a missing file (with the nearest names beside it), a folder, a pipe or a device, a
        file without a byte, or one that may not be read.
    """
    if path.is_dir():
        raise WorkloadError(Problem(str(path), "is a folder, not a model file", _beside(path)))
    if not path.exists():
        raise WorkloadError(Problem(str(path), "no such file", _similar(path)))
    if not path.is_file():
        what = "is no ordinary file but a pipe, a socket or a device"
        raise WorkloadError(Problem(str(path), what, "give the path of the model"))
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        reason = error.strerror or str(error)
        what, remedy = f"cannot be read: {reason}", "name a file that may be read"
        raise WorkloadError(Problem(str(path), what, remedy)) from error
    if empty:
        raise WorkloadError(Problem(str(path), "the file is empty", "export the model again"))
    return path


def resemblance(head: bytes) -> tuple[str, str] | None:
    """What kind of file begins like this, and what to do about it; None if nothing known.

    Parameters
    ----------
    head : bytes
        The first bytes of the file, a few hundred at least.
    """
    for offset, signature, kind, remedy in _SIGNATURES:
        if head.startswith(signature, offset):
            return kind, remedy
    if _is_text(head):
        return "a text file", "give the path of the model"
    return None


def _is_text(head: bytes) -> bool:
    text = head.decode("utf-8", errors="replace")
    legible = sum(letter.isprintable() or letter.isspace() for letter in text.replace("�", "\0"))
    return legible >= 0.98 * len(text)


def _beside(folder: Path) -> str:
    endings = ("onnx", "tflite", "keras", "pt2", "ubj")
    models = sorted(path.name for end in endings for path in folder.glob(f"*.{end}"))[:5]
    return "it holds " + ", ".join(map(repr, models)) if models else "give the path of the model"


def _similar(path: Path) -> str:
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}' either"
    close = nearest(path.name, (other.name for other in path.parent.iterdir() if other.is_file()))
    return "did you mean " + " or ".join(map(repr, close)) + "?" if close else ""
