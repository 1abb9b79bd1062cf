"""Files that hold the points of a sweep: Parquet, CSV and JSON, each joined from parts."""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from joulepath.analysis.sweep.parquet_join import join_parquet
from joulepath.analysis.sweep.points import Points
from joulepath.analysis.sweep.request import Request
from joulepath.errors import InputError, MissingExtra, Problem

__all__ = ["FORMS", "Form", "form_of", "whole"]

_COMPRESSION: Final = "zstd"


@dataclass(frozen=True)
class Form:
    """How points are written."""

    name: str
    """Suffix of its files, without the dot."""
    encode: Callable[[Request, Points], bytes]
    """Bytes of one part."""
    join: Callable[[Request, Iterable[Path], BinaryIO], None]
    """Writes the whole from its parts."""
    ready: Callable[[], str]
    """Version of the package that writes it; says what to install where it is missing."""


def whole(form: Form, request: Request, points: Points) -> bytes:
    """Bytes of a file with points that are in memory."""
    with TemporaryDirectory() as folder:
        part = Path(folder) / "part"
        part.write_bytes(form.encode(request, points))
        output = io.BytesIO()
        form.join(request, [part], output)
    return output.getvalue()


def form_of(output: Path) -> Form:
    """Form that the suffix of a file names.

    Raises
    ------
    InputError
        If it names none.
    MissingExtra
        If what writes it is not installed.
    """
    name = output.suffix.lower().lstrip(".")
    if name not in FORMS:
        remedy = f"name a file that ends in {' or '.join(f'.{each}' for each in FORMS)}"
        raise InputError(Problem(str(output), "its suffix says no form", remedy))
    FORMS[name].ready()
    return FORMS[name]


def _package(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise MissingExtra("writing Parquet", "parquet") from None


def _parquet_version() -> str:
    return str(_package("pyarrow").__version__)


def _parquet(request: Request, points: Points) -> bytes:
    arrow, parquet = _package("pyarrow"), _package("pyarrow.parquet")
    columns: list[Any] = []
    fields: list[Any] = []
    for axis in request.axes:
        column = axis.column(points.positions[axis.key])
        if column.dtype.kind == "U":
            indices = _as_arrow(arrow, points.positions[axis.key].astype(np.int32))
            columns.append(arrow.DictionaryArray.from_arrays(indices, axis.shown.tolist()))
        else:
            columns.append(_as_arrow(arrow, column))
        fields.append(arrow.field(axis.key, columns[-1].type, metadata={"unit": axis.unit}))
    for path, unit in request.outputs.items():
        columns.append(_as_arrow(arrow, points.outputs[path]))
        fields.append(arrow.field(path, arrow.float64(), metadata={"unit": unit}))
    described = json.dumps(request.described, sort_keys=True, default=str)
    schema = arrow.schema(fields, metadata={"joulepath": described})
    table = arrow.Table.from_arrays(columns, schema=schema)
    buffer = arrow.BufferOutputStream()
    dictionaries = [axis.key for axis in request.axes if axis.length is not None]
    parquet.write_table(
        table,
        buffer,
        row_group_size=max(1, table.num_rows),
        compression=_COMPRESSION,
        use_dictionary=dictionaries or False,
    )
    return buffer.getvalue().to_pybytes()


def _as_arrow(arrow: Any, column: NDArray[Any]) -> Any:
    """A column in the same memory, empty where it is not a number.

    ``pyarrow.array`` would copy it, and import pandas wherever that is installed.
    """
    column = np.ascontiguousarray(column)
    there = ~np.isnan(column) if column.dtype.kind == "f" else None
    if there is None or there.all():
        valid = None
    else:
        valid = arrow.py_buffer(np.packbits(there, bitorder="little"))
    kind = arrow.from_numpy_dtype(column.dtype)
    return arrow.Array.from_buffers(kind, len(column), [valid, arrow.py_buffer(column)])


def _join_parquet(_: Request, parts: Iterable[Path], output: BinaryIO) -> None:
    join_parquet(parts, output)


def _rows(request: Request, points: Points) -> Iterator[tuple[Any, ...]]:
    """Rows of plain values; none for a number that is not finite."""
    columns = [axis.column(points.positions[axis.key]).tolist() for axis in request.axes]
    for path in request.outputs:
        values = points.outputs[path].tolist()
        columns.append([value if math.isfinite(value) else None for value in values])
    return zip(*columns, strict=True)


def _csv(request: Request, points: Points) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(_rows(request, points))
    return text.getvalue().encode()


def _join_csv(request: Request, parts: Iterable[Path], output: BinaryIO) -> None:
    text = io.StringIO()
    headings = [f"{axis.key} [{axis.unit}]" if axis.unit else axis.key for axis in request.axes]
    headings += [f"{path} [{unit}]" for path, unit in request.outputs.items()]
    csv.writer(text, lineterminator="\n").writerow(headings)
    output.write(text.getvalue().encode())
    _copy(parts, output, b"")


def _json(request: Request, points: Points) -> bytes:
    return ",\n".join(json.dumps(row) for row in _rows(request, points)).encode()


def _join_json(request: Request, parts: Iterable[Path], output: BinaryIO) -> None:
    described = json.dumps(request.described, indent=2, default=str).removesuffix("\n}")
    columns = json.dumps([*(axis.key for axis in request.axes), *request.outputs])
    output.write(f'{described},\n  "columns": {columns},\n  "rows": [\n'.encode())
    _copy(parts, output, b",\n")
    output.write(b"\n  ]\n}\n")


def _copy(parts: Iterable[Path], output: BinaryIO, between: bytes) -> None:
    for number, part in enumerate(parts):
        if number:
            output.write(between)
        with part.open("rb") as file:
            shutil.copyfileobj(file, output)


def _nothing_needed() -> str:
    return ""


FORMS: Final = MappingProxyType(
    {
        "parquet": Form("parquet", _parquet, _join_parquet, _parquet_version),
        "csv": Form("csv", _csv, _join_csv, _nothing_needed),
        "json": Form("json", _json, _join_json, _nothing_needed),
    }
)
"""Forms by the suffix of their files."""
