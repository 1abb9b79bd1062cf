"""YAML of plain tables, which any reader takes for the same values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

__all__ = ["yaml_text"]

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_/-]*")
_WORDS: Final = ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
"""Words that YAML 1.1 takes for truth values."""


def yaml_text(table: Mapping[str, Any]) -> str:
    """Write tables and lists as indented blocks; every text is quoted.

    A number keeps its point and the sign of its exponent, without which readers of YAML 1.1 take
    it for a text.
    """
    return "\n".join(_table(table, ""))


def _table(table: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in table.items():
        yield from _entry(f"{indent}{_key(key)}:", value, indent + "  ")


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _table(cast("Mapping[str, Any]", value), indent)
    elif isinstance(value, (list, tuple)) and value:
        yield head
        for item in cast("list[Any]", value):
            yield from _item(item, indent)
    else:
        yield f"{head} {_scalar(value)}"


def _item(item: Any, indent: str) -> Iterator[str]:
    if isinstance(item, Mapping) and item:
        first, *others = _table(cast("Mapping[str, Any]", item), indent + "  ")
        yield f"{indent}- {first.lstrip()}"
        yield from others
    else:
        yield f"{indent}- {_scalar(item)}"


def _key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and key.lower() not in _WORDS else _quoted(key)


def _scalar(value: Any) -> str:
    if isinstance(value, float):
        mantissa, e, exponent = repr(value).partition("e")
        point = "" if "." in mantissa or not e else ".0"
        return f"{mantissa}{point}{e}{exponent}"
    return json.dumps(value) if value is None or isinstance(value, (bool, int)) else _quoted(value)


def _quoted(text: object) -> str:
    return json.dumps(str(text))
