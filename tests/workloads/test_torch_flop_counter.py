"""Multiply-accumulates forwards and backwards against PyTorch's own FlopCounterMode.

The origin of every expected value is a run of torch.utils.flop_counter in the same test, plus
what it is known to miss, worked out by hand below. All values are whole numbers: no tolerance.
"""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="needs torch")

from torch.utils.flop_counter import FlopCounterMode
from torch_networks import NETWORKS, example

from joulepath.workloads.torch_training import count_training_step

pytestmark = pytest.mark.torch

# It has no formula for PyTorch's fused LSTM on a CPU (mkldnn_rnn_layer and its gradient). Two
# samples, five steps; the weights of two layers of 16 cells that read 8 and 16 values.
LSTM = 2 * 5 * (4 * 16 * (8 + 16) + 4 * 16 * (16 + 16))
# Nor for fused attention on a CPU (_scaled_dot_product_flash_attention_for_cpu): two samples, for
# each pair of steps in each head 2 MACs for each value of a head forwards, and 5 backwards,
# where the scores are worked out anew.
GPT_PAIRS = 2 * 4 * 12 * 12 * 8
LLAMA_PAIRS = 2 * 4 * 6 * 6 * 8
VIT_PAIRS = 2 * 2 * 17 * 17 * 8
# It leaves the groups out of the gradient of a weight, and so counts a grouped convolution's
# groups times: all forward MACs of these layers come (groups - 1) times too often.
DS_CNN_GROUPED = 2 * (2 * 8 * 9 * 25 * 5) * (8 - 1)
MOBILENET_GROUPED = 2 * (2 * 24 * 9 * 8 * 8) * (24 - 1)
TCN_GROUPED = (2 * 8 * 20 * 4 * 3) * (2 - 1)

MISSED = {
    "lstm": (LSTM, 2 * LSTM),
    "gpt": (2 * GPT_PAIRS, 5 * GPT_PAIRS),
    "llama": (2 * LLAMA_PAIRS, 5 * LLAMA_PAIRS),
    "vit": (2 * VIT_PAIRS, 5 * VIT_PAIRS),
    "ds-cnn": (0, -DS_CNN_GROUPED),
    "mobilenet": (0, -MOBILENET_GROUPED),
    "tcn": (0, -TCN_GROUPED),
}
"""MACs forwards and backwards that it misses, negative for those it makes up."""


@pytest.mark.parametrize("name", NETWORKS)
def test_macs_are_those_of_the_flop_counter_and_what_it_misses(name: str) -> None:
    make, spec = NETWORKS[name]
    module = make()
    step = count_training_step(module, spec)
    with FlopCounterMode(display=False) as forwards:
        answer = module(example(spec, 2))
    with FlopCounterMode(display=False) as backwards:
        answer.sum().backward()
    missed_forwards, missed_backwards = MISSED.get(name, (0, 0))
    assert 2 * (step.forward.macs - missed_forwards) == forwards.get_total_flops()
    assert 2 * (step.backward.macs - missed_backwards) == backwards.get_total_flops()
