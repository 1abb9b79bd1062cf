"""Training and evaluation."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Flop, FlopPerSample, Sample
from joulepath.formulas import training as formulas
from joulepath.lifecycle.compute import corrected, execute
from joulepath.records.inputs import CrossValidation, Split, TrainingPlan
from joulepath.records.results import Computation, EnergyBand, ModelWork
from joulepath.records.training_steps import CalibratedTraining

_ONE_FIT = 1.0


def train(
    work: ModelWork, samples: Sample, plan: TrainingPlan
) -> tuple[Computation, EnergyBand | None]:
    """Run all forward and backward passes of a training, or fit the model without them.

    The energy has a band where measurements decide it.
    """
    match plan.strategy:
        case Split(share):
            used = formulas.split_training_samples(samples=samples, share=share)
        case CrossValidation(folds):
            used = formulas.fold_training_samples(samples=samples, folds=folds)
    flops = _training_flops(work, used, plan)
    match plan.calibrated:
        case None:
            return Computation(used, flops, *execute(flops, plan.placement)), None
        case CalibratedTraining() as found:
            from joulepath.lifecycle.training_steps import learn_all

            whole = learn_all(used, plan, found)
    band = EnergyBand(whole.energy_low, whole.energy_high)
    return Computation(used, flops, whole.time, corrected(whole.energy, plan.error)), band


def _training_flops(work: ModelWork, samples: Sample, plan: TrainingPlan) -> Flop:
    if work.fitting is None:
        return formulas.training_flops(
            forward=work.forward,
            backward_ratio=plan.backward_ratio,
            samples=samples,
            epochs=plan.epochs,
            views=plan.views,
        )
    return formulas.fitting_flops(
        per_sample=work.fitting.per_sample,
        samples=samples,
        fixed=work.fitting.fixed,
        fits=_fits(plan),
    )


def _fits(plan: TrainingPlan) -> Count:
    match plan.strategy:
        case Split():
            return _ONE_FIT
        case CrossValidation(folds):
            return folds


def evaluate(forward: FlopPerSample, samples: Sample, plan: TrainingPlan) -> Computation:
    """Run the forward passes over the data held out, once or in every epoch."""
    match plan.strategy:
        case Split(share):
            held_out = formulas.split_evaluation_samples(samples=samples, share=share)
        case CrossValidation():
            held_out = samples
    flops = formulas.evaluation_flops(forward=forward, samples=held_out, rounds=_rounds(plan))
    return Computation(held_out, flops, *execute(flops, plan.placement))


def _rounds(plan: TrainingPlan) -> Count:
    match plan.evaluations:
        case None:
            return 1.0
        case evaluations:
            return formulas.evaluation_rounds(epochs=plan.epochs, evaluations=evaluations)


def handled_bits(bits: Bit, plan: TrainingPlan) -> tuple[Bit, Bit]:
    """Bits that training and evaluation handle, for the component-bit denominator."""
    match plan.strategy:
        case Split(share):
            return (
                formulas.split_training_bits(bits=bits, share=share),
                formulas.split_evaluation_bits(bits=bits, share=share),
            )
        case CrossValidation(folds):
            return (
                formulas.fold_training_bits(bits=bits, folds=folds),
                formulas.fold_evaluation_bits(bits=bits, folds=folds),
            )
