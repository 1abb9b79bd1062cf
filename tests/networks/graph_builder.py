"""Build ONNX graphs a layer at a time, with weights that have a shape and no content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

__all__ = ["Graph"]

Sizes = int | Sequence[int]
OPERATOR_SETS = {"": 17, "com.microsoft": 1}
FORMAT_VERSION = 8


class Graph:
    """A graph under construction; every method adds nodes and returns the tensor they write.

    Counting needs no weights, so they are declared to lie in a file that nobody writes. With
    ``filled``, for programs that read them, they are zeros in the file itself.
    """

    def __init__(
        self,
        inputs: Mapping[str, Sequence[int | str]],
        kinds: Mapping[str, int] | None = None,
        *,
        filled: bool = False,
    ) -> None:
        self.filled = filled
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.inputs = [
            helper.make_tensor_value_info(name, (kinds or {}).get(name, TensorProto.FLOAT), shape)
            for name, shape in inputs.items()
        ]
        # Channels of the tensors on which convolutions may follow.
        self.channels = {name: shape[1] for name, shape in inputs.items() if len(shape) > 1}

    def model(self, *outputs: str) -> ModelProto:
        """The finished model."""
        answers = [helper.make_empty_tensor_value_info(name) for name in outputs]
        return helper.make_model(
            helper.make_graph(self.nodes, "network", self.inputs, answers, self.constants),
            opset_imports=[helper.make_opsetid(*pair) for pair in OPERATOR_SETS.items()],
            ir_version=FORMAT_VERSION,
        )

    def add(self, operator: str, *inputs: str, outputs: int = 1, **attributes: object) -> str:
        """Add any node; the first of its outputs."""
        name = f"{operator.lower()}_{len(self.nodes)}"
        names = [name, *(f"{name}_{at}" for at in range(1, outputs))]
        self.nodes.append(helper.make_node(operator, inputs, names, name=name, **attributes))
        if inputs and inputs[0] in self.channels:
            self.channels[name] = self.channels[inputs[0]]
        return name

    def weight(self, shape: Sequence[int], kind: int = TensorProto.FLOAT) -> str:
        """Declare a trained tensor."""
        name = f"weight_{len(self.constants)}"
        tensor = TensorProto(name=name, dims=shape, data_type=kind)
        if self.filled:
            zeros = np.zeros(shape, helper.tensor_dtype_to_np_dtype(kind))
            tensor = numpy_helper.from_array(zeros, name)
        else:
            tensor.data_location = TensorProto.EXTERNAL
            tensor.external_data.add(key="location", value="weights.bin")
        self.constants.append(tensor)
        return name

    def constant(self, values: np.ndarray | np.generic) -> str:
        """Store values that were not trained."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values), name))
        return name

    def integers(self, values: Sizes) -> str:
        """Store a shape, an axis or a position."""
        return self.constant(np.array(values, np.int64))

    def read(self, x: str) -> str:
        """The tensor that a layer really reads; a quantised graph converts it first."""
        return x

    def conv(
        self,
        x: str,
        filters: int,
        kernel: Sizes,
        stride: int = 1,
        *,
        pads: Sizes | None = None,
        groups: int = 1,
        dilation: int = 1,
        bias: bool = False,
        norm: bool = False,
    ) -> str:
        """Convolve in two dimensions, or as many as the kernel has sizes.

        Odd kernels are padded to keep the size. ``norm`` adds a batch normalisation.
        """
        sizes = [kernel, kernel] if isinstance(kernel, int) else [*kernel]
        how = {
            "kernel_shape": sizes,
            "strides": [stride] * len(sizes),
            "dilations": [dilation] * len(sizes),
            "pads": _pads(sizes, pads),
            "group": groups,
        }
        shape = (filters, self.channels[x] // groups, *sizes)
        return self._convolved(x, shape, how, bias=bias, norm=norm)

    def _convolved(
        self, x: str, shape: tuple[int, ...], how: dict[str, object], *, bias: bool, norm: bool
    ) -> str:
        trained = [self.weight(shape)] + ([self.weight(shape[:1])] if bias else [])
        y = self.add("Conv", self.read(x), *trained, **how)
        self.channels[y] = shape[0]
        return self.norm(y) if norm else y

    def norm(self, x: str) -> str:
        """Normalise each channel over a batch."""
        return self.add(
            "BatchNormalization", x, *(self.weight((self.channels[x],)) for _ in "1234")
        )

    def up(self, x: str, filters: int, kernel: int, stride: int) -> str:
        """Convolve transposed, with a bias."""
        weight = self.weight((self.channels[x], filters, kernel, kernel))
        how = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2}
        y = self.add("ConvTranspose", self.read(x), weight, self.weight((filters,)), **how)
        self.channels[y] = filters
        return y

    def relu(self, x: str) -> str:
        """Rectify."""
        return self.add("Relu", x)

    def relu6(self, x: str) -> str:
        """Rectify and bound at 6."""
        return self.add("Clip", x, *map(self.constant, (np.float32(0), np.float32(6))))

    def swish(self, x: str) -> str:
        """Multiply by the sigmoid."""
        return self.add("Mul", x, self.add("Sigmoid", x))

    def sum(self, x: str, y: str) -> str:
        """Add two tensors of one shape."""
        return self.add("Add", self.read(x), self.read(y))

    def concat(self, *parts: str) -> str:
        """Join along the channels."""
        y = self.add("Concat", *parts, axis=1)
        self.channels[y] = sum(self.channels[part] for part in parts)
        return y

    def max_pool(self, x: str, kernel: int, stride: int, **how: object) -> str:
        """Take the largest value of each window."""
        sizes = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2}
        return self.add("MaxPool", self.read(x), **sizes, **how)

    def mean_pool(self, x: str, kernel: int, stride: int) -> str:
        """Take the mean of each window."""
        sizes = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2}
        return self.add("AveragePool", self.read(x), **sizes)

    def pooled(self, x: str) -> str:
        """Take the mean of each channel, and drop the other axes."""
        return self.flat(self.add("GlobalAveragePool", self.read(x)))

    def flat(self, x: str) -> str:
        """Put all values of a sample in one axis."""
        return self.add("Flatten", x)

    def dense(self, x: str, inputs: int, outputs: int) -> str:
        """Multiply by a matrix and add a bias."""
        trained = self.weight((outputs, inputs)), self.weight((outputs,))
        return self.add("Gemm", self.read(x), *trained, transB=1)

    def linear(self, x: str, inputs: int, outputs: int) -> str:
        """Multiply by a matrix, on a tensor of any number of axes."""
        return self.add("MatMul", x, self.weight((inputs, outputs)))


def _pads(kernel: Sequence[int], pads: Sizes | None) -> list[int]:
    if pads is None:
        return [size // 2 for size in kernel] * 2
    return [pads] * (2 * len(kernel)) if isinstance(pads, int) else [*pads]
