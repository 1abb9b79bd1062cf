"""Count a model family without a scenario around it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from joulepath.errors import ScenarioError, UnknownName
from joulepath.lifecycle.model import model_work
from joulepath.records.architectures import OperationCosts
from joulepath.records.results import ModelWork
from joulepath.records.switches import PROFILES
from joulepath.scenario.model_records import described
from joulepath.scenario.models import FAMILIES
from joulepath.scenario.problems import problems_of

__all__ = ["count_family"]


def count_family(family: str, /, **sizes: Any) -> ModelWork:
    """Count a model family by its closed form, for one sample.

    Parameters
    ----------
    family : str
        Its name, as in the table ``[model]`` of a scenario: ``"lstm"``, ``"gcn"`` ...
    **sizes
        The other keys of that table: numbers, arrays that broadcast, or texts.

    Returns
    -------
    ModelWork
        Work of a forward pass, by kind of operation where the family tells, and parameters;
        arrays where sizes are arrays. A multiply-accumulate is two FLOP.

    Raises
    ------
    UnknownName
        If there is no such family, with the nearest ones.
    ScenarioError
        If sizes are missing, unknown or wrong; with every problem at once.

    Examples
    --------
    >>> work = count_family("lstm", steps=1, features=10, hidden=20)
    >>> work.macs, work.parameters
    (2400.0, 2560.0)
    """
    if family not in FAMILIES:
        raise UnknownName("model family", family, FAMILIES)
    schema = FAMILIES[family]
    try:
        section = schema.model_validate({**sizes, "family": family})
    except ValidationError as error:
        raise ScenarioError(*problems_of(error, schema, "")) from None
    profile = "corrected"
    costs = OperationCosts(mac=2.0, other=1.0)
    return model_work(described(section, profile), costs, PROFILES[profile])
