"""A table of a scenario file: strict, frozen, every key with its meaning."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["Section", "tag"]


class Section(BaseModel):
    """A table of a scenario.

    The docstring under each key is its help, its description in the JSON Schema and its entry
    in the documentation.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        arbitrary_types_allowed=True,
    )


def tag(kind: type[Section] | str) -> str:
    """Mark a way of writing a key; no key of a file begins with this mark."""
    return f"~{kind if isinstance(kind, str) else kind.__name__}"
