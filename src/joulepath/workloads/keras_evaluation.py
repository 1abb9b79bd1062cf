"""Follow a Keras model from its inputs to its answers, call by call."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final, TypeAlias, cast

from joulepath.workloads.keras_arguments import Arguments, Reference, Structure, flattened
from joulepath.workloads.keras_call import Call, Results, Rule
from joulepath.workloads.keras_configuration import Layer
from joulepath.workloads.keras_formats import number_type
from joulepath.workloads.keras_program import Program, Tensor
from joulepath.workloads.work import RuleError

__all__ = ["Evaluation", "LayerError"]

_Key: TypeAlias = tuple[str, int]
"""A layer of a graph and which of its calls."""

_DEEPEST: Final = 64


class LayerError(RuleError):
    """What is wrong with a call of a layer, and which."""

    def __init__(self, path: str, kind: str, reason: str) -> None:
        super().__init__(f"layer '{path}' ({kind}): {reason}")


class Evaluation:
    """One model, being followed."""

    def __init__(self, rules: Mapping[str, Rule], *, lenient: bool) -> None:
        self.program = Program()
        self.left_out: list[str] = []
        self._rules = rules
        self._lenient = lenient
        self._depth = 0
        self._graphs: dict[int, _Graph] = {}

    def answers(self, layer: Layer, arguments: Arguments, path: str) -> Results:
        """Call a layer or model.

        Parameters
        ----------
        layer : Layer
            What is called.
        arguments : Arguments
            With tensors for references.
        path : str
            Its name, after those of the models that hold it.

        Raises
        ------
        LayerError
            If a layer cannot be counted.
        """
        self._depth += 1
        try:
            self.program.called()
            if self._depth > _DEEPEST:
                raise RuleError(f"layers call each other in more than {_DEEPEST} levels")
            return self._answers(layer, arguments, path)
        except LayerError:
            raise
        except RuleError as error:
            raise LayerError(path, layer.kind, str(error)) from error
        finally:
            self._depth -= 1

    def _answers(self, layer: Layer, arguments: Arguments, path: str) -> Results:
        if layer.is_graph:
            return self._graph(layer, arguments, path)
        if layer.is_model:
            return self._sequence(layer, arguments, path)
        rule = self._rules.get(layer.kind)
        if rule is None:
            raise RuleError("it has no counting rule")
        call = Call(
            layer, arguments, path, self.program, self.answers, self.left_out, self._lenient
        )
        found = rule(call)
        return (found,) if isinstance(found, Tensor) else found

    def _sequence(self, model: Layer, arguments: Arguments, path: str) -> Results:
        layers = [layer for layer in model.layers if layer.kind != "InputLayer"]
        for layer, following in zip_longest(layers, layers[1:]):
            inner = _joined(path, layer.name)
            if layer.kind in self._rules or layer.is_model:
                results = self.answers(layer, arguments, inner)
            else:
                noted = following.built if following else None
                results = self._unknown(layer, arguments, inner, [(noted, "float32")])
            arguments = Arguments((results[0] if len(results) == 1 else [*results],))
        return _tensors(arguments)

    def _graph(self, model: Layer, arguments: Arguments, path: str) -> Results:
        if (graph := self._graphs.get(id(model))) is None:
            graph = self._graphs[id(model)] = _Graph(model)
        known: dict[_Key, Results] = dict(zip(graph.inputs, _fed(arguments), strict=False))
        if len(known) < len(graph.inputs):
            raise RuleError(f"it has {len(graph.inputs)} inputs, and is given {len(known)}")
        for key in graph.order({*known}):
            layer, call = graph.calls[key]
            resolved = Arguments(
                tuple(_resolved(value, known) for value in call.positional),
                {name: _resolved(value, known) for name, value in call.named.items()},
            )
            inner = _joined(path, layer.name)
            if layer.kind in self._rules or layer.is_model:
                known[key] = self.answers(layer, resolved, inner)
            else:
                known[key] = self._unknown(layer, resolved, inner, graph.noted(key))
        return tuple(_resolved(one, known) for one in flattened(graph.outputs))

    def _unknown(
        self, layer: Layer, arguments: Arguments, path: str, noted: Sequence[tuple[Any, str]]
    ) -> Results:
        """Results of a layer without a rule, as far as the model says what they are."""
        self.left_out.append(f"{path} ({layer.kind})")
        sources = _tensors(arguments)
        samples = sources[0].shape[0] if sources and sources[0].shape else 1
        if not noted or any(axes is None or None in axes[1:] for axes, _ in noted):
            reason = "it is left out, and the file does not say the shape of what it answers"
            raise LayerError(path, layer.kind, reason)
        shapes = [(samples, *axes[1:]) for axes, _ in noted]
        types = [number_type(name) for _, name in noted]
        return tuple(map(self.program.tensor, shapes, types))


class _Graph:
    """Calls of the layers of a model, and which results they read."""

    def __init__(self, model: Layer) -> None:
        self.calls: dict[_Key, tuple[Layer, Arguments]] = {}
        self._positions: dict[_Key, int] = {}
        self._layers = {layer.name: layer for layer in model.layers}
        if len(self._layers) < len(model.layers):
            raise RuleError("several of its layers have the same name")
        for layer in model.layers:
            for at, call in enumerate(layer.calls):
                self._positions[layer.name, at] = len(self._positions)
                self.calls[layer.name, at] = layer, call
        self.inputs = [_key(one, self._layers, outer=True) for one in flattened(model.inputs)]
        self.outputs = _mapped(model.outputs, self._layers)
        self._reads = {key: self._sources(key) for key in self.calls}

    def _sources(self, key: _Key) -> list[_Key]:
        layer, call = self.calls[key]
        self.calls[key] = layer, _rewired(call, self._layers)
        _, rewired = self.calls[key]
        values = flattened([*rewired.positional, *rewired.named.values()])
        return [(one.layer, one.call) for one in values if isinstance(one, Reference)]

    def order(self, known: set[_Key]) -> Iterator[_Key]:
        """Calls on which an output depends, in an order in which they can be made.

        Raises
        ------
        RuleError
            If a call reads what no layer writes, or what depends on its own result.
        """
        wanted = self._wanted(known)
        readers: defaultdict[_Key, list[_Key]] = defaultdict(list)
        waiting: dict[_Key, int] = {}
        for key in wanted:
            sources = {source for source in self._reads[key] if source not in known}
            waiting[key] = len(sources)
            for source in sources:
                readers[source].append(key)
        ready = [(self._positions[key], key) for key in wanted if not waiting[key]]
        heapq.heapify(ready)
        made = 0
        while ready:
            _, key = heapq.heappop(ready)
            made += 1
            yield key
            for reader in readers[key]:
                waiting[reader] -= 1
                if not waiting[reader]:
                    heapq.heappush(ready, (self._positions[reader], reader))
        if made < len(wanted):
            stuck = next(key for key in wanted if waiting[key])
            raise RuleError(f"layer '{stuck[0]}' reads what depends on its own result")

    def _wanted(self, known: set[_Key]) -> list[_Key]:
        found: set[_Key] = set()
        open_ = [(one.layer, one.call) for one in flattened(self.outputs)]
        if not open_:
            raise RuleError("it names no output")
        while open_:
            key = open_.pop()
            if key in known or key in found:
                continue
            if key not in self.calls:
                raise RuleError(f"no layer is called as '{key[0]}', call {key[1]}")
            found.add(key)
            open_ += self._reads[key]
        return sorted(found, key=self._positions.__getitem__)

    def noted(self, key: _Key) -> list[tuple[Any, str]]:
        """Shapes and types of the results of a call, as those who read them were told."""
        found: dict[int, tuple[Any, str]] = {}
        for _, call in self.calls.values():
            for one in flattened([*call.positional, *call.named.values()]):
                if isinstance(one, Reference) and (one.layer, one.call) == key:
                    found[one.result] = one.axes, one.type
        return (
            [found[at] for at in sorted(found)] if len(found) == max(found, default=-1) + 1 else []
        )


def _key(one: Structure, layers: Mapping[str, Layer], *, outer: bool = False) -> _Key:
    """Which call a reference means.

    Keras numbers the calls of a model inside a model from 1 in older files, and in the lists of
    inputs and outputs of newer ones, because a model calls itself once when it is made.
    """
    if not isinstance(one, Reference):
        raise RuleError("a reference to a layer is missing")
    layer = layers.get(one.layer)
    shifted = layer is not None and (layer.is_graph or layer.legacy) and layer.is_model
    if shifted and layer is not None and (outer or layer.legacy):
        return one.layer, max(one.call - 1, 0)
    return one.layer, one.call


def _mapped(structure: Structure, layers: Mapping[str, Layer], *, outer: bool = True) -> Structure:
    if isinstance(structure, Reference):
        name, call = _key(structure, layers, outer=outer)
        return Reference(name, call, structure.result, structure.axes, structure.type)
    if isinstance(structure, dict):
        table = cast("dict[str, Structure]", structure)
        return {name: _mapped(one, layers, outer=outer) for name, one in table.items()}
    if isinstance(structure, list):
        several = cast("list[Structure]", structure)
        return [_mapped(one, layers, outer=outer) for one in several]
    return structure


def _rewired(call: Arguments, layers: Mapping[str, Layer]) -> Arguments:
    return Arguments(
        tuple(_mapped(value, layers, outer=False) for value in call.positional),
        {name: _mapped(value, layers, outer=False) for name, value in call.named.items()},
    )


def _resolved(structure: Structure, known: Mapping[_Key, Results]) -> Structure:
    """Put tensors in the place of references."""
    if isinstance(structure, Reference):
        results = known[structure.layer, structure.call]
        if not 0 <= structure.result < len(results):
            what = f"layer '{structure.layer}' answers {len(results)} tensors"
            raise RuleError(f"{what}, and number {structure.result} is read")
        return results[structure.result]
    if isinstance(structure, dict):
        table = cast("dict[str, Structure]", structure)
        return {name: _resolved(one, known) for name, one in table.items()}
    if isinstance(structure, list):
        return [_resolved(one, known) for one in cast("list[Structure]", structure)]
    return structure


def _tensors(arguments: Arguments) -> Results:
    values = flattened([*arguments.positional, *arguments.named.values()])
    return tuple(value for value in values if isinstance(value, Tensor))


def _fed(arguments: Arguments) -> list[Results]:
    """What a model is given, as results of its input layers."""
    first = arguments.get(0, "inputs")
    return [(value,) for value in flattened(first) if isinstance(value, Tensor)]


def _joined(path: str, name: str) -> str:
    return f"{path}/{name}" if path else name
