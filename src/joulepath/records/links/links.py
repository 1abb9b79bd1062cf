"""Every technology of links."""

from __future__ import annotations

from typing import TypeAlias

from joulepath.records.links.measured import MeasuredLink

__all__ = ["Link"]

Link: TypeAlias = MeasuredLink
"""A link of any technology."""
