"""A request to train a language model, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, inf, isfinite
from pathlib import Path
from typing import Final, Literal, cast

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.units import render
from joulepath.errors import InputError, Problem, nearest
from joulepath.formulas.serving.load import mean_context, token_work
from joulepath.lifecycle.training_runs import train_together
from joulepath.records.serving import ServedModel
from joulepath.records.training_runs import RunCalibration, RunPlan, TrainingRun
from joulepath.scenario.amounts import amount
from joulepath.scenario.clusters import cluster
from joulepath.workloads.language_models import language_model, language_models
from joulepath.workloads.served_model import served_model

__all__ = ["BOUNDARIES", "Pretrained", "PretrainingRequest", "resolve_pretraining"]

BOUNDARIES: Final = ("servers", "accelerators")
"""What an energy may cover: accelerators with hosts, network and fans, or without."""

_CALIBRATION: Final = "published"
_FORWARD_FLOPS: Final = 2.0  # for each parameter that a token takes
_HOST: Final = 8
_WEIGHT_BITS: Final = 16.0
_LEARNT_BITS: Final = 112.0  # gradient, copy and two moments of Adam in mixed precision
_WHOLE: Final = 1.0
_NOTHING: Final = 0.0
_CALIBRATED_ON: Final = frozenset(
    {
        "amd-mi250x",
        "google-tpu-v2",
        "google-tpu-v3",
        "nvidia-a100-sxm-40gb",
        "nvidia-a100-sxm-80gb",
        "nvidia-h100-sxm",
        "nvidia-p100-sxm",
        "nvidia-v100-sxm-32gb",
    }
)
_RANGES: Final = (
    ("accelerators", 1.0, inf),
    ("context", 0.0, inf),
    ("trained", 0.0, 1.0),
    ("recomputed", 0.0, 1.0),
    ("repeated", 0.0, inf),
    ("experiments", 0.0, inf),
    ("stages", 1.0, inf),
    ("microbatches", 1.0, inf),
    ("checkpoints", 0.0, inf),
    ("pue", 1.0, 10.0),
)


@dataclass(frozen=True)
class PretrainingRequest:
    """What is to be trained, in words and plain numbers."""

    model: str
    """Name of a language model, path of a ``config.json``, or number of parameters, e.g. ``7B``."""
    tokens: str
    """Tokens learnt from, repetitions counted, e.g. ``2T``."""
    accelerator: str
    """Name of a processor of the catalogue."""
    accelerators: int = 1
    """How many of them learn together."""
    active: str = ""
    """Parameters that a token takes, where the model is a number and has experts."""
    utilisation: float | None = None
    """Share of the peak rate reached (MFU), where it is known."""
    format: str = "bf16"
    """Numeric format of the arithmetic."""
    context: float = 4096.0
    """Tokens of a text, for the attention of a model with a name."""
    boundary: str = "servers"
    """One of `BOUNDARIES`."""
    trained: float = 1.0
    """Share of the weights that are learnt, by their work; about 0.01 for LoRA."""
    recomputed: float = 0.0
    """Share of the forward pass that is computed again to save memory."""
    repeated: float = 0.0
    """Work done again after failures, relative to the run."""
    experiments: float = 0.0
    """Energy of the experiments before the run, relative to it."""
    stages: int = 1
    """Stages of a pipeline."""
    microbatches: int = 1
    """Parts of a batch that follow each other through the pipeline."""
    checkpoints: int = 0
    """Checkpoints that are kept."""
    pue: float = 1.0
    """Power of the building over that of its computers."""


@dataclass(frozen=True)
class Pretrained:
    """A request, as it was understood, and what it comes to."""

    request: PretrainingRequest
    """The request."""
    title: str
    """What the model is called."""
    plan: RunPlan
    """What is learnt, and how."""
    calibration: RunCalibration
    """What published runs say of training."""
    run: TrainingRun
    """What it comes to."""
    assumptions: tuple[str, ...]
    """What the result rests on."""


@dataclass(frozen=True)
class _Model:
    title: str
    forward: float
    parameters: float


def resolve_pretraining(
    request: PretrainingRequest, catalogue: Catalogue | None = None
) -> Pretrained:
    """Train a language model on paper.

    Parameters
    ----------
    request : PretrainingRequest
        What is to be trained.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Pretrained
        Time, power and energy, and what they rest on.

    Raises
    ------
    InputError
        With everything that is wrong with the request, or if weights and optimiser do not fit
        the memory.
    UnknownName
        For a model or processor that is not known, with the nearest names.
    CatalogueError
        If the processor does not compute in the format, or a figure that is needed is missing.
    """
    problems = list(_problems(request))
    if problems:
        raise InputError(*problems)
    known = catalogue or load()
    model = _model(request)
    plan = _plan(request, model, known)
    calibration = known.record(RunCalibration, _CALIBRATION)
    run = train_together(plan, calibration)
    _must_fit(request, run, plan)
    return Pretrained(
        request, model.title, plan, calibration, run, tuple(_assumptions(request, plan))
    )


def _problems(request: PretrainingRequest) -> Iterator[Problem]:
    for name, least, most in _RANGES:
        value = getattr(request, name)
        if not (isfinite(value) and least <= value <= most):
            upper = f" and at most {most:g}" if isfinite(most) else ""
            yield Problem(f"--{name}", f"is {value:g}", f"give at least {least:g}{upper}")
    if not amount(request.tokens):
        yield Problem("--tokens", f"is {request.tokens!r}", "write 2T, 300B or 2e12")
    if request.active and not amount(request.active):
        yield Problem("--active", f"is {request.active!r}", "write 3B or 3e9")
    if request.utilisation is not None and not 0 < request.utilisation <= 1:
        what = f"is {request.utilisation:g}"
        yield Problem("--utilisation", what, "give a share above 0 and at most 1, e.g. 0.4")
    if request.boundary not in BOUNDARIES:
        near = nearest(request.boundary, BOUNDARIES)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        remedy += "known: " + ", ".join(BOUNDARIES)
        yield Problem("--boundary", f"no boundary named {request.boundary!r}", remedy)


def _model(request: PretrainingRequest) -> _Model:
    parameters = amount(request.model)
    if parameters is not None:
        return _counted(request, parameters)
    if request.active:
        what = "a model with a name tells its own"
        raise InputError(Problem("--active", what, "leave it out, or give numbers of parameters"))
    name = request.model
    if name in language_models() or not Path(name).exists():
        entries = language_model(name)
        return _described(entries["_title"], served_model(entries), request.context)
    return _described(name, served_model(name), request.context)


def _counted(request: PretrainingRequest, parameters: float) -> _Model:
    active = (amount(request.active) if request.active else None) or parameters
    if not 0 < active <= parameters:
        what = f"{active:g} of {parameters:g} parameters cannot be active"
        where = "--active" if parameters else "MODEL"
        raise InputError(Problem(where, what, "give more parameters than are active, above none"))
    return _Model(f"a model of {parameters:.4g} parameters", _FORWARD_FLOPS * active, parameters)


def _described(title: str, model: ServedModel, context: float) -> _Model:
    forward = token_work(
        context=mean_context(prompt=_NOTHING, answer=context),
        fixed=model.fixed_work,
        growing=model.growing_work,
        windowed=model.windowed_work,
        window=model.window,
    )
    experts = 0.0 if model.experts is None else float(model.experts.weights)
    shared = (model.dense_weights, model.head_weights, model.other_weights)
    parameters = sum(map(float, shared)) + experts
    return _Model(title, float(forward), parameters)


def _plan(request: PretrainingRequest, model: _Model, catalogue: Catalogue) -> RunPlan:
    reach = "host" if request.accelerators <= _HOST else "network"
    return RunPlan(
        cluster=cluster(
            request.accelerator,
            request.format,
            float(request.accelerators),
            reach,
            catalogue,
        ),
        forward=model.forward,
        parameters=model.parameters,
        tokens=amount(request.tokens) or _NOTHING,
        utilisation=request.utilisation,
        boundary=cast("Literal['servers', 'accelerators']", request.boundary),
        trained=request.trained,
        recomputed=request.recomputed,
        repeated=request.repeated,
        experiments=request.experiments,
        stages=float(request.stages),
        microbatches=float(request.microbatches),
        checkpoints=float(request.checkpoints),
        overhead=request.pue,
        state_bits=_WEIGHT_BITS + _LEARNT_BITS * request.trained,
    )


def _must_fit(request: PretrainingRequest, run: TrainingRun, plan: RunPlan) -> None:
    """Refuse a model whose weights and optimiser do not fit, and say how many would hold it."""
    needed, there = float(run.memory), float(plan.cluster.memory)
    if needed <= there:
        return
    several = ceil(needed * request.accelerators / there)
    what = (
        "weights, gradients and states of the optimiser need"
        f" {render(needed, 'bit')} of the {render(there, 'bit')} of each"
        f" {request.accelerator!r}: {render(needed - there, 'bit')} too much"
    )
    raise InputError(Problem("--accelerators", what, f"{several} of them would hold them"))


def _assumptions(request: PretrainingRequest, plan: RunPlan) -> Iterator[str]:
    learnt = float(plan.state_bits) / 8
    yield (
        f"{learnt:.4g} B for each weight, its gradient and the states of the optimiser (Adam in"
        " mixed precision), divided evenly; activations come on top"
    )
    if request.utilisation is None:
        yield (
            "the share of the peak rate is that of published runs, which differ by a factor of two"
            " between makers; --utilisation gives your own"
        )
    for value, words in (
        (request.repeated, "no work is repeated after failures"),
        (request.experiments, "no experiments before the run (OLMo: half of its energy again)"),
        (request.recomputed, "no part of the forward pass is computed again"),
    ):
        if not value:
            yield words
    if request.pue == 1:
        yield "the building adds nothing (PUE 1)"
    if plan.cluster.reach == "host":
        yield f"up to {_HOST} accelerators sit in one host and do not wait for a network"
    if amount(request.model) is not None:
        yield "2 operations forwards for each parameter and token, attention left out"
    if request.accelerator not in _CALIBRATED_ON:
        yield (
            f"{request.accelerator} is not among the accelerators of the calibration"
            f" ({', '.join(sorted(_CALIBRATED_ON))}): its band is wider than stated"
        )
