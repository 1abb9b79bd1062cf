"""Work of a counted network by kind of operator."""

from __future__ import annotations

from collections import Counter
from typing import Final

from joulepath.records.microcontroller import NetworkWork
from joulepath.records.workload import Workload

__all__ = ["network_work"]

_KINDS: Final = ("fully_connected", "depthwise", "pointwise", "convolution")


def network_work(workload: Workload) -> NetworkWork:
    """Sum multiply-accumulates by kind of operator.

    Parameters
    ----------
    workload : Workload
        As counted, for one sample.

    Returns
    -------
    NetworkWork
        Whatever is no convolution counts as a product of matrices.
    """
    macs: Counter[str] = Counter()
    values = layers = 0
    for layer in workload.layers:
        if layer.operations.macs:
            macs[layer.kernel or "fully_connected"] += int(layer.operations.macs)
            values += int(layer.output_values)
            layers += 1
    return NetworkWork(
        **{kind: float(macs[kind]) for kind in _KINDS},
        output_values=float(values),
        layers=float(layers),
    )
