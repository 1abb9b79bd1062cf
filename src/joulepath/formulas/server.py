"""Power of a server with accelerators, at the wall."""

from __future__ import annotations

from joulepath.core.formula import formula
from joulepath.core.quantities import Count, Ratio, Watt


@formula(symbol=r"P_H", source="definition")
def host_power(*, server: Watt, processors: Count, idle: Watt) -> Watt:
    """Power of a server at rest without its accelerators, losses of its supplies included.

    Parameters
    ----------
    server : Watt
        Power of the whole server at rest; any shape.
    processors : Count
        Accelerators; broadcasts.
    idle : Watt
        Power of one at rest; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return server - processors * idle


@formula(symbol=r"P_S", source="assumption")
def server_power(
    *, host: Watt, processors: Count, idle: Watt, maximum: Watt, loaded: Ratio
) -> Watt:
    """Power of a server whose accelerators work.

    Parameters
    ----------
    host : Watt
        Power of all but the accelerators; any shape.
    processors : Count
        Accelerators; broadcasts.
    idle : Watt
        Power of one at rest; broadcasts.
    maximum : Watt
        Limit of the power of one; broadcasts.
    loaded : Ratio
        Share of the range between them that the wall sees, of fans and supplies too; broadcasts.

    Returns
    -------
    Watt
        Of the broadcast shape.
    """
    return host + processors * (idle + (maximum - idle) * loaded)
