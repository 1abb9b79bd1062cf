"""Scores of predictions as a table, and as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from joulepath.report.plain import plain
from joulepath.report.tables import Table
from joulepath.report.wording import wrapped
from joulepath.validate import IN_SAMPLE, Gate, Outcome, Score

__all__ = [
    "failed_gates",
    "validation_data",
    "validation_lines",
    "validation_parts",
    "validation_table",
]

_HEADINGS: Final = (
    "data set",
    "held out",
    "kind",
    "method",
    "cases",
    "mean error",
    "median error",
    "bias",
    "worst",
    "in 90 % band",
    "must reach",
    "verdict",
)

_TENFOLD: Final = 10.0
"""Share above which tenths of a percent are left out."""


def validation_table(outcomes: Sequence[Outcome]) -> Table:
    """Scores of predictions beside those of the formulas of others.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Data sets as they were predicted.

    Returns
    -------
    Table
        A row for each kind of case and each method.
    """
    rows = tuple(row for outcome in outcomes for row in _rows(outcome))
    return Table(_HEADINGS, rows, words=True)


def validation_parts(outcomes: Sequence[Outcome]) -> tuple[Table, ...]:
    """The same with a table for each data set, its name above, without columns that are empty.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Data sets as they were predicted.

    Returns
    -------
    tuple of Table
        In their order.
    """
    return tuple(_part(outcome) for outcome in outcomes)


def _part(outcome: Outcome) -> Table:
    columns = zip(_HEADINGS, *_rows(outcome), strict=True)
    kept = [cells for cells in columns if _says_something(*cells)]
    headings, *rows = zip(*kept, strict=True)
    title = f"{outcome.data_set.name}{_by(outcome)}"
    return Table(headings, tuple(rows), title=title, words=True)


def _says_something(heading: str, *cells: str) -> bool:
    """Whether a column is not in the title, and says anything but what goes without saying."""
    return heading not in ("data set", "held out") and not {*cells} <= {"", "all", "joulepath"}


def validation_lines(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """What a reader must know to judge the scores.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Data sets as they were predicted.
    """
    for name in dict.fromkeys(outcome.data_set.name for outcome in outcomes):
        shown = [outcome for outcome in outcomes if outcome.data_set.name == name]
        data_set = shown[0].data_set
        yield from wrapped(
            f"{data_set.name}: {data_set.title}; {data_set.quantity}, {data_set.basis}"
        )
        for outcome in shown:
            worst = data_set.cases[outcome.score.worst_case]
            yield from wrapped(f"worst case{_by(outcome)}: {worst.name}", "  ")
        for remark in data_set.remarks:
            yield from wrapped(remark, "  ")
        for outcome in shown:
            yield from _known_misses(outcome)
    for outcome, gate, reached in failed_gates(outcomes):
        of = f" ({gate.kind})" if gate.kind else ""
        yield from wrapped(
            f"gate missed: {outcome.data_set.name}{of}, {gate.holdout} held out:"
            f" {gate.of} error {_percent(_error(gate, reached))} (at most {_percent(gate.error)}),"
            f" {_percent(reached.coverage or 0)} in the band ({_percent(gate.coverage[0])} to"
            f" {_percent(gate.coverage[1])})"
        )


def failed_gates(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, Gate, Score]]:
    """Gates that predictions of held-out cases do not reach.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Data sets as they were predicted.

    Returns
    -------
    list of tuple
        Outcome, gate and the score that misses it.
    """
    return [
        (outcome, gate, reached)
        for outcome in outcomes
        for gate in outcome.data_set.gates
        if gate.holdout == outcome.holdout
        if not gate.missed and not _passes(gate, reached := _score(outcome, gate.kind or ""))
    ]


def validation_data(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Put scores and predictions in plain tables.

    Parameters
    ----------
    outcomes : sequence of Outcome
        Data sets as they were predicted.

    Returns
    -------
    dict
        ``outcomes``, each with its scores and its cases.
    """
    return {"outcomes": [_described(outcome) for outcome in outcomes]}


def _known_misses(outcome: Outcome) -> Iterator[str]:
    for gate in outcome.data_set.gates:
        if gate.missed and gate.holdout == outcome.holdout:
            of = f"{gate.kind}: " if gate.kind else ""
            said = f"{of}{_percent(gate.error)} is not reached, for {gate.missed}"
            yield from wrapped(said, "  ")


def _described(outcome: Outcome) -> dict[str, Any]:
    data_set = outcome.data_set
    columns = zip(data_set.cases, outcome.predicted, outcome.low, outcome.high, strict=True)
    return {
        "data_set": data_set.name,
        "title": data_set.title,
        "quantity": data_set.quantity,
        "unit": data_set.unit,
        "basis": data_set.basis,
        "sources": list(data_set.sources),
        "held_out": outcome.holdout,
        "score": plain(outcome.score),
        "kinds": {kind: plain(outcome.score_of(kind)) for kind in _kinds(outcome)},
        "peers": {name: plain(found) for name, found in outcome.peers.items()},
        "remarks": list(data_set.remarks),
        "cases": [
            {
                "name": case.name,
                "platform": case.platform,
                "kind": case.kind,
                "measured": case.measured,
                "predicted": plain(predicted),
                "low": plain(low),
                "high": plain(high),
            }
            for case, predicted, low, high in columns
        ],
    }


def _rows(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    data_set = outcome.data_set
    held_out = "nothing" if outcome.holdout == IN_SAMPLE else outcome.holdout
    gates = {gate.kind or "": gate for gate in data_set.gates if gate.holdout == outcome.holdout}
    kinds = _kinds(outcome)
    for kind in (*kinds, "") if len(kinds) > 1 else ("",):
        score = _score(outcome, kind)
        judged = _judged(gates.get(kind), score)
        yield (data_set.name, held_out, kind or "all", "joulepath", *_cells(score), *judged)
    for peer, score in outcome.peers.items():
        yield (data_set.name, "", "all", peer, *_cells(score), "", "")


def _judged(gate: Gate | None, score: Score) -> tuple[str, str]:
    """What a score must reach, and whether it does."""
    if gate is None:
        return "", ""
    failing = "known miss" if gate.missed else "MISSED"
    bound = _percent(gate.error) + (" (median)" if gate.of == "median" else "")
    return bound, "reached" if _passes(gate, score) else failing


def _by(outcome: Outcome) -> str:
    return "" if outcome.holdout == IN_SAMPLE else f", {outcome.holdout} held out"


def _cells(score: Score) -> tuple[str, ...]:
    return (
        str(score.cases),
        _percent(score.mean_error),
        _percent(score.median_error),
        f"{score.bias:.2f}",
        _percent(score.worst),
        "" if score.coverage is None else _percent(score.coverage),
    )


def _kinds(outcome: Outcome) -> list[str]:
    return sorted({case.kind for case in outcome.data_set.cases})


def _score(outcome: Outcome, kind: str) -> Score:
    return outcome.score_of(kind) if kind else outcome.score


def _passes(gate: Gate, reached: Score) -> bool:
    least, most = gate.coverage
    covered = reached.coverage is None or least <= reached.coverage <= most
    return _error(gate, reached) <= gate.error and covered


def _error(gate: Gate, reached: Score) -> float:
    return reached.median_error if gate.of == "median" else reached.mean_error


def _percent(share: float) -> str:
    return f"{100 * share:.{1 if share < _TENFOLD else 0}f} %"
