"""Write down what PyTorch runs, without any memory for values.

A module runs on tensors that have a shape and a format and nothing else (``FakeTensorMode``),
below a mode that sees every operator. Outside training, operators arrive as whole as possible
(``linear``, ``lstm``, ``scaled_dot_product_attention``), just as an exported program lists them;
one without a counting rule is taken apart. With gradients they arrive in their smallest parts.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any

from joulepath.workloads.torch_graph import Graph, Operation, Step, Stored, Tensor
from joulepath.workloads.torch_library import (
    by_name,
    leaves,
    load,
    operator_name,
    plain,
    stored_format,
)
from joulepath.workloads.torch_operators import has_rule, is_view_alone

__all__ = ["Recorder"]

_QUESTIONS = "prim."
"""Operators that only ask a tensor what it is, such as ``prim.device``."""


class Recorder:
    """Everything that runs while it watches.

    Parameters
    ----------
    module : torch.nn.Module
        Whose submodules give the operations their paths.
    """

    def __init__(self, module: Any) -> None:
        self._torch = load()
        self._paths = {id(each): path for path, each in module.named_modules()}
        self._open: list[str] = []
        self._homes: dict[int, int] = {}
        self._kept: list[Any] = []
        self._constants: dict[int, Stored] = {}
        self._known: set[int] = set()
        self._origins: dict[int, int] = {}
        self._blind = False
        self.steps: list[Step] = []
        """Everything that ran, in its order."""
        self.backward = False
        """Whether a backward pass has begun."""

    def tensor(self, tensor: Any) -> Tensor:
        """Record of a tensor, which keeps its memory from being given to another."""
        storage = tensor.untyped_storage()
        number = storage._cdata
        if number not in self._homes:
            self._homes[number] = len(self._kept)
            self._kept.append(storage)
        name, bits = stored_format(tensor)
        start = tensor.storage_offset()
        return Tensor(tuple(map(int, tensor.shape)), name, bits, self._homes[number], int(start))

    def given(self, tensors: Iterable[Any]) -> tuple[Tensor, ...]:
        """Records of tensors that exist before anything runs."""
        found = tuple(map(self.tensor, tensors))
        self._known.update(tensor.home for tensor in found)
        return found

    @contextmanager
    def watching(self) -> Generator[None]:
        """Write down whatever runs inside."""
        module = import_module("torch.nn.modules.module")
        mode = _mode(self)
        with ExitStack() as stack:
            before = module.register_module_forward_pre_hook(self._enter)
            stack.callback(before.remove)
            after = module.register_module_forward_hook(self._leave, always_call=True)
            stack.callback(after.remove)
            stack.enter_context(mode)
            yield

    @contextmanager
    def unseen(self) -> Generator[None]:
        """Look away from whatever runs inside."""
        self._blind = True
        try:
            yield
        finally:
            self._blind = False

    def _enter(self, module: Any, arguments: Any) -> None:
        self._open.append(self._paths.get(id(module), self.path))

    def _leave(self, module: Any, arguments: Any, results: Any) -> None:
        self._open.pop()

    @property
    def path(self) -> str:
        """Path of the module that runs now, or ran last when something failed."""
        return self._open[-1] if self._open else ""

    def ran(
        self, function: Any, arguments: tuple[Any, ...], keywords: Mapping[str, Any], results: Any
    ) -> None:
        """Write one operation down."""
        if self._blind:
            return
        given = by_name(function, arguments, keywords)
        named = {name: plain(value, self._seen) for name, value in given.items()}
        operation = Operation(operator_name(function), named, ())
        tensors = [each for _, each in leaves(results) if isinstance(each, self._torch.Tensor)]
        if is_view_alone(operation) and operation.tensors:
            for tensor in tensors:
                self._give_home(tensor, operation.tensors[0].home)
        self._add(replace(operation, outputs=self.given(tensors)))

    def _give_home(self, tensor: Any, home: int) -> None:
        """Let a view share a home even where PyTorch made a copy, as it may without values."""
        storage = tensor.untyped_storage()
        if storage._cdata not in self._homes:
            self._homes[storage._cdata] = home
            self._kept.append(storage)

    def _seen(self, tensor: Any) -> Tensor:
        """Record of a tensor that is read; one never seen is a constant of the model."""
        found = self.tensor(tensor)
        if found.home not in self._known:
            self._known.add(found.home)
            self._constants[found.home] = Stored(f"constant{len(self._constants)}", found, False)
        return found

    def _add(self, operation: Operation) -> None:
        if not self.backward:
            # The gradient of this operation was numbered just before it ran.
            number = self._torch.autograd._get_sequence_nr() - 1
            self._origins.setdefault(number, len(self.steps))
            self.steps.append(Step(self.path, operation))
            return
        node = self._torch._C._current_autograd_node()
        origin = self._origins.get(node._sequence_nr()) if node is not None else None
        path = self.path if origin is None else self.steps[origin].path
        self.steps.append(Step(path, operation, origin))

    def graph(
        self, inputs: Mapping[str, Tensor], outputs: Sequence[Tensor], stored: Sequence[Stored]
    ) -> Graph:
        """Everything written down, as one graph."""
        every = (*stored, *self._constants.values())
        return Graph(dict(inputs), tuple(outputs), every, tuple(self.steps))


def _mode(recorder: Recorder) -> Any:
    base: Any = import_module("torch.utils._python_dispatch").TorchDispatchMode

    class Mode(base):
        """Sees every operator."""

        def __torch_dispatch__(
            self, function: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            keywords: dict[str, Any] = kwargs or {}
            name = operator_name(function)
            if name.startswith(_QUESTIONS):
                return function(*args, **keywords)
            if not has_rule(name) and hasattr(function, "decompose"):
                with self:
                    parts = function.decompose(*args, **keywords)
                if parts is not NotImplemented:
                    return parts
            results = function(*args, **keywords)
            recorder.ran(function, args, keywords, results)
            return results

    return Mode()
