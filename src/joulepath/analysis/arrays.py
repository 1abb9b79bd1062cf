"""A lifecycle on millions of scenarios at once, at the speed of memory.

`evaluate` traces the lifecycle once (`joulepath.analysis.plan`) and has the formula calls that
the wanted outputs need replayed by NumPy (`execute`) in blocks small enough to stay in the
processor's cache, every intermediate no larger than what it depends on. As the same formulas run
on the same numbers in the same order, results agree to the last bit with calling the lifecycle
on whole arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations, product
from math import prod
from typing import Any, Final, Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from joulepath.analysis import tape
from joulepath.analysis.plan import Plan, Step, arrays_in
from joulepath.analysis.program import program_of
from joulepath.analysis.tape import CarryOut, Shape
from joulepath.errors import InputError, UnknownName
from joulepath.lifecycle import lifecycle
from joulepath.records.inputs import Inputs

__all__ = ["BLOCK", "Engine", "evaluate", "execute"]

Array: TypeAlias = NDArray[Any]
Engine: TypeAlias = Literal["numpy", "compiled"]
"""What carries out the arithmetic."""

BLOCK: Final = 12_000
"""Elements in a block: a dozen intermediates of this size fit a core's second-level cache."""

_SMALL_SHARE: Final = 32  # an intermediate this much smaller than the result is computed whole


def evaluate(
    inputs: Inputs, outputs: Sequence[str], *, block: int = BLOCK, engine: Engine = "numpy"
) -> dict[str, NDArray[np.float64]]:
    """Run the lifecycle on arrays of scenarios.

    Parameters
    ----------
    inputs : Inputs
        A scenario in which any numbers may be arrays. They broadcast against each other: columns
        of equal length for scenarios side by side, or an open grid (``numpy.ix_``) for all
        combinations. Integers and other floats are taken as ``float64``.
    outputs : sequence of str
        Dotted paths in the result, such as ``"ecal"`` or ``"balance.training.share"``.
    block : int
        Elements computed at a time; results do not depend on it.
    engine : str
        ``"numpy"``, or ``"compiled"`` for machine code (extra ``fast``), which differs at most in
        the last digits of exponentials and logarithms.

    Returns
    -------
    dict of str to ndarray
        Each output in its coherent unit, of the broadcast shape of all arrays. A number that
        leaves a formula's domain gives infinity or NaN, without a warning.

    Raises
    ------
    UnknownName
        For an output that no lifecycle has.
    InputError
        For an output that this configuration does not have, arrays that do not broadcast or
        hold no real numbers, and a block of less than one element.
    MissingExtra
        For machine code without its extra.
    """
    plan = Plan.compile(lifecycle, inputs, outputs)
    return execute(plan, arrays_in(inputs), block=block, engine=engine)


def execute(
    plan: Plan,
    values: Mapping[str, ArrayLike],
    *,
    block: int = BLOCK,
    engine: Engine = "numpy",
) -> dict[str, NDArray[np.float64]]:
    """Replay a plan on arrays.

    Parameters
    ----------
    plan : Plan
        What to compute.
    values : mapping of str to array_like
        An array or number for each input that the plan lets vary, by dotted path.
    block : int
        Elements computed at a time.
    engine : str
        ``"numpy"`` or ``"compiled"``.

    Returns
    -------
    dict of str to ndarray
        Each output, of the broadcast shape of all arrays.

    Raises
    ------
    UnknownName
        For values of an input that does not vary in the plan.
    InputError
        For missing values, arrays that do not broadcast or hold no real numbers, and a block of
        less than one element.
    MissingExtra
        For machine code without its extra.
    """
    if block < 1:
        raise InputError(f"a block of {block} elements\n  give at least 1")
    shape, arrays = _broadcast(_checked(plan, values))
    results = {path: np.empty(shape) for path in plan.outputs}
    if prod(shape):
        with np.errstate(all="ignore"):
            _fill(results, shape, plan, arrays, block, engine)
    return results


def _checked(plan: Plan, values: Mapping[str, ArrayLike]) -> dict[str, Array]:
    """Take the values as arrays of real numbers, one for each varying input."""
    known = {*plan.varying, *plan.ignored}
    for path in values:
        if path not in known:
            raise UnknownName("varying input", path, known)
    if missing := sorted(known.difference(values)):
        raise InputError(*(f"no values for {path}" for path in missing))
    arrays = {path: np.asarray(value) for path, value in values.items()}
    for path, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise InputError(f"{path}: an array of {array.dtype}\n  give real numbers")
    return arrays


