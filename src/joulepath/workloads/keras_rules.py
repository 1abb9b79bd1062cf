"""The counting rule of every layer and operation of Keras that has one.

The conventions are those of `joulepath.workloads.onnx_operators`; each module of rules says what
it counts. Activations inside layers are steps of their own, as in an ONNX file.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from joulepath.workloads import keras_attention as attention
from joulepath.workloads import keras_dense as dense
from joulepath.workloads import keras_merging as merging
from joulepath.workloads import keras_normalisation as normalisation
from joulepath.workloads import keras_preprocessing as preprocessing
from joulepath.workloads import keras_recurrent as recurrent
from joulepath.workloads import keras_reshaping as reshaping
from joulepath.workloads.keras_call import Call, Rule
from joulepath.workloads.keras_convolutions import convolution, depthwise, separable, transposed
from joulepath.workloads.keras_operations import OPERATIONS
from joulepath.workloads.keras_pooling import adaptive, everywhere, pooling
from joulepath.workloads.keras_program import Tensor
from joulepath.workloads.work import Work

__all__ = ["RULES"]

# Layers that only vary or watch what a model is trained on.
_TRAINING_ONLY: Final = (
    "ActivityRegularization AlphaDropout AugMix CutMix Dropout GaussianDropout GaussianNoise "
    "Identity MixUp RandAugment RandomBrightness RandomColorDegeneration RandomColorJitter "
    "RandomContrast RandomElasticTransform RandomErasing RandomFlip RandomGaussianBlur "
    "RandomGrayscale RandomHue RandomInvert RandomPerspective RandomPosterization RandomRotation "
    "RandomSaturation RandomSharpness RandomShear RandomTranslation RandomZoom SpatialDropout1D "
    "SpatialDropout2D SpatialDropout3D StochasticDepth"
)


def _activation(call: Call) -> Tensor:
    return call.applied(call.input, call.activation_of(call.settings.get("activation")))


def _function(name: str) -> Rule:
    return lambda call: call.applied(call.input, call.activation_of(name))


_ADD, _COMPARE = Work(elementwise=1), Work(comparisons=1)

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        **dict.fromkeys(_TRAINING_ONLY.split(), reshaping.same),
        **{f"Conv{n}D": convolution(n) for n in (1, 2, 3)},
        **{f"Conv{n}DTranspose": transposed(n) for n in (1, 2, 3)},
        **{f"DepthwiseConv{n}D": depthwise(n) for n in (1, 2)},
        **{f"SeparableConv{n}D": separable(n) for n in (1, 2)},
        **{f"AveragePooling{n}D": pooling(n, mean=True) for n in (1, 2, 3)},
        **{f"MaxPooling{n}D": pooling(n, mean=False) for n in (1, 2, 3)},
        **{f"GlobalAveragePooling{n}D": everywhere(n, mean=True) for n in (1, 2, 3)},
        **{f"GlobalMaxPooling{n}D": everywhere(n, mean=False) for n in (1, 2, 3)},
        **{f"AdaptiveAveragePooling{n}D": adaptive(n, mean=True) for n in (1, 2, 3)},
        **{f"AdaptiveMaxPooling{n}D": adaptive(n, mean=False) for n in (1, 2, 3)},
        **{f"ConvLSTM{n}D": recurrent.convolutional(n) for n in (1, 2, 3)},
        **{f"Cropping{n}D": reshaping.cropping(n) for n in (1, 2, 3)},
        **{f"UpSampling{n}D": reshaping.upsampling(n) for n in (1, 2, 3)},
        **{f"ZeroPadding{n}D": reshaping.zero_padding(n) for n in (1, 2, 3)},
        **{name: recurrent.recurrent(name) for name in ("SimpleRNN", "GRU", "LSTM")},
        "RNN": recurrent.recurrent_cells,
        "Bidirectional": recurrent.bidirectional,
        "TimeDistributed": recurrent.each_step,
        "Dense": dense.dense,
        "EinsumDense": dense.einstein_dense,
        "Embedding": dense.embedding,
        "ReversibleEmbedding": dense.reversible_embedding,
        "MultiHeadAttention": attention.multi_head,
        **dict.fromkeys(("GroupQueryAttention", "GroupedQueryAttention"), attention.grouped_query),
        "Attention": attention.dot_product,
        "AdditiveAttention": attention.additive,
        "BatchNormalization": normalisation.batch,
        "LayerNormalization": normalisation.layer,
        "RMSNormalization": normalisation.root_mean_square,
        "GroupNormalization": normalisation.group,
        "UnitNormalization": normalisation.unit,
        "SpectralNormalization": normalisation.spectral,
        "Normalization": normalisation.standard,
        "Activation": _activation,
        "CELU": _function("celu"),
        "ELU": _function("elu"),
        "LeakyReLU": preprocessing.leaky,
        "PReLU": preprocessing.parametric,
        "ReLU": preprocessing.rectified,
        "Softmax": preprocessing.softmax,
        "Add": merging.joining("Add", _ADD),
        "Subtract": merging.joining("Sub", _ADD),
        "Multiply": merging.joining("Mul", _ADD),
        "Average": merging.joining("Mean", _ADD, Work(special=1)),
        "Maximum": merging.joining("Max", _COMPARE),
        "Minimum": merging.joining("Min", _COMPARE),
        "Concatenate": merging.concatenation,
        "Dot": merging.dot,
        "CustomScaleLayer": merging.scaled_sum,
        "LayerScale": merging.channel_scale,
        "Flatten": reshaping.flatten,
        "Reshape": reshaping.reshaping,
        "Permute": reshaping.permutation,
        "RepeatVector": reshaping.repeated,
        "Rescaling": preprocessing.rescaling,
        "Resizing": preprocessing.resizing,
        **dict.fromkeys(("CenterCrop", "RandomCrop"), preprocessing.center_crop),
        "CategoryEncoding": preprocessing.encoding,
        "Discretization": preprocessing.buckets,
        "Masking": preprocessing.masking,
        **{f"ops.{name}": rule for name, rule in OPERATIONS.items()},
    }
)
"""By the class of the layer, ``ops.`` before that of an operation."""
