"""What is asked of an optimisation, and checks of it all before anything is computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeVar, cast

from joulepath.analysis.optimise.axes import Axis, Choices, Listed, flat, parse_axis
from joulepath.analysis.optimise.goals import Goal, Limit, parse_goal, parse_limit
from joulepath.analysis.optimise.robust import Draws, parse_quantile
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.records.results import Lifecycle
from joulepath.scenario.catalogue_keys import check_names, names_for
from joulepath.scenario.reading import Loaded

__all__ = ["EVALUATIONS", "METHODS", "Method", "Question", "Request", "question_of", "request_of"]

Method = Literal["auto", "exhaustive", "pymoo", "optuna"]
T = TypeVar("T")

METHODS: Final[tuple[Method, ...]] = ("auto", "exhaustive", "pymoo", "optuna")
"""Ways to search."""

_SECTION: Final = "optimise"
EVALUATIONS: Final = 2000
"""Candidates that a search computes, unless another number is asked for."""
_DRAWS: Final = 1000
_MOST_DRAWS: Final = 100_000
_MOST_EVALUATIONS: Final = 1_000_000


@dataclass(frozen=True)
class Request:
    """What a user asks for, in the user's words."""

    choose: tuple[tuple[str, Any, str], ...]
    """Each key, what it may be, and where that is said."""
    minimise: tuple[tuple[str, str], ...]
    """Each goal, and where that is said."""
    limits: tuple[tuple[str, str], ...]
    """Each limit, and where that is said."""
    method: str = "auto"
    """How to search."""
    evaluations: int | None = None
    """Candidates that a search that does not try all may compute; none for the usual number."""
    robust: str | None = None
    """Quantile to guard against; none for best estimates."""
    draws: int | None = None
    """Draws behind it; none for the usual number."""
    seed: int = 0
    """Seed of search and draws."""


@dataclass(frozen=True)
class Question:
    """The same, understood."""

    axes: tuple[Axis, ...]
    """What may be chosen."""
    goals: tuple[Goal, ...]
    """What is minimised."""
    limits: tuple[Limit, ...]
    """What must be kept."""
    draws: Draws | None
    """How what is uncertain is drawn; none for best estimates."""
    request: Request
    """What was asked."""


def request_of(
    loaded: Loaded,
    choose: Mapping[str, Any] | Iterable[tuple[str, Any]] | None,
    minimise: str | Sequence[str],
    subject_to: str | Sequence[str],
    **options: Any,
) -> Request:
    """Join what the scenario's ``[optimise]`` asks for with what is asked beside it.

    A key that is chosen in both is chosen from the latter; goals of the latter replace those of
    the scenario; limits of both hold.
    """
    table: Any = loaded.scenario.optimise
    pairs = _pairs(choose)
    given = [(key.strip(), spec, f"--choose {key.strip()}") for key, spec in pairs]
    keys = [key for key, _, _ in given]
    chosen: list[tuple[str, Any, str]] = []
    goals = [(text, "--minimise") for text in _texts(minimise)]
    limits = [(text, "--subject-to") for text in _texts(subject_to)]
    if table is not None:
        place = f"{loaded.name}: " if loaded.name else ""
        said = flat(table.choose)
        chosen = [(k, v, f"{place}[{_SECTION}.choose].{k}") for k, v in said if k not in keys]
        place = f"{place}[{_SECTION}]"
        goals = goals or [(text, f"{place}.minimise") for text in _texts(table.minimise)]
        limits += [(text, f"{place}.subject_to") for text in _texts(table.subject_to)]
        written = {name: getattr(table, name) for name in ("method", "robust")}
        options = {name: value for name, value in written.items() if value is not None} | {
            name: value for name, value in options.items() if value is not None
        }
    known = {name: value for name, value in options.items() if value is not None}
    return Request((*chosen, *given), tuple(goals), tuple(limits), **known)


