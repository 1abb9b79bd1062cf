"""Count the work and the size of a PyTorch module, without running it on values."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any

from joulepath.errors import JoulepathError, Problem, WorkloadError
from joulepath.records.workload import Workload
from joulepath.workloads.torch_assembly import assembled
from joulepath.workloads.torch_formats import is_quantised
from joulepath.workloads.torch_graph import Graph, Stored
from joulepath.workloads.torch_inputs import as_valueless, samples_in
from joulepath.workloads.torch_library import leaves, load
from joulepath.workloads.torch_recording import Recorder

__all__ = ["Trial", "count_module", "tensors_in"]

_DATA_DEPENDENT = ("DataDependent", "DynamicOutputShape", "UnbackedSymNode", "GuardOnDataDependent")


def count_module(
    module: Any,
    *inputs: Any,
    keywords: Mapping[str, Any] | None = None,
    batch: int | None = None,
    allow_unknown: bool = False,
) -> Workload:
    """Count the work, the parameters and the memory of a PyTorch module, for one sample.

    The module runs once in evaluation mode on tensors that have a shape and a format but no
    values, so neither memory nor time for its arithmetic is needed; its parameters may be on the
    ``meta`` device. The module is as it was afterwards. What counts, and how, is told by
    `joulepath.workloads.torch_operators`.

    Operators are layers, by the path of their module; views of memory are none. What does not
    depend on the input is worked out once, when the model is loaded: such operators are no
    layers, and their weights belong to the layer that uses the result. What runs counts, even if
    nobody uses its result. Attention counts unmasked.

    Parameters are those that a layer reads and quantised buffers; tied ones count once.
    ``weight_bits`` includes the other buffers of floating-point numbers, such as running
    statistics. ``reads`` follows the memory of tensors, ``peak_bits`` counts each memory once.

    Parameters
    ----------
    module : torch.nn.Module
        The model.
    *inputs : any
        Arguments of its ``forward``: tensors, whose values do not matter; shapes, such as
        ``(1, 3, 224, 224)``, in the format of the first parameter; pairs of a shape and a
        format, such as ``((1, 128), "int64")``; lists, tuples and mappings of those. Anything
        else is passed on as it is.
    keywords : mapping of str to any, optional
        Arguments given by name, likewise.
    batch : int, optional
        How many samples the inputs hold. All counts are divided by it. If left out it is 1;
        where the first axes of all inputs and outputs share another size, it must be given.
    allow_unknown : bool
        Whether to leave out operators without a counting rule and name them in ``left_out``,
        so that all counts are lower bounds.

    Returns
    -------
    Workload
        Totals and layers, in whole numbers.

    Raises
    ------
    WorkloadError
        If the module does not take these inputs, its work depends on values, a count does not
        divide by the batch, or operators have no counting rule; those are listed together.
    MissingExtra
        If torch is not installed.
    """
    trial = Trial(module, inputs, keywords or {})
    with trial.without_gradients():
        outputs = trial.run(lambda results: results)
    graph = trial.graph(outputs)
    samples = samples_in(graph.inputs, graph.outputs, batch, trial.where)
    return assembled(graph, batch=samples, where=trial.where, allow_unknown=allow_unknown)


class Trial:
    """A module and its inputs, with valueless tensors in place of all others.

    Parameters
    ----------
    module : torch.nn.Module
        The model.
    inputs : tuple
        Arguments of its ``forward``.
    keywords : mapping
        Those given by name.
    """

    def __init__(self, module: Any, inputs: tuple[Any, ...], keywords: Mapping[str, Any]) -> None:
        self._torch = load()
        self.where = type(module).__name__
        if not isinstance(module, self._torch.nn.Module):
            remedy = "give a torch.nn.Module; load its weights into one if this is a state_dict"
            raise WorkloadError(Problem(self.where, "is not a PyTorch module", remedy))
        if isinstance(module, self._torch.jit.ScriptModule):
            remedy = "count the module that it was made from"
            raise WorkloadError(Problem(self.where, "is a TorchScript module", remedy))
        self._module = module
        fake = import_module("torch._subclasses.fake_tensor")
        self._fake = fake.FakeTensorMode(allow_non_fake_inputs=True)
        self.recorder = Recorder(module)
        self._stored: list[Stored] = []
        with self._fake:
            self._state = self._valueless_state()
            self._inputs = self._valueless_inputs(inputs, keywords)
        named = dict(self._named_inputs())
        self._given = dict(zip(named, self.recorder.given(named.values()), strict=True))

    @property
    def trainable(self) -> list[Any]:
        """Parameters that a training would change, each once."""
        return list({id(t): t for t in self._state.values() if t.requires_grad}.values())

    def run(self, action: Callable[[Any], Any]) -> Any:
        """Do something under the eyes of the recorder, with valueless tensors in the module.

        Parameters
        ----------
        action : callable
            Is given the outputs of the module and returns anything.
        """
        arguments, keywords = self._inputs
        holder = _holder(self._torch, self._module)
        state = {f"module.{name}": tensor for name, tensor in self._state.items()}
        call = import_module("torch.func").functional_call

        def whole(module: Any) -> Any:
            return action(module(*arguments, **keywords))

        with self._blaming(), self._fake, self.recorder.watching():
            return call(holder, state, (whole,))

    @contextmanager
    def without_gradients(self) -> Generator[None]:
        """Evaluation mode, and operators as whole as possible."""
        training = [each for each in self._module.modules() if each.training]
        for each in training:
            each.training = False
        try:
            with self._torch.inference_mode(), _plain_attention():
                yield
        finally:
            for each in training:
                each.training = True

    @contextmanager
    def with_gradients(self) -> Generator[None]:
        """Operators in their smallest parts, each with its gradient."""
        with self._torch.inference_mode(False), self._torch.enable_grad(), _plain_attention():
            yield

    def graph(self, outputs: Any) -> Graph:
        """Everything that ran.

        Parameters
        ----------
        outputs : any
            What the module returned.
        """
        return self.recorder.graph(
            self._given, self.recorder.given(tensors_in(outputs)), self._stored
        )

    @contextmanager
    def _blaming(self) -> Generator[None]:
        """Turn anything that goes wrong into a problem of the module."""
        try:
            yield
        except JoulepathError:
            raise
        except Exception as error:
            raise WorkloadError(_problem(error, self.where, self.recorder.path)) from error

    def _valueless_state(self) -> dict[str, Any]:
        """Every parameter and buffer by its path, tied ones as one tensor."""
        made: dict[Any, Any] = {}
        state: dict[str, Any] = {}
        trained = dict(self._module.named_parameters(remove_duplicate=False))
        buffers = dict(self._module.named_buffers(remove_duplicate=False))
        for name, tensor in (trained | buffers).items():
            key = _identity(tensor)
            if key not in made:
                made[key] = self._valueless(tensor)
                self._store(name, made[key], trained=name in trained)
            state[name] = made[key]
        return state

    def _valueless(self, tensor: Any) -> Any:
        device = "cpu" if tensor.device.type == "meta" else tensor.device
        size, stride = tuple(tensor.shape), tensor.stride()
        made = self._torch.empty_strided(size, stride, dtype=tensor.dtype, device=device)
        return made.requires_grad_(tensor.requires_grad)

    def _store(self, name: str, tensor: Any, *, trained: bool) -> None:
        (recorded,) = self.recorder.given([tensor])
        weights = trained or (is_quantised(recorded.format) and bool(recorded.shape))
        self._stored.append(Stored(name, recorded, weights))

    def _valueless_inputs(
        self, inputs: tuple[Any, ...], keywords: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        floating = [t for t in self._state.values() if t.is_floating_point()]
        dtype = floating[0].dtype if floating else self._torch.get_default_dtype()
        device = floating[0].device if floating else self._torch.device("cpu")

        def made(name: str, value: Any) -> Any:
            return as_valueless(value, dtype, device, f"{self.where}: input '{name}'")

        names = _names(self._module, len(inputs))
        arguments = tuple(made(n, value) for n, value in zip(names, inputs, strict=True))
        return arguments, {name: made(name, value) for name, value in keywords.items()}

    def _named_inputs(self) -> Generator[tuple[str, Any]]:
        arguments, keywords = self._inputs
        names = _names(self._module, len(arguments))
        for name, value in (*zip(names, arguments, strict=True), *keywords.items()):
            for path, leaf in leaves(value, name):
                if isinstance(leaf, self._torch.Tensor):
                    yield path, leaf


def _holder(torch: Any, module: Any) -> Any:
    """A module that holds another one, and hands it to whatever it is called with."""
    kind: Any = type("Holder", (torch.nn.Module,), {"forward": _given_to})
    holder = kind()
    holder.module = module
    return holder


def _given_to(holder: Any, action: Callable[[Any], Any]) -> Any:
    return action(holder.module)


def tensors_in(value: Any) -> list[Any]:
    """All tensors in what a module returned."""
    torch = load()
    return [leaf for _, leaf in leaves(value) if isinstance(leaf, torch.Tensor)]


def _identity(tensor: Any) -> Any:
    storage = tensor.untyped_storage()
    return storage._cdata, tensor.storage_offset(), tuple(tensor.shape), tensor.stride()


def _names(module: Any, count: int) -> list[str]:
    """Names of the first arguments of a module."""
    try:
        parameters = inspect.signature(module.forward).parameters.values()
    except (TypeError, ValueError):
        parameters = ()
    kinds = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
    named = [each.name for each in parameters if each.kind in kinds]
    return [*named, *(f"input{at}" for at in range(len(named), count))][:count]


@contextmanager
def _plain_attention() -> Generator[None]:
    """Keep whole layers of attention from being one operator that hides its parts."""
    settings = import_module("torch.backends.mha")
    before = settings.get_fastpath_enabled()
    with ExitStack() as stack:
        stack.callback(settings.set_fastpath_enabled, before)
        settings.set_fastpath_enabled(False)
        yield


def _problem(error: Exception, where: str, path: str) -> Problem:
    place = f"{where}: {path}" if path else where
    if any(part in type(error).__name__ for part in _DATA_DEPENDENT):
        what = "its work depends on the values of its input"
        return Problem(place, what, "count the part after it, or replace what reads the values")
    if "HigherOrderOperator" in str(error):
        what = "it branches, loops or calls a function of scores inside an operator"
        return Problem(place, what, "take branches, unroll loops, use scaled_dot_product_attention")
    reason = next((line for line in str(error).splitlines() if line.strip()), "")
    what = f"does not run on these inputs: {type(error).__name__}: {reason}"
    return Problem(place, what, "give inputs as its forward takes them")
