"""Scenario files to start from, every key explained."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from joulepath.errors import UnknownName

__all__ = ["TEMPLATES", "template"]

_HEAD: Final = """\
# A joulepath scenario. Quantities are texts with a unit ("45 mW", "16 B", "3 years"); a bare
# number is in the unit named in the comment. Keys behind a # are optional.

title = TITLE
"""

_EDGE_CAMERA: Final = """\
profile = "corrected"             # equations: "corrected", "paper" or "reference" (its code)
zone = "DEU"                      # whose electricity, for carbon: 'joulepath catalogue zones'
# year = 2025                     # of the grid intensity; by default the latest known
# virtualisation = "10 %"         # energy that virtual machines add

# model = "my-model.onnx"         # a model file, counted operator by operator; or a family:
[model]
family = "cnn"                    # or "mlp", "lstm", "gcn", "gradient-boosting" ...
rows = 96                         # shape of one image
columns = 96
channels = 3
layers = [
  { type = "convolution", filters = 8, kernel = 3, stride = 2, padding = "same" },
  { type = "convolution", filters = 16, kernel = 3, stride = 2, padding = "same" },
  { type = "global-pooling" },
  { type = "dense", outputs = 2 },
]

[data]                            # what is collected to develop the model
samples = 10000                   # images
bits_per_value = "1 B/value"      # or a number of bits
# values_per_sample = 27648       # by default as many as the model takes

[[path]]                          # one table for each link; path = [] for no network
stack = "http-wifi"               # seven protocols: 'joulepath catalogue stacks'
loss = "1 %"                      # transmissions that fail and are repeated
# carrier = "5g-ran"              # replaces the energy per bit: 'joulepath catalogue carriers'
# protocols = { transport = "udp" }   # replaces single protocols of the stack

# [storage]                       # where data rest
# medium = "ssd"                  # 'joulepath catalogue storage'

# [preprocessing]                 # how data are prepared
# method = "standardise"          # 'joulepath catalogue preprocessing'; or [[preprocessing.chain]]
# processor = "nvidia-t4"

[training]                        # leave the table out for a model that comes trained
processor = "nvidia-t4"           # 'joulepath catalogue processors', or { throughput, power }
utilisation = "30 %"              # share of the peak rate; a guess, measure yours
epochs = 50
split = 0.8                       # share of the data that trains; or folds = 5
# evaluation = "every-epoch"      # by default once, after the training

[inference]                       # how the model is used
processor = "esp32-s3"
utilisation = "20 %"              # a guess
inferences = "24/day"             # or a number in the whole life
lifetime = "3 years"              # needed with a rate
inputs = "local"                  # "sent": images travel the path to where the model runs
result = "16 B"                   # size of an answer that travels the path
"""

_TRAINING_RUN: Final = """\
zone = "DEU"                      # whose electricity, for carbon: 'joulepath catalogue zones'
# year = 2025                     # of the grid intensity; by default the latest known
path = []                         # no network: the data are already where the server is

# model = "my-model.onnx"         # a model file, counted operator by operator; or a family:
[model]
family = "transformer"            # "mlp", "cnn", "kan", "transformer", or "given" (its FLOPs)
tokens = 1024                     # context of one sample
width = 768
heads = 12
blocks = 12
feed_forward = 3072
vocabulary = 50257                # leave it out to count neither embedding nor head
tied = true                       # embedding and head share their weights
mask = "causal"                   # or "full"

[data]                            # a sample is one sequence of tokens
samples = 1000000
values_per_sample = 1024          # tokens
bits_per_value = 16               # of a token number

[training]
processor = "nvidia-a100-sxm-80gb"   # 'joulepath catalogue processors', or { throughput, power }
utilisation = "35 %"              # share of the peak rate; a guess, measure yours
epochs = 1
split = 0.99                      # share of the data that trains; or folds = 5
# evaluation = "every-epoch"      # by default once, after the training
# backward_ratio = 2              # work of a backward pass per unit of forward work

