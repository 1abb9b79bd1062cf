"""Textbook algorithms on series and spectra, on numbers that count."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable, Sequence

from .counting import Counted, counted, logarithm, root, weighed

Complex = tuple[Counted, Counted]
Row = list[Counted]


def finite(series: Row, taps: Sequence[float]) -> Row:
    """A filter with zeros around the series, which are multiplied too."""
    before = (len(taps) - 1) // 2
    padded = counted([0.0] * before) + series + counted([0.0] * (len(taps) - 1 - before))
    return [weighed(padded[i : i + len(taps)], taps) for i in range(len(series))]


def decimated(series: Row, taps: Sequence[float], factor: int) -> Row:
    """The same filter at every so manieth place alone."""
    before = (len(taps) - 1) // 2
    padded = counted([0.0] * before) + series + counted([0.0] * (len(taps) - 1 - before))
    return [weighed(padded[i : i + len(taps)], taps) for i in range(0, len(series), factor)]


def recursive(series: Row, sections: Sequence[Sequence[float]]) -> Row:
    """Sections of second order in the transposed direct form II."""
    for b0, b1, b2, _, a1, a2 in sections:
        first = second = Counted(0.0)
        out: Row = []
        for x in series:
            y = x * b0 + first
            first = (x * b1 - y * a1) + second
            second = x * b2 - y * a2
            out.append(y)
        series = out
    return series


def median(series: Row, window: int) -> Row:
    """The middle of each window, found by selecting the smallest again and again."""
    half = window // 2
    padded = [series[0]] * half + series + [series[-1]] * half
    return [_middle(padded[i : i + window]) for i in range(len(series))]


def _middle(window: Row) -> Counted:
    values = list(window)
    for place in range(len(values) // 2 + 1):
        least = place
        for other in range(place + 1, len(values)):
            if values[other] < values[least]:
                least = other
        values[place], values[least] = values[least], values[place]
    return values[len(values) // 2]


def wavelet(series: Row, low: Sequence[float], levels: int) -> Row:
    """Multi-level transform of a periodic series; smoothed values first, then details."""
    high = [(-1) ** i * weight for i, weight in enumerate(reversed(low))]
    details: Row = []
    for _ in range(levels):
        around = [
            [series[(2 * k + j) % len(series)] for j in range(len(low))]
            for k in range(len(series) // 2)
        ]
        details = [weighed(values, high) for values in around] + details
        series = [weighed(values, low) for values in around]
    return series + details


def _plus(a: Complex, b: Complex) -> Complex:
    return a[0] + b[0], a[1] + b[1]


def _minus(a: Complex, b: Complex) -> Complex:
    return a[0] - b[0], a[1] - b[1]


def _turned(a: Complex, factor: complex) -> Complex:
    return (
        a[0] * factor.real - a[1] * factor.imag,
        a[0] * factor.imag + a[1] * factor.real,
    )


def _turn(k: int, length: int) -> complex:
    return cmath.exp(-2j * math.pi * k / length)


def radix_2(values: list[Complex]) -> list[Complex]:
    """Decimation in time; every twiddle factor is multiplied by, one included."""
    length = len(values)
    if length == 1:
        return values
    even, odd = radix_2(values[::2]), radix_2(values[1::2])
    turned = [_turned(odd[k], _turn(k, length)) for k in range(length // 2)]
    pairs = list(zip(even, turned, strict=True))
    return [_plus(*pair) for pair in pairs] + [_minus(*pair) for pair in pairs]


def split_radix(values: list[Complex]) -> list[Complex]:
    """Standard split radix; factors of 1 and i are free, eighths of a turn cost 4."""
    length = len(values)
    if length == 1:
        return values
    if length == 2:
        return [_plus(*values), _minus(*values)]
    even = split_radix(values[::2])
    first, third = split_radix(values[1::4]), split_radix(values[3::4])
    quarter = length // 4
    out: list[Complex] = [even[0]] * length
    for k in range(quarter):
        one = _turned_cheaply(first[k], k, length)
        three = _turned_cheaply(third[k], 3 * k, length)
        total, (re, im) = _plus(one, three), _minus(one, three)
        rotated = (im, -re)  # times -i
        out[k], out[k + 2 * quarter] = _plus(even[k], total), _minus(even[k], total)
        out[k + quarter] = _plus(even[k + quarter], rotated)
        out[k + 3 * quarter] = _minus(even[k + quarter], rotated)
    return out


def _turned_cheaply(a: Complex, k: int, length: int) -> Complex:
    if k == 0:
        return a
    if 8 * k == length:
        scale = math.sqrt(0.5)
        return (a[0] + a[1]) * scale, (a[1] - a[0]) * scale
    if 8 * k == 3 * length:
        scale = math.sqrt(0.5)
        return (a[1] - a[0]) * scale, -((a[0] + a[1]) * scale)
    return _turned(a, _turn(k, length))


def real(values: Row, transform: Callable[[list[Complex]], list[Complex]]) -> list[Complex]:
    """Transform of real values, packed in pairs as complex ones."""
    half = len(values) // 2
    packed = transform(list(zip(values[::2], values[1::2], strict=True)))
    zero = Counted(0.0)
    out: list[Complex] = [(zero, zero)] * (half + 1)
    (re, im) = packed[0]
    out[0], out[half] = (re + im, zero), (re - im, zero)
    out[half // 2] = (packed[half // 2][0], -packed[half // 2][1])
    for k in range(1, half // 2):
        (a, b), (c, d) = packed[k], packed[half - k]
        even = (a + c) * 0.5, (b - d) * 0.5
        odd = (b + d) * 0.5, (c - a) * 0.5
        turned = _turned(odd, _turn(k, len(values)))
        out[k] = _plus(even, turned)
        difference = _minus(even, turned)
        out[half - k] = (difference[0], -difference[1])
    return out


def spectrogram(
    series: Row,
    window: int,
    hop: int,
    length: int,
    taper: Sequence[float] | None,
    transform: Callable[[list[Complex]], list[Complex]],
    output: str,
) -> list[list[Counted | Complex]]:
    """Spectra of all frames that fit."""
    spectra: list[list[Counted | Complex]] = []
    for start in range(0, len(series) - window + 1, hop):
        frame = series[start : start + window]
        if taper is not None:
            frame = [x * weight for x, weight in zip(frame, taper, strict=True)]
        bins = real(frame + counted([0.0] * (length - window)), transform)
        spectra.append([_kept(number, output) for number in bins])
    return spectra


def _kept(number: Complex, output: str) -> Counted | Complex:
    if output == "complex":
        return number
    power = number[0] * number[0] + number[1] * number[1]
    return root(power) if output == "magnitude" else power


def bands(spectrum: Row, filters: Sequence[dict[int, float]]) -> Row:
    """Sums over the weights above zero of each filter."""
    return [weighed([spectrum[k] for k in each], each.values()) for each in filters]


def logarithms(row: Row) -> Row:
    return [logarithm(x + 1e-6) for x in row]


def cosines(row: Row, coefficients: int) -> Row:
    """DCT-II, one sum a coefficient."""
    size = len(row)
    return [
        weighed(row, [math.cos(math.pi * k * (2 * n + 1) / (2 * size)) for n in range(size)])
        for k in range(coefficients)
    ]


def fast_cosines(row: Row) -> Row:
    """DCT-II by Lee's recursion: sums to the even coefficients, differences to the odd ones."""
    size = len(row)
    if size == 1:
        return row
    mirrored = [(row[n], row[size - 1 - n]) for n in range(size // 2)]
    even = fast_cosines([a + b for a, b in mirrored])
    odd = fast_cosines(
        [
            (a - b) * (0.5 / math.cos(math.pi * (2 * n + 1) / (2 * size)))
            for n, (a, b) in enumerate(mirrored)
        ]
    )
    out: Row = []
    for k in range(size // 2):
        out.append(even[k])
        # Twice the cosines of a doubled angle leave a sum of neighbours.
        out.append(odd[k] + odd[k + 1] if k + 1 < size // 2 else odd[k])
    return out
