"""Hours of published training runs; what predicts them is in `published_training`."""

from __future__ import annotations

from joulepath.validate.published_training import hours_data_set as data_set

__all__ = ["data_set"]
