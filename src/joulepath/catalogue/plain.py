"""Plain tables of the catalogue's own files, read faster than any TOML is."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["plain_table"]

_TOKEN: Final = re.compile(
    r'([A-Za-z0-9_.-]+) *= *(?:"([^"\\\n]*)"(?!")|(-?[0-9][0-9.eE+-]*)|(\{))'
    r"|(\})|^#.*$|([^,\s])",
    re.MULTILINE,
)
"""A key with its text, its number or the brace of its figure; a brace that ends one; what is not
plain. Commas, blanks and lines that are comments hold nothing."""


def plain_table(text: str) -> dict[str, Any] | None:
    """Read the lines below a heading, if they are texts, numbers and figures of such alone.

    That they say the same to this as to `tomllib` is tested for every table of the catalogue.

    Parameters
    ----------
    text : str
        The lines, e.g. ``power = { value = 70, unit = "W", source = "nvidia-t4" }``.

    Returns
    -------
    dict or None
        What they say; nothing where they hold anything but what is plain.
    """
    table: dict[str, Any] = {}
    here = table
    for key, said, number, opens, closes, other in _TOKEN.findall(text):
        if other or (opens and here is not table):
            return None
        if opens:
            here = _placed(table, key)
        elif closes:
            here = table
        elif key:
            here[key] = _number(number) if number else said
    return table


def _placed(table: dict[str, Any], key: str) -> dict[str, Any]:
    """Make room for a figure where its name says, e.g. ``peak.int8`` in the table ``peak``."""
    for part in key.split("."):
        table = table.setdefault(part, {})
    return table


def _number(written: str) -> float:
    return int(written) if written.lstrip("-").isdigit() else float(written)
