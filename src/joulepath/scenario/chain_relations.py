"""Whether a chain of steps agrees with the data before it and with the model behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from joulepath.errors import Problem
from joulepath.records.preparation import Shape
from joulepath.scenario.chain_checks import shown, shown_shape
from joulepath.scenario.chain_records import links
from joulepath.scenario.chain_shape import raw_shape
from joulepath.scenario.fields import anywhere
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.schema import Scenario

__all__ = ["chain_problems"]


def chain_problems(scenario: Scenario, taken: Any, name: str) -> Iterator[Problem]:
    """Contradictions between the data, the steps of a chain and the model.

    Parameters
    ----------
    scenario : Scenario
        A scenario with a chain.
    taken : number, array or None
        Values that the model takes; none where it does not tell.
    name : str
        Name of the file, for messages.
    """
    shape = raw_shape(scenario)
    if shape is None:
        where = located(name, ["data", "values_per_sample"])
        remedy = "add values_per_sample, or rows to [preprocessing]"
        yield problem_at(where, "missing, and no chain tells the size of raw data", remedy)
        return
    wrong = [*_raw(scenario, shape, name)]
    yield from wrong
    if not wrong:
        yield from _steps(scenario, shape, taken, name)


def _raw(scenario: Scenario, shape: Shape, name: str) -> Iterator[Problem]:
    given = scenario.data.values_per_sample
    if given is None:
        return
    values = shape.rows * shape.columns * shape.channels
    if anywhere(values != given):
        what = f"{shown_shape(shape)} values in a sample, but [data] says {shown(given)}"
        remedy = "leave out data.values_per_sample, or rows"
        yield problem_at(located(name, ["preprocessing", "rows"]), what, remedy)
    elif anywhere(shape.rows % 1 != 0):
        what = f"{shown(given)} values do not fill {shown(shape.columns)} columns"
        what += f" of {shown(shape.channels)} channels"
        remedy = "choose columns and channels that divide the values of a sample"
        yield problem_at(located(name, ["preprocessing", "columns"]), what, remedy)


def _steps(scenario: Scenario, shape: Shape, taken: Any, name: str) -> Iterator[Problem]:
    for link in links(scenario, shape, name):
        if isinstance(link, Problem):
            yield link
            return
        shape = link.after
    left = shape.rows * shape.columns * shape.channels
    if taken is not None and anywhere(left != taken):
        what = f"the chain ends with {shown_shape(shape)} = {shown(left)} values,"
        what += f" but the model takes {shown(taken)}"
        remedy = f"change its steps until {shown(taken)} values are left"
        yield problem_at(located(name, ["preprocessing", "chain"]), what, remedy)
