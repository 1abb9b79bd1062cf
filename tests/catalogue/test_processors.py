"""Processors: every entry is coherent in itself, and published figures are as published."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from joulepath.catalogue import Catalogue, load
from joulepath.catalogue.files import BUILT_IN, merged_tables
from joulepath.catalogue.schema import BOUNDARIES, CLASSES, KINDS
from joulepath.errors import CatalogueError
from joulepath.records.processor import PowerMode, ProcessorSpecification, StatePower

CATALOGUE = Catalogue((BUILT_IN,))
NAMES = CATALOGUE.names("processors")
ALL = [CATALOGUE.processor(name) for name in NAMES]
EVERY = pytest.mark.parametrize("processor", ALL, ids=NAMES)

# Figures that compute models cannot do without, by class; makers of the others publish too little.
NEEDED = {
    "mcu": {"clock", "cores", "on_chip_memory", "peak.fp32", "peak.int8"},
    "mcu-npu": {"clock", "cores", "on_chip_memory", "peak.int8"},
    "edge-accelerator": {"power", "release_year"},
    "single-board-computer": {"clock", "cores", "memory_size", "active_power", "peak.fp32"},
    "phone": {"clock", "cores", "memory_bandwidth", "process_node"},
    "cpu": {"clock", "cores", "memory_bandwidth", "power", "peak.fp32"},
    "gpu": {"clock", "cores", "memory_size", "memory_bandwidth", "maximum_power", "peak.fp32"},
    "tpu": {"cores", "memory_size", "memory_bandwidth", "peak.bf16"},
    "profile": {"throughput", "power"},
}


def test_there_are_processors_of_every_class() -> None:
    counted = {kind: sum(each.category == kind for each in ALL) for kind in CLASSES}
    assert min(counted.values()) >= 5
    assert sum(counted.values()) == len(ALL)
    assert len(ALL) - counted["profile"] >= 110


@EVERY
def test_every_processor_has_what_its_class_needs(processor: ProcessorSpecification) -> None:
    figures = CATALOGUE.entry("processors", processor.name).figures
    assert NEEDED[processor.category] <= set(figures)


def test_titles_are_unique() -> None:
    assert len({each.title for each in ALL}) == len(ALL)


# Each may draw in one state only as much as in the next, where both cover the same thing.
STATES = ("sleep_power", "idle_power", "active_power", "maximum_power")


@EVERY
def test_powers_rise_from_sleep_to_the_maximum(processor: ProcessorSpecification) -> None:
    powers: list[StatePower] = [p for s in STATES if (p := getattr(processor, s)) is not None]
    for boundary in BOUNDARIES:
        same = [power.value for power in powers if power.boundary == boundary]
        assert same == sorted(same)
    if processor.sleep_power and processor.active_power:
        assert processor.sleep_power.value < processor.active_power.value


# Fewer bits are never slower: each list from slow to fast.
FORMATS = (
    ("fp32", "tf32", "fp16", "fp8", "fp4"),
    ("fp32", "tf32", "bf16", "fp8", "fp4"),
    ("fp32", "fp16", "int8", "int4"),
    ("fp32", "bf16", "int8", "int4"),
)


@EVERY
@pytest.mark.parametrize("formats", FORMATS)
def test_fewer_bits_are_never_slower(
    processor: ProcessorSpecification, formats: tuple[str, ...]
) -> None:
    rates = [rate for name in formats if (rate := getattr(processor.peak, name)) is not None]
    assert rates == sorted(rates)


def sixteen_bits(processor: ProcessorSpecification) -> float | None:
    """Rate in 16 bits, or else in single precision."""
    return processor.peak.bf16 or processor.peak.fp16 or processor.peak.fp32


BALANCED = [each for each in ALL if sixteen_bits(each) and each.memory_bandwidth]
# Operations for each byte of memory traffic at which a processor is balanced. The data sheets of a
# class agree within a factor of ten or so; bits for bytes, TB for GB or operations for
# multiply-accumulates and TOP for GOP leave these ranges.
BALANCE = {
    "edge-accelerator": (2, 1000), "single-board-computer": (2, 40), "phone": (20, 100),
    "cpu": (4, 400), "gpu": (10, 420), "tpu": (60, 600),
}  # fmt: skip


@pytest.mark.parametrize("processor", BALANCED, ids=[each.name for each in BALANCED])
def test_rates_and_bandwidths_are_in_proportion(processor: ProcessorSpecification) -> None:
    rate, bandwidth = sixteen_bits(processor), processor.memory_bandwidth
    assert rate is not None
    assert bandwidth is not None
    low, high = BALANCE[processor.category]
    assert low <= rate / (bandwidth / 8) <= high


# origin: architecture white papers of NVIDIA: dense operations in half precision of one
# multiprocessor in one cycle (GeForce: with sums in fp32)
DENSE = {
    "nvidia-v100-pcie-16gb": 1024, "nvidia-v100-sxm-16gb": 1024, "nvidia-v100-sxm-32gb": 1024,
    "nvidia-t4": 1024, "nvidia-quadro-rtx-6000": 1024,
    "nvidia-a30": 2048, "nvidia-a100-pcie-40gb": 2048, "nvidia-a100-pcie-80gb": 2048,
    "nvidia-a100-sxm-40gb": 2048, "nvidia-a100-sxm-80gb": 2048,
    "nvidia-a10": 1024, "nvidia-a40": 1024, "nvidia-rtx-a6000": 1024,
    "nvidia-l4": 1024, "nvidia-l40s": 1024,
    "nvidia-rtx-3090": 512, "nvidia-rtx-4090": 512, "nvidia-rtx-5090": 512,
    "nvidia-h100-pcie": 4096, "nvidia-h100-nvl": 4096, "nvidia-h100-sxm": 4096,
    "nvidia-h200-sxm": 4096, "nvidia-b200": 8192, "nvidia-gb200": 8192,
    "jetson-orin-nano": 2048, "jetson-orin-nano-super": 2048, "jetson-orin-nx": 2048,
    "jetson-agx-orin": 2048,
}  # fmt: skip


@pytest.mark.parametrize("name", DENSE)
def test_tensor_rates_are_dense(name: str) -> None:
    processor = CATALOGUE.processor(name)
    assert processor.peak.fp16 is not None
    assert processor.cores is not None
    assert processor.clock is not None
    per_cycle = processor.peak.fp16 / (processor.cores * processor.clock)
    # tensor work boosts less high than the clock of the entry; sparsity would give a factor of two
    assert per_cycle == pytest.approx(DENSE[name], rel=0.15)


def test_every_nvidia_gpu_with_tensor_cores_is_tested_for_sparsity() -> None:
    tensor = {
        each.name for each in ALL
        if each.category == "gpu" and each.name.startswith("nvidia-") and each.peak.int8
    }  # fmt: skip
    assert tensor <= set(DENSE)


@EVERY
def test_power_modes_rise_to_the_maximum(processor: ProcessorSpecification) -> None:
    powers = [mode.power for mode in processor.power_modes]
    assert powers == sorted(powers)
    if powers and processor.maximum_power:
        assert powers[-1] <= processor.maximum_power.value
    # a clock that is rounded in one place and not in the other differs in the last digits
    clocks = [mode.clock for mode in processor.power_modes if mode.clock]
    assert clocks == sorted(clocks)
    assert all(clock <= (processor.clock or 0) * 1.001 for clock in clocks)


@EVERY
def test_silicon_is_of_this_age(processor: ProcessorSpecification) -> None:
    # oldest and newest product of the catalogue; names of processes; reticle times six
    assert 2010 <= (processor.release_year or 2020) <= 2026
    assert 3 <= (processor.process_node or 7) <= 90
    assert 1 <= (processor.die_area or 100) <= 6 * 858


# origin: data sheets that sources.toml names: rate in 16 bits, memory, bandwidth, power
@pytest.mark.parametrize(
    ("name", "rate", "gigabytes", "gigabytes_per_second", "watts", "boundary"),
    [
        ("nvidia-a100-pcie-40gb", 312e12, 40, 1555, 250, "board"),
        ("nvidia-a100-pcie-80gb", 312e12, 80, 1935, 300, "board"),
        ("nvidia-a100-sxm-40gb", 312e12, 40, 1555, 400, "module"),
        ("nvidia-a100-sxm-80gb", 312e12, 80, 2039, 400, "module"),
        ("nvidia-h100-pcie", 756e12, 80, 2000, 350, "board"),
        ("nvidia-h100-sxm", 989.5e12, 80, 3350, 700, "module"),
        ("nvidia-h100-nvl", 835.5e12, 94, 3900, 400, "board"),
        ("nvidia-h200-sxm", 989.5e12, 141, 4800, 700, "module"),
        ("nvidia-b200", 2250e12, 180, 8000, 1000, "module"),
        ("amd-mi300x", 1307.4e12, 192, 5300, 750, "module"),
        ("google-tpu-v4", 275e12, 34.359738368, 1200, 192, "chip"),
    ],
)
def test_accelerators_are_those_of_their_data_sheets(
    name: str,
    rate: float,
    gigabytes: float,
    gigabytes_per_second: float,
    watts: float,
    boundary: str,
) -> None:
    processor = CATALOGUE.processor(name)
    assert processor.peak.bf16 == pytest.approx(rate, rel=1e-15)
    assert processor.memory_size == pytest.approx(gigabytes * 8e9, rel=1e-15)
    assert processor.memory_bandwidth == pytest.approx(gigabytes_per_second * 8e9, rel=1e-15)
    assert processor.maximum_power == StatePower(watts, boundary)


def test_a_specification_holds_modes_and_what_is_unknown_is_none() -> None:
    gap9 = CATALOGUE.processor("gap9")
    assert gap9.power_modes[0] == PowerMode("650mV", pytest.approx(0.0244), 240e6)  # type: ignore[arg-type]
    assert gap9.memory_bandwidth is None
    assert CATALOGUE.processor("ecal-case-study").peak.fp32 is None


@pytest.mark.parametrize("file", sorted(BUILT_IN.rglob("*.toml")), ids=lambda file: file.name)
def test_tables_read_one_by_one_are_those_of_the_whole_file(file: Path) -> None:
    pattern = file.relative_to(BUILT_IN).as_posix()
    one_by_one, problems = merged_tables([BUILT_IN], pattern)
    whole = tomllib.loads(file.read_text(encoding="utf-8"))
    assert not problems
    assert {name: dict(found.table) for name, found in one_by_one.items()} == whole


ENTRY = """
[mine]
title = "Made-up processor"
class = "gpu"
boundary = "board"
throughput = "peak.fp32"
power = "maximum_power"
peak.fp32 = { value = 2, unit = "TFLOP/s", source = "bench" }
peak.int8 = { value = 8, unit = "TOP/s", source = "bench" }
maximum_power = { value = 100, unit = "W", source = "bench" }
idle_power = { value = 9, unit = "W", source = "bench", boundary = "system" }
power_modes.low.power = { value = 60, unit = "W", source = "bench" }
power_modes.low.clock = { value = 1.2, unit = "GHz", source = "bench" }
"""
SOURCES = '[bench]\nkind = "measurement"\ntitle = "Bench"\nyear = 2026\n'


def written(folder: Path, text: str) -> Catalogue:
    (folder / "processors").mkdir()
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    (folder / "processors" / "mine.toml").write_text(text, encoding="utf-8")
    return load([folder])


def test_an_entry_of_ones_own_may_give_all_that_built_in_ones_give(tmp_path: Path) -> None:
    catalogue = written(tmp_path, ENTRY)
    mine = catalogue.processor("mine")
    assert (mine.category, mine.peak.fp32, mine.peak.int8) == ("gpu", 2e12, 8e12)
    assert mine.idle_power == StatePower(9.0, "system")
    assert mine.maximum_power == StatePower(100.0, "board")
    assert mine.power_modes == (PowerMode("low", 60.0, 1.2e9),)
    entry = catalogue.entry("processors", "mine")
    assert entry.figures["power"] == entry.figures["maximum_power"]
    assert vars(entry.record) == {"throughput": 2e12, "power": 100.0}


def test_multiply_accumulates_are_two_operations(tmp_path: Path) -> None:
    catalogue = written(tmp_path, ENTRY.replace('8, unit = "TOP/s"', '4, unit = "TMAC/s"'))
    assert catalogue.processor("mine").peak.int8 == 8e12


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ('"TOP/s"', '"TFLOP/s"', ".peak.int8: unit 'TFLOP/s' measures FLOP/s, but this quantity"),
        ('"TOP/s"', '"TOPS"', "integer operations are no FLOP; write 'TOP/s' for their rate"),
        ("peak.int8", "peak.int9", "unknown key 'peak.int9'\n  did you mean 'peak.int8'?"),
        ("low.clock", "low.clok", "unknown key 'power_modes.low.clok'\n  did you mean"),
        ("low.power", "high.power", "[mine].power_modes.low: a mode without power\n  write its"),
        ('"gpu"', '"gpus"', ".class: 'gpus' is not allowed\n  use one of 'mcu'"),
        ('"peak.fp32"', '"peak.fp33"', ".throughput: 'peak.fp33' is no figure of this entry in "
                                       "FLOP/s\n  did you mean 'peak.fp32'?"),
        ('"maximum_power"', '"peak.int8"', ".power: 'peak.int8' is no figure of this entry in W"),
        ('"system"', '"rack"', ".idle_power.boundary: 'rack' is not allowed\n  use one of 'chip'"),
        ('"GHz", source', '"GHz", boundary = "chip", source', "unknown key 'boundary'"),
    ],
)  # fmt: skip
def test_a_bad_specification_is_refused(tmp_path: Path, good: str, bad: str, message: str) -> None:
    assert good in ENTRY
    with pytest.raises(CatalogueError) as refused:
        written(tmp_path, ENTRY.replace(good, bad, 1)).check()
    assert message in str(refused.value)


def test_an_entry_without_a_class_must_give_throughput_and_power(tmp_path: Path) -> None:
    text = '[mine]\ntitle = "Mine"\nboundary = "chip"\n'
    with pytest.raises(CatalogueError) as refused:
        written(tmp_path, text).check()
    assert [each.where.partition("]")[2] for each in refused.value.problems] == [
        ".throughput",
        ".power",
    ]


def test_an_entry_without_a_rate_says_so_where_the_rate_is_needed() -> None:
    hailo = CATALOGUE.entry("processors", "hailo-8")
    assert hailo.missing == ("throughput",)
    with pytest.raises(
        CatalogueError, match=r"processors/hailo-8: has no throughput\n  'joulepath"
    ):
        _ = hailo.record


def test_every_figure_has_a_meaning_in_the_reference() -> None:
    from joulepath.core.docstrings import attribute_docstrings

    kind = KINDS["processors"]
    texts = attribute_docstrings(ProcessorSpecification)
    assert {name.partition(".")[0] for name in kind.further_figures} <= set(texts)
