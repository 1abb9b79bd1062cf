"""One step of training a counted model: a batch forwards and backwards, and an update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from joulepath.core.quantities import Count, Ratio
from joulepath.errors import WorkloadError
from joulepath.formulas import training_work as formulas
from joulepath.records.training_setup import TrainingSetup
from joulepath.records.training_work import (
    LayerTraining,
    OptimiserUpdate,
    TrainingFlops,
    TrainingMemory,
    TrainingPasses,
    TrainingWork,
)
from joulepath.records.workload import LanguageWorkload, Operations, Workload
from joulepath.workloads.adapters import ADAPTER, with_adapters
from joulepath.workloads.backward import layer_training
from joulepath.workloads.gradient_flow import gradient_flow, is_trainable
from joulepath.workloads.kept_activations import kept_activations
from joulepath.workloads.layer_names import matches
from joulepath.workloads.losses import LOSSES
from joulepath.workloads.operation_sums import NOTHING, flops_of, summed
from joulepath.workloads.optimisers import factored_values, update_of
from joulepath.workloads.training_assumptions import assumptions_of
from joulepath.workloads.training_checks import PRECISIONS, setup_problems
from joulepath.workloads.training_traffic import step_traffic
from joulepath.workloads.what_if_layers import scaled

__all__ = ["training_work"]

_RULE_OF_THUMB = 3


def training_work(
    workload: Workload | LanguageWorkload, setup: TrainingSetup | None = None
) -> TrainingWork:
    """Count one step of training a model.

    Multiply-accumulates backwards are told in `joulepath.workloads.backward`, all other
    arithmetic in `joulepath.workloads.backward_rules`, the optimiser's in
    `joulepath.workloads.optimisers`, what is kept in `joulepath.workloads.kept_activations`.

    Parameters
    ----------
    workload : Workload or LanguageWorkload
        A counted model, for one sample; of one that writes, the prompt is what it trains on.
    setup : TrainingSetup, optional
        How the step is done.

    Returns
    -------
    TrainingWork
        In whole numbers where the counts of the model are.

    Raises
    ------
    WorkloadError
        With everything in the setup that makes no sense for this model.
    """
    setup = setup or TrainingSetup()
    network = workload.prefill if isinstance(workload, LanguageWorkload) else workload
    if problems := tuple(setup_problems(network, setup)):
        raise WorkloadError(*problems)
    if setup.adapters is not None:
        network = with_adapters(network, setup.adapters)
    return _Step(network, setup).work()


class _Step:
    """A network that is trained in a certain way."""

    def __init__(self, network: Workload, setup: TrainingSetup) -> None:
        self._network = network
        self._setup = setup
        trains = [*_trained(network, setup)]
        self._flows = gradient_flow(network.layers, trains)
        self._kept = kept_activations(network, self._flows, setup.checkpoint)
        self._bits, self._exact = PRECISIONS[setup.precision]

    def work(self) -> TrainingWork:
        layers = tuple(self._layers())
        trained = sum(layer.trained_parameters for layer in layers)
        passes, update = self._passes(layers, trained), self._update(trained)
        return TrainingWork(
            layers=layers,
            batch=self._setup.batch,
            passes=passes,
            update=update,
            parameters=self._network.parameters,
            trained_parameters=trained,
            flops=self._flops(passes, update),
            memory=self._memory(trained, update),
            traffic=step_traffic(self._network, self._flows, self._kept, self._setup, update),
            ratio=_ratio(passes),
            mac_ratio=_mac_ratio(passes),
            error_of_three=formulas.rule_error(ratio=_ratio(passes), rule=_RULE_OF_THUMB),
            assumptions=tuple(assumptions_of(self._network, self._setup)),
        )

    def _layers(self) -> Iterator[LayerTraining]:
        kept = zip(self._kept.values, self._kept.again, strict=True)
        pairs = zip(self._network.layers, self._flows, strict=True)
        for (layer, flow), (values, again) in zip(pairs, kept, strict=True):
            each = layer_training(layer, flow)
            recomputed = each.forward if again else NOTHING
            yield replace(each, kept_values=values, recomputed=recomputed)

    def _passes(self, layers: Sequence[LayerTraining], trained: Count) -> TrainingPasses:
        def batch_of(parts: Iterable[Operations]) -> Operations:
            return scaled(summed(parts), self._setup.batch)

        loss = LOSSES[self._setup.loss] if self._setup.loss else NOTHING
        sums = trained * (self._setup.accumulate - 1)
        return TrainingPasses(
            forward=batch_of(layer.forward for layer in layers),
            loss=batch_of([scaled(loss, self._network.output_values)]),
            input_gradient=batch_of(layer.input_gradient for layer in layers),
            weight_gradient=batch_of(layer.weight_gradient for layer in layers),
            recomputed=batch_of(layer.recomputed for layer in layers),
            accumulation=replace(NOTHING, elementwise=sums),
        )

    def _update(self, trained: Count) -> OptimiserUpdate:
        pairs = zip(self._network.layers, self._flows, strict=True)
        return update_of(
            self._setup.optimiser,
            trained,
            factored_values(layer for layer, flow in pairs if flow.trains),
            value_bits=self._bits,
            master_bits=self._exact,
        )

    def _flops(self, passes: TrainingPasses, update: OptimiserUpdate) -> TrainingFlops:
        forward, backward = flops_of(passes.forward), flops_of(_backward(passes))
        loss, recomputed = flops_of(passes.loss), flops_of(passes.recomputed)
        of_samples = forward + backward + loss + recomputed
        fixed = flops_of(update.operations) + flops_of(passes.accumulation)
        return TrainingFlops(
            forward=forward,
            backward=backward,
            loss=loss,
            recomputed=recomputed,
            fixed=fixed,
            step=of_samples + fixed,
            sample=_quotient(of_samples, self._setup.batch),
            evaluation=flops_of(self._network.operations),
        )

    def _memory(self, trained: Count, update: OptimiserUpdate) -> TrainingMemory:
        together = self._setup.batch // self._setup.accumulate
        weights, gradients = self._network.parameters * self._bits, trained * self._bits
        master, activations = trained * self._exact, self._kept.whole * together * self._bits
        whole = formulas.training_memory(
            weights=weights,
            master_weights=master,
            gradients=gradients,
            optimiser=update.state_bits,
            activations=activations,
        )
        return TrainingMemory(weights, master, gradients, update.state_bits, activations, whole)


def _trained(network: Workload, setup: TrainingSetup) -> Iterator[bool]:
    for layer in network.layers:
        frozen = setup.adapters is not None and layer.operator != ADAPTER
        frozen = frozen or any(matches(layer.name, pattern) for pattern in setup.freeze)
        yield is_trainable(layer) and not frozen


def _backward(passes: TrainingPasses) -> Operations:
    return summed((passes.input_gradient, passes.weight_gradient))


def _ratio(passes: TrainingPasses) -> Ratio:
    forward, backward = flops_of(passes.forward), flops_of(_backward(passes))
    return formulas.pass_ratio(forward=forward, backward=backward) if forward else 1


def _mac_ratio(passes: TrainingPasses) -> Ratio | None:
    forward, backward = passes.forward.macs, _backward(passes).macs
    return formulas.pass_ratio(forward=forward, backward=backward) if forward else None


def _quotient(amount: Count, batch: int) -> Count:
    whole, rest = divmod(amount, batch)
    return amount / batch if rest else whole
