"""What drives a result: how much of it each uncertain or chosen number moves.

Variance-based indices (`sobol_indices`) and screening by elementary effects (`screen`) know no
joulepath and serve any function of the unit cube. `find_drivers` asks them of a scenario, with the
result at either end of each band; `elasticities` follows every number a little way.
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
