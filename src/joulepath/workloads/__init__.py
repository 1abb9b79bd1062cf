"""Model files: how much work one answer takes, and how large the model is."""

from __future__ import annotations

from joulepath.workloads.files import fingerprint
from joulepath.workloads.onnx_file import count

__all__ = ["count", "fingerprint"]
