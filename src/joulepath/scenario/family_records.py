"""From the tables of families that tell operations by kind to their records."""

from __future__ import annotations

from typing import Any, Final

from joulepath.records.families import (
    Boosting,
    Family,
    Gat,
    Gcn,
    Gin,
    GraphSage,
    Head,
    KernelMachine,
    Linear,
    NearestNeighbours,
    Recurrent,
    Trees,
)
from joulepath.scenario.classical_models import (
    BoostingSection,
    ForestSection,
    KnnSection,
    LinearSection,
    SvmSection,
    full_tree,
)
from joulepath.scenario.graph_models import GatSection, GcnSection, GinSection, GraphSageSection
from joulepath.scenario.recurrent_models import GruSection, LstmSection, RnnSection

__all__ = ["FamilySection", "family_inputs", "family_record", "trained_in_passes"]

FamilySection = (
    RnnSection
    | LstmSection
    | GruSection
    | GcnSection
    | GraphSageSection
    | GinSection
    | GatSection
    | ForestSection
    | BoostingSection
    | LinearSection
    | SvmSection
    | KnnSection
)
"""Tables of these families."""

# Maps of a gate, then additions and products, then sigmoids and tangents of a hidden value:
# one bias; the activation.
_PLAIN: Final = (1.0, 1.0, 1.0)
# four biases, f c + i g, o tanh(c); three sigmoids and two tangents.
_LSTM: Final = (4.0, 8.0, 5.0)
# three biases, r h, (1 - z) n + z h; two sigmoids and a tangent.
_GRU: Final = (3.0, 8.0, 3.0)
# a bias and a sum more: n = tanh(W x + b + r (R h + b)).
_LATE_GRU: Final = (3.0, 10.0, 3.0)

# Sums of first and second derivatives in each bin.
_ADDITIONS: Final = 2.0
# Two running sums, two differences, two squares, two regularised sums, two quotients, their sum,
# and the comparison with the best.
_CANDIDATE: Final = 12.0


def family_record(section: FamilySection) -> Family:
    """Fill the record of a family."""
    match section:
        case RnnSection() | LstmSection() | GruSection():
            return _recurrent(section)
        case GcnSection():
            return Gcn(section.nodes, section.edges, section.widths, section.order)
        case GraphSageSection():
            size = (section.nodes, section.edges, section.widths)
            return GraphSage(*size, section.aggregation, section.order)
        case GinSection():
            return Gin(section.nodes, section.edges, section.widths)
        case GatSection():
            return Gat(section.nodes, section.edges, section.widths, section.heads)
        case ForestSection() | BoostingSection():
            return _trees(section)
        case LinearSection():
            return Linear(section.features, section.outputs, section.activation)
        case SvmSection():
            size = (section.features, section.classes, section.support_vectors)
            return KernelMachine(*size, section.kernel, section.degree)
        case KnnSection():
            return NearestNeighbours(section.features, section.points, section.neighbours)


def family_inputs(model: Family) -> Any:
    """Values of one sample that a family takes."""
    match model:
        case Recurrent():
            return model.steps * model.features
        case Gcn() | GraphSage() | Gin() | Gat():
            return model.nodes * model.widths[0]
        case _:
            return model.features


def trained_in_passes(model: Family) -> bool:
    """Tell whether a family is trained by forward and backward passes."""
    return not isinstance(model, Trees | KernelMachine | NearestNeighbours)


def _recurrent(section: RnnSection | LstmSection | GruSection) -> Recurrent:
    gates, elementwise, special = _cell(section)
    return Recurrent(
        steps=section.steps,
        features=section.features,
        hidden=section.hidden,
        projection=section.projection if isinstance(section, LstmSection) else None,
        layers=section.layers,
        directions=2.0 if section.bidirectional else 1.0,
        gates=gates,
        biases=_biases(section),
        elementwise=elementwise,
        special=special,
        head=_head(section),
    )


def _cell(section: RnnSection | LstmSection | GruSection) -> tuple[float, float, float]:
    match section:
        case RnnSection():
            return _PLAIN
        case LstmSection():
            return _LSTM
        case GruSection(reset="before"):
            return _GRU
        case GruSection():
            return _LATE_GRU


def _biases(section: RnnSection | LstmSection | GruSection) -> float:
    """Biases stored for each gate; a late reset needs both of them in Keras too."""
    match section:
        case GruSection(reset="after"):
            return 2.0
        case RnnSection(biases="keras") | LstmSection(biases="keras") | GruSection(biases="keras"):
            return 1.0
        case _:
            return 2.0


def _head(section: RnnSection | LstmSection | GruSection) -> Head | None:
    if section.outputs is None:
        return None
    return Head(section.outputs, section.activation, section.output_steps)


def _trees(section: ForestSection | BoostingSection) -> Trees:
    boosted = isinstance(section, BoostingSection)
    return Trees(
        features=section.features,
        outputs=section.outputs,
        trees=section.trees,
        depth=section.depth,
        path=section.depth if section.mean_depth is None else section.mean_depth,
        leaves=full_tree(section.depth) if section.leaves is None else section.leaves,
        leaf_values=1.0 if boosted else section.outputs,
        node_bits=section.node_size,
        averaged="added" if boosted else "averaged",
        activation=section.activation if boosted else "none",
        boosting=Boosting(section.bins, _ADDITIONS, _CANDIDATE) if boosted else None,
    )
