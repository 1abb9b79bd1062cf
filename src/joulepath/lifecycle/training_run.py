"""A whole training: steps, validations, folds and trials."""

from __future__ import annotations

from joulepath.core.quantities import Count, Epoch, Sample
from joulepath.formulas import training as split_formulas
from joulepath.formulas import training_search
from joulepath.formulas import training_work as formulas
from joulepath.records.inputs import CrossValidation, Split
from joulepath.records.training_setup import TrainingSchedule
from joulepath.records.training_work import TrainingRun, TrainingWork

__all__ = ["training_run"]


def training_run(step: TrainingWork, schedule: TrainingSchedule) -> TrainingRun:
    """Do all steps and validations of all trials.

    Parameters
    ----------
    step : TrainingWork
        One step.
    schedule : TrainingSchedule
        How often which samples pass.

    Returns
    -------
    TrainingRun
        Work of all folds and trials.
    """
    trained, validated = _divided(schedule)
    epochs = formulas.epochs_done(epochs=schedule.epochs, done=schedule.done)
    updates = formulas.updates(
        samples=trained, batch=step.batch, epochs=epochs, views=schedule.views
    )
    training = formulas.run_flops(
        passes=step.flops.sample,
        samples=trained,
        epochs=epochs,
        views=schedule.views,
        update=step.flops.fixed,
        updates=updates,
    )
    rounds = _validations(epochs, schedule)
    validation = split_formulas.evaluation_flops(
        forward=step.flops.evaluation, samples=validated, rounds=rounds
    )
    trial = training_search.trial_flops(training=training, validation=validation)
    return TrainingRun(
        trained_samples=trained,
        validated_samples=validated,
        epochs=epochs,
        updates=updates,
        validations=rounds,
        training_flops=training,
        validation_flops=validation,
        trial_flops=trial,
        flops=training_search.search_flops(
            trial=trial, trials=schedule.trials, folds=_folds(schedule)
        ),
    )


def _divided(schedule: TrainingSchedule) -> tuple[Sample, Sample]:
    """Samples that one training trains on and is validated with."""
    samples = schedule.samples
    match schedule.strategy:
        case Split(share):
            return (
                split_formulas.split_training_samples(samples=samples, share=share),
                split_formulas.split_evaluation_samples(samples=samples, share=share),
            )
        case CrossValidation(folds):
            validated = training_search.fold_samples(samples=samples, folds=folds)
            return training_search.other_samples(samples=samples, validated=validated), validated


def _folds(schedule: TrainingSchedule) -> Count:
    match schedule.strategy:
        case Split():
            return 1
        case CrossValidation(folds):
            return folds


def _validations(epochs: Epoch, schedule: TrainingSchedule) -> Count:
    match schedule.validate_every:
        case None:
            return 1
        case every:
            return training_search.validations(epochs=epochs, every=every)
