"""Which kind of model file a file is, by its name or its content."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Any, Final, cast

from joulepath.errors import Problem, WorkloadError
from joulepath.workloads.files import existing_file
from joulepath.workloads.json_reading import json_of_file

__all__ = ["Kind", "kind_of"]

_HEAD: Final = 4096


class Kind(Enum):
    """Kinds of model files that are told apart."""

    ONNX = "ONNX"
    TFLITE = "TensorFlow Lite"
    TORCH = "PyTorch"
    KERAS = "Keras"
    XGBOOST = "XGBoost"
    XGBOOST_BINARY = "XGBoost (UBJSON)"
    XGBOOST_DUMP = "XGBoost (dump)"
    LIGHTGBM = "LightGBM"
    LIGHTGBM_DUMP = "LightGBM (dump)"
    CATBOOST = "CatBoost"
    LIBSVM = "LIBSVM"
    LIBLINEAR = "LIBLINEAR"
    CONFIGURATION = "Hugging Face configuration"


_SUFFIXES: Final = {
    ".onnx": Kind.ONNX,
    ".tflite": Kind.TFLITE,
    ".pt2": Kind.TORCH,
    ".pt": Kind.TORCH,
    ".pth": Kind.TORCH,
    ".keras": Kind.KERAS,
    ".ubj": Kind.XGBOOST_BINARY,
}
_PICKLES: Final = frozenset({".pkl", ".pickle", ".joblib"})
_BEGINNINGS: Final = (
    (b"tree\n", Kind.LIGHTGBM),
    (b"tree\r\n", Kind.LIGHTGBM),
    (b"svm_type ", Kind.LIBSVM),
    (b"solver_type ", Kind.LIBLINEAR),
)
_NO_PICKLE: Final = (
    "is a Python pickle, which could run any code and is never loaded",
    "save the model as data: scikit-learn by skl2onnx.to_onnx(), XGBoost by"
    " save_model('model.json'), LightGBM by save_model('model.txt'), CatBoost by"
    " save_model(..., format='json'), PyTorch by torch.export.save()",
)
_TEXTS: Final = frozenset({".txt", ".text"})
_NO_TEXT: Final = (
    "begins like no text of LightGBM, LIBSVM or LIBLINEAR",
    "save the model again, or give the path of another file",
)
_CATBOOST_BINARY: Final = (
    "is a CatBoost model in its own binary format",
    "load it in CatBoost and save_model('model.json', format='json')",
)
_XGBOOST_OLD: Final = (
    "is an XGBoost model in its old binary format",
    "load it in XGBoost and save_model('model.json')",
)


def kind_of(path: Path) -> Kind:
    """Kind of a model file; ONNX if neither name nor content says anything else.

    Raises
    ------
    WorkloadError
        If there is no such file, it is a pickle or another format that is not read, or a JSON
        file that cannot be.
    """
    suffix = path.suffix.lower()
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    with existing_file(path).open("rb") as file:
        head = file.read(_HEAD)
    _refuse(path, head, suffix)
    if head[4:8] == b"TFL3":
        return Kind.TFLITE
    if head.startswith(b"PK\x03\x04"):
        return _archive_kind(path)
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[:1] == b"{" and head[1:2] in {b"i", b"U", b"I", b"l", b"L"}:
        return Kind.XGBOOST_BINARY
    if suffix == ".json" or head.lstrip()[:1] in {b"{", b"["}:
        return _json_kind(json_of_file(path))
    if suffix in _TEXTS:
        raise WorkloadError(Problem(str(path), *_NO_TEXT))
    return Kind.ONNX


def _refuse(path: Path, head: bytes, suffix: str) -> None:
    found: tuple[str, str] | None = None
    if suffix in _PICKLES:
        found = _NO_PICKLE
    elif head.startswith(b"CBM1"):
        found = _CATBOOST_BINARY
    elif head.startswith((b"binf", b"bs64")):
        found = _XGBOOST_OLD
    if found:
        raise WorkloadError(Problem(str(path), *found))


def _archive_kind(path: Path) -> Kind:
    from joulepath.workloads.keras_archive import holds_keras

    return Kind.KERAS if holds_keras(path) else Kind.TORCH


def _json_kind(content: object) -> Kind:
    if isinstance(content, list):
        return Kind.XGBOOST_DUMP
    entries: Mapping[str, Any] = (
        cast("dict[str, Any]", content) if isinstance(content, dict) else {}
    )
    if "class_name" in entries and "config" in entries:
        return Kind.KERAS
    if "learner" in entries:
        return Kind.XGBOOST
    if "tree_info" in entries:
        return Kind.LIGHTGBM_DUMP
    if "features_info" in entries or "oblivious_trees" in entries:
        return Kind.CATBOOST
    return Kind.CONFIGURATION
