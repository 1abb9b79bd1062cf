"""Steps on series and spectra."""

from __future__ import annotations

from joulepath.core.quantities import Count
from joulepath.formulas import cepstrum, chain, filters, spectrum
from joulepath.lifecycle.steps import NONE, ONE, Done, added, times, values_of, work
from joulepath.records.preparation import (
    CosineTransform,
    Decimate,
    FiniteFilter,
    Frames,
    Logarithm,
    MedianFilter,
    MelBands,
    RecursiveFilter,
    Shape,
    Spectrogram,
    Wavelet,
)
from joulepath.records.workload import Operations

__all__ = ["filtered", "framed", "spectral"]

_COMPLEX = 2.0


def filtered(
    step: FiniteFilter | RecursiveFilter | MedianFilter | Decimate | Wavelet, shape: Shape
) -> Done:
    """Filter a series along its rows."""
    values = values_of(shape)
    match step:
        case FiniteFilter(taps):
            return Done(shape, work(macs=filters.fir_macs(outputs=values, taps=taps)))
        case RecursiveFilter(sections):
            plain = filters.biquad_operations(values=values, sections=sections)
            return Done(shape, work(elementwise=plain))
        case MedianFilter(window):
            compared = filters.median_comparisons(values=values, window=window)
            return Done(shape, work(comparisons=compared))
        case Decimate(factor, taps):
            rows = filters.decimated_size(size=shape.rows, factor=factor)
            kept = Shape(rows, shape.columns, shape.channels)
            return Done(kept, work(macs=filters.fir_macs(outputs=values_of(kept), taps=taps)))
        case Wavelet(taps, coarsest):
            macs = filters.wavelet_macs(size=shape.rows, coarsest=coarsest, taps=taps)
            return Done(shape, work(macs=times(macs, shape.columns, shape.channels)))


def framed(step: Frames | Spectrogram, shape: Shape) -> Done:
    """Cut a series into frames, and transform each."""
    frames = spectrum.frames(size=shape.rows, window=step.window, hop=step.hop)
    match step:
        case Frames():
            cut = Shape(frames, step.window, shape.channels)
            return Done(cut, work(moves=values_of(cut)))
        case Spectrogram():
            return _spectrogram(step, frames, shape)


def _spectrogram(step: Spectrogram, frames: Count, shape: Shape) -> Done:
    bins = spectrum.bins(length=step.length)
    plain = added(
        _tapering(step, frames),
        times(_transform(step), frames),
        NONE if step.output == "complex" else spectrum.power_operations(frames=frames, bins=bins),
    )
    seen = Shape(frames, bins, shape.channels)
    match step.output:
        case "magnitude":
            return Done(seen, work(NONE, times(plain, shape.channels), values_of(seen)))
        case "power":
            return Done(seen, work(elementwise=times(plain, shape.channels)))
        case "complex":
            parts = times(shape.channels, _COMPLEX)
            return Done(Shape(frames, bins, parts), work(elementwise=times(plain, shape.channels)))


def _tapering(step: Spectrogram, frames: Count) -> Count:
    match step.taper:
        case "none":
            return NONE
        case "hann":
            return spectrum.taper_operations(frames=frames, window=step.window)


def _transform(step: Spectrogram) -> Count:
    """Operations to transform one frame of real values, packed in pairs as complex ones."""
    packed = spectrum.packed_length(length=step.length)
    unpacking = spectrum.unpacking_operations(length=packed)
    match step.algorithm:
        case "radix-2":
            return added(spectrum.radix_2_operations(length=packed), unpacking)
        case "split-radix":
            return added(spectrum.split_radix_operations(length=packed), unpacking)


def spectral(step: MelBands | Logarithm | CosineTransform, shape: Shape) -> Done:
    """Turn spectra into mel bands, logarithms or cepstra, row by row."""
    match step:
        case MelBands():
            bands = Shape(shape.rows, step.bands, shape.channels)
            return Done(bands, work(macs=times(_mel(step, shape), shape.channels)))
        case Logarithm():
            values = values_of(shape)
            return Done(shape, work(elementwise=values, special=values))
        case CosineTransform():
            kept = Shape(shape.rows, step.coefficients, shape.channels)
            return Done(kept, _cosines(step, shape))


def _mel(step: MelBands, shape: Shape) -> Count:
    weights = cepstrum.mel_weights(
        lowest=step.lowest,
        highest=step.highest,
        bands=step.bands,
        length=spectrum.transform_length(bins=shape.columns),
        rate=step.rate,
        corner=step.corner,
    )
    return cepstrum.mel_macs(frames=shape.rows, weights=weights)


def _cosines(step: CosineTransform, shape: Shape) -> Operations:
    rows = chain.shape_values(rows=shape.rows, columns=ONE, channels=shape.channels)
    match step.algorithm:
        case "direct":
            return work(
                macs=cepstrum.cosine_macs(
                    frames=rows, inputs=shape.columns, coefficients=step.coefficients
                )
            )
        case "fast":
            return work(
                elementwise=cepstrum.fast_cosine_operations(frames=rows, inputs=shape.columns)
            )
