"""The same layers in integers of 8 bits, in both notations of ONNX."""

from __future__ import annotations

import numpy as np
from graph_builder import Graph
from onnx import ModelProto, TensorProto, numpy_helper

__all__ = ["OperatorGraph", "SurroundedGraph"]

OWN = "com.microsoft"


class _Quantised(Graph):
    """A graph whose batch normalisations are folded into biases of 32 bits."""

    def _scale(self) -> list[str]:
        """Scale and zero point."""
        if not any(tensor.name == "scale" for tensor in self.constants):
            self.constants.append(numpy_helper.from_array(np.array(0.1, np.float32), "scale"))
            self.constants.append(numpy_helper.from_array(np.array(0, np.int8), "zero"))
        return ["scale", "zero"]


class SurroundedGraph(_Quantised):
    """Float operators between ``DequantizeLinear`` and ``QuantizeLinear``."""

    def read(self, x: str) -> str:
        return self.add(
            "DequantizeLinear", self.add("QuantizeLinear", x, *self._scale()), *self._scale()
        )

    def _convolved(
        self, x: str, shape: tuple[int, ...], how: dict[str, object], *, bias: bool, norm: bool
    ) -> str:
        y = self.add("Conv", self.read(x), *self._trained(shape, bias or norm), **how)
        self.channels[y] = shape[0]
        return y

    def dense(self, x: str, inputs: int, outputs: int) -> str:
        return self.add("Gemm", self.read(x), *self._trained((outputs, inputs), True), transB=1)

    def _trained(self, shape: tuple[int, ...], bias: bool) -> list[str]:
        scale = self._scale()[:1]
        names = [self.add("DequantizeLinear", self.weight(shape, TensorProto.INT8), *scale)]
        if bias:
            stored = self.weight(shape[:1], TensorProto.INT32)
            names.append(self.add("DequantizeLinear", stored, *scale))
        return names


class OperatorGraph(_Quantised):
    """Operators of the standard and of ONNX Runtime that compute in integers."""

    def model(self, *outputs: str) -> ModelProto:
        answers = [self.add("DequantizeLinear", name, *self._scale()) for name in outputs]
        return super().model(*answers)

    def read(self, x: str) -> str:
        floats = {value.name for value in self.inputs}
        return self.add("QuantizeLinear", x, *self._scale()) if x in floats else x

    def _convolved(
        self, x: str, shape: tuple[int, ...], how: dict[str, object], *, bias: bool, norm: bool
    ) -> str:
        trained = self.weight(shape, TensorProto.INT8), *self._scale()
        stored = [self.weight(shape[:1], TensorProto.INT32)] if bias or norm else []
        inputs = [self.read(x), *self._scale(), *trained, *self._scale(), *stored]
        y = self.add("QLinearConv", *inputs, **how)
        self.channels[y] = shape[0]
        return y

    def relu(self, x: str) -> str:
        """Nothing to do: the zero point is the smallest value that can be stored."""
        return x

    def sum(self, x: str, y: str) -> str:
        scale = self._scale()
        return self.add("QLinearAdd", x, *scale, y, *scale, *scale, domain=OWN)

    def mean_pool(self, x: str, kernel: int, stride: int) -> str:
        how = {"kernel_shape": [kernel] * 2, "strides": [stride] * 2}
        scale = self._scale()
        return self.add("QLinearAveragePool", x, *scale, *scale, **how, domain=OWN)

    def pooled(self, x: str) -> str:
        scale = self._scale()
        return self.flat(self.add("QLinearGlobalAveragePool", x, *scale, *scale, domain=OWN))

    def dense(self, x: str, inputs: int, outputs: int) -> str:
        trained = self.weight((outputs, inputs), TensorProto.INT8), *self._scale()
        bias = self.weight((outputs,), TensorProto.INT32)
        scale = self._scale()
        read = [self.read(x), *scale, *trained, bias, *scale]
        return self.add("QGemm", *read, transB=1, domain=OWN)
