"""From a model to the work of its forward pass."""

from __future__ import annotations

from joulepath.core.quantities import Count, FlopPerSample
from joulepath.formulas.architectures import forward
from joulepath.lifecycle import reference
from joulepath.lifecycle.architectures import Operations, cnn, kan, mlp, transformer
from joulepath.lifecycle.counted import NONE, Fit, added
from joulepath.lifecycle.families import count_family
from joulepath.records.architectures import Cnn, GivenWork, Kan, Mlp, OperationCosts, Transformer
from joulepath.records.families import Family
from joulepath.records.inputs import Model
from joulepath.records.model import CountedModel
from joulepath.records.results import Fitting, ModelWork
from joulepath.records.switches import Switches


def model_work(model: Model, costs: OperationCosts, switches: Switches) -> ModelWork:
    """Count the operations of a model and turn them into FLOPs."""
    if isinstance(model, GivenWork):
        return ModelWork(None, None, model.forward, None, None)
    if isinstance(model, Family):
        return _family_work(model, costs)
    operations = _operations(model, switches)
    flops = forward.forward_flops(
        macs=operations.macs,
        other_operations=operations.other,
        per_mac=_mac_cost(model, costs, switches),
        per_other_operation=costs.other,
    )
    stored = model.weight_bits if isinstance(model, CountedModel) else None
    return ModelWork(operations.macs, operations.other, flops, operations.parameters, stored)


def _family_work(model: Family, costs: OperationCosts) -> ModelWork:
    counted = count_family(model)
    kinds = counted.operations
    other = added(kinds.elementwise, kinds.special, kinds.comparisons)
    return ModelWork(
        macs=kinds.macs,
        other_operations=other,
        forward=_flops(kinds.macs, other, costs),
        parameters=counted.parameters,
        weight_bits=counted.weight_bits,
        operations=kinds,
        fitting=None if counted.fit is None else _fitting(counted.fit, costs),
    )


def _fitting(fit: Fit, costs: OperationCosts) -> Fitting:
    return Fitting(_flops(NONE, fit.per_sample, costs), fit.fixed)


def _flops(macs: Count, other: Count, costs: OperationCosts) -> FlopPerSample:
    return forward.forward_flops(
        macs=macs,
        other_operations=other,
        per_mac=costs.mac,
        per_other_operation=costs.other,
    )


def _operations(
    model: Mlp | Cnn | Kan | Transformer | CountedModel, switches: Switches
) -> Operations:
    match switches.layer_laws, model:
        case _, CountedModel():
            return Operations(model.macs, model.other_operations, model.parameters)
        case "reference", _:
            return reference.operations(model)
        case "given", Mlp():
            return mlp(model)
        case "given", Cnn():
            return cnn(model)
        case "given", Kan():
            return kan(model)
        case "given", Transformer():
            return transformer(model, switches)


def _mac_cost(model: Model, costs: OperationCosts, switches: Switches) -> FlopPerSample:
    match switches.convolution_mac, model:
        case "as-one", Cnn():
            return costs.other
        case _:
            return costs.mac
