"""From the tables of a chain to its records, step by step as the shape of a sample changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from joulepath.core.ops import ceil, log2
from joulepath.errors import Problem
from joulepath.lifecycle.chain import done
from joulepath.records import preparation as records
from joulepath.records.preparation import Shape, Step
from joulepath.scenario import preprocessing_steps as tables
from joulepath.scenario.chain_checks import unsuited
from joulepath.scenario.preprocessing_kinds import StepSection
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.schema import Scenario

__all__ = ["CORNER", "Link", "links"]

CORNER: Final = 700.0
"""Hertz about which the mel scale of HTK turns logarithmic."""


@dataclass(frozen=True)
class Link:
    """One step of a chain, and where its numbers come from."""

    step: Step
    """The step."""
    index: int
    """Table that it comes from; the table of an mfcc makes several steps."""
    keys: Mapping[str, str]
    """Key of the table behind each field of the step that has another name."""
    after: Shape
    """Shape of a sample afterwards."""


def links(scenario: Scenario, shape: Shape, name: str) -> Iterator[Link | Problem]:
    """Steps of a chain one by one; a step that cannot be done is a problem and ends them.

    Parameters
    ----------
    scenario : Scenario
        A scenario with a chain.
    shape : Shape
        Shape of a raw sample.
    name : str
        Name of its file, for messages.
    """
    section = scenario.preprocessing
    for index, table in enumerate((section and section.chain) or ()):
        for step, keys in _made(table, shape):
            if wrong := unsuited(step, shape):
                field, what, remedy = wrong
                at = ("preprocessing", "chain", index, *_key_of(field, keys))
                yield problem_at(located(name, at), what, remedy)
                return
            shape = done(step, shape).shape
            yield Link(step, index, keys, shape)


def _key_of(field: str, keys: Mapping[str, str]) -> tuple[str, ...]:
    return (keys.get(field, field),) if field else ()


_NO_KEYS: Final[Mapping[str, str]] = {}
_SPECTRUM_KEYS: Final = {"length": "fft"}
_MEL_KEYS: Final = {"rate": "sampling_rate"}
_WAVELET_KEYS: Final = {"coarsest": "levels"}
_SAME: Final[Mapping[type, type[Any]]] = {
    tables.StandardiseStep: records.Standardise,
    tables.MinMaxStep: records.MinMax,
    tables.PrincipalComponentsStep: records.PrincipalComponents,
    tables.FiniteFilterStep: records.FiniteFilter,
    tables.RecursiveFilterStep: records.RecursiveFilter,
    tables.MedianFilterStep: records.MedianFilter,
    tables.DecimateStep: records.Decimate,
    tables.FramesStep: records.Frames,
    tables.LogarithmStep: records.Logarithm,
    tables.CosineTransformStep: records.CosineTransform,
    tables.GramianFieldStep: records.GramianField,
    tables.TransitionFieldStep: records.TransitionField,
    tables.RecurrencePlotStep: records.RecurrencePlot,
    tables.CropStep: records.Crop,
    tables.ResizeStep: records.Resize,
    tables.ColourStep: records.Colour,
    tables.TokeniseStep: records.Tokenise,
}
"""Records with the same fields as their tables."""


def _made(table: StepSection, shape: Shape) -> tuple[tuple[Step, Mapping[str, str]], ...]:
    """Steps that a table stands for, the first of which meets a shape."""
    match table:
        case tables.SpectrogramStep():
            return ((_spectrogram(table, shape), _SPECTRUM_KEYS),)
        case tables.MelStep():
            return ((_mel(table), _MEL_KEYS),)
        case tables.WaveletStep():
            return ((_wavelet(table, shape), _WAVELET_KEYS),)
        case tables.MfccStep():
            return (
                (_mfcc_spectrogram(table), _SPECTRUM_KEYS),
                (_mel(table), _MEL_KEYS),
                (records.Logarithm(), _NO_KEYS),
                (records.CosineTransform(table.coefficients, "direct"), _NO_KEYS),
            )
        case _:
            return ((_same(table), _NO_KEYS),)


def _same(table: Any) -> Any:
    record = _SAME[type(table)]
    return record(**{field.name: getattr(table, field.name) for field in fields(record)})


def _spectrogram(table: tables.SpectrogramStep, shape: Shape) -> records.Spectrogram:
    window = shape.rows if table.window is None else table.window
    hop = window if table.hop is None else table.hop
    length = _length(table.fft, window)
    return records.Spectrogram(window, hop, length, table.taper, table.algorithm, table.output)


def _mfcc_spectrogram(table: tables.MfccStep) -> records.Spectrogram:
    length = _length(table.fft, table.window)
    return records.Spectrogram(table.window, table.hop, length, table.taper, "radix-2", "magnitude")


def _length(given: Any, window: Any) -> Any:
    """Length of a transform: the given one, or the least power of two that holds a window."""
    return 2.0 ** ceil(log2(window)) if given is None else given


def _mel(table: tables.MelStep | tables.MfccStep) -> records.MelBands:
    return records.MelBands(table.bands, table.lowest, table.highest, table.sampling_rate, CORNER)


def _wavelet(table: tables.WaveletStep, shape: Shape) -> records.Wavelet:
    return records.Wavelet(table.taps, shape.rows / 2.0**table.levels)
