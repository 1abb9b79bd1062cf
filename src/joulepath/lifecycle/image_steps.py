"""Steps on images and texts, and steps that make images of series."""

from __future__ import annotations

from joulepath.formulas import encodings, imaging, tokenisation
from joulepath.lifecycle.steps import NONE, ONE, Done, added, pixels_of, times, values_of, work
from joulepath.records.preparation import (
    Colour,
    Crop,
    GramianField,
    RecurrencePlot,
    Resize,
    Shape,
    Tokenise,
    TransitionField,
)
from joulepath.records.workload import Operations

__all__ = ["encoded", "pictured", "tokenised"]

_LINEAR_TAPS = 2.0
_CUBIC_TAPS = 4.0
_BRIGHTNESS = 1.0
_COLOURS = 3.0


def pictured(step: Crop | Resize | Colour, shape: Shape) -> Done:
    """Change the size or the colours of an image."""
    match step:
        case Crop(rows, columns):
            kept = Shape(rows, columns, shape.channels)
            return Done(kept, work(moves=values_of(kept)))
        case Resize(rows, columns):
            resized = Shape(rows, columns, shape.channels)
            return Done(resized, _resizing(step, shape, resized))
        case Colour():
            return _coloured(step, shape)


def _resizing(step: Resize, before: Shape, after: Shape) -> Operations:
    outputs = values_of(after)
    match step.method:
        case "nearest":
            return work(moves=outputs)
        case "bilinear":
            return work(macs=imaging.interpolation_macs(outputs=outputs, taps=_LINEAR_TAPS))
        case "bicubic":
            return work(macs=imaging.interpolation_macs(outputs=outputs, taps=_CUBIC_TAPS))
        case "area":
            return work(elementwise=values_of(before), special=outputs)


def _coloured(step: Colour, shape: Shape) -> Done:
    pixels = pixels_of(shape)
    match step.to:
        case "grey":
            macs = imaging.colour_macs(pixels=pixels, inputs=shape.channels, outputs=_BRIGHTNESS)
            return Done(Shape(shape.rows, shape.columns, _BRIGHTNESS), work(macs=macs))
        case "ycbcr":
            macs = imaging.colour_macs(pixels=pixels, inputs=shape.channels, outputs=_COLOURS)
            offsets = imaging.colour_offsets(pixels=pixels)
            return Done(
                Shape(shape.rows, shape.columns, _COLOURS), work(macs=macs, elementwise=offsets)
            )


def encoded(step: GramianField | TransitionField | RecurrencePlot, shape: Shape) -> Done:
    """Make an image of each channel of a series."""
    match step:
        case GramianField():
            image, one = Shape(shape.rows, shape.rows, shape.channels), _gramian(shape)
        case TransitionField():
            image, one = Shape(shape.rows, shape.rows, shape.channels), _transitions(step, shape)
        case RecurrencePlot():
            image, one = _recurrences(step, shape)
    return Done(image, _each_channel(one, shape))


def _gramian(shape: Shape) -> Operations:
    return work(
        elementwise=added(
            encodings.rescaling_operations(length=shape.rows),
            encodings.gramian_operations(length=shape.rows),
        ),
        special=added(shape.rows, shape.rows),
        comparisons=encodings.range_comparisons(length=shape.rows),
    )


def _transitions(step: TransitionField, shape: Shape) -> Operations:
    return work(
        elementwise=encodings.transition_additions(length=shape.rows, bins=step.bins),
        special=encodings.pairs(length=step.bins),
        comparisons=encodings.quantile_comparisons(length=shape.rows, bins=step.bins),
        moves=encodings.pairs(length=shape.rows),
    )


def _recurrences(step: RecurrencePlot, shape: Shape) -> tuple[Shape, Operations]:
    points = encodings.embedded_points(
        length=shape.rows, dimension=step.dimension, delay=step.delay
    )
    macs = encodings.recurrence_macs(points=points, dimension=step.dimension)
    operations = work(macs=macs, elementwise=macs, comparisons=encodings.pairs(length=points))
    return Shape(points, points, shape.channels), operations


def _each_channel(one: Operations, shape: Shape) -> Operations:
    return work(
        macs=times(one.macs, shape.channels),
        elementwise=times(one.elementwise, shape.channels),
        special=times(one.special, shape.channels),
        comparisons=times(one.comparisons, shape.channels),
        moves=times(one.moves, shape.channels),
    )


def tokenised(step: Tokenise, shape: Shape) -> Done:
    """Turn the characters of a text into tokens."""
    characters = values_of(shape)
    match step.algorithm:
        case "bpe":
            looked_up = tokenisation.merge_comparisons
        case "wordpiece":
            looked_up = tokenisation.longest_match_comparisons
    compared = looked_up(characters=characters, tokens=step.tokens, words=step.words)
    return Done(Shape(step.tokens, ONE, ONE), work(NONE, NONE, NONE, compared))
