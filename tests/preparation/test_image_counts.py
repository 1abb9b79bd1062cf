"""Images, encodings, statistics and texts: textbook algorithms are right, and count as we say.

Origin of expected values: NumPy, SciPy and JAX, which compute the same by other algorithms.
Values agree to a thousand roundings of 1e-16; counts are whole numbers and are equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import jax
import jax.image
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from joulepath.formulas import encodings, tokenisation
from joulepath.lifecycle.chain import done
from joulepath.lifecycle.steps import Learning
from joulepath.records.preparation import (
    Colour,
    Crop,
    GramianField,
    MinMax,
    PrincipalComponents,
    RecurrencePlot,
    Resize,
    Shape,
    Standardise,
    Step,
    Tokenise,
    TransitionField,
)
from joulepath.records.workload import Operations

from . import images
from .counting import Counted, Tally, counted, predicted, restart, tally

jax.config.update("jax_enable_x64", True)

COUNTS = settings(max_examples=40, deadline=None)
SIDES = st.integers(1, 9)


def values(*shape: int) -> Any:
    """Invented values; counting begins after they are made."""
    made = np.random.default_rng(shape).normal(size=shape)
    restart()
    return [counted(row) for row in made.tolist()] if len(shape) == 2 else counted(made.tolist())


def plain(numbers: Any) -> Any:
    return np.array(numbers, dtype=float)


def near(numbers: Any, expected: Any) -> None:
    np.testing.assert_allclose(plain(numbers), expected, rtol=1e-12, atol=1e-12)


def said(step: Step, rows: int, columns: int = 1, channels: int = 1) -> Tally:
    return predicted(done(step, Shape(float(rows), float(columns), float(channels))).operations)


KERNELS: dict[str, tuple[Callable[[float], float], int]] = {
    "bilinear": (images.linear, 2),
    "bicubic": (images.cubic, 4),
}


@pytest.mark.parametrize("method", KERNELS)
@COUNTS
@given(rows=SIDES, columns=SIDES, high=SIDES, wide=SIDES)
def test_an_interpolation(method: Any, rows: int, columns: int, high: int, wide: int) -> None:
    kernel, taps = KERNELS[method]
    image = values(rows, columns)
    y = images.interpolated(image, high, wide, kernel, taps)
    assert tally() == said(Resize(float(high), float(wide), method), rows, columns)
    down, across = (
        _matrix(before, after, kernel, taps) for before, after in ((rows, high), (columns, wide))
    )
    near(y, down @ plain(image) @ across.T)


def _matrix(before: int, after: int, kernel: Callable[[float], float], taps: int) -> Any:
    matrix = np.zeros((after, before))
    for row, (indices, weights) in enumerate(images.places(before, after, kernel, taps)):
        assert sum(weights) == pytest.approx(1, abs=1e-14)
        np.add.at(matrix[row], indices, weights)
    return matrix


@COUNTS
@given(rows=SIDES, columns=SIDES, high=SIDES, wide=SIDES)
def test_a_bilinear_interpolation_is_the_known_one(
    rows: int, columns: int, high: int, wide: int
) -> None:
    image = values(rows, columns)
    y = images.interpolated(image, high, wide, images.linear, 2)
    near(y, jax.image.resize(plain(image), (high, wide), "linear", antialias=False))


@COUNTS
@given(rows=SIDES, columns=SIDES, high=SIDES, wide=SIDES)
def test_means_of_areas(rows: int, columns: int, high: int, wide: int) -> None:
    image = values(rows * high, columns * wide)
    y = images.averaged(image, rows, columns)
    step = Resize(float(rows), float(columns), "area")
    assert tally() == said(step, rows * high, columns * wide)
    near(y, plain(image).reshape(rows, high, columns, wide).mean(axis=(1, 3)))


@pytest.mark.parametrize("step", [Crop(3.0, 5.0), Resize(3.0, 5.0, "nearest")])
def test_picking_values_takes_no_arithmetic(step: Step) -> None:
    result = done(step, Shape(8.0, 9.0, 3.0))
    assert predicted(result.operations) == Tally()
    assert result.shape == Shape(3.0, 5.0, 3.0)
    assert result.operations.moves == 3 * 5 * 3


# origin: ITU-T T.871, equations for 8 bits
JFIF = [
    [0.299, 0.587, 0.114],
    [-0.299 / 1.772, -0.587 / 1.772, 0.886 / 1.772],
    [0.701 / 1.402, -0.587 / 1.402, -0.114 / 1.402],
]


@pytest.mark.parametrize(
    ("to", "colours", "offsets"), [("grey", 1, [None]), ("ycbcr", 3, [None, 128.0, 128.0])]
)
@COUNTS
@given(rows=SIDES, columns=SIDES)
def test_colours(to: Any, colours: int, offsets: Any, rows: int, columns: int) -> None:
    pixels = values(rows * columns, 3)
    y = [images.mixed(pixel, JFIF[:colours], offsets) for pixel in pixels]
    assert tally() == said(Colour(to), rows, columns, 3)
    assert done(Colour(to), Shape(float(rows), float(columns), 3.0)).shape.channels == colours
    added = [offset or 0.0 for offset in offsets]
    near(y, plain(pixels) @ np.array(JFIF[:colours]).T + added)


@pytest.mark.parametrize("kind", ["difference", "sum"])
@COUNTS
@given(size=st.integers(2, 30), channels=st.integers(1, 2))
def test_a_gramian_angular_field(kind: str, size: int, channels: int) -> None:
    axes = values(channels, size)
    y = [images.gramian(axis, kind) for axis in axes]
    assert tally() == said(GramianField(), size, 1, channels)
    for image, axis in zip(y, plain(axes), strict=True):
        scaled = (axis - axis.max() + axis - axis.min()) / (axis.max() - axis.min())
        angles = np.arccos(np.clip(scaled, -1, 1))
        expected = (
            np.sin(angles[:, None] - angles)
            if kind == "difference"
            else np.cos(angles[:, None] + angles)
        )
        # At the ends of the range a rounding of 1e-16 moves an angle by its root.
        np.testing.assert_allclose(plain(image), expected, rtol=0, atol=1e-7)


@COUNTS
@given(size=st.integers(8, 80), bins=st.integers(1, 8))
def test_a_markov_transition_field(size: int, bins: int) -> None:
    x = values(size)
    order = np.sort(plain(x))
    edges = order[[k * size // bins for k in range(1, bins)]]
    states = np.searchsorted(edges, plain(x), side="right")
    counts = np.zeros((bins, bins))
    np.add.at(counts, (states[:-1], states[1:]), 1)
    assume((counts.sum(axis=1) > 0).all())  # a quantile that is never left has no chances
    y = images.transitions(x, bins)
    found, expected = tally(), said(TransitionField(float(bins)), size)
    assert (found.plain, found.special) == (expected.plain, expected.special)
    assert found.comparisons <= expected.comparisons  # a bound, as its formula says
    chances = counts / counts.sum(axis=1, keepdims=True)
    near(y, chances[states[:, None], states])


@COUNTS
@given(exponent=st.integers(1, 6), halvings=st.integers(1, 4))
def test_the_bound_on_sorting_is_reached_to_the_last_value(exponent: int, halvings: int) -> None:
    size, bins = 2**exponent, 2**halvings
    worst = _worst(list(range(size)))
    restart()
    images._sorted(counted(worst))
    sorting = tally().comparisons
    bound = encodings.quantile_comparisons(length=float(size), bins=float(bins))
    # Each of the size - 1 merges takes one comparison less than it has values.
    assert sorting == bound - size * halvings - (size - 1)


def _worst(ordered: list[int]) -> list[int]:
    """An order that makes every merge compare to the end: neighbours lie in other halves."""
    if len(ordered) == 1:
        return ordered
    return _worst(ordered[::2]) + _worst(ordered[1::2])


@COUNTS
@given(points=st.integers(1, 15), dimension=st.integers(1, 4), delay=st.integers(1, 4))
def test_a_recurrence_plot(points: int, dimension: int, delay: int) -> None:
    size = points + (dimension - 1) * delay
    x = values(size)
    y = images.recurrences(x, dimension, delay, 0.9)
    step = RecurrencePlot(float(dimension), float(delay))
    assert tally() == said(step, size)
    assert done(step, Shape(float(size), 1.0, 1.0)).shape == Shape(points, points, 1.0)
    spread = plain(x)[np.arange(points)[:, None] + delay * np.arange(dimension)]
    distances = np.linalg.norm(spread[:, None] - spread[None], axis=2)
    assert np.array_equal(np.array(y), distances < 0.9)


def learnt(step: Step, samples: int, values_: int) -> Tally:
    """What it takes to learn from a set of series."""
    learning = done(step, Shape(float(values_), 1.0, 1.0)).learning
    assert learning is not None
    each = predicted(learning.per_sample)
    whole = Tally(each.plain * samples, each.special * samples, each.comparisons * samples)
    return whole + _once(learning, step)


def _once(learning: Learning, step: Step) -> Tally:
    """Divisions and roots are special, the differences of ranges are not."""
    plain_once = isinstance(step, MinMax)
    return Tally(plain=learning.once) if plain_once else Tally(special=learning.once)


@pytest.mark.parametrize("scope", ["all", "value"])
@COUNTS
@given(samples=st.integers(2, 9), size=st.integers(1, 9))
def test_standardising(scope: Any, samples: int, size: int) -> None:
    data = values(samples, size)
    step = Standardise(scope, "learnt")
    groups = (
        [[x for row in data for x in row]]
        if scope == "all"
        else [[row[i] for row in data] for i in range(size)]
    )
    found = [images.moments(group) for group in groups]
    assert tally() == learnt(step, samples, size)
    axis = None if scope == "all" else 0
    near([mean for mean, _ in found], np.ravel(plain(data).mean(axis=axis)))
    near([deviation for _, deviation in found], np.ravel(plain(data).std(axis=axis)))
    restart()
    mean, deviation = found[0]
    for row in data:
        _ = [(x - mean) / deviation for x in row]
    assert tally() == _repeated(said(step, size), samples)


@pytest.mark.parametrize("scope", ["all", "value"])
@COUNTS
@given(samples=st.integers(2, 9), size=st.integers(1, 9))
def test_scaling_to_a_range(scope: Any, samples: int, size: int) -> None:
    data = values(samples, size)
    step = MinMax(scope, "learnt")
    groups = (
        [[x for row in data for x in row]]
        if scope == "all"
        else [[row[i] for row in data] for i in range(size)]
    )
    found = [images.extremes(group) for group in groups]
    assert tally() == learnt(step, samples, size)
    axis = None if scope == "all" else 0
    near([low for low, _ in found], np.ravel(plain(data).min(axis=axis)))
    near([width for _, width in found], np.ravel(np.ptp(plain(data), axis=axis)))
    restart()
    low, width = found[0]
    for row in data:
        _ = [(x - low) / width for x in row]
    assert tally() == _repeated(said(step, size), samples)


def _repeated(each: Tally, times: int) -> Tally:
    return Tally(each.plain * times, each.special * times, each.comparisons * times)


@pytest.mark.parametrize("step", [Standardise("all", "given"), MinMax("channel", "given")])
def test_given_statistics_are_not_learnt(step: Step) -> None:
    assert done(step, Shape(9.0, 1.0, 3.0)).learning is None


@pytest.mark.parametrize(("scope", "features"), [("all", 1), ("channel", 3), ("value", 60)])
def test_statistics_are_shared_by_what_the_scope_says(scope: Any, features: int) -> None:
    for step, each in ((Standardise(scope, "learnt"), 3), (MinMax(scope, "learnt"), 1)):
        learning = done(step, Shape(4.0, 5.0, 3.0)).learning
        assert learning is not None
        assert learning.once == each * features


@COUNTS
@given(samples=st.integers(2, 9), size=st.integers(1, 7), share=st.floats(0.01, 1))
def test_principal_components(samples: int, size: int, share: float) -> None:
    kept = math.ceil(share * size)
    data = values(samples, size)
    means, lower = images.covariance(data)
    step = PrincipalComponents(float(kept), "covariance")
    iterated = 9 * size**3  # the eigenvectors, which are not counted here
    assert tally() == learnt(step, samples, size) + Tally(special=-iterated)
    expected = np.atleast_2d(np.cov(plain(data).T, bias=True))
    for i, row in enumerate(lower):
        near(row, expected[i, : i + 1])
    directions = np.linalg.eigh(expected)[1].T[:kept]
    restart()
    y = images.projected(data[0], means, directions)
    assert tally() == said(step, size)
    near(y, directions @ (plain(data)[0] - plain(data).mean(axis=0)))


def test_the_decomposition_of_a_set_takes_what_golub_and_van_loan_say() -> None:
    samples, size = 1000, 20
    learning = done(PrincipalComponents(5.0, "svd"), Shape(20.0, 1.0, 1.0)).learning
    assert learning is not None
    centring = 2 * samples * size + size
    decomposing = 4 * samples * size**2 + 8 * size**3  # their 4 m n^2 + 8 n^3
    total = predicted(learning.per_sample).plain * samples + learning.once
    assert total == centring + decomposing


WORDS = st.text("abcd", min_size=1, max_size=12)
PAIRS = st.lists(st.tuples(st.sampled_from(["a", "b", "ab", "ba", "cd", "abab"]), WORDS))


@COUNTS
@given(word=WORDS, merges=PAIRS, repeats=st.integers(1, 5))
def test_byte_pair_encoding(word: str, merges: list[tuple[str, str]], repeats: int) -> None:
    ranks = {pair: rank for rank, pair in enumerate(dict.fromkeys(merges))}
    restart()
    parts = [images.byte_pairs(word, ranks) for _ in range(repeats)]
    characters, tokens = repeats * len(word), sum(map(len, parts))
    step = Tokenise(float(repeats), float(tokens), "bpe")
    assert tally() == said(step, characters)
    assert done(step, Shape(float(characters), 1.0, 1.0)).shape.rows == tokens
    assert "".join(parts[0]) == word


def test_byte_pairs_are_merged_best_first() -> None:
    # origin: worked by hand: l o w e r, with lo before low before er
    ranks = {("l", "o"): 0, ("lo", "w"): 1, ("e", "r"): 2}
    assert images.byte_pairs("lower", ranks) == ["low", "er"]


@COUNTS
@given(pieces=st.integers(1, 6), length=st.integers(1, 6), repeats=st.integers(1, 5))
def test_longest_match_of_pieces_of_one_length(pieces: int, length: int, repeats: int) -> None:
    known = {chr(97 + i) * length for i in range(pieces)}
    word = "".join(chr(97 + i) * length for i in range(pieces))
    restart()
    parts = [images.longest_matches(word, known) for _ in range(repeats)]
    tokens = sum(map(len, parts))
    assert tally() == said(
        Tokenise(float(repeats), float(tokens), "wordpiece"), repeats * len(word)
    )
    assert tokens == pieces * repeats


@COUNTS
@given(word=WORDS, known=st.sets(WORDS))
def test_longest_match_lies_between_one_look_at_each_token_and_at_all_beginnings(
    word: str, known: set[str]
) -> None:
    restart()
    tokens = len(images.longest_matches(word, known))
    most = tokenisation.longest_match_comparisons(
        characters=float(len(word)), tokens=float(len(word)), words=1.0
    )
    assert tokens <= tally().comparisons <= most


@given(length=st.integers(1, 10**6))
def test_an_image_of_twice_as_long_a_series_has_four_times_the_pixels(length: int) -> None:
    once, twice = (
        encodings.gramian_operations(length=n) - 2 * n for n in (float(length), 2.0 * length)
    )
    assert twice == 4 * once


def test_the_fields_of_operations_are_those_that_are_counted() -> None:
    assert predicted(Operations(3, 5, 7, 11, 13)) == Tally(2 * 3 + 5, 7, 11)


def test_numbers_count_each_kind() -> None:
    x, y = counted([3.0, 2.0])
    restart()
    _ = (x + y, x - 1.0, 1.0 - y, 2.0 * x, x / y, -x, x < y, x > y, x <= y)
    assert tally() == Tally(plain=4, special=1, comparisons=3)
    assert isinstance(x + 1, Counted)
