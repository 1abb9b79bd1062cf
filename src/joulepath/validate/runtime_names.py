"""What inference runtimes are called, which version was measured, and where they run."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

__all__ = ["texts_of"]

_TITLES: Final = MappingProxyType(
    {
        "software": "Any runtime on a processor without accelerator",
        "accelerator": "Any runtime on an accelerator of a microcontroller",
        "float": "Any runtime that computes in 32-bit floats",
        "x-cube-ai": "STMicroelectronics X-CUBE-AI",
        "microtvm-cmsis-nn": "Apache microTVM with kernels of CMSIS-NN",
        "microtvm-native": "Apache microTVM with kernels of its own",
        "onnc-mbed-os": "Skymizer ONNC on Mbed OS",
        "onnc-zephyr": "Skymizer ONNC on Zephyr",
        "tflm": "TensorFlow Lite for Microcontrollers with kernels for the processor",
        "tflm-cmsis-nn": "TensorFlow Lite for Microcontrollers with kernels of CMSIS-NN",
        "tflm-portable": "TensorFlow Lite for Microcontrollers with its portable kernels",
        "tflm-mvp": "TensorFlow Lite for Microcontrollers on the matrix-vector processor",
        "esp-nn": "TensorFlow Lite for Microcontrollers with Espressif's ESP-NN",
        "plumerai": "Plumerai Inference Engine",
        "hale": "Bosch Hardware-Aware Lowering Engine",
        "hale-float": "Bosch Hardware-Aware Lowering Engine in 32-bit floats",
        "gap-sdk": "GreenWaves GAP SDK",
        "syntiant-sdk": "Syntiant SDK",
    }
)
_ALL: Final = "mean of all"
_VERSIONS: Final = MappingProxyType(
    {
        "software": _ALL,
        "accelerator": _ALL,
        "float": _ALL,
        "microtvm-cmsis-nn": "of MLPerf Tiny v1.0",
        "microtvm-native": "of MLPerf Tiny v1.0",
        "onnc-mbed-os": "of MLPerf Tiny v1.1",
        "onnc-zephyr": "of MLPerf Tiny v1.1",
        "tflm": "of MLPerf Tiny v0.7",
        "tflm-cmsis-nn": "of 2021",
        "tflm-portable": "of 2026",
        "tflm-mvp-0-7": "of MLPerf Tiny v0.7",
        "tflm-mvp-1-0": "of MLPerf Tiny v1.0",
        "esp-nn": "of 2026",
        "plumerai-0-7": "of MLPerf Tiny v0.7",
        "plumerai-1-0": "of MLPerf Tiny v1.0",
        "hale-1-0": "1.0",
        "hale-1-0-175": "1.0.175",
        "hale-float-1-0-175": "1.0.175",
        "gap-sdk": "of MLPerf Tiny v1.0",
        "syntiant-sdk-1-0": "of MLPerf Tiny v1.0",
    }
)
_ANY: Final = "any"
_ARM: Final = "apollo efr32 imxrt nrf nuvoton psoc62 ra6m4 rp2 samd21 stm32"
_PROCESSORS: Final = MappingProxyType(
    {
        "x-cube-ai": "stm32",
        "esp-nn": "esp32",
        "tflm-mvp": "efr32",
        "gap-sdk": "gap",
        "syntiant-sdk": "syntiant",
        "microtvm-cmsis-nn": _ARM,
        "tflm-cmsis-nn": _ARM,
        "plumerai": _ARM,
    }
)
"""What names of processors start with that a runtime is made for; any where nothing is said."""


def texts_of(runtime: str) -> dict[str, str]:
    """What the entry of a runtime says in words.

    Parameters
    ----------
    runtime : str
        Its name, which ends with the numbers of its version if it has several.

    Returns
    -------
    dict of str to str
        ``title``, ``version``, ``format`` of its numbers and ``processors``.
    """
    product = max((name for name in _TITLES if runtime.startswith(name)), key=len)
    version = _VERSIONS.get(runtime) or ".".join(runtime.removeprefix(f"{product}-").split("-"))
    title = _TITLES[product]
    return {
        "title": title if version == _ALL else f"{title} {version}",
        "version": version,
        "format": "fp32" if product.endswith("float") else "int8",
        "processors": _PROCESSORS.get(product, _ANY),
    }
