"""One count by one counter, in a process of its own; `counters.py` starts it.

``counter_worker.py count COUNTER NETWORK FILE`` prints one line of JSON: what was counted, how
long it took after everything was imported and built, how long it took again, and the peak of
memory before and after.
``counter_worker.py write NETWORK FILE`` writes a network as an ONNX file with all its weights.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OLD_THOP = "thop-alone"
REPEATS, ENOUGH = 7, 0.5
"""Counts that are timed again, and seconds after which there are no more."""

PEAK_UNIT = 1 if sys.platform == "darwin" else 1024

# Importing and building come before what is timed, so each counter gives a function to time.
Count = Callable[[], float]


def network(name: str, device: str) -> tuple[Any, tuple[Any, ...]]:
    """The module and its inputs on a device."""
    import torch
    from counter_modules import MODULES

    with torch.device(device):
        return MODULES[name].module().eval(), MODULES[name].inputs()


def joulepath_file(name: str, path: str) -> Count:
    """Our count of an ONNX file."""
    import onnx.shape_inference  # noqa: F401

    from joulepath.workloads import count

    return lambda: count(path).operations.macs


def joulepath_configuration(name: str, path: str) -> Count:
    """Our count of a configuration, for 1024 tokens or the only length there is."""
    from joulepath.workloads.huggingface_config import count_config

    tokens = {"vit-b-16": None, "bert-base": 128}.get(name, 1024)
    configuration = ROOT / "tests" / "workloads" / "configs" / f"{name}.json"

    def count() -> float:
        work = count_config(configuration, tokens=tokens)
        return getattr(work, "prefill", work).operations.macs

    return count


def joulepath_module(name: str, path: str) -> Count:
    """Our count of a torch module."""
    from joulepath.workloads.torch_module import count_module

    module, inputs = network(name, "meta")
    return lambda: count_module(module, *inputs).operations.macs


def flop_counter(name: str, path: str, device: str) -> Count:
    """The counter that comes with torch."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    module, inputs = network(name, device)

    def count() -> float:
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            module(*inputs)
        return counter.get_total_flops() / 2

    return count


def fvcore(name: str, path: str) -> Count:
    """Its flops are multiply-accumulates."""
    import logging

    from fvcore.nn import FlopCountAnalysis

    logging.disable(logging.WARNING)
    module, inputs = network(name, "cpu")
    return lambda: FlopCountAnalysis(module, inputs).total()


def calflops(name: str, path: str) -> Count:
    """Prints; the second number is multiply-accumulates."""
    from calflops import calculate_flops

    module, inputs = network(name, "cpu")
    plain = {"print_results": False, "print_detailed": False, "output_as_string": False}
    return lambda: calculate_flops(module, args=[*inputs], **plain)[1]


def ptflops(name: str, path: str, backend: str) -> Count:
    """Counts what a dictionary of arguments makes the module do."""
    from inspect import signature

    from ptflops import get_model_complexity_info

    module, inputs = network(name, "cpu")
    arguments = dict(zip(signature(module.forward).parameters, inputs, strict=False))
    if len(arguments) < len(inputs) or "input" in arguments:
        arguments = {"input": inputs[0]}
    plain = {"print_per_layer_stat": False, "as_strings": False, "verbose": False}

    def count() -> float:
        found = get_model_complexity_info(
            module, (1,), input_constructor=lambda _: arguments, backend=backend, **plain
        )
        return found[0]

    return count


def thop(name: str, path: str) -> Count:
    """Either package of that name, whichever comes first."""
    from thop import profile

    module, inputs = network(name, "cpu")
    return lambda: profile(module, inputs=inputs, verbose=False)[0]


def old_thop(name: str, path: str) -> Count:
    """The package that is no longer kept."""
    sys.path.insert(0, str(Path(sys.prefix) / OLD_THOP))
    return thop(name, path)


def torchinfo(name: str, path: str) -> Count:
    """A summary of all layers."""
    from torchinfo import summary

    module, inputs = network(name, "cpu")
    return lambda: summary(module, input_data=inputs, verbose=0).total_mult_adds


def torchprofile(name: str, path: str) -> Count:
    """A trace of the graph."""
    from torchprofile import profile_macs

    module, inputs = network(name, "cpu")
    return lambda: profile_macs(module, inputs)


def onnx_tool(name: str, path: str) -> Count:
    """Another counter of ONNX files; free sizes are set to one sample."""
    import numpy as np
    from onnx_tool import Model

    def count() -> float:
        model = Model(path, {"verbose": False})
        inputs = {
            key: np.zeros(
                [size if isinstance(size, int) and size > 0 else 1 for size in tensor.shape],
                tensor.dtype or np.float32,
            )
            for key, tensor in model.graph.tensormap.items()
            if key in model.graph.input
        }
        model.graph.shape_infer(inputs)
        model.graph.profile()
        return float(model.graph.macs[0])

    return count


def onnx_load(name: str, path: str) -> Count:
    """No counter: what it takes to read a file with its weights."""
    import onnx

    return lambda: len(onnx.load(path).graph.node)


COUNTERS: dict[str, Callable[[str, str], Count]] = {
    "joulepath, ONNX": joulepath_file,
    "joulepath, config": joulepath_configuration,
    "joulepath, torch": joulepath_module,
    "FlopCounterMode, meta": partial(flop_counter, device="meta"),
    "FlopCounterMode, CPU": partial(flop_counter, device="cpu"),
    "fvcore": fvcore,
    "calflops": calflops,
    "ptflops, aten": partial(ptflops, backend="aten"),
    "ptflops, pytorch": partial(ptflops, backend="pytorch"),
    "thop": old_thop,
    "ultralytics-thop": thop,
    "torchinfo": torchinfo,
    "torchprofile": torchprofile,
    "onnx-tool": onnx_tool,
    "onnx.load": onnx_load,
}


def peak() -> int:
    """Largest resident memory so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT


def counted(counter: str, name: str, path: str) -> dict[str, float]:
    """Count once, as a user would, then again, when nothing is left to be loaded."""
    warnings.simplefilter("ignore")
    with contextlib.redirect_stdout(io.StringIO()):
        count = COUNTERS[counter](name, path)
        before = peak()
        macs, seconds = timed(count)
        after = peak()
        again = steady(count)
    found = {"macs": float(macs), "seconds": seconds, "again": again}
    return {**found, "before": before, "after": after}


def steady(count: Count) -> float:
    """Least time of a few counts; a slow one is repeated once."""
    times = [timed(count)[1]]
    while len(times) < REPEATS and sum(times) < ENOUGH:
        times.append(timed(count)[1])
    return min(times)


def timed(count: Count) -> tuple[float, float]:
    """What is counted, and the time it takes."""
    start = perf_counter()
    return count(), perf_counter() - start


def write(name: str, path: str) -> None:
    """Write a network as an ONNX file."""
    sys.path[:0] = [str(ROOT / "tests" / part) for part in ("networks", "reference")]
    from counted_networks import ONNX
    from graph_builder import Graph

    build = ONNX.get(f"{name}-onnx") or ONNX[name]
    content = build(partial(Graph, filled=True)).SerializeToString()
    Path(path).write_bytes(content)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["count", counter, name, path]:
            print(json.dumps(counted(counter, name, path)))
        case ["write", name, path]:
            write(name, path)
        case _:
            sys.exit(__doc__)
