"""Everything that may be wrong with the way a model is to be trained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from joulepath.errors import Problem, nearest
from joulepath.records.inputs import CrossValidation, Split
from joulepath.records.training_setup import TrainingSchedule, TrainingSetup
from joulepath.records.workload import Workload
from joulepath.workloads.adapters import adaptable
from joulepath.workloads.layer_names import pattern_problems
from joulepath.workloads.losses import LOSSES
from joulepath.workloads.optimisers import OPTIMISERS

__all__ = ["PRECISIONS", "schedule_problems", "setup_problems"]

PRECISIONS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType(
    {
        "fp64": (64, 0),
        "fp32": (32, 0),
        "bf16": (16, 0),
        "fp16": (16, 0),
        "mixed-bf16": (16, 32),
        "mixed-fp16": (16, 32),
    }
)
"""Bits of a value as computed with, and of its exact copy; zero without copies."""


def setup_problems(workload: Workload, setup: TrainingSetup) -> Iterator[Problem]:
    """Say everything that makes no sense for this network."""
    yield from _batch_problems(setup)
    yield from _unknown("--optimiser", "optimiser", setup.optimiser, tuple(OPTIMISERS))
    yield from _unknown("--precision", "precision", setup.precision, tuple(PRECISIONS))
    if setup.loss is not None:
        yield from _unknown("--loss", "loss", setup.loss, tuple(LOSSES))
    checkpoint = setup.checkpoint
    if checkpoint is not None and not _is_checkpoint(checkpoint):
        remedy = "give 'all', 'sqrt', or the number of layers of a segment"
        yield Problem("--checkpoint", f"{checkpoint!r} is no way to cut the layers", remedy)
    names = [layer.name for layer in workload.layers]
    yield from pattern_problems(setup.freeze, names, "--freeze")
    if setup.adapters is not None:
        if setup.adapters.rank < 1:
            yield Problem("--lora", f"{setup.adapters.rank} is no rank", "give 1 or more, e.g. 8")
        known = adaptable(workload)
        if known:
            yield from pattern_problems(setup.adapters.targets, known, "--lora-targets")
        else:
            what = "no layer with trained matrices to adapt"
            yield Problem("--lora", what, "adapters go beside products with trained matrices")


def _batch_problems(setup: TrainingSetup) -> Iterator[Problem]:
    if setup.batch < 1:
        yield Problem("--batch", f"{setup.batch} samples are no batch", "give 1 or more")
    if setup.accumulate < 1:
        what = f"{setup.accumulate} parts are no batch"
        yield Problem("--accumulate", what, "give 1 or more")
    elif setup.batch >= 1 and setup.batch % setup.accumulate:
        what = f"{setup.accumulate} does not divide the batch of {setup.batch}"
        remedy = "the batch is that of an update; give one of its divisors"
        yield Problem("--accumulate", what, remedy)


def _is_checkpoint(checkpoint: object) -> bool:
    if isinstance(checkpoint, int):
        return checkpoint >= 1
    return checkpoint in {"all", "sqrt"}


def _unknown(where: str, kind: str, name: str, known: tuple[str, ...]) -> Iterator[Problem]:
    if name not in known:
        near = nearest(name, known)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        yield Problem(where, f"no {kind} named {name!r}", f"{remedy}known: {', '.join(known)}")


def schedule_problems(schedule: TrainingSchedule) -> Iterator[Problem]:
    """Say everything that makes no sense for a whole training."""
    if schedule.samples < 1:
        yield Problem("--samples", f"{schedule.samples} samples are no data set", "give 1 or more")
    if schedule.epochs < 1:
        yield Problem("--epochs", f"{schedule.epochs} epochs train nothing", "give 1 or more")
    if schedule.validate_every is not None and schedule.validate_every < 1:
        what = f"{schedule.validate_every} epochs are no interval"
        yield Problem("--validate-every", what, "give 1 or more")
    if not 0 < schedule.done <= 1:
        remedy = "give the part of the epochs that is done, above 0 and up to 1"
        yield Problem("--stop", f"{schedule.done:g} is no part of the epochs", remedy)
    if schedule.trials < 1:
        yield Problem("--trials", f"{schedule.trials} trials train nothing", "give 1 or more")
    match schedule.strategy:
        case Split(share) if not 0 < share <= 1:
            remedy = "give the part that is held out, from 0 to below 1"
            yield Problem("--validation", f"{1 - share:g} leaves nothing to train on", remedy)
        case CrossValidation(folds) if not 2 <= folds <= schedule.samples:
            what = f"{folds} folds of {schedule.samples} samples"
            yield Problem("--folds", what, "give 2 or more, and no more than samples")
        case _:
            pass
