"""Which operations run for each sample, and which of what they read was prepared before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from joulepath.workloads.torch_elementwise import CONSTANT
from joulepath.workloads.torch_graph import Graph, Operation, Step, Stored, Tensor
from joulepath.workloads.torch_operators import bare, has_rule, is_random, is_view

__all__ = ["Run", "runs_of"]

# Arguments that are added to or applied to a product and are no factor of it.
_ADDENDS = {"bias", "scale_a", "scale_b", "scales", "input_bias", "hidden_bias"}
_ADDED_TO_SELF = {"addmm", "addmv", "baddbmm", "addbmm", "_addmm_activation"}


@dataclass(frozen=True)
class Run:
    """An operation that runs for each sample."""

    position: int
    """Of its step in the graph."""
    step: Step
    """What runs, and where."""
    activations: tuple[Tensor, ...]
    """What it reads that depends on the input, each once; none if it only prepares weights."""
    stored: tuple[Stored, ...]
    """Parameters and the like behind the rest of what it reads, where they are first read."""
    trained: bool
    """Whether a parameter is behind any factor of its product, if it is one."""
    known: bool
    """Whether it has a counting rule."""


def runs_of(graph: Graph, *, preparing: bool = False) -> Iterator[Run]:
    """Operations that run for each sample, in their order.

    What does not depend on the input is worked out when the model is loaded, and views are no
    operations. Random numbers are drawn anew for each sample.

    Parameters
    ----------
    graph : Graph
        What ran.
    preparing : bool
        Whether weights are prepared in every pass, as in training, where they change.
    """
    dependence = _Dependence(graph, preparing=preparing)
    for position, step in enumerate(graph.steps):
        run = dependence.run(position, step)
        if run is not None:
            yield run


class _Dependence:
    """What every prepared memory was made from, as far as the graph has been followed."""

    def __init__(self, graph: Graph, *, preparing: bool) -> None:
        self._preparing = preparing
        self._made_from: dict[int, list[int]] = {}
        self._trained: set[int] = set()
        self._unread: dict[int, list[Stored]] = {}
        for stored in graph.stored:
            home = stored.tensor.home
            self._made_from[home] = []
            self._unread.setdefault(home, []).append(stored)
            self._trained.update([home] if stored.trained else [])
        for tensor in graph.inputs.values():
            self._made_from.pop(tensor.home, None)

    def run(self, position: int, step: Step) -> Run | None:
        operation = step.operation
        if is_view(operation):
            return None
        tensors = operation.tensors
        activations = [tensor for tensor in tensors if tensor.home not in self._made_from]
        values_matter = bare(operation.operator) not in CONSTANT
        prepared = not (activations and values_matter) and not is_random(operation)
        counts = not prepared or (self._preparing and values_matter and bool(tensors))
        known = has_rule(operation.operator)
        run = Run(
            position=position,
            step=step,
            activations=tuple(dict.fromkeys(activations)),
            stored=tuple(self._read(tensors)) if counts and known else (),
            trained=any(tensor.home in self._trained for tensor in _factors(operation)),
            known=known,
        )
        homes = [tensor.home for tensor in tensors] if values_matter else []
        for tensor in operation.outputs:
            self._write(tensor.home, homes if prepared else None)
        return run if counts else None

    def _write(self, home: int, made_from: list[int] | None) -> None:
        """Note what a memory is made from now, perhaps besides before; None if of the input."""
        if made_from is None:
            self._made_from.pop(home, None)
            self._trained.discard(home)
            return
        self._made_from.setdefault(home, []).extend(made_from)
        if not self._trained.isdisjoint(made_from):
            self._trained.add(home)

    def _read(self, tensors: Iterable[Tensor]) -> Iterator[Stored]:
        """What is behind prepared memories and was not read before."""
        pending = [tensor.home for tensor in reversed(tuple(tensors))]
        while pending:
            home = pending.pop()
            if home in self._made_from:
                yield from self._unread.pop(home, ())
                behind, self._made_from[home] = self._made_from[home], []
                pending.extend(reversed(behind))


def _factors(operation: Operation) -> tuple[Tensor, ...]:
    to_self = bare(operation.operator) in _ADDED_TO_SELF
    apart = {*_ADDENDS, "self"} if to_self else _ADDENDS
    return tuple(
        tensor
        for name in operation.arguments
        if name not in apart
        for tensor in operation.several(name)
    )
