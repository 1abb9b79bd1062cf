"""Linear models and support vectors: what one sample costs, and how large they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from joulepath.records.workload import Workload, WorkloadLayer
from joulepath.workloads.forests import ANSWERS
from joulepath.workloads.work import RuleError, Work

__all__ = ["Machine", "linear_workload", "machine_work", "machine_workload"]

_FORMATS: Final = {"fp32": 32, "fp64": 64}


@dataclass(frozen=True)
class Machine:
    """A machine that compares a sample with support vectors."""

    features: int
    """Values of a sample."""
    vectors: int
    """Support vectors."""
    classes: int
    """Classes between which it decides; 0 for a machine with one answer."""
    kernel: str
    """``linear``, ``polynomial``, ``rbf`` or ``sigmoid``."""
    degree: int = 3
    """Of a polynomial."""
    format: str = "fp64"
    """Numeric format."""


def linear_workload(
    features: int,
    outputs: int,
    answer: str,
    *,
    weights: int,
    format_: str = "fp32",
    assumptions: tuple[str, ...] = (),
) -> Workload:
    """Workload of a linear model: a product for each feature and output, and the answer.

    Parameters
    ----------
    features : int
        Values of a sample.
    outputs : int
        Values of the answer.
    answer : str
        What becomes of them; one of `joulepath.workloads.forests.ANSWERS`.
    weights : int
        Stored values, biases included.
    format_ : str
        Numeric format.
    assumptions : tuple of str
        What the file does not say.

    Raises
    ------
    RuleError
        If the numbers make no sense.
    """
    if min(features, outputs) < 1 or weights < features * outputs:
        raise RuleError(f"{weights} weights do not fit {features} features, {outputs} outputs")
    bits, biased = _FORMATS[format_], weights > features * outputs
    product = Work(features * outputs, outputs * int(biased))
    layers = [_layer("product", "Gemm", product, weights, features, outputs, bits, ())]
    answered = ANSWERS[answer] * outputs
    answered += Work(comparisons=-1) if answer == "ArgMax" else Work()
    left = 1 if answer == "ArgMax" else outputs
    if answered != Work():
        layers.append(_layer("answer", answer, answered, 0, outputs, left, bits, (0,)))
    return _workload(layers, features, left, bits, assumptions)


def machine_workload(
    machine: Machine, assumptions: tuple[str, ...] = (), left_out: tuple[str, ...] = ()
) -> Workload:
    """Workload of a support vector machine.

    Each vector is compared with the sample value by value: a product, or for ``rbf`` a difference
    and a square. The sum becomes the value of a kernel: by the power that the degree asks for, an
    exponential, or a hyperbolic tangent. Each pair of classes has a decision, in which a vector
    has a weight against each other class, and casts a vote.

    Raises
    ------
    RuleError
        If the numbers make no sense.
    """
    compared, decided = machine_work(machine)
    bits, vectors = _FORMATS[machine.format], machine.vectors
    stored = vectors * machine.features
    kernel = _layer("kernel", "SVM", compared, stored, machine.features, vectors, bits, ())
    weights = decided.macs + decided.elementwise
    answer = _layer("decision", "SVM", decided, weights, vectors, 1, bits, (0,))
    return _workload([kernel, answer], machine.features, 1, bits, assumptions, left_out)


def machine_work(machine: Machine) -> tuple[Work, Work]:
    """Work of comparing a sample with all vectors, and of deciding.

    Raises
    ------
    RuleError
        If the numbers make no sense.
    """
    if min(machine.features, machine.vectors) < 1 or machine.classes < 0:
        raise RuleError(f"{machine.vectors} vectors of {machine.features} values are no machine")
    pairs = machine.classes * (machine.classes - 1) // 2 if machine.classes else 1
    votes = pairs + machine.classes - 1 if machine.classes else 0
    each = max(machine.classes - 1, 1)
    return _kernel(machine), Work(machine.vectors * each, pairs, comparisons=votes)


def _kernel(machine: Machine) -> Work:
    values, vectors = machine.vectors * machine.features, machine.vectors
    match machine.kernel:
        case "linear":
            return Work(values)
        case "polynomial":
            return Work(values, vectors * (machine.degree + 1))
        case "sigmoid":
            return Work(values, 2 * vectors, vectors)
        case "rbf":
            return Work(values, values + vectors, vectors)
        case _:
            raise RuleError(f"no counting rule for kernel '{machine.kernel}'")


def _layer(
    name: str,
    operator: str,
    work: Work,
    parameters: int,
    read: int,
    written: int,
    bits: int,
    reads: tuple[int, ...],
) -> WorkloadLayer:
    return WorkloadLayer(
        name=name,
        operator=operator,
        format=f"fp{bits}",
        operations=work.recorded,
        parameters=parameters,
        weight_bits=parameters * bits,
        read_bits=read * bits,
        written_bits=written * bits,
        output_values=written,
        trained_macs=work.macs,
        reads=reads,
    )


def _workload(
    layers: list[WorkloadLayer],
    features: int,
    outputs: int,
    bits: int,
    assumptions: tuple[str, ...],
    left_out: tuple[str, ...] = (),
) -> Workload:
    each = [layer.operations for layer in layers]
    total = Work(
        sum(int(of.macs) for of in each),
        sum(int(of.elementwise) for of in each),
        sum(int(of.special) for of in each),
        sum(int(of.comparisons) for of in each),
    )
    return Workload(
        layers=tuple(layers),
        operations=total.recorded,
        parameters=sum(layer.parameters for layer in layers),
        weight_bits=sum(layer.weight_bits for layer in layers),
        read_bits=sum(layer.read_bits for layer in layers),
        written_bits=sum(layer.written_bits for layer in layers),
        peak_bits=(features + max(int(layer.output_values) for layer in layers)) * bits,
        input_values=features,
        output_values=outputs,
        left_out=left_out,
        assumptions=assumptions,
    )
