"""Records as plain tables, lists, texts and finite numbers, fit for JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from joulepath.core.tree import children

__all__ = ["plain"]


def plain(node: Any) -> Any:
    """Turn a record, a mapping or a sequence into what JSON can say.

    Arrays become lists; a number that is not finite becomes ``None``; what JSON does not know
    becomes its text.
    """
    if hasattr(node, "tolist"):
        return plain(node.tolist())
    if isinstance(node, Mapping):
        table = cast("Mapping[Any, Any]", node)
        return {str(key): plain(value) for key, value in table.items()}
    if isinstance(node, (list, tuple)):
        return [plain(item) for item in cast("list[Any]", node)]
    parts = children(node)
    if parts is not None:
        return {name: plain(part) for name, part in parts.items()}
    if isinstance(node, float):
        return node if math.isfinite(node) else None
    return node if node is None or isinstance(node, (str, bool, int)) else str(node)
