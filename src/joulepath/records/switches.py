"""Ways in which the published versions of eCAL differ, each a named switch.

A profile is a set of switches: `paper` is the v4 paper's equations, `reference` the behaviour
of its reference code, `corrected` what joulepath recommends.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

__all__ = ["PROFILES", "ProfileName", "Switches"]

ProfileName = Literal["corrected", "paper", "reference"]


@dataclass(frozen=True)
class Switches:
    """How one lifecycle is computed where the versions differ."""

    overhead_bits: Literal["exact", "whole"]
    """Protocol overhead as computed, or each cut down to whole bits."""
    bearer: Literal["once", "every-layer"]
    """Sending and receiving charged at the physical layer once, or at all seven layers."""
    development_path: Literal["every-hop", "last-hop-twice"]
    """Development data charged once a hop, or twice on the last hop."""
    inference_path: Literal["every-hop", "last-hop"]
    """Inference data charged on every hop, or on the last one alone."""
    inference_statistics: Literal["stored", "recomputed"]
    """Preprocessing at inference applies stored statistics, or learns them anew."""
    inference_grouping: Literal["per-inference", "all-at-once"]
    """Each inference is a pass of its own, or all inferences together are one pass."""
    layer_laws: Literal["given", "reference"]
    """Model families by their real widths and geometry, or by the reference code's laws."""
    convolution_mac: Literal["multiply-and-add", "as-one"]
    """A multiply-accumulate of a convolution counts as two FLOPs, or as one."""

    vocabulary_head: Literal["counted", "ignored"]
    """The head of a transformer counts, or only its decoder blocks do."""


PROFILES: Final = MappingProxyType(
    {
        "corrected": Switches(
            overhead_bits="exact",
            bearer="once",
            development_path="every-hop",
            inference_path="every-hop",
            inference_statistics="stored",
            inference_grouping="per-inference",
            layer_laws="given",
            convolution_mac="multiply-and-add",
            vocabulary_head="counted",
        ),
        "paper": Switches(
            overhead_bits="exact",
            bearer="once",
            development_path="every-hop",
            inference_path="every-hop",
            inference_statistics="recomputed",
            inference_grouping="per-inference",
            layer_laws="given",
            convolution_mac="as-one",
            vocabulary_head="ignored",
        ),
        "reference": Switches(
            overhead_bits="whole",
            bearer="every-layer",
            development_path="every-hop",
            inference_path="last-hop",
            inference_statistics="recomputed",
            inference_grouping="all-at-once",
            layer_laws="reference",
            convolution_mac="as-one",
            vocabulary_head="ignored",
        ),
    }
)
"""The switches of each profile."""
