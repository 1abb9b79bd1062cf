"""How surely and how soon the messages of a lifecycle arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from joulepath.records.results import Arrival, Lifecycle

__all__ = ["arrival_of", "arrivals", "crossings"]


def arrivals(life: Lifecycle) -> dict[str, Arrival]:
    """How the inputs and the answers of an inference arrive, by what they are.

    Parameters
    ----------
    life : Lifecycle
        What a scenario comes to.

    Returns
    -------
    dict of str to Arrival
        Of the crossings over links by their frames; an answer's exchange holds its inputs.
    """
    asked, answered = life.inference.collection, life.inference.result
    found: dict[str, Arrival] = {}
    if answered is not None and answered.arrival is not None:
        what = "answers" if asked is None else "inputs with their answers"
        found[what] = answered.arrival
    elif asked is not None and asked.arrival is not None:
        found["inputs"] = asked.arrival
    return found


def arrival_of(life: Lifecycle) -> Arrival | None:
    """How the messages of an inference arrive; none without links by their frames."""
    return next(iter(arrivals(life).values()), None)


def crossings(life: Lifecycle) -> dict[str, Arrival]:
    """How the messages of each stage arrive that sends any over links by their frames."""
    sent = {
        "collection": life.collection,
        "inference_collection": life.inference.collection,
        "inference_result": life.inference.result,
    }
    return {
        stage: crossing.arrival
        for stage, crossing in sent.items()
        if crossing is not None and crossing.arrival is not None
    }
