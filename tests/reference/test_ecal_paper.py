"""Our lifecycle in the `paper` profile gives the figures published with the eCAL papers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ecal_cases import COSTS, LAYERS

from joulepath.catalogue import load
from joulepath.lifecycle.cargo import Cargo, Samples
from joulepath.lifecycle.model import model_work
from joulepath.lifecycle.transmission import transfer
from joulepath.records.architectures import (
    Cnn,
    Convolution,
    Dense,
    GlobalPooling,
    Kan,
    Mlp,
    Pooling,
    Transformer,
)
from joulepath.records.inputs import Model
from joulepath.records.network import Hop, Layer
from joulepath.records.results import ModelWork
from joulepath.records.switches import PROFILES, ProfileName, Switches

PAPER = PROFILES["paper"]
EVERY_LAYER = replace(PAPER, bearer="every-layer")

GENERIC = tuple(f"generic-{layer}" for layer in LAYERS)
WIFI = ("http", "tls", "rpc", "tcp", "ipv4", "wifi-mac", "wifi-phy")
BLUETOOTH = ("ftp", "ssl", "rpc", "udp", "ipv6", "ethernet", "bluetooth")


def stack(protocols: tuple[str, ...]) -> tuple[Layer, ...]:
    return tuple(load().entry("protocols", name).record for name in protocols)


ONE_BIT = Cargo(1.0, Samples(1.0), "up")


# Origin: Eq. 3 worked out in the notes of a-eCAL to ten digits (bearer once), and the sums that
# the reference code prints without cutting bits down (bearer at every layer), to the digits shown.
@pytest.mark.parametrize(
    ("protocols", "switches", "energy", "digit"),
    [
        (GENERIC, PAPER, 3.565343836e-7, 1e-16),
        (WIFI, PAPER, 7.341938884e-7, 1e-16),
        (GENERIC, EVERY_LAYER, 6.42704e-7, 1e-12),
        (WIFI, EVERY_LAYER, 1.18269e-6, 1e-11),
        (BLUETOOTH, EVERY_LAYER, 7.343e-7, 1e-10),
    ],
    ids=["generic", "wifi", "generic, reference", "wifi, reference", "bluetooth, reference"],
)
def test_a_bit_over_a_stack_costs_what_was_published(
    protocols: tuple[str, ...], switches: Switches, energy: float, digit: float
) -> None:
    one_bit = transfer(ONE_BIT, (Hop(stack(protocols), None, loss=0.0),), switches)
    # Half a unit of the last digit published.
    assert one_bit.energy == pytest.approx(energy, rel=0.0, abs=digit / 2)


# Origin: the bits per payload bit beside those energies, to the digits shown.
@pytest.mark.parametrize(
    ("protocols", "growth", "digit"),
    [(GENERIC, 2.6600, 1e-4), (WIFI, 2.3496, 1e-4), (BLUETOOTH, 1.831, 1e-3)],
    ids=["generic", "wifi", "bluetooth"],
)
def test_a_bit_grows_on_its_way_down_as_published(
    protocols: tuple[str, ...], growth: float, digit: float
) -> None:
    (hop,) = transfer(ONE_BIT, (Hop(stack(protocols), None, loss=0.0),), PAPER).hops
    assert hop.bits == pytest.approx(growth, rel=0.0, abs=digit / 2)


def work(model: Model, profile: ProfileName) -> ModelWork:
    return model_work(model, COSTS, PROFILES[profile])


def toy_mlp(hidden: int) -> Mlp:
    """``Linear(10, 10)`` and ReLU a number of times, then ``Linear(10, 2)``, as calflops counts.

    It counts the ReLU and no bias.
    """
    return Mlp((10.0,) * (hidden + 1) + (2.0,), (1.0,) * hidden + (0.0,))


# Origin: FLOPs that calflops 0.3.2 counts on the toy networks of the reference repository.
@pytest.mark.parametrize(
    ("hidden", "flops"), [(1, 250), (2, 460), (3, 670), (4, 880), (5, 1090), (6, 1300)]
)
def test_the_toy_perceptron_has_the_flops_of_calflops(hidden: int, flops: int) -> None:
    assert work(toy_mlp(hidden), "corrected").forward == flops


def test_the_toy_perceptron_has_its_published_parameters() -> None:
    assert work(toy_mlp(3), "corrected").parameters == 352  # origin: the page of Fig. 13


def toy_cnn(blocks: int) -> Cnn:
    """``Conv1d``, ``BatchNorm`` and ReLU a number of times, then pooling and ``Linear(20, 2)``.

    For each output calflops counts the bias (1), the normalisation (2) and the ReLU (1); it
    counts neither the mean over the length nor the bias at the end.
    """
    channels = (10.0,) + (20.0,) * (blocks - 1)
    convolutions = tuple(
        Convolution(
            filters=filters,
            kernel_rows=3.0,
            kernel_columns=1.0,
            stride_rows=1.0,
            stride_columns=1.0,
            padding_rows=2.0,
            padding_columns=0.0,
            dilation_rows=1.0,
            dilation_columns=1.0,
            groups=1.0,
            operations_per_output=4.0,
        )
        for filters in channels
    )
    ends = (
        Pooling(2.0, 1.0, 2.0, 1.0, "per-window-value"),
        GlobalPooling("none"),
        Dense(2.0, operations_per_output=0.0),
    )
    return Cnn(rows=10.0, columns=1.0, channels=1.0, layers=(*convolutions, *ends))


# Origin: as for the perceptron.
@pytest.mark.parametrize(("blocks", "flops"), [(2, 14_080), (3, 38_880), (4, 63_680)])
def test_the_toy_convolutional_network_has_the_flops_of_calflops(blocks: int, flops: int) -> None:
    assert work(toy_cnn(blocks), "corrected").forward == flops


def test_the_toy_convolutional_network_has_its_published_parameters() -> None:
    # Origin: the page of Fig. 13; of its 2022, the scales and shifts of the normalisations
    # (2 * (10 + 20 + 20)) belong to no layer that we count.
    assert work(toy_cnn(3), "corrected").parameters == 2022 - 2 * (10 + 20 + 20)


def toy_kan(layers: int) -> Kan:
    """The code leaves out one of its layers, all ten wide."""
    return Kan((10.0,) * layers, grid=10.0, order=3.0, nonlinearity=2.0)


# Origin: the training-energy study of the reference repository, Kolmogorov-Arnold column.
@pytest.mark.parametrize(
    ("layers", "flops"), [(3, 81_440), (4, 122_160), (5, 162_880), (6, 203_600), (7, 244_320)]
)
def test_the_toy_kan_has_the_flops_of_the_study(layers: int, flops: int) -> None:
    assert work(toy_kan(layers), "paper").forward == flops


def test_the_kan_has_the_parameters_of_its_law() -> None:
    # Origin: the law that the reference code had in January 2025, din dout (G + K + 3) + dout.
    assert work(toy_kan(2), "corrected").parameters == 10 * 10 * (10 + 3 + 3) + 10


def decoder(tokens: float, width: float, heads: float, blocks: float, hidden: float) -> Transformer:
    """A transformer as the paper counts it: every token sees every other, no head at the end."""
    return Transformer(
        tokens=tokens,
        width=width,
        heads=heads,
        key_value_heads=heads,
        blocks=blocks,
        feed_forward=hidden,
        feed_forward_matrices=2.0,
        vocabulary=None,
        embeddings=2.0,
        mask="full",
    )


# Origin: Fig. 13 (context 10, width 16), the Transformer column of the training-energy study
# (context 10, width 10) and the size of GPT-2 small in the package's tests.
@pytest.mark.parametrize(
    ("model", "flops"),
    [
        (decoder(10.0, 16.0, 2.0, 3.0, 32.0), 142_080),
        (decoder(10.0, 10.0, 2.0, 3.0, 64.0), 112_800),
        (decoder(10.0, 10.0, 2.0, 7.0, 64.0), 263_200),
        (decoder(1024.0, 768.0, 12.0, 12.0, 3072.0), 212_600_881_152),
    ],
    ids=["figure 13", "study, 3 blocks", "study, 7 blocks", "GPT-2 small"],
)
def test_the_transformers_have_their_published_flops(model: Transformer, flops: int) -> None:
    assert work(model, "paper").forward == flops


def test_llama_3_8b_has_the_parameters_of_its_model_card() -> None:
    llama = Transformer(
        tokens=1.0,
        width=4096.0,
        heads=32.0,
        key_value_heads=8.0,
        blocks=32.0,
        feed_forward=14_336.0,
        feed_forward_matrices=3.0,
        vocabulary=128_256.0,
        embeddings=2.0,
        mask="causal",
    )
    for tokens in (1.0, 8192.0):  # parameters do not depend on the context
        model = work(replace(llama, tokens=tokens), "corrected")
        assert model.parameters == 8_030_261_248