[inference]                       # how the model is used
processor = "nvidia-l4"
utilisation = "30 %"              # a guess
inferences = 1000000              # or a rate such as "24/day" with lifetime = "3 years"
inputs = "local"
"""

_PAPER: Final = """\
profile = "reference"             # as the eCAL code computes; "paper" follows its equations
virtualisation = "10 %"           # energy that virtual machines add
denominator = "application-bits"  # bits that share the energy; or "component-bits"

[model]
family = "given"                  # a model known only by its work; "mlp" and others count it
forward = "670 FLOP/sample"       # floating-point operations of a forward pass

[data]
samples = 256
values_per_sample = 10
bits_per_value = 64

[[path]]                          # one table for each link; path = [] for no network
stack = "generic"                 # seven protocols: 'joulepath catalogue stacks'
loss = 0                          # share of transmissions that fail and are repeated

[preprocessing]
method = "standardise"            # or "min-max", "gadf"
processor = "ecal-case-study"     # 10 GFLOP/s at 140 W
utilisation = 1                   # the peak rate, as the authors assume

[training]
processor = "ecal-case-study"
utilisation = 1
epochs = 50
split = 0.8                       # share of the data that trains; or folds = 5

[inference]
processor = "ecal-case-study"
utilisation = 1
inferences = 100                  # gamma
# samples_per_inference = 1

# [switches]                      # single choices that depart from the profile
# bearer = "once"                 # or "every-layer"
"""

_SENSOR: Final = """\
profile = "corrected"             # equations: "corrected", "paper" or "reference" (its code)
zone = "DEU"                      # whose electricity, for carbon: 'joulepath catalogue zones'

[model]
family = "lstm"                   # or "gru", "rnn"
steps = 64                        # of a window; 1 for a network that keeps its state
features = 3                      # values of a step
hidden = 32
# layers = 1
# bidirectional = false
# projection = 16                 # of an LSTM; fewer values than hidden ones
outputs = 3                       # a fully connected layer that predicts the next step
# output_steps = "every"          # an answer at every step, not the last one alone
# biases = "keras"                # parameters as Keras counts them; by default as PyTorch does

[data]                            # windows of normal behaviour
samples = 50000
bits_per_value = 16

[[path]]                          # one table for each link; path = [] for no network
stack = "http-ethernet-bluetooth" # 'joulepath catalogue stacks'
loss = "2 %"                      # transmissions that fail and are repeated

[training]
processor = "nvidia-t4"           # 'joulepath catalogue processors'
utilisation = "5 %"               # share of the peak rate; a guess, measure yours
epochs = 30
split = 0.8                       # share of the data that trains

[inference]
processor = "nrf52840"            # the sensor itself
utilisation = "40 %"              # a guess
inferences = "1/min"              # or a number in the whole life
lifetime = "5 years"
inputs = "local"                  # data stay on the sensor
result = "4 B"                    # size of the answer that travels the path
"""

TEMPLATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "edge-camera": _EDGE_CAMERA,
        "anomaly-detector": _SENSOR,
        "training-run": _TRAINING_RUN,
        "paper": _PAPER,
    }
)
"""Templates by name, without their common head."""


def template(name: str = "edge-camera", title: str = "My scenario") -> str:
    """Write a commented scenario file that can be computed as it stands.

    Parameters
    ----------
    name : str
        ``"edge-camera"`` (a camera that answers by itself), ``"anomaly-detector"`` (a sensor with
        an LSTM), ``"training-run"`` (a server alone) or ``"paper"`` (the case study of the eCAL
        paper).
    title : str
        Title of the scenario.

    Returns
    -------
    str
        The text of a TOML file.

    Raises
    ------
    UnknownName
        If there is no such template, with the nearest ones.

    Examples
    --------
    >>> template("paper", title="Fig. 13").splitlines()[3]
    'title = "Fig. 13"'
    """
    if name not in TEMPLATES:
        raise UnknownName("template", name, TEMPLATES)
    # JSON texts are TOML texts, but for one character that TOML wants escaped
    quoted = json.dumps(title, ensure_ascii=False).replace("\x7f", "\\u007f")
    return _HEAD.replace("TITLE", quoted) + TEMPLATES[name]
