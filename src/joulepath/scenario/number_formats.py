"""Numeric formats of a model file, and of the arithmetic that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from joulepath.records.workload import Workload

__all__ = ["format_said"]


def format_said(workload: Workload, form: str) -> Iterator[str]:
    """Say so where a file holds numbers of another format than those that are computed with.

    Parameters
    ----------
    workload : Workload
        The file, as counted.
    form : str
        Numeric format of the arithmetic.
    """
    stored = sorted({layer.format for layer in workload.layers if layer.operations.macs} - {form})
    if stored:
        yield (
            f"the file holds {' and '.join(stored)}: time, energy and memory are those of the same"
            f" network in {form}; 'infer --numbers {stored[0]}' takes it as it is"
        )
