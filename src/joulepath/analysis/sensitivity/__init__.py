"""What drives a result: how much of it each uncertain or chosen number moves.

Variance-based indices (`sobol_indices`), screening by elementary effects (`screen`), one number
at a time (`tornado`), and local elasticities (`elasticities`). Those of the unit cube know no
joulepath and serve any function; `drivers` asks them of a scenario.
"""

from joulepath.analysis.sensitivity.drivers import Driver, Drivers, find_drivers
from joulepath.analysis.sensitivity.elasticity import Elasticities, Elasticity, elasticities
from joulepath.analysis.sensitivity.morris import Effect, Screening, screen
from joulepath.analysis.sensitivity.sobol import Index, SobolIndices, sobol_indices

__all__ = [
    "Driver",
    "Drivers",
    "Effect",
    "Elasticities",
    "Elasticity",
    "Index",
    "Screening",
    "SobolIndices",
    "elasticities",
    "find_drivers",
    "screen",
    "sobol_indices",
]
