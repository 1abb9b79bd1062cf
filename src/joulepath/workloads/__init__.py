"""Model files: how much work one answer takes, and how large the model is."""

from __future__ import annotations

from joulepath.workloads.counting import count, totals
from joulepath.workloads.files import fingerprint

__all__ = ["count", "fingerprint", "totals"]
