"""Every figure the library knows, each with a unit and a source.

>>> catalogue = load()
>>> catalogue.entry("processors", "nvidia-a100-pcie-80gb").figures["power"].written
'300 W'
"""

from joulepath.catalogue.entries import Entry
from joulepath.catalogue.figures import Figure, Source
from joulepath.catalogue.loader import Catalogue
from joulepath.catalogue.opening import load

__all__ = ["Catalogue", "Entry", "Figure", "Source", "load"]
