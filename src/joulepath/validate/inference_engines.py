"""The inference engines that are calibrated on published measurements, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, Literal

from joulepath.records.roofline import EngineCalibration

__all__ = ["ENGINES", "EngineSpecification"]

_GROUPS_OF_EDGE_TPU: Final = (
    "convolution, product, pooling, elementwise, activation, smooth activation, softmax,"
    " normalisation, resizing, reduction, quantisation, moving"
)
_SHARE: Final = (0.002, 0.98)
_RATES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    dict.fromkeys(("convolution", "pointwise", "depthwise", "products"), _SHARE)
)
_CONVOLUTIONS: Final = MappingProxyType(
    dict.fromkeys(("convolution", "pointwise", "depthwise"), _SHARE)
)
_MEMORY: Final = MappingProxyType({"streaming": (0.05, 0.98)})
_STARTING: Final = MappingProxyType({"launch": (1e-7, 1e-3), "call": (1e-6, 1e-2)})
_SAMPLES: Final = MappingProxyType({"sample": (1e-7, 2e-3)})
_SATURATING: Final = MappingProxyType({"saturation": (0.01, 0.65)})
_POWERS: Final = MappingProxyType({"computing_power": (0.05, 1.0), "waiting_power": (0.02, 0.9)})

_START: Final = EngineCalibration(
    convolution=0.4,
    pointwise=0.3,
    depthwise=0.05,
    products=0.5,
    saturation=0.0,
    streaming=0.5,
    launch=1e-5,
    call=1e-4,
    sample=1e-7,
    in_flight=1.0,
    link=2.5e9,
    host_rate=1e10,
    computing_power=0.6739,
    streaming_power=0.8003,
    waiting_power=0.15,
    idle_share=0.2,
    reached=0.9842,
    bend=0.3664,
    host_power=0.0,
    conversion=0.9,
    time_low=1.0,
    time_high=1.0,
    energy_low=1.0,
    energy_high=1.0,
    measured_time_low=1.0,
    measured_time_high=1.0,
    measured_energy_low=1.0,
    measured_energy_high=1.0,
)
"""Where the fits start: round numbers of the order that processors reach; of power, and of what a
power limit does, what the fit of training steps to the traces of Zeus says."""

_ASSUMED: Final = MappingProxyType(
    {
        "saturation": "no wider units than those of the format are at work",
        "sample": "next to nothing: inputs are small or where they are needed",
        "in_flight": "one inference after the other",
        "link": "usual of one lane of PCI Express 2 or of USB 3, protocol included",
        "host_rate": "a few cores of a small CPU with vector units",
        "computing_power": "as in the fit of training steps to the traces of Zeus",
        "streaming_power": "as in the fit of training steps to the traces of Zeus",
        "waiting_power": "a little above rest: clocks up, nothing to do",
        "idle_share": "usual; GPUs of servers draw 8 % to 28 % of their limit at rest",
        "reached": "as in the fit of training steps to the traces of Zeus",
        "bend": "as in the fit of training steps to the traces of Zeus",
        "host_power": "the catalogue gives powers of whole boards",
        "conversion": "usual of supplies and converters at medium load",
        "streaming": "weights and activations stay on the chip",
        "launch": "of the order that such processors reach",
    }
)


@dataclass(frozen=True)
class EngineSpecification:
    """An engine, what it runs, and which of its numbers are fitted."""

    name: str
    """Name of its entry in the catalogue."""
    title: str
    """What it is called in full."""
    processors: str = ""
    """Patterns of the names of processors, with commas between them."""
    classes: str = ""
    """Classes of processors that no pattern of another names."""
    formats: str = "all"
    """Numeric formats it is for."""
    memory: Literal["main", "chip"] = "main"
    """Where weights and activations stay."""
    operators: str = "all"
    """Groups of operators that run on the processor; the others go to its host."""
    partition: Literal["anywhere", "once"] = "anywhere"
    """Whether work may come back from the host."""
    operators_source: str = "assumption"
    """Who says which operators it runs."""
    kin: tuple[str, ...] = ()
    """Engines whose measurements stand in where it has none."""
    bounds: Mapping[str, tuple[float, float]] = field(
        default_factory=dict[str, tuple[float, float]]
    )
    """Numbers that are fitted, with the least and the greatest value of each."""
    start: EngineCalibration = _START
    """Where the fit starts."""
    assumed: Mapping[str, str] = field(default_factory=lambda: _ASSUMED)
    """Why the numbers that are not fitted have their values."""


ENGINES: Final[Mapping[str, EngineSpecification]] = MappingProxyType(
    {
        each.name: each
        for each in (
            EngineSpecification(
                name="tensorrt-edge",
                title="TensorRT on Jetson modules",
                processors="jetson-*",
                kin=("tensorrt-server",),
                bounds={
                    **_CONVOLUTIONS,
                    **_MEMORY,
                    **_STARTING,
                    **_SAMPLES,
                    **_SATURATING,
                    **_POWERS,
                },
                start=replace(_START, sample=1e-4, saturation=0.05, idle_share=0.3, host_power=1.0),
                assumed={**_ASSUMED, "host_power": "usual of a carrier board"},
            ),
            EngineSpecification(
                name="tensorrt-server",
                title="TensorRT on GPUs of servers and desktops",
                classes="gpu",
                kin=("tensorrt-edge",),
                bounds={**_RATES, **_MEMORY, **_STARTING, **_SATURATING},
                start=replace(_START, saturation=0.05, host_power=216.0, conversion=1.0),
                assumed={
                    **_ASSUMED,
                    "host_power": "of MLPerf Inference v4.1: a server with 8 x H200 draws 2371 W"
                    " at rest, its GPUs 80 W each; losses of the supply are in it",
                    "conversion": "losses of the supply are in the power of the host",
                },
            ),
            EngineSpecification(
                name="edge-tpu",
                title="Edge TPU with TensorFlow Lite",
                processors="coral-*",
                formats="int8",
                memory="chip",
                operators=_GROUPS_OF_EDGE_TPU,
                partition="once",
                operators_source="google-coral-pages",
                kin=("rknn", "hailo"),
                bounds={**_RATES, **_STARTING, "link": (5e8, 2e10)},
                start=replace(_START, host_power=3.0),
                assumed={**_ASSUMED, "host_power": "usual of a small computer at rest"},
            ),
            EngineSpecification(
                name="hailo",
                title="HailoRT on Hailo-8",
                processors="hailo-*",
                formats="int8, int4",
                memory="chip",
                operators=_GROUPS_OF_EDGE_TPU,
                kin=("edge-tpu", "rknn"),
                bounds={**_RATES, **_STARTING, "in_flight": (1.0, 8.0)},
                start=replace(_START, in_flight=2.5, host_power=3.0),
                assumed={**_ASSUMED, "host_power": "usual of a small computer at rest"},
            ),
            EngineSpecification(
                name="rknn",
                title="RKNN on Rockchip RK3588",
                processors="rockchip-*",
                formats="int8",
                operators=_GROUPS_OF_EDGE_TPU,
                kin=("edge-tpu", "hailo"),
                bounds={**_RATES, **_MEMORY, **_STARTING},
            ),
            EngineSpecification(
                name="npu",
                title="Any accelerator for narrow integers without a calibration of its own",
                processors="intel-ncs2",
                classes="phone, edge-accelerator",
                formats="int8, int4, fp16",
                operators=_GROUPS_OF_EDGE_TPU,
                kin=("edge-tpu", "rknn", "hailo"),
                bounds={**_RATES, **_MEMORY, **_STARTING},
                start=replace(_START, host_power=1.0),
                assumed={**_ASSUMED, "host_power": "usual of a phone with its screen dimmed"},
            ),
            EngineSpecification(
                name="integrated-gpu",
                title="GPU on the chip of a CPU or a phone, with Vulkan or Metal",
                processors="apple-m*",
                classes="phone",
                formats="fp32",
                kin=("tensorrt-edge",),
                bounds={**_RATES, **_MEMORY, **_STARTING},
                start=replace(_START, host_power=1.0),
                assumed={**_ASSUMED, "host_power": "usual of a phone or laptop, screen dimmed"},
            ),
            EngineSpecification(
                name="neural-engine",
                title="Neural Engine of Apple",
                processors="apple-*",
                formats="int8",
                operators=_GROUPS_OF_EDGE_TPU,
                kin=("edge-tpu", "rknn", "hailo"),
                bounds={**_RATES, **_MEMORY, **_STARTING},
                start=replace(_START, host_power=1.0),
                assumed={**_ASSUMED, "host_power": "usual of a phone or laptop, screen dimmed"},
            ),
            EngineSpecification(
                name="vector-cpu",
                title="Vector units of a CPU, with ncnn or the like",
                classes="cpu, single-board-computer, edge-accelerator",
                formats="fp32, int8, bf16, fp16, int4",
                kin=("integrated-gpu",),
                bounds={**_RATES, **_MEMORY, **_STARTING},
                start=replace(_START, convolution=0.5, host_power=2.0),
                assumed={**_ASSUMED, "host_power": "memory and peripherals of a small computer"},
            ),
            EngineSpecification(
                name="tpu",
                title="TPU of Google",
                classes="tpu",
                kin=("tensorrt-server",),
                bounds={**_RATES, **_MEMORY, **_STARTING},
                start=replace(_START, host_power=100.0),
                assumed={**_ASSUMED, "host_power": "share of the host of a TPU, of the order"},
            ),
            EngineSpecification(
                name="microcontroller-npu",
                title="Accelerator of a microcontroller",
                classes="mcu-npu",
                memory="chip",
                operators="convolution, product, pooling, elementwise, activation, softmax,"
                " quantisation, moving, reduction",
                bounds={**_RATES, **_STARTING},
                start=replace(
                    _START, launch=1e-6, call=1e-5, host_rate=2e8, link=8e8, conversion=1.0
                ),
                assumed={
                    **_ASSUMED,
                    "host_rate": "a Cortex-M of some hundred megahertz",
                    "link": "memory on the chip",
                    "conversion": "powers are those at the supply of the processor",
                },
            ),
        )
    }
)
"""All engines, by name."""
