"""A request to serve a language model, resolved by name and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from joulepath.catalogue import Catalogue, load
from joulepath.errors import InputError
from joulepath.lifecycle.serving import serve
from joulepath.records.origins import Origin
from joulepath.records.serving import ServedModel, ServingCalibration
from joulepath.records.serving_plan import ServingInputs, ServingPlan
from joulepath.records.serving_results import Serving
from joulepath.scenario.calibrated_origins import of_calibration, of_model
from joulepath.scenario.calibrated_range import warnings
from joulepath.scenario.serving_fit import misfits, overflows
from joulepath.scenario.serving_formats import WEIGHTS, Numbers, numbers_of
from joulepath.scenario.serving_plans import described, plan_of
from joulepath.scenario.serving_request import ServingRequest, problems_of
from joulepath.scenario.serving_validity import outside

__all__ = ["WEIGHTS", "Served", "ServingRequest", "resolve_serving", "serve_inputs"]


@dataclass(frozen=True)
class Served:
    """A request, as it was understood, and what it comes to."""

    request: ServingRequest
    """The request."""
    title: str
    """What the model is called."""
    model: ServedModel
    """What the model takes by the token."""
    weights: str
    """What the format of the weights is called."""
    plan: ServingPlan
    """How it is served."""
    calibration: ServingCalibration
    """What measurements say of the engine."""
    serving: Serving
    """What it comes to."""
    assumptions: tuple[str, ...]
    """What the result rests on."""
    warnings: tuple[str, ...]
    """What lies outside of the measurements, and what that does to the band."""
    origins: Mapping[str, Origin]
    """Where the numbers of `inputs` come from, by dotted path."""
    catalogue: Catalogue
    """Where names were looked up."""

    @property
    def inputs(self) -> ServingInputs:
        """All that the prediction is computed from."""
        return ServingInputs(self.model, self.plan, self.calibration)


def serve_inputs(inputs: ServingInputs) -> Serving:
    """Serve what one record describes."""
    return serve(inputs.model, inputs.plan, inputs.calibration)


def resolve_serving(request: ServingRequest, catalogue: Catalogue | None = None) -> Served:
    """Serve a language model on paper.

    Parameters
    ----------
    request : ServingRequest
        What is to be served.
    catalogue : Catalogue, optional
        Where names are looked up; the built-in one by default.

    Returns
    -------
    Served
        Time, power and energy, and what they rest on.

    Raises
    ------
    InputError
        For all numbers and names that make no sense, or a model that does not fit the memory,
        with how much is missing and what would fit.
    """
    known = catalogue if catalogue is not None else load()
    if problems := tuple(problems_of(request)):
        raise InputError(*problems)
    device = known.processor(request.accelerator, "--accelerator")
    engine = known.entry("serving-engines", request.engine, "engine")
    found = described(request.model)
    if problems := tuple(misfits(request, found.model)):
        raise InputError(*problems)
    numbers = numbers_of(found.source, request.weights, request.cache_bits, device)
    beyond = tuple(outside(request, numbers.weights, float(numbers.formats.cache), engine))
    planned = plan_of(request, found, numbers, beyond, known)
    calibration: ServingCalibration = engine.record
    result = serve(found.model, planned.plan, calibration)
    if problems := tuple(overflows(request, found.model, planned.plan, result, known)):
        raise InputError(*problems)
    counted = of_model("model", found.model, found.title, found.key)
    origins = {**counted, **planned.origins, **of_calibration("calibration", engine)}
    said = (*_assumptions(request, numbers), *planned.assumptions)
    warned = (*warnings(beyond), *_limits(request, result))
    return Served(
        request, found.title, found.model, numbers.weights, planned.plan, calibration, result,
        said, warned, origins, known,
    )  # fmt: skip


def _limits(request: ServingRequest, result: Serving) -> Iterator[str]:
    reading = result.reading
    if reading is not None and float(reading.demanded) > 1:
        yield (
            f"prompts are the limit: {float(reading.demanded):.3g} times"
            f" {request.prefill_accelerators} accelerators would read as fast as the others write"
        )


def _assumptions(request: ServingRequest, numbers: Numbers) -> Iterator[str]:
    yield (
        "energy of the accelerators alone; the host, idle reserve and the building add to it"
        " (Google reports 1.7 times the energy of its busy accelerators for a whole service)"
    )
    yield "requests arrive so that the number computed together stays the same"
    yield (
        "the time to the first token is that of a request which is let in at once; no measurement"
        " of it went into the calibration"
    )
    yield from numbers.said
    yield from _of_techniques(request)


def _of_techniques(request: ServingRequest) -> Iterator[str]:
    if request.accelerators > 1:
        yield "experts and attention are divided evenly among the accelerators"
    if request.stages > 1:
        yield (
            f"up to {request.stages} parts of a batch follow each other through the stages; what"
            " they hand over is not slowed by other traffic"
        )
    if request.cached:
        yield (
            f"{100 * request.cached:g} % of each prompt is found cached, and kept for each request"
            " in its own right; where requests share it, less memory is needed"
        )
    if request.draft is not None:
        yield "the small model costs the host nothing"
    if request.prefill_accelerators:
        yield (
            "prompts arrive at random and are read one by one; keys and values of each travel"
            " whole, and the energy of what lies between both memories is left out"
        )
