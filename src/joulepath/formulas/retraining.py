"""How often to train anew a model whose world drifts away from it."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import sqrt, total
from joulepath.core.quantities import (
    Expense,
    ExpensePerInference,
    ExpensePerSecond,
    InferencePerSecond,
    Joule,
    PerSecond,
    Ratio,
    Second,
)


@formula(symbol=r"\dot K_e", source="definition")
def error_expense(
    *, answers: InferencePerSecond, error: ExpensePerInference, loss: Ratio
) -> ExpensePerSecond:
    """What wrong answers take by the time.

    Parameters
    ----------
    answers : InferencePerSecond
        Answers by the time; any shape.
    error : ExpensePerInference
        What a wrong one takes; broadcasts.
    loss : Ratio
        Share of them that is wrong because the model has aged; broadcasts.

    Returns
    -------
    ExpensePerSecond
        Of the broadcast shape.
    """
    return answers * error * loss


@formula(symbol=r"\dot K", source="definition")
def policy_expense(
    *, retraining: Expense, interval: Second, errors: ExpensePerSecond
) -> ExpensePerSecond:
    """What retraining and wrong answers take together by the time.

    Parameters
    ----------
    retraining : Expense
        What training anew takes each time; any shape.
    interval : Second
        Time from one training to the next, above zero; broadcasts.
    errors : ExpensePerSecond
        What wrong answers take on average meanwhile; broadcasts.

    Returns
    -------
    ExpensePerSecond
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float interval of zero (arrays give ``inf``).
    """
    return retraining / interval + errors


@formula(symbol=r"T^*", source="definition")
def square_root_interval(
    *,
    retraining: Expense,
    answers: InferencePerSecond,
    error: ExpensePerInference,
    decline: PerSecond,
) -> Second:
    """Best time from one training to the next if accuracy falls in a straight line.

    Of all intervals this one makes the sum of retraining by the time and of wrong answers by the
    time least: there both are equal. Half of it and twice of it take a quarter more.

    Parameters
    ----------
    retraining : Expense
        What training anew takes each time; any shape.
    answers : InferencePerSecond
        Answers by the time, above zero; broadcasts.
    error : ExpensePerInference
        What a wrong one takes, above zero; broadcasts.
    decline : PerSecond
        Accuracy lost by the time, above zero; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For floats where answers, error or decline are zero (arrays give ``inf``).

    Examples
    --------
    >>> square_root_interval(retraining=50.0, answers=1.0, error=2.0, decline=0.5)
    10.0
    """
    return sqrt(2 * retraining / (answers * error * decline))


@formula(symbol=r"K_w", source="definition")
def waiting_expense(*, interval: Second, last: ExpensePerSecond, mean: ExpensePerSecond) -> Expense:
    """What wrong answers would take more if the model were always as old as in the end.

    At the best interval it equals what training anew takes: later each hour of wrong answers
    takes more than the mean hour with its part of the training.

    Parameters
    ----------
    interval : Second
        Time from one training to the next; any shape.
    last : ExpensePerSecond
        What wrong answers take by the time in the end; broadcasts.
    mean : ExpensePerSecond
        What they take on average; broadcasts.

    Returns
    -------
    Expense
        Of the broadcast shape.
    """
    return interval * (last - mean)


@formula(symbol=r"K_\infty", source="definition")
def greatest_waiting(
    *, answers: InferencePerSecond, error: ExpensePerInference, decline: PerSecond, limit: Ratio
) -> Expense:
    """What `waiting_expense` tends to where accuracy falls to a limit; dearer training never pays.

    Parameters
    ----------
    answers : InferencePerSecond
        Answers by the time; any shape.
    error : ExpensePerInference
        What a wrong one takes; broadcasts.
    decline : PerSecond
        Accuracy lost by the time at first, above zero; broadcasts.
    limit : Ratio
        Accuracy that is lost in the end; broadcasts.

    Returns
    -------
    Expense
        Of the broadcast shape.

    Raises
    ------
    ZeroDivisionError
        For a float decline of zero (arrays give ``inf``).
    """
    return answers * error * limit * limit / decline


@formula(symbol=r"E_r", source="definition")
def repeated_part(*, parts: tuple[Joule, ...], share: Ratio) -> Joule:
    """Energy of stages of development that are done anew, in full or in part.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each stage; shapes broadcast.
    share : Ratio
        How much of them is done anew; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return total(parts) * share


@formula(symbol=r"t_r", source="definition")
def repeated_time(*, time: Second, share: Ratio) -> Second:
    """Time of a training that is done anew, in full or in part.

    Parameters
    ----------
    time : Second
        Time of the whole; any shape.
    share : Ratio
        How much of it is done anew; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return time * share
