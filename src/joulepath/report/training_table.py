"""The work of a training as tables and lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from joulepath.core.quantities import Count, Flop, Ratio
from joulepath.records.training_work import LayerTraining, TrainingRun, TrainingWork
from joulepath.records.workload import Operations
from joulepath.report.tables import Table
from joulepath.report.trees import shown_ratio
from joulepath.report.workload_table import amount, data_size, shortened
from joulepath.workloads.operation_sums import flops_of, other_operations

__all__ = ["layers_table", "memory_table", "run_table", "step_lines", "step_table"]


def step_table(work: TrainingWork, title: str) -> Table:
    """What a step does, pass by pass; passes without any work are left out."""
    passes = work.passes
    shown = (
        ("forward", passes.forward),
        ("loss", passes.loss),
        ("forward again", passes.recomputed),
        ("gradients of activations", passes.input_gradient),
        ("gradients of weights", passes.weight_gradient),
        ("sums of gradients", passes.accumulation),
        (f"update ({work.update.optimiser})", work.update.operations),
    )
    rows = tuple(_pass(name, done, work.flops.step) for name, done in shown if _any(done))
    total = ("step", amount(work.flops.step), *_sums([done for _, done in shown]), "100 %")
    headings = ("pass", "FLOPs", "MACs", "other operations", "share")
    return Table(headings, rows, (total,), title=title)


def layers_table(work: TrainingWork, most: int) -> Table:
    """The layers with the most work in a step, for one sample."""
    order = sorted(range(len(work.layers)), key=lambda at: (-_flops(work.layers[at]), at))
    kept = set(order[:most])
    rows = [_layer(layer) for at, layer in enumerate(work.layers) if at in kept]
    if rest := [layer for at, layer in enumerate(work.layers) if at not in kept]:
        name = f"{len(rest)} other layer{'s' if len(rest) > 1 else ''}"
        rows.append((name, "", *_numbers(rest)))
    total = ("sample", "", *_numbers(work.layers))
    return Table(_LAYER_HEADINGS, tuple(rows), (total,), title="FLOPs of one sample")


def memory_table(work: TrainingWork) -> Table:
    """What is kept at one time; what is not there is left out."""
    memory = work.memory
    shown = (
        ("weights", memory.weights),
        ("master weights", memory.master_weights),
        ("gradients", memory.gradients),
        ("optimiser", memory.optimiser),
        ("activations", memory.activations),
    )
    rows = tuple((name, data_size(bits)) for name, bits in shown if bits)
    return Table(("memory", "size"), rows, (("together", data_size(memory.whole)),))


def run_table(run: TrainingRun) -> Table:
    """A whole training."""
    shown = (
        ("samples of an epoch", run.trained_samples),
        ("samples held out", run.validated_samples),
        ("epochs", run.epochs),
        ("updates", run.updates),
        ("validations", run.validations),
        ("training, FLOPs", run.training_flops),
        ("validation, FLOPs", run.validation_flops),
        ("one training, FLOPs", run.trial_flops),
    )
    rows = tuple((name, amount(count)) for name, count in shown)
    total = ("all trials and folds, FLOPs", amount(run.flops))
    return Table(("whole training", "amount"), rows, (total,))


def step_lines(work: TrainingWork) -> Iterator[str]:
    """What else is to be said of a step."""
    of = amount(work.parameters)
    yield f"trained: {amount(work.trained_parameters)} of {of} parameters"
    of_macs = "" if work.mac_ratio is None else f"; of MACs alone {_ratio(work.mac_ratio)}"
    yield f"forward and backward: {_ratio(work.ratio)} times the forward pass{of_macs}"
    off = 100 * float(work.error_of_three)
    yield f"the rule of 3 times the forward pass is off by {off:+.3g} %"
    traffic = work.traffic
    yield (
        f"moved: {data_size(traffic.forward)} forwards, {data_size(traffic.backward)} backwards,"
        f" {data_size(traffic.update)} by the update"
    )
    yield "convention: 1 MAC = 2 FLOP"
    yield from work.assumptions


_LAYER_HEADINGS: Final = (
    "layer",
    "operator",
    "trained parameters",
    "forward",
    "forward again",
    "gradients of activations",
    "gradients of weights",
    "values kept",
)


def _pass(name: str, done: Operations, whole: Flop) -> tuple[str, ...]:
    flops = flops_of(done)
    share = f"{100 * flops / whole:.3g} %" if whole else "-"
    return name, amount(flops), amount(done.macs), amount(other_operations(done)), share


def _ratio(ratio: Ratio) -> str:
    return shown_ratio(float(ratio))


def _sums(parts: list[Operations]) -> tuple[str, str]:
    macs, others = sum(part.macs for part in parts), sum(map(other_operations, parts))
    return amount(macs), amount(others)


def _any(done: Operations) -> bool:
    return bool(flops_of(done))


def _flops(layer: LayerTraining) -> float:
    return float(sum(map(flops_of, _works(layer))))


def _works(layer: LayerTraining) -> tuple[Operations, ...]:
    return layer.forward, layer.recomputed, layer.input_gradient, layer.weight_gradient


def _layer(layer: LayerTraining) -> tuple[str, ...]:
    return shortened(layer.name), layer.operator, *_numbers([layer])


def _numbers(layers: list[LayerTraining] | tuple[LayerTraining, ...]) -> tuple[str, ...]:
    works = zip(*map(_works, layers), strict=True)
    flops: list[Count] = [sum(map(flops_of, parts)) for parts in works] or [0] * 4
    trained = sum(layer.trained_parameters for layer in layers)
    kept = sum(layer.kept_values for layer in layers)
    return tuple(map(amount, (trained, *flops, kept)))
