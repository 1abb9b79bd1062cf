"""Read a ``.pt2`` file, written by ``torch.export.save``, without torch and without its weights.

The file is a ZIP archive with the graph as JSON. Nothing else in it is opened but the list of
weights; pickles inside are never loaded.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from joulepath.errors import Problem, WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.files import existing_file, resemblance
from joulepath.workloads.torch_archive_graph import DamagedGraph, listing_of
from joulepath.workloads.torch_exported import counted_listing

__all__ = ["count_archive"]

_MOST_BYTES: Final = 32 * 2**20
"""Size of a graph as text above which it is refused, so that no file can fill the memory."""
_MOST_ENTRIES: Final = 200_000
_AGAIN: Final = "export the program again with torch.export.save"
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_GRAPHS: Final = ("/models/", "serialized_exported_program.json")


def count_archive(
    path: Path | str,
    *,
    shapes: Mapping[str, Sequence[int]] | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count the work, the parameters and the memory of an exported PyTorch program.

    Everything is counted for one sample, by the rules and conventions of
    `joulepath.workloads.torch_module.count_module`. An axis without a size is the batch, and
    counts as 1, if it is the first of an input (the second where a recurrent operator reads time
    first). Where these axes of all inputs have the same size N > 1, and all outputs keep it, it
    is taken for the batch as well and every count is divided by N.

    Parameters
    ----------
    path : Path or str
        A ``.pt2`` file. torch is not needed, and weights are not read.
    shapes : mapping of str to sequence of int, optional
        Sizes of all axes of inputs, for axes that have none in the file.
    allow_unknown : bool
        Whether to leave out operators without a counting rule and name them in ``left_out``.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers.

    Raises
    ------
    WorkloadError
        If there is no such file, it is damaged or holds no exported program, an axis has no
        size, or an operator has no counting rule; all such operators and axes are listed
        together.
    """
    where = str(path)
    graph, weights = _read(existing_file(Path(path)), where)
    try:
        listing = listing_of(graph, weights)
    except DamagedGraph as error:
        what = f"its graph is damaged or of an unknown version: {error}"
        raise WorkloadError(Problem(where, what, _AGAIN)) from error
    return counted_listing(listing, where, shapes=shapes, allow_unknown=allow_unknown)


def _read(path: Path, where: str) -> tuple[Any, Any]:
    """The graph and the list of weights, as JSON values."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _entries(archive, where)
    except WorkloadError:
        raise
    except _BROKEN as error:
        with path.open("rb") as file:
            head = file.read(512)
        found = resemblance(head) if not head.startswith(b"PK") else None
        if found:
            what = f"is no exported program; it looks like {found[0]}"
            raise WorkloadError(Problem(where, what, found[1])) from error
        raise WorkloadError(Problem(where, f"is no whole archive: {error}", _AGAIN)) from error


def _entries(archive: zipfile.ZipFile, where: str) -> tuple[Any, Any]:
    entries = archive.infolist()
    if len(entries) > _MOST_ENTRIES:
        what = f"holds {len(entries)} entries, more than any exported program"
        raise WorkloadError(Problem(where, what, _AGAIN))
    graphs = [each for each in entries if _is_graph(each.filename)]
    if len(graphs) != 1:
        raise WorkloadError(_wrong_number(where, entries, graphs))
    name = graphs[0].filename
    weights = [e for e in entries if e.filename == _weights_name(name)][:1]
    texts = [_text(archive, entry) for entry in (*weights, graphs[0])]
    if sum(map(len, texts)) > _MOST_BYTES:
        what = f"'{name}' is larger than {_MOST_BYTES >> 20} MiB of text"
        remedy = "count the module with joulepath.workloads.torch_module.count_module instead"
        raise WorkloadError(Problem(where, what, remedy))
    listed: Any = _json(texts[0], weights[0].filename, where) if weights else {}
    return _json(texts[-1], name, where), listed


def _is_graph(name: str) -> bool:
    return name.endswith(".json") and any(part in f"/{name}" for part in _GRAPHS)


def _weights_name(graph: str) -> str:
    """Where the list of weights is: beside ``model/models/NAME.json``, with that name."""
    root, _, name = graph.rpartition("models/")
    return f"{root}data/weights/{name.removesuffix('.json')}_weights_config.json"


def _wrong_number(
    where: str, entries: Sequence[zipfile.ZipInfo], graphs: Sequence[zipfile.ZipInfo]
) -> Problem:
    if graphs:
        names = ", ".join(each.filename for each in graphs[:5])
        what = f"holds {len(graphs)} programs: {names}"
        return Problem(where, what, "export one of them into a file of its own")
    if any(each.filename.endswith("data.pkl") for each in entries):
        what = "holds Python objects (torch.save or TorchScript), which are never loaded"
        remedy = (
            "save torch.export.export(module, inputs) with torch.export.save as a .pt2 file, or"
            " count the module with joulepath.workloads.torch_module.count_module"
        )
        return Problem(where, what, remedy)
    remedy = "save one with torch.export.save, or export the trained model to ONNX"
    return Problem(where, "is an archive without an exported program", remedy)


def _text(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Content of an entry, or a little more of it than is allowed."""
    with archive.open(entry) as file:
        return file.read(_MOST_BYTES + 1)


def _json(text: bytes, name: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WorkloadError(Problem(where, f"'{name}' is no JSON: {error}", _AGAIN)) from error
