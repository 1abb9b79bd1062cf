"""Whether a step can be done to a sample of some shape."""

from __future__ import annotations

from typing import Any

from joulepath.core.ops import log2
from joulepath.records.preparation import (
    Colour,
    CosineTransform,
    Crop,
    Decimate,
    Frames,
    GramianField,
    MedianFilter,
    MelBands,
    PrincipalComponents,
    RecurrencePlot,
    Resize,
    Shape,
    Spectrogram,
    Step,
    Tokenise,
    TransitionField,
    Wavelet,
)
from joulepath.scenario.fields import anywhere

__all__ = ["shown", "shown_shape", "unsuited"]

Unsuited = tuple[str, str, str] | None
"""Field that is to blame, what is wrong, and the remedy; nothing if the step can be done."""


def shown(value: Any) -> str:
    """Write a size."""
    return f"{value:g}" if isinstance(value, (int, float)) else "an array of"


def shown_shape(shape: Shape) -> str:
    """Write a shape, e.g. ``49 x 10 x 1``."""
    return " x ".join(map(shown, (shape.rows, shape.columns, shape.channels)))


def unsuited(step: Step, shape: Shape) -> Unsuited:
    """Tell what keeps a step from being done.

    Parameters
    ----------
    step : Step
        The step.
    shape : Shape
        Shape of the sample that it is done to.
    """
    match step:
        case Frames() | Spectrogram() | GramianField() | TransitionField() | RecurrencePlot():
            return _no_series(shape) or _of_a_series(step, shape)
        case MelBands():
            return _mel(step, shape)
        case CosineTransform():
            return _cosines(step, shape)
        case MedianFilter() | Decimate() | Wavelet() | PrincipalComponents():
            return _filtering(step, shape)
        case Crop() | Resize() | Colour():
            return _picture(step, shape)
        case Tokenise():
            return _text(step, shape)
        case _:
            return None


def _of_a_series(
    step: Frames | Spectrogram | GramianField | TransitionField | RecurrencePlot, shape: Shape
) -> Unsuited:
    match step:
        case Frames() | Spectrogram():
            return _framing(step, shape)
        case GramianField() | TransitionField():
            return _less("", "values", shape.rows, "two", 2.0)
        case RecurrencePlot(dimension, delay):
            reach = (dimension - 1) * delay + 1
            return _more("dimension", "values that a point reaches over", reach, shape.rows)


def _filtering(
    step: MedianFilter | Decimate | Wavelet | PrincipalComponents, shape: Shape
) -> Unsuited:
    match step:
        case MedianFilter(window):
            even = anywhere(window % 2 != 1)
            return ("window", f"{shown(window)} is even", "write an odd number") if even else None
        case Decimate(factor):
            return _more("factor", "values to keep one of", factor, shape.rows)
        case Wavelet(_, coarsest):
            return _halves(coarsest, shape)
        case PrincipalComponents(components):
            values = shape.rows * shape.columns * shape.channels
            return _more("components", "components", components, values)


def _no_series(shape: Shape) -> Unsuited:
    if anywhere(shape.columns != 1):
        what = f"{shown_shape(shape)} values arrive where a series is expected"
        return "", what, "do this step before those that make rows and columns"
    return None


def _more(field: str, noun: str, part: Any, whole: Any) -> Unsuited:
    if anywhere(part > whole):
        return (
            field,
            f"{shown(part)} {noun}, but {shown(whole)} arrive",
            f"choose at most {shown(whole)}",
        )
    return None


def _less(field: str, noun: str, found: Any, least: str, number: float) -> Unsuited:
    if anywhere(found < number):
        return field, f"{shown(found)} {noun} arrive", f"this step needs at least {least}"
    return None


def _no_power(field: str, number: Any) -> Unsuited:
    if anywhere(log2(number) % 1 != 0):
        return field, f"{shown(number)} is no power of two", "write 64, 128, 256, 512 and so on"
    return None


def _framing(step: Frames | Spectrogram, shape: Shape) -> Unsuited:
    wrong = _more("window", "values in a window", step.window, shape.rows)
    match step:
        case Frames():
            return wrong
        case Spectrogram(window, _, length):
            return (
                wrong
                or _less("length", "values of a transform", length, "four", 4.0)
                or _no_power("length", length)
                or _more("window", "values in a window for a transform", window, length)
            )


def _mel(step: MelBands, shape: Shape) -> Unsuited:
    if anywhere(shape.columns < 3) or anywhere(log2(shape.columns - 1) % 1 != 0):
        what = f"{shown_shape(shape)} values arrive where spectra are expected"
        return "", what, "do a spectrogram before"
    if anywhere(step.highest <= step.lowest):
        what = f"{shown(step.highest)} Hz is not above {shown(step.lowest)} Hz"
        return "highest", what, "write a frequency above the lowest one"
    if anywhere(2 * step.highest > step.rate):
        what = f"{shown(step.highest)} Hz is above half the sampling rate"
        return "highest", what, f"choose at most {shown(step.rate / 2)} Hz"
    return None


def _cosines(step: CosineTransform, shape: Shape) -> Unsuited:
    wrong = _more("coefficients", "coefficients", step.coefficients, shape.columns)
    match step.algorithm:
        case "direct":
            return wrong
        case "fast":
            return wrong or _no_power("algorithm", shape.columns)


def _halves(coarsest: Any, shape: Shape) -> Unsuited:
    if anywhere(coarsest % 1 != 0):
        what = f"{shown(shape.rows)} rows cannot be halved so often"
        return "coarsest", what, "choose fewer levels, or crop the series before"
    return None


def _picture(step: Crop | Resize | Colour, shape: Shape) -> Unsuited:
    match step:
        case Crop(rows, columns):
            return _more("rows", "rows", rows, shape.rows) or _more(
                "columns", "columns", columns, shape.columns
            )
        case Resize(rows, columns, "area"):
            if anywhere(shape.rows % rows != 0) or anywhere(shape.columns % columns != 0):
                what = f"{shown(rows)} x {shown(columns)} blocks do not fill {shown_shape(shape)}"
                return "method", what, "choose divisors of the size, or another method"
            return None
        case Resize():
            return None
        case Colour():
            if anywhere(shape.channels != 3):
                what = f"{shown(shape.channels)} channels arrive where three colours are expected"
                return "", what, "add channels = 3 to [preprocessing]"
            return None


def _text(step: Tokenise, shape: Shape) -> Unsuited:
    characters = shape.rows * shape.columns * shape.channels
    if anywhere(step.words > step.tokens):
        what = f"{shown(step.words)} words, but {shown(step.tokens)} tokens"
        return "words", what, "a word is at least one token"
    return _more("tokens", "tokens of characters", step.tokens, characters)
