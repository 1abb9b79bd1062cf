"""Arguments for every registered formula.

A formula's arguments are addressed by slots, ``("loss", None)`` for a number and
``("hops", 1)`` for an element of a tuple, so that a test treats both alike.

The values are invented: what the tests promise holds for any. They differ from parameter to
parameter, so that a swapped argument is noticed, and from whole numbers, so that a rounded one is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import pytest

from joulepath.core.formula import REGISTRY
from joulepath.core.trace import Formula
from joulepath.formulas import register

Slot = tuple[str, int | None]

register()

EVERY_FORMULA = pytest.mark.parametrize("entry", list(REGISTRY.values()), ids=list(REGISTRY))

ORDINARY = (3.3, 5.7, 7.9, 11.3, 13.1, 17.7)  # by position; above 2, which a RAID 6 needs
PARTICULAR = {
    # Probabilities and shares, below one even half as large again.
    "loss": 0.21,
    "lost": 0.13,
    "compression": 29.3,
    # A dear way and a cheap one.
    "sending": 17.9,
    "here": 17.9,
    "yearly_loss": 0.17,
    # A discharge curve that falls.
    "full": 19.3,
    "knee": 12.1,
    "cut_off": 9.3,
    "end": 5.3,
    "knee_share": 0.83,
    "share": 0.57,
    "utilisation": 0.63,
    "acceptance": 0.61,
    "cached": 0.41,
    "visible": 0.55,
    # A window that fits its axis several times.
    "size": 41.3,
    "kernel": 5.2,
    "stride": 1.3,
    "padding": 6.1,
    # Blocks of several stages, and chunks of which a prompt has several.
    "blocks": 41.3,
    "budget": 2.3,
    # Fewer experts chosen than there are.
    "chosen": 1.1,
    "dilation": 2.3,
    # Batches and intervals of which there are several.
    "batch": 1.3,
    "every": 1.3,
    # Frames that fit several times too, and a series not far below a power of two.
    "window": 9.3,
    "length": 400.3,
    # Mel bands below half the sampling rate.
    "lowest": 30.3,
    "highest": 3990.7,
    "bands": 40.7,
    "rate": 16_000.9,
    "corner": 700.1,
    # Frames, and heads, that are several times what one of them is compressed or padded to.
    "frames": 41.3,
    "latents": 41.3,
    "head": 41.3,
    # Packets that take several frames, frames of several symbols, and several frames at a time.
    "packet": 900.3,
    "capacity": 400.3,
    "symbol_bits": 1.3,
    "sent": 41.3,
    # Few messages, so that each takes several octets.
    "messages": 3.3,
    # A timer that runs out several times between messages, and light in a part of a day.
    "timer": 1.3,
    "lit": 0.43,
    # Signals below the noise.
    "signal_ratio": 0.41,
    # Probabilities of a busy channel.
    "occupancy": 0.31,
    # Messages of several pieces, and lengths just below where they take an octet more.
    "content": 141.3,
    "body": 97.3,
    "largest": 41.3,
    "alignment": 2.3,
    "answered": 0.3,
    "remaining": 100.3,
    "delta": 10.1,
    "option": 11.3,
    "block": 12.3,
    "entity": 80.3,
    "stream": 50.3,
    "items": 20.3,
    # LoRa: a factor that half as much again lifts past SF6 and SF10, symbols near the limit of
    # drift, frames of several symbols; and a payload between two sizes of a Sigfox frame.
    "spreading_factor": 6.7,
    "drift_limit": 4.1,
    "optimised": 0.3,
    "coded": 900.3,
    "bit": 1.3,
    "data": 42.3,
    "duty_cycle": 0.37,
    # Dies far smaller than their wafer, and most of them good.
    "diameter": 300.3,
    "defects": 0.13,
    # Lives of few inferences and of far more.
    "many": 941.3,
    # A model wide enough for its heads.
    "width": 50.3,
}
ELEMENTS = (1.0, 1.7, 0.6)  # of a tuple, relative to the value of its position


def rounding(entry: Formula) -> float:
    """Relative difference allowed between number types: none, but for exponentials.

    Libraries round exponentials and logarithms differently in the last digits, which a power
    magnifies by its exponent.
    """
    called = inspect.unwrap(entry.function).__code__.co_names
    return 1e-13 if {"exp", "log2"} & set(called) else 0.0


def numbers(entry: Formula) -> dict[Slot, float]:
    """Value of each slot of a formula, in the order of its parameters."""
    flat: dict[Slot, float] = {}
    parameters = (name for name in entry.units if name != "return")
    for name, ordinary in zip(parameters, ORDINARY, strict=False):
        value = PARTICULAR.get(name, ordinary)
        if name in entry.sequences:
            flat |= {(name, i): value * factor for i, factor in enumerate(ELEMENTS)}
        else:
            flat[name, None] = value
    return flat


def arguments(flat: Mapping[Slot, Any]) -> dict[str, Any]:
    """Keyword arguments made of the values of slots."""
    keywords: dict[str, Any] = {}
    for (name, index), value in flat.items():
        keywords[name] = value if index is None else (*keywords.get(name, ()), value)
    return keywords


def public(entry: Formula) -> Callable[..., Any]:
    """The decorated function, as a stage calls it."""
    return getattr(import_module(entry.function.__module__), entry.name)


def call(entry: Formula, flat: Mapping[Slot, Any]) -> Any:
    """Result of a formula for the values of its slots."""
    return public(entry)(**arguments(flat))


def label(slot: Slot) -> str:
    """Identifier for a slot."""
    name, index = slot
    return name if index is None else f"{name}{index}"