def question_of(request: Request, loaded: Loaded, base: Lifecycle) -> Question:
    """Understand what is asked for.

    Raises
    ------
    InputError
        With everything that is wrong with it at once.
    """
    problems: list[Problem] = list(_wrong_options(request))
    repeated = _repeated([key for key, _, _ in request.choose])
    problems += [
        Problem("--choose", f"{key} is chosen twice", "choose it once") for key in repeated
    ]
    problems += _overlapping([key for key, _, _ in request.choose])
    if not request.choose:
        remedy = "name a key and what it may be, e.g. --choose training.epochs=5..20"
        problems.append(Problem("--choose", "nothing may be chosen", remedy))
    if not request.minimise:
        remedy = "say what should be little, e.g. --minimise carbon"
        problems.append(Problem("--minimise", "nothing is minimised", remedy))
    tell = problems.extend
    axes = _each(_axis, ((*each, loaded) for each in request.choose), tell)
    goals = _each(parse_goal, ((text, base, where) for text, where in request.minimise), tell)
    limits = _each(parse_limit, ((text, base, where) for text, where in request.limits), tell)
    quantiles = [] if request.robust is None else [(request.robust, "--robust")]
    shares = _each(parse_quantile, quantiles, tell)
    if problems:
        raise InputError(*problems)
    drawn = Draws(request.draws or _DRAWS, request.seed, shares[0]) if shares else None
    return Question(tuple(axes), tuple(dict.fromkeys(goals)), tuple(limits), drawn, request)


def _wrong_options(request: Request) -> Iterable[Problem]:
    if request.draws is not None and request.robust is None:
        yield Problem("--draws", "is of --robust alone", "add --robust p95, or leave it out")
    if request.evaluations is not None and request.method == "exhaustive":
        what = "all candidates are tried"
        yield Problem("--evaluations", what, "leave it out, or take --method auto")
    if request.method not in METHODS:
        yield from UnknownName("method", request.method, METHODS, where="--method").problems
    for option, number, least, most in (
        ("--evaluations", request.evaluations, 1, _MOST_EVALUATIONS),
        ("--draws", request.draws, 2, _MOST_DRAWS),
        ("--seed", request.seed, 0, 2**32 - 1),
    ):
        if number is not None and not least <= number <= most:
            yield Problem(option, f"{number} is out of range", f"give {least} to {most}")


def _overlapping(keys: Sequence[str]) -> Iterable[Problem]:
    """Keys that are part of another one, which is chosen as a whole."""
    for part in keys:
        for whole in dict.fromkeys(key for key in keys if part.startswith(f"{key}.")):
            what = f"{whole!r} is chosen as a whole"
            yield Problem(f"--choose {part}", what, "choose one of the two")


def _repeated(keys: Sequence[str]) -> list[str]:
    return [key for key in dict.fromkeys(keys) if keys.count(key) > 1]


def _each(
    read: Callable[..., T],
    parts: Iterable[tuple[Any, ...]],
    tell: Callable[[Iterable[Problem]], None],
) -> list[T]:
    """Read every part, telling the problems of all."""
    found: list[T] = []
    for part in parts:
        try:
            found.append(read(*part))
        except InputError as error:
            tell(error.problems)
    return found


def _axis(key: str, spec: Any, where: str, loaded: Loaded) -> Axis:
    axis = parse_axis(key, spec, where)
    if isinstance(axis, Listed):
        return Choices(key, names_for(loaded, key, axis.pattern, where))
    if isinstance(axis, Choices):
        check_names(loaded, key, axis.values, where)
    return axis


def _pairs(choose: Mapping[str, Any] | Iterable[tuple[str, Any]] | None) -> list[tuple[str, Any]]:
    if isinstance(choose, Mapping):
        return list(cast("Mapping[str, Any]", choose).items())
    return list(choose or ())


def _texts(texts: str | Sequence[str] | None) -> list[str]:
    return [texts] if isinstance(texts, str) else list(cast("Sequence[str]", texts or ()))
