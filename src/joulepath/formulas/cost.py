"""Money: electricity, data, hardware, hired machines and carbon."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide, total
from joulepath.core.quantities import (
    Bit,
    Count,
    Gram,
    Inference,
    Joule,
    Money,
    MoneyPerBit,
    MoneyPerGram,
    MoneyPerInference,
    MoneyPerJoule,
    MoneyPerSecond,
    Ratio,
    Second,
)


@formula(symbol=r"p_w", source="definition")
def weighted_price(*, share: Ratio, price: MoneyPerJoule) -> MoneyPerJoule:
    """What one period of a tariff adds to its mean price.

    Parameters
    ----------
    share : Ratio
        Share of the energy that is drawn at this price; any shape.
    price : MoneyPerJoule
        Price of electricity then; broadcasts.

    Returns
    -------
    MoneyPerJoule
        Of the broadcast shape.
    """
    return share * price


@formula(symbol=r"\bar p", source="definition")
def mean_price(*, parts: tuple[MoneyPerJoule, ...]) -> MoneyPerJoule:
    """Mean price of electricity.

    Parameters
    ----------
    parts : tuple of MoneyPerJoule
        What each period adds; shapes broadcast.

    Returns
    -------
    MoneyPerJoule
        Of the broadcast shape; zero without periods.
    """
    return total(parts)


@formula(symbol=r"E_b", source="definition")
def billed_energy(*, whole: Joule, hired: Joule) -> Joule:
    """Energy that is paid for as electricity.

    Parameters
    ----------
    whole : Joule
        Energy of the whole life; any shape.
    hired : Joule
        Energy of stages on hired machines, whose price holds it; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape.
    """
    return whole - hired


@formula(symbol=r"E_h", source="definition")
def hired_energy(*, parts: tuple[Joule, ...], overhead: Ratio) -> Joule:
    """Energy of stages that run on hired machines.

    Parameters
    ----------
    parts : tuple of Joule
        Energy of each stage on hired machines; shapes broadcast.
    overhead : Ratio
        Energy that virtualisation adds per unit; broadcasts.

    Returns
    -------
    Joule
        Of the broadcast shape; zero without such stages.
    """
    return total(parts) * (1 + overhead)


@formula(symbol=r"K_E", source="definition")
def electricity_cost(*, energy: Joule, price: MoneyPerJoule) -> Money:
    """Cost of electricity.

    Parameters
    ----------
    energy : Joule
        Energy that is billed; any shape.
    price : MoneyPerJoule
        Mean price; broadcasts.

    Returns
    -------
    Money
        Of the broadcast shape.
    """
    return energy * price


@formula(symbol=r"K_D", source="definition")
def data_cost(*, bits: Bit, price: MoneyPerBit, fee: MoneyPerSecond, time: Second) -> Money:
    """Cost of a data plan.

    Parameters
    ----------
    bits : Bit
        Data billed by volume; any shape.
    price : MoneyPerBit
        Price of them; broadcasts.
    fee : MoneyPerSecond
        Fee by the time, whatever the volume; broadcasts.
    time : Second
        Time of the plan; broadcasts.

    Returns
    -------
    Money
        Of the broadcast shape.

    Examples
    --------
    >>> data_cost(bits=8e9, price=1e-9, fee=0.5, time=4.0)
    10.0
    """
    return bits * price + fee * time


@formula(symbol=r"K_H", source="definition")
def hardware_cost(
    *, price: Money, pieces: Count, time: Second, life: Second, share: Ratio
) -> Money:
    """Cost of hardware, written off in equal parts.

    Parameters
    ----------
    price : Money
        Price of one; any shape.
    pieces : Count
        How many there are; broadcasts.
    time : Second
        Time of use; broadcasts.
    life : Second
        Time over which it is written off, above zero; broadcasts.
    share : Ratio
        Part of it that is used; broadcasts.

    Returns
    -------
    Money
        Of the broadcast shape.
    """
    return price * pieces * (time / life) * share


@formula(symbol=r"K_C", source="definition")
def hired_cost(*, price: MoneyPerSecond, machines: Count, time: Second) -> Money:
    """Cost of hired machines.

    Parameters
    ----------
    price : MoneyPerSecond
        Price of one machine by the time; any shape.
    machines : Count
        Machines that are hired together; broadcasts.
    time : Second
        Time of each; broadcasts.

    Returns
    -------
    Money
        Of the broadcast shape.
    """
    return price * machines * time


@formula(symbol=r"K_G", source="definition")
def carbon_cost(*, carbon: Gram, price: MoneyPerGram) -> Money:
    """Cost of carbon.

    Parameters
    ----------
    carbon : Gram
        Carbon that is priced; any shape.
    price : MoneyPerGram
        Price of it; broadcasts.

    Returns
    -------
    Money
        Of the broadcast shape.
    """
    return carbon * price


@formula(symbol=r"K", source="definition")
def total_cost(*, parts: tuple[Money, ...]) -> Money:
    """Sum of costs.

    Parameters
    ----------
    parts : tuple of Money
        Costs of one currency and year; shapes broadcast.

    Returns
    -------
    Money
        Of the broadcast shape; zero without costs.
    """
    return total(parts)


@formula(symbol=r"k_\gamma", source="definition")
def cost_per_inference(*, cost: Money, inferences: Inference) -> MoneyPerInference:
    """Cost that falls to one inference.

    Parameters
    ----------
    cost : Money
        Cost of the whole life; any shape.
    inferences : Inference
        Inferences that share it; broadcasts.

    Returns
    -------
    MoneyPerInference
        Of the broadcast shape; infinite without inferences.
    """
    return divide(cost, inferences)
