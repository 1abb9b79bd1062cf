"""Series and spectra: textbook algorithms give what NumPy and SciPy give, and count as we say.

Origin of expected values: NumPy and SciPy, which compute the same by other algorithms. Values
agree to a thousand roundings of 1e-16 of the largest one; counts are whole numbers and are equal.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.fft
import scipy.ndimage
import scipy.signal
from hypothesis import given, settings
from hypothesis import strategies as st

from joulepath.formulas import cepstrum, spectrum
from joulepath.lifecycle.chain import done
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
    Step,
    Wavelet,
)

from . import signals
from .counting import Counted, Tally, counted, predicted, restart, tally

POWERS = st.integers(1, 8).map(lambda exponent: 2**exponent)
COUNTS = settings(max_examples=40, deadline=None)
RATE, CORNER = 16_000.0, 700.0


def series(size: int) -> list[Counted]:
    """A series of invented values; counting begins after it is made."""
    values = counted(np.random.default_rng(size).normal(size=size).tolist())
    restart()
    return values


def plain(values: Any) -> Any:
    return np.array(values, dtype=float)


def near(values: Any, expected: Any) -> None:
    scale = float(np.max(np.abs(expected))) or 1.0
    np.testing.assert_allclose(plain(values), expected, rtol=0, atol=1e-13 * scale)


def said(step: Step, rows: int, columns: int = 1, channels: int = 1) -> Tally:
    return predicted(done(step, Shape(float(rows), float(columns), float(channels))).operations)


@COUNTS
@given(size=st.integers(1, 60), taps=st.integers(1, 20))
def test_a_finite_filter(size: int, taps: int) -> None:
    x, weights = series(size), np.random.default_rng(taps).normal(size=taps)
    y = signals.finite(x, weights)
    assert tally() == said(FiniteFilter(float(taps)), size)
    near(y, np.convolve(plain(x), weights[::-1])[taps // 2 :][:size])


@COUNTS
@given(size=st.integers(1, 60), taps=st.integers(1, 12), factor=st.integers(1, 7))
def test_a_decimation(size: int, taps: int, factor: int) -> None:
    x, weights = series(size), np.random.default_rng(taps).normal(size=taps)
    y = signals.decimated(x, weights, factor)
    step = Decimate(float(factor), float(taps))
    assert tally() == said(step, size)
    assert done(step, Shape(float(size), 1.0, 1.0)).shape.rows == len(y)
    near(y, np.convolve(plain(x), weights[::-1])[taps // 2 :][:size][::factor])


@COUNTS
@given(size=st.integers(1, 80), order=st.integers(1, 5))
def test_a_recursive_filter(size: int, order: int) -> None:
    sections = scipy.signal.butter(2 * order, 0.3, output="sos")
    x = series(size)
    y = signals.recursive(x, sections)
    assert tally() == said(RecursiveFilter(float(order)), size)
    near(y, scipy.signal.sosfilt(sections, plain(x)))


@COUNTS
@given(size=st.integers(1, 60), half=st.integers(0, 6))
def test_a_median_filter(size: int, half: int) -> None:
    x, window = series(size), 2 * half + 1
    y = signals.median(x, window)
    assert tally() == said(MedianFilter(float(window)), size)
    near(y, scipy.ndimage.median_filter(plain(x), window, mode="nearest"))


def smoothed(x: Any, low: Any) -> Any:
    """One level of a periodic transform by matrices: smoothed values, then details."""
    rows = []
    for taps in (low, [(-1) ** i * w for i, w in enumerate(low[::-1])]):
        for k in range(len(x) // 2):
            row = np.zeros(len(x))
            for j, weight in enumerate(taps):
                row[(2 * k + j) % len(x)] += weight
            rows.append(row)
    return np.array(rows) @ x


ROOT = math.sqrt(3)
WAVELETS = {  # Daubechies, of two and four weights
    2: [math.sqrt(0.5)] * 2,
    4: [w / (4 * math.sqrt(2)) for w in (1 + ROOT, 3 + ROOT, 3 - ROOT, 1 - ROOT)],
}


@COUNTS
@given(taps=st.sampled_from([2, 4]), coarsest=st.integers(2, 9), levels=st.integers(0, 4))
def test_a_wavelet_transform(taps: int, coarsest: int, levels: int) -> None:
    size = coarsest * 2**levels
    x = series(size)
    y = signals.wavelet(x, WAVELETS[taps], levels)
    assert tally() == said(Wavelet(float(taps), float(coarsest)), size)
    expected = plain(x)
    for level in range(levels):
        part = size >> level
        expected[:part] = smoothed(expected[:part], WAVELETS[taps])
    near(y, expected)
    # An orthogonal transform keeps the energy of a series.
    assert sum(float(v) ** 2 for v in y) == pytest.approx(sum(float(v) ** 2 for v in x), rel=1e-12)


TRANSFORMS = {"radix-2": signals.radix_2, "split-radix": signals.split_radix}
SAID = {
    "radix-2": spectrum.radix_2_operations,
    "split-radix": spectrum.split_radix_operations,
}


@pytest.mark.parametrize("algorithm", TRANSFORMS)
@COUNTS
@given(length=POWERS)
def test_a_complex_transform(algorithm: str, length: int) -> None:
    x = series(2 * length)
    y = TRANSFORMS[algorithm](list(zip(x[::2], x[1::2], strict=True)))
    assert tally() == Tally(plain=int(SAID[algorithm](length=float(length))))
    values = plain(x)
    expected = np.fft.fft(values[::2] + 1j * values[1::2])
    near(y, np.stack([expected.real, expected.imag], axis=1))


# origin: Shao and Johnson 2008, table I, less one multiplication of the norm
@pytest.mark.parametrize(
    ("length", "flops"), [(16, 114), (32, 290), (64, 706), (128, 1666), (256, 3842)]
)
def test_the_fast_cosine_count_is_the_published_one(length: int, flops: int) -> None:
    assert cepstrum.fast_cosine_operations(frames=1.0, inputs=float(length)) == flops - 1


@COUNTS
@given(
    frames=st.integers(1, 4),
    hop=st.integers(1, 9),
    window=st.integers(2, 64),
    left=st.integers(0, 30),
    zeros=st.integers(0, 1),
    taper=st.sampled_from(["hann", "none"]),
    algorithm=st.sampled_from([*TRANSFORMS]),
    output=st.sampled_from(["magnitude", "power", "complex"]),
)
def test_a_spectrogram(
    frames: int, hop: int, window: int, left: int, zeros: int, taper: Any, algorithm: Any,
    output: Any,
) -> None:  # fmt: skip
    length = max(4, 2 ** (math.ceil(math.log2(window)) + zeros))
    size = window + hop * (frames - 1) + left % hop
    x = series(size)
    weights = np.hanning(window + 1)[:-1] if taper == "hann" else None
    y = signals.spectrogram(x, window, hop, length, weights, TRANSFORMS[algorithm], output)
    step = Spectrogram(float(window), float(hop), float(length), taper, algorithm, output)
    assert tally() == said(step, size)
    shape = done(step, Shape(float(size), 1.0, 1.0)).shape
    assert plain(y).size == shape.rows * shape.columns * shape.channels
    cut = np.lib.stride_tricks.sliding_window_view(plain(x), window)[::hop]
    expected: Any = np.fft.rfft(cut if weights is None else cut * weights, length)
    match output:
        case "complex":
            expected = np.stack([expected.real, expected.imag], axis=2)
        case "power":
            expected = np.abs(expected) ** 2
        case _:
            expected = np.abs(expected)
    near(y, expected)


def test_frames_are_cut_without_arithmetic() -> None:
    result = done(Frames(480.0, 320.0), Shape(16_000.0, 1.0, 1.0))
    assert predicted(result.operations) == Tally()
    assert result.shape == Shape(49.0, 480.0, 1.0)  # MLPerf Tiny: 49 frames of a second of sound
    assert result.operations.moves == 49 * 480


def filters(lowest: float, highest: float, bands: int, length: int) -> Any:
    """Triangular filters on the mel scale, as a matrix."""

    def mel(f: Any) -> Any:
        return 2595 * np.log10(1 + np.asarray(f) / CORNER)

    edges = np.linspace(mel(lowest), mel(highest), bands + 2)[:, None]
    places = mel(np.arange(length // 2 + 1) * RATE / length)[None, :]
    rising = (places - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - places) / (edges[2:] - edges[1:-1])
    weights = np.maximum(0, np.minimum(rising, falling))
    # A frequency at an edge has no weight, and one at a rounding beside it means the same.
    return np.where(weights < 1e-9, 0.0, weights)


@COUNTS
@given(
    lowest=st.floats(0, 500),
    width=st.floats(200, 7500),
    bands=st.integers(1, 60),
    length=st.integers(3, 10).map(lambda exponent: 2**exponent),
    rows=st.integers(1, 3),
)
def test_mel_bands(lowest: float, width: float, bands: int, length: int, rows: int) -> None:
    highest = lowest + width
    matrix = filters(lowest, highest, bands, length)
    sparse = [{k: float(w) for k, w in enumerate(row) if w > 0} for row in matrix]
    bins = length // 2 + 1
    spectra = [series(bins) for _ in range(rows)]
    y = [signals.bands(each, sparse) for each in spectra]
    step = MelBands(float(bands), lowest, highest, RATE, CORNER)
    assert tally() == said(step, rows, bins)
    near(y, plain(spectra) @ matrix.T)
    inside = sum(lowest < k * RATE / length < highest for k in range(bins))
    assert sum(map(len, sparse)) <= 2 * inside


def test_mel_bands_may_begin_and_end_at_a_frequency_of_the_spectrum() -> None:
    step = MelBands(40.0, 31.25, 4000.0, RATE, CORNER)  # 512 values: 31.25 Hz apart
    expected = int((filters(31.25, 4000.0, 40, 512) > 0).sum())
    assert said(step, 1, 257) == Tally(plain=2 * expected)


@COUNTS
@given(size=st.integers(1, 50))
def test_logarithms(size: int) -> None:
    x = counted(np.abs(plain(series(size))).tolist())
    restart()
    y = signals.logarithms(x)
    assert tally() == said(Logarithm(), size)
    near(y, np.log(plain(x) + 1e-6))


@COUNTS
@given(size=st.integers(1, 40), share=st.floats(0.01, 1))
def test_a_cosine_transform(size: int, share: float) -> None:
    kept = math.ceil(share * size)
    x = series(size)
    y = signals.cosines(x, kept)
    assert tally() == said(CosineTransform(float(kept), "direct"), 1, size)
    near(y, scipy.fft.dct(plain(x))[:kept] / 2)


@COUNTS
@given(size=POWERS)
def test_a_fast_cosine_transform(size: int) -> None:
    x = series(size)
    y = signals.fast_cosines(x)
    assert tally() == said(CosineTransform(float(size), "fast"), 1, size)
    # Its factors grow with the length, and its roundings with them.
    np.testing.assert_allclose(plain(y), scipy.fft.dct(plain(x)) / 2, rtol=0, atol=1e-10)


@given(exponent=st.integers(1, 40))
def test_twice_the_length_is_two_transforms_and_their_butterflies(exponent: int) -> None:
    length = 2.0**exponent
    once, twice = (spectrum.radix_2_operations(length=n) for n in (length, 2 * length))
    assert twice == 2 * once + 10 * length
    assert spectrum.split_radix_operations(length=twice) < spectrum.radix_2_operations(length=twice)