def _broadcast(arrays: Mapping[str, Array]) -> tuple[Shape, dict[str, Array]]:
    """Find the common shape, and give every array as many axes."""
    try:
        shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    except ValueError:
        raise _mismatch(arrays) from None
    return shape, {
        path: array.reshape((1,) * (len(shape) - array.ndim) + array.shape)
        for path, array in arrays.items()
    }


def _mismatch(arrays: Mapping[str, Array]) -> InputError:
    """Name two arrays that do not fit; shapes that fit in pairs all fit together."""
    for (one, a), (other, b) in combinations(arrays.items(), 2):
        try:
            np.broadcast_shapes(a.shape, b.shape)
        except ValueError:
            return InputError(
                f"{one} has shape {a.shape} and {other} has shape {b.shape}, which do not"
                " broadcast\n  give columns of one length, or an open grid as of numpy.ix_"
            )
    raise AssertionError("shapes that fit in pairs do not fit together")


def _fill(
    results: dict[str, NDArray[np.float64]],
    shape: Shape,
    plan: Plan,
    arrays: Mapping[str, Array],
    block: int,
    engine: Engine,
) -> None:
    """Compute what is small whole, the rest block by block."""
    limit = max(block, prod(shape) // _SMALL_SHARE)
    small, large = _divided(plan, arrays, (1,) * len(shape), limit)
    wanted = {*plan.outputs.values()}
    values: list[Any] = [plan.constants.get(slot) for slot in range(plan.slots)]
    for path, slot in plan.varying.items():
        array = arrays[path]
        values[slot] = np.asarray(array, np.float64) if array.size <= limit else array
    _replay(_timed(small, wanted.union(*(step.operands for step in large))), values)
    made = wanted.intersection(step.result for step in large)
    firsts: dict[int, NDArray[np.float64]] = {}
    for path, slot in plan.outputs.items():
        if slot in made and slot not in firsts:
            firsts[slot] = results[path]
    if firsts:
        program = program_of(tuple(large), frozenset(firsts))
        given = {slot: _with_axes(values[slot], len(shape)) for slot in program.given}
        run = _ENGINES[engine]()
        run(program, given, firsts, [*_blocks(shape, block)])
    for path, slot in plan.outputs.items():
        if results[path] is not firsts.get(slot):
            results[path][...] = firsts.get(slot, values[slot])


def _by_numpy() -> CarryOut:
    return tape.carry_out


def _by_machine_code() -> CarryOut:
    from joulepath.analysis import compiled

    return compiled.carry_out


_ENGINES: Final[Mapping[Engine, Callable[[], CarryOut]]] = {
    "numpy": _by_numpy,
    "compiled": _by_machine_code,
}


def _with_axes(number: Any, axes: int) -> Array:
    array = np.asarray(number)
    return array.reshape((1,) * (axes - array.ndim) + array.shape)


def _divided(
    plan: Plan, arrays: Mapping[str, Array], scalar: Shape, limit: int
) -> tuple[list[Step], list[Step]]:
    """Tell steps whose result has at most so many elements from the others."""
    shapes = [scalar] * plan.slots
    for path, slot in plan.varying.items():
        shapes[slot] = arrays[path].shape
    small: list[Step] = []
    large: list[Step] = []
    for step in plan.steps:
        lengths = zip(scalar, *(shapes[slot] for slot in step.operands), strict=True)
        shapes[step.result] = tuple(map(max, lengths))
        (small if prod(shapes[step.result]) <= limit else large).append(step)
    return small, large


def _timed(steps: Sequence[Step], kept: set[int]) -> list[tuple[Step, tuple[int, ...]]]:
    """Note with each step which slots are read there for the last time."""
    seen = set(kept)
    timed: list[tuple[Step, tuple[int, ...]]] = []
    for step in reversed(steps):
        spent = set(step.operands) - seen
        seen |= spent
        timed.append((step, tuple(spent)))
    return timed[::-1]


def _replay(steps: Sequence[tuple[Step, tuple[int, ...]]], values: list[Any]) -> None:
    """Run formulas on numbered slots, dropping each number after its last use."""
    for step, spent in steps:
        values[step.result] = step.called(values)
        for slot in spent:
            values[slot] = None


def _blocks(shape: Shape, block: int) -> Iterator[tuple[slice, ...]]:
    """Cut a shape along its leading axes into blocks of at most so many elements."""
    axis = next((axis for axis in range(len(shape)) if prod(shape[axis + 1 :]) <= block), None)
    if axis is None:
        yield ()
        return
    rows = max(1, block // prod(shape[axis + 1 :]))
    for outer in product(*(range(length) for length in shape[:axis])):
        for start in range(0, shape[axis], rows):
            yield (*(slice(place, place + 1) for place in outer), slice(start, start + rows))
