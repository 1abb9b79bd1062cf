"""When something that costs more at first has paid for itself."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, total
from joulepath.core.quantities import (
    Expense,
    ExpensePerInference,
    Inference,
    InferencePerSecond,
    Second,
)


@formula(symbol=r"k", source="definition")
def expense_each(
    *, least: Expense, most: Expense, few: Inference, many: Inference
) -> ExpensePerInference:
    """What one more inference takes, from two lives of unlike length.

    Parameters
    ----------
    least : Expense
        What a life of few inferences takes; any shape.
    most : Expense
        What a life of many takes; broadcasts.
    few : Inference
        How many the one has; broadcasts.
    many : Inference
        How many the other has, unlike ``few``; broadcasts.

    Returns
    -------
    ExpensePerInference
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats if both lives have equally many (arrays give ``inf`` or NaN).
    """
    return (most - least) / (many - few)


@formula(symbol=r"K_0", source="definition")
def expense_once(*, least: Expense, few: Inference, each: ExpensePerInference) -> Expense:
    """What a life takes before its first inference.

    Parameters
    ----------
    least : Expense
        What a life of few inferences takes; any shape.
    few : Inference
        How many it has; broadcasts.
    each : ExpensePerInference
        What one of them takes; broadcasts.

    Returns
    -------
    Expense
        Of the broadcast shape.

    Examples
    --------
    >>> expense_once(least=120.0, few=10.0, each=2.0)
    100.0
    """
    return least - few * each


@formula(symbol=r"K", source="definition")
def all_expenses(*, parts: tuple[Expense, ...]) -> Expense:
    """Expenses of one kind together.

    Parameters
    ----------
    parts : tuple of Expense
        Their parts; shapes broadcast.

    Returns
    -------
    Expense
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"\Delta K_0", source="definition")
def extra_expense(*, base: Expense, alternative: Expense) -> Expense:
    """What an alternative takes more at first than what is there.

    Parameters
    ----------
    base : Expense
        What the base takes once; any shape.
    alternative : Expense
        What the alternative takes once; broadcasts.

    Returns
    -------
    Expense
        Of the broadcast shape; negative where the alternative takes less.
    """
    return alternative - base


@formula(symbol=r"\Delta k", source="definition")
def saved_each(
    *, base: ExpensePerInference, alternative: ExpensePerInference
) -> ExpensePerInference:
    """What an alternative saves with every inference.

    Parameters
    ----------
    base : ExpensePerInference
        What an inference of the base takes; any shape.
    alternative : ExpensePerInference
        What one of the alternative takes; broadcasts.

    Returns
    -------
    ExpensePerInference
        Of the broadcast shape; negative where the alternative takes more.
    """
    return base - alternative


@formula(symbol=r"\gamma^*", source="definition")
def even_inferences(*, extra: Expense, saved: ExpensePerInference) -> Inference:
    """Inferences after which two ways have taken the same.

    Parameters
    ----------
    extra : Expense
        What the alternative takes more at first; any shape.
    saved : ExpensePerInference
        What it saves with every inference; broadcasts.

    Returns
    -------
    Inference
        Of the broadcast shape; negative or infinite where the two never meet.

    Examples
    --------
    >>> even_inferences(extra=500.0, saved=0.25)
    2000.0
    """
    return divide(extra, saved)


@formula(symbol=r"t^*", source="definition")
def time_of_inferences(*, inferences: Inference, rate: InferencePerSecond) -> Second:
    """Time that a number of inferences takes at a steady rate.

    Parameters
    ----------
    inferences : Inference
        How many; any shape.
    rate : InferencePerSecond
        How many there are by the time; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape; infinite for a rate of zero.
    """
    return divide(inferences, rate)
