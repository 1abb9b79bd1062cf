"""How long accelerators take to make pictures."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import maximum, total
from joulepath.core.quantities import (
    Bit,
    BitPerSecond,
    BitPerValue,
    Count,
    CyclePerSecond,
    CyclePerValue,
    Flop,
    FlopPerCycle,
    Pixel,
    Ratio,
    Second,
    SecondPerPixel,
    Value,
)


@formula(symbol=r"t_A", source="assumption")
def attention_time(
    *, work: Flop, processors: Count, cycles: CyclePerSecond, per_cycle: FlopPerCycle
) -> Second:
    """Time of attention in kernels whose rate follows cores and clock.

    Parameters
    ----------
    work : Flop
        Attention as kernels compute it; any shape.
    processors : Count
        Processors; broadcasts.
    cycles : CyclePerSecond
        Cycles of all cores of one in a second; broadcasts.
    per_cycle : FlopPerCycle
        Operations that a core does in a cycle; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return work / (processors * cycles * per_cycle)


@formula(symbol=r"c_v", source="definition")
def value_cycles(*, parts: tuple[CyclePerValue, ...]) -> CyclePerValue:
    """Cycles of a core that a value of a block costs.

    Parameters
    ----------
    parts : tuple of CyclePerValue
        What each kind of operation costs; shapes broadcast.

    Returns
    -------
    CyclePerValue
        Of the broadcast shape.
    """
    return total(parts)


@formula(symbol=r"t_e", source="assumption")
def elementwise_time(
    *, values: Value, each: CyclePerValue, processors: Count, cycles: CyclePerSecond
) -> Second:
    """Time of normalisations, activations and whatever else treats values one by one.

    Parameters
    ----------
    values : Value
        Values that enter blocks; any shape.
    each : CyclePerValue
        Cycles of a core for one of them; broadcasts.
    processors : Count
        Processors; broadcasts.
    cycles : CyclePerSecond
        Cycles of all cores of one in a second; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return values * each / (processors * cycles)


@formula(symbol=r"t_{L,n}", source="assumption")
def shared_block_time(
    *, per_block: Second, exchange_block: Second, ring_hop: Second, ring: Count
) -> Second:
    """Time to start the operators of a block whose tokens are shared.

    Parameters
    ----------
    per_block : Second
        Time where they are not; any shape.
    exchange_block : Second
        Further time where they are; broadcasts.
    ring_hop : Second
        Time of each further member of a ring; broadcasts.
    ring : Count
        Members of the ring; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return per_block + exchange_block + ring_hop * (ring - 1)


@formula(symbol=r"t_o", source="assumption")
def launching_time(*, steps: Count, blocks: Count, per_block: Second) -> Second:
    """Time that the host takes to start all operators.

    Parameters
    ----------
    steps : Count
        Steps; any shape.
    blocks : Count
        Blocks of the transformer; broadcasts.
    per_block : Second
        Time for one block; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return steps * blocks * per_block


@formula(symbol=r"b_x", source="fang-2024-usp")
def exchanged_bits(
    *, values: Value, bits_per_value: BitPerValue, processors: Count, ring: Count
) -> Bit:
    """What each processor sends so that every token attends to all.

    Processors form rings. Inside a ring, keys and values travel to all members; across the rings,
    queries, keys, values and results are exchanged by heads.

    Parameters
    ----------
    values : Value
        Values that enter blocks; any shape.
    bits_per_value : BitPerValue
        Size of a value; broadcasts.
    processors : Count
        Processors that share the tokens; broadcasts.
    ring : Count
        Members of a ring, a divisor of the processors; broadcasts.

    Returns
    -------
    Bit
        Of the broadcast shape.
    """
    return values * bits_per_value / processors * (4 * (1 - ring / processors) + 2 * (ring - 1))


@formula(symbol=r"t_x", source="assumption")
def exchange_time(*, bits: Bit, bandwidth: BitPerSecond, share: Ratio) -> Second:
    """Time of the exchange.

    Parameters
    ----------
    bits : Bit
        Data that each processor sends; any shape.
    bandwidth : BitPerSecond
        Peak rate of its links; broadcasts.
    share : Ratio
        Share of the peak rate reached; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return bits / (bandwidth * share)


@formula(symbol=r"t_D", source="definition")
def denoising_time(*, launching: Second, computing: Second) -> Second:
    """Time of all steps: of the host or of the accelerators, whichever takes longer.

    The host starts operators ahead of the accelerators that work them off.

    Parameters
    ----------
    launching : Second
        Time of the host; any shape.
    computing : Second
        Time of the accelerators; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return maximum(launching, computing)


@formula(symbol=r"t_w", source="definition")
def waiting_time(*, denoising: Second, computing: Second) -> Second:
    """Time in which accelerators wait for the host.

    Parameters
    ----------
    denoising : Second
        Time of all steps; any shape.
    computing : Second
        Time in which the accelerators compute or exchange; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return denoising - computing


@formula(symbol=r"t_X", source="assumption")
def conversion_time(*, pictures: Count, pixels: Pixel, per_pixel: SecondPerPixel) -> Second:
    """Time in which the host turns what was decoded into pictures that others can read.

    Parameters
    ----------
    pictures : Count
        Pictures made together; any shape.
    pixels : Pixel
        Pixels of one; broadcasts.
    per_pixel : SecondPerPixel
        Time for a pixel; broadcasts.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return pictures * pixels * per_pixel


@formula(symbol=r"t_P", source="definition")
def whole_time(*, parts: tuple[Second, ...]) -> Second:
    """Time of phases that follow each other.

    Parameters
    ----------
    parts : tuple of Second
        Times of the phases; shapes broadcast.

    Returns
    -------
    Second
        Of the broadcast shape.
    """
    return total(parts)
