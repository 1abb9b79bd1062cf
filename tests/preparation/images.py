"""Textbook algorithms on images, on series as images, on sets and on texts, that count."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise

from .counting import Counted, looked_up, root, summed, weighed

Row = list[Counted]
Image = list[Row]


def linear(distance: float) -> float:
    """Weight of a value at a distance, in bilinear interpolation."""
    return max(0.0, 1 - abs(distance))


def cubic(distance: float) -> float:
    """Weight of a value at a distance, in cubic convolution (Keys, with a = -1/2)."""
    x = abs(distance)
    if x <= 1:
        return 1.5 * x**3 - 2.5 * x**2 + 1
    return -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0


def places(
    before: int, after: int, kernel: Callable[[float], float], taps: int
) -> list[tuple[list[int], list[float]]]:
    """Values that each output weighs along one axis, the border repeated, and their weights."""
    found: list[tuple[list[int], list[float]]] = []
    for place in range(after):
        centre = (place + 0.5) * before / after - 0.5
        first = math.floor(centre) - taps // 2 + 1
        indices = range(first, first + taps)
        weights = [kernel(centre - index) for index in indices]
        found.append(([min(max(index, 0), before - 1) for index in indices], weights))
    return found


def interpolated(
    image: Image, rows: int, columns: int, kernel: Callable[[float], float], taps: int
) -> Image:
    """Each output from its own taps, along the rows and then down."""
    down = places(len(image), rows, kernel, taps)
    across = places(len(image[0]), columns, kernel, taps)
    return [
        [
            weighed(
                [weighed([image[r][c] for c in cs], c_weights) for r in rs],
                r_weights,
            )
            for cs, c_weights in across
        ]
        for rs, r_weights in down
    ]


def averaged(image: Image, rows: int, columns: int) -> Image:
    """Means of blocks of whole pixels."""
    high, wide = len(image) // rows, len(image[0]) // columns
    return [
        [
            summed(image[r * high + i][c * wide + j] for i in range(high) for j in range(wide))
            / (high * wide)
            for c in range(columns)
        ]
        for r in range(rows)
    ]


def mixed(pixel: Row, matrix: Sequence[Sequence[float]], offsets: Sequence[float | None]) -> Row:
    """Other colours of a pixel; a colour without offset gets none added."""
    colours = [weighed(pixel, weights) for weights in matrix]
    return [
        colour if offset is None else colour + offset
        for colour, offset in zip(colours, offsets, strict=True)
    ]


def gramian(series: Row, kind: str) -> Image:
    """Sines of differences or cosines of sums of the angles whose cosines the scaled values are."""
    low = high = series[0]
    for x in series[1:]:
        if x < low:
            low = x
        if x > high:
            high = x
    width = high - low
    scaled = [((x - high) + (x - low)) / width for x in series]
    sines = [root(1.0 - x * x) for x in scaled]
    pairs = list(zip(scaled, sines, strict=True))
    if kind == "difference":
        return [[s * y - x * t for y, t in pairs] for x, s in pairs]
    return [[x * y - s * t for y, t in pairs] for x, s in pairs]


def transitions(series: Row, bins: int) -> list[list[Counted]]:
    """Chances to go from the quantile of one time to that of another."""
    ordered = _sorted(series)
    edges = [ordered[k * len(series) // bins] for k in range(1, bins)]
    states = [_place(x, edges) for x in series]
    counts = [[Counted(0.0) for _ in range(bins)] for _ in range(bins)]
    for state, after in pairwise(states):
        counts[state][after] = counts[state][after] + 1.0
    chances: list[Row] = []
    for row in counts:
        total = summed(row)
        chances.append([count / total for count in row])
    return [[chances[a][b] for b in states] for a in states]


def _sorted(values: Row) -> Row:
    if len(values) == 1:
        return values
    left, right = _sorted(values[: len(values) // 2]), _sorted(values[len(values) // 2 :])
    merged: Row = []
    while left and right:
        merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
    return merged + left + right


def _place(x: Counted, edges: Row) -> int:
    low, high = 0, len(edges)
    while low < high:
        middle = (low + high) // 2
        if x < edges[middle]:
            high = middle
        else:
            low = middle + 1
    return low


def recurrences(series: Row, dimension: int, delay: int, distance: float) -> list[list[bool]]:
    """Pairs of points that are near each other."""
    count = len(series) - (dimension - 1) * delay
    points = [[series[i + k * delay] for k in range(dimension)] for i in range(count)]
    return [[_squared(a, b) < distance * distance for b in points] for a in points]


def _squared(a: Row, b: Row) -> Counted:
    result = Counted(0.0)
    for x, y in zip(a, b, strict=True):
        difference = x - y
        result = result + difference * difference
    return result


def moments(values: Row) -> tuple[Counted, Counted]:
    """Mean and standard deviation, in two passes."""
    mean = summed(values) / len(values)
    spread = Counted(0.0)
    for x in values:
        difference = x - mean
        spread = spread + difference * difference
    return mean, root(spread / len(values))


def extremes(values: Row) -> tuple[Counted, Counted]:
    """Least value and range."""
    low, high = Counted(math.inf), Counted(-math.inf)
    for x in values:
        if x < low:
            low = x
        if x > high:
            high = x
    return low, high - low


def covariance(samples: Image) -> tuple[Row, list[Row]]:
    """Means, and the lower half of the covariance matrix."""
    size = range(len(samples[0]))
    means = [summed(sample[i] for sample in samples) / len(samples) for i in size]
    centred = [[x - mean for x, mean in zip(sample, means, strict=True)] for sample in samples]
    lower = [
        [
            weighed([row[i] for row in centred], [row[j] for row in centred]) / len(samples)
            for j in range(i + 1)
        ]
        for i in size
    ]
    return means, lower


def projected(sample: Row, means: Row, directions: Sequence[Sequence[float]]) -> Row:
    """Principal components of a sample."""
    centred = [x - mean for x, mean in zip(sample, means, strict=True)]
    return [weighed(centred, direction) for direction in directions]


def byte_pairs(word: str, ranks: Mapping[tuple[str, str], int]) -> list[str]:
    """Merge the best pair of a word again and again, one place at a time."""
    parts = list(word)
    while True:
        best, place = len(ranks), -1
        for i, pair in enumerate(pairwise(parts)):
            looked_up()
            rank = ranks.get(pair, len(ranks))
            if rank < best:
                best, place = rank, i
        if place < 0:
            return parts
        parts[place : place + 2] = ["".join(parts[place : place + 2])]


def longest_matches(word: str, vocabulary: Collection[str]) -> list[str]:
    """Cut the longest known beginning off until nothing is left."""
    parts: list[str] = []
    while word:
        for length in range(len(word), 0, -1):
            looked_up()
            if word[:length] in vocabulary:
                break
        parts.append(word[:length])
        word = word[length:]
    return parts
