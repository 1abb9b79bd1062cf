"""The version of joulepath, read from the installed package."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

__all__ = ["VERSION"]

VERSION: Final = version("joulepath")
"""Version of joulepath."""
