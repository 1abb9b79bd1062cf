"""The command that looks at the installation: doctor."""

from __future__ import annotations

import importlib.util
import platform
import sys
from types import MappingProxyType

from joulepath.catalogue import load
from joulepath.cli.options import CatalogueOption
from joulepath.cli.output import emit_table, is_terminal
from joulepath.report.tables import Table
from joulepath.report.version import VERSION

__all__ = ["EXTRAS", "doctor"]

EXTRAS = MappingProxyType(
    {
        "onnx": "read ONNX files",
        "pandas": "tables as data frames",
        "jax": "gradients",
        "calibrate": "fit calibrations and validate them",
        "impact-framework": "read manifests of Impact Framework",
    }
)
"""Optional dependencies, and what they are for."""

_MODULES = MappingProxyType({"calibrate": "scipy", "impact-framework": "yaml"})


def doctor(catalogue: CatalogueOption = None) -> None:
    """Show versions, extras and where the catalogue comes from."""
    known = load(tuple(catalogue or ()))
    known.check()
    rows = [
        ("joulepath", VERSION),
        ("python", f"{platform.python_version()} at {sys.executable}"),
        ("system", platform.platform()),
        ("output", "terminal" if is_terminal() else "plain"),
        ("catalogue", f"digest {known.digest}, every figure with its source or as an assumption"),
        *((f"catalogue {kind}", f"{len(known.names(kind))} entries") for kind in known.kinds()),
        ("catalogue sources", f"{len(known.sources)} entries"),
        *(("catalogue folder", str(folder)) for folder in known.folders),
        *((f"extra {name}", _extra(name, purpose)) for name, purpose in EXTRAS.items()),
    ]
    emit_table(Table(("what", "found"), tuple(rows), words=True))


def _extra(name: str, purpose: str) -> str:
    if importlib.util.find_spec(_MODULES.get(name, name)):
        return f"installed: {purpose}"
    return f"missing: {purpose}; pip install 'joulepath[{name}]'"
