"""Carbon as standards ask for it: scores, shares of hardware, parts of a supply chain."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.ops import divide
from joulepath.core.quantities import (
    Count,
    Flop,
    Gram,
    GramPerFlop,
    GramPerInference,
    GramPerJoule,
    Inference,
    Joule,
    Second,
)


@formula(symbol=r"M", source="iso-21031")
def reserved_embodied(
    *, footprint: Gram, reserved: Second, lifetime: Second, used: Count, installed: Count
) -> Gram:
    """Part of a device's manufacture that falls to software which reserves it.

    Parameters
    ----------
    footprint : Gram
        What making, moving and discarding the device emits; any shape.
    reserved : Second
        Time for which it is reserved; broadcasts.
    lifetime : Second
        Time it serves; broadcasts.
    used : Count
        Resources reserved, e.g. processors; broadcasts.
    installed : Count
        Resources that the device has; broadcasts.

    Returns
    -------
    Gram
        Of CO2-equivalent, of the broadcast shape; infinite for a device that serves no time.
    """
    return footprint * divide(reserved, lifetime) * divide(used, installed)


@formula(symbol=r"\mathrm{SCI}", source="iso-21031")
def carbon_per_inference(
    *, operational: Gram, embodied: Gram, inferences: Inference
) -> GramPerInference:
    """Software carbon intensity, with an inference as the functional unit.

    Parameters
    ----------
    operational : Gram
        Emissions of the electricity used, location-based; any shape.
    embodied : Gram
        Part of the hardware's manufacture; broadcasts.
    inferences : Inference
        Functional units served; broadcasts.

    Returns
    -------
    GramPerInference
        Of the broadcast shape; infinite without an inference.
    """
    return divide(operational + embodied, inferences)


@formula(symbol=r"\mathrm{SCI}_\mathrm{provider}", source="green-software-sci-ai")
def carbon_per_flop(*, operational: Gram, embodied: Gram, flops: Flop) -> GramPerFlop:
    """Score of an AI model's provider, per operation of training.

    Parameters
    ----------
    operational : Gram
        Emissions of the electricity of everything before use; any shape.
    embodied : Gram
        Part of the hardware's manufacture; broadcasts.
    flops : Flop
        Operations of training, all of them; broadcasts.

    Returns
    -------
    GramPerFlop
        Of the broadcast shape; infinite without an operation.
    """
    return divide(operational + embodied, flops)


@formula(symbol=r"\bar I", source="definition")
def average_intensity(*, carbon: Gram, energy: Joule) -> GramPerJoule:
    """Mean emissions of the electricity used.

    Parameters
    ----------
    carbon : Gram
        Emissions of the electricity; any shape.
    energy : Joule
        The electricity; broadcasts.

    Returns
    -------
    GramPerJoule
        Of the broadcast shape; infinite without energy.
    """
    return divide(carbon, energy)


@formula(symbol=r"C_\mathrm{up}", source="ghg-protocol-scope-3")
def upstream_carbon(*, carbon: Gram, energy: Joule, direct: GramPerJoule) -> Gram:
    """What electricity emits beyond the chimneys of the power stations.

    Fuel supply, plants and losses: scope 3 category 3 of who buys the electricity.

    Parameters
    ----------
    carbon : Gram
        Emissions of the electricity on a life-cycle basis; any shape.
    energy : Joule
        The electricity; broadcasts.
    direct : GramPerJoule
        Intensity on a direct basis, of the same zone and year; broadcasts.

    Returns
    -------
    Gram
        Of the broadcast shape.
    """
    return carbon - energy * direct
