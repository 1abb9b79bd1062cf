"""Every registered formula: its equation, units and source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from generator.documents import anchor, cell, read_docstring, source_link, table
from generator.symbols import symbol_of
from generator.tex import equation, inline
from joulepath.core.formula import REGISTRY
from joulepath.core.trace import Formula
from joulepath.formulas import register

__all__ = ["MODULES", "equations", "formula_reference"]

MODULES: Final = {
    "data": "Data",
    "transmission": "Transmission",
    "payloads": "Links: values as a payload",
    "messages": "Links: application protocols",
    "framing": "Links: headers, records and segments",
    "packeting": "Links: fragments of a network layer",
    "sessions": "Links: what a session shares",
    "states": "Links: states of a radio",
    "fragmentation": "Links: packets cut into frames",
    "crossing": "Links: messages",
    "measured": "Links: measured powers and times",
    "retransmission": "Links: what is lost and sent again",
    "propagation": "Links: waves on their way",
    "cells": "Links: waves in mobile networks",
    "budget": "Links: noise, and bits that are wrong",
    "coverage": "Links: coverage of narrowband cells",
    "sensing": "Sensing",
    "battery": "Batteries",
    "harvest": "Batteries: light that comes and goes",
    "offload": "Device or server",
    "exchanges": "Links: exchanges of frames",
    "latency": "Links: how long a message takes",
    "ble": "Links: Bluetooth Low Energy",
    "ieee802154": "Links: IEEE 802.15.4",
    "wifi": "Links: Wi-Fi",
    "cellular": "Links: mobile networks",
    "wired": "Links: Ethernet and optical access",
    "relays": "Links: relays and multicast",
    "network": "Networks behind a device",
    "base_station": "Base stations",
    "delivery": "Models on their way to devices",
    "lora": "Links: LoRa on the air",
    "lorawan": "Links: LoRaWAN",
    "sigfox": "Links: Sigfox",
    "satellite": "Links: satellites",
    "storage": "Storage",
    "preprocessing": "Preprocessing",
    "chain": "Steps of preparation",
    "statistics": "Statistics of a set",
    "filters": "Filters and wavelets",
    "spectrum": "Spectra",
    "cepstrum": "Mel bands and cepstra",
    "encodings": "Series as images",
    "imaging": "Images",
    "tokenisation": "Tokens",
    "mlp": "Fully connected layers",
    "cnn": "Convolutional layers",
    "kan": "Kolmogorov-Arnold layers",
    "transformer": "Transformers",
    "experts": "Mixtures of experts",
    "recurrent": "Recurrent layers",
    "graph": "Graph neural networks",
    "tree": "Decision trees",
    "kernel": "Support vectors and neighbours",
    "forward": "The forward pass",
    "reference": "Laws of the reference code",
    "training": "Training, evaluation and inference",
    "training_work": "Steps of training",
    "training_search": "Trials and folds",
    "compute": "Computation",
    "microcontroller": "Microcontrollers",
    "bands": "Bands of predictions",
    "roofline": "Inference layer by layer: time",
    "roofline_power": "Inference layer by layer: power",
    "training_steps": "Learning on one accelerator",
    "training_power": "Learning on one accelerator: power",
    "training_runs": "Training runs",
    "training_states": "Training runs: what is kept",
    "federated": "Federated learning",
    "load": "Serving: what a step reads and computes",
    "steps": "Serving: how long a step takes",
    "prompts": "Serving: prompts",
    "parallel": "Serving: blocks that accelerators share",
    "pipeline": "Serving: stages of a pipeline",
    "speculation": "Serving: drafts",
    "power": "Serving: power and energy",
    "pools": "Serving: pools for prompts",
    "agents": "Agents that answer together",
    "pictures": "Diffusion: pixels and tokens",
    "denoising": "Diffusion: what a picture takes",
    "phases": "Diffusion: how long it takes",
    "drawing": "Diffusion: power and energy",
    "server": "Servers with accelerators",
    "ecal": "The metric",
    "amortisation": "Amortisation",
    "carbon": "Carbon",
    "quality": "Quality of figures",
    "reporting": "Carbon in reports",
    "schedule": "Work that waits",
    "facility": "Buildings of servers",
    "water": "Water",
    "resources": "Primary energy and minerals",
    "dies": "Embodied carbon: dies",
    "parts": "Embodied carbon: parts",
    "spreads": "Embodied carbon: bands",
    "allocation": "Embodied carbon: allocation",
    "refresh": "New hardware or old",
    "breakeven": "Break-even",
    "drift": "Models that age",
    "retraining": "Training anew",
    "datacentre": "Data centres",
    "gains": "Gains, growth and rebound",
    "fleet": "Fleets of devices",
    "cost": "Money",
}
"""Modules of formulas in the order of a lifecycle, with their titles."""

register()

_SHAPES: Final = re.compile(
    r"[;,]? ?\b(any shapes? that broadcast|any shape|(shapes )?broadcasts?)\b"
)


def formula_reference() -> str:
    """Write the reference of all formulas."""
    return "\n\n".join(_reference())


def _reference() -> Iterator[str]:
    order = list(MODULES)
    entries = sorted(REGISTRY.values(), key=lambda entry: order.index(entry.module))
    for module, group in groupby(entries, key=lambda entry: entry.module):
        yield f"## {MODULES[module]}"
        for entry in group:
            yield from _entry(entry)


def _entry(entry: Formula) -> Iterator[str]:
    said = read_docstring(entry.function)
    yield f"### `{entry.module}.{entry.name}` {{#{anchor(entry.module, entry.name)}}}"
    yield cell(said.summary)
    yield equation(entry)
    if said.text:
        yield cell(said.text)
    rows = [
        (inline(symbol_of(entry, name)), f"`{name}`", _unit(entry, name), _meaning(meaning))
        for name, meaning in said.parameters.items()
    ]
    yield table(("symbol", "parameter", "unit", "meaning"), rows)
    yield f"Unit of the result: {_unit(entry, 'return')}. Source: {source_link(entry.source)}."
    if entry.stepwise:
        names = ", ".join(f"`{name}`" for name in entry.stepwise)
        yield f"Depends in steps on {names}: no slope describes it there."
    if said.raises:
        yield f"Raises {cell(said.raises)}"


def equations(*names: str) -> str:
    """Write the equations of some formulas, each with its symbols, unit and source.

    Parameters
    ----------
    *names : str
        ``module.name`` of each formula.
    """
    return "\n\n".join(_short(REGISTRY[name]) for name in names)


def _short(entry: Formula) -> str:
    said = read_docstring(entry.function)
    link = f"docs:reference/formulas.md#{anchor(entry.module, entry.name)}"
    where = "; ".join(
        f"{', '.join(inline(symbol_of(entry, name)) for name, _ in group)} {meaning}"
        for meaning, group in groupby(said.parameters.items(), lambda item: _about(entry, *item))
    )
    steps = " It changes in steps." if entry.stepwise else ""
    return (
        f"{equation(entry)}\n\n"
        f"{cell(said.summary)}{steps} Unit: {_unit(entry, 'return')}. Function:"
        f" [`{entry.name}`]({link}). Source: {source_link(entry.source)}."
        f"\n{{ .formula-summary }}\n\n{where}.\n{{ .formula-symbols }}"
    )


def _about(entry: Formula, name: str, meaning: str) -> str:
    return f"{_lower(_meaning(meaning))} [{_unit(entry, name)}]"


def _unit(entry: Formula, name: str) -> str:
    return entry.units[name]


def _meaning(text: str) -> str:
    """What a parameter means, without what is said of array shapes."""
    kept = _SHAPES.sub("", text).strip()
    return cell(kept if kept.endswith(".") else f"{kept}.")


def _lower(text: str) -> str:
    lowered = text if text[:2].isupper() else text[:1].lower() + text[1:]
    return lowered.removesuffix(".")
