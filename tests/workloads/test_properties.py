"""What must hold for every model, and for every damaged file."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper

from joulepath.errors import WorkloadError
from joulepath.records.model import CountedModel
from joulepath.workloads import count, totals

Save = Callable[..., Path]
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
sizes = st.integers(1, 40)
positions = st.integers(0, 10_000) | st.integers(0, 10**6)  # the nodes come first in a file


def chain(save: Save, widths: list[int], batch: int | str = "batch") -> CountedModel:
    """Fully connected layers with bias from each width to the next."""
    nodes, weights = [], {}
    for layer, (before, after) in enumerate(pairwise(widths)):
        inputs = [f"x{layer}", f"w{layer}", f"b{layer}"]
        nodes.append(helper.make_node("Gemm", inputs, [f"x{layer + 1}"]))
        weights |= {f"w{layer}": (before, after), f"b{layer}": (after,)}
    return totals(count(save(nodes, {"x0": [batch, widths[0]]}, [f"x{len(nodes)}"], weights)))


@few
@given(st.lists(sizes, min_size=3, max_size=6), st.data())
def test_a_chain_counts_as_the_sum_of_its_parts(
    save: Save, widths: list[int], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(1, len(widths) - 2))
    whole, front, back = (chain(save, part) for part in (widths, widths[: cut + 1], widths[cut:]))
    for name in ("macs", "other_operations", "parameters", "weight_bits"):
        assert getattr(whole, name) == getattr(front, name) + getattr(back, name), name


@few
@given(st.lists(sizes, min_size=2, max_size=4), st.integers(1, 9))
def test_the_batch_does_not_matter(save: Save, widths: list[int], batch: int) -> None:
    assert chain(save, widths, batch) == chain(save, widths)


@few
@given(channels=sizes, factor=st.integers(2, 5), length=st.integers(3, 30))
def test_work_is_proportional_to_the_output_channels(
    save: Save, channels: int, factor: int, length: int
) -> None:
    def convolution(outputs: int) -> CountedModel:
        nodes = [helper.make_node("Conv", ["x", "w", "b"], ["y"])]
        weights = {"w": (outputs, 2, 3), "b": (outputs,)}
        return totals(count(save(nodes, {"x": ["n", 2, length]}, weights=weights)))

    one, many = convolution(channels), convolution(factor * channels)
    assert many.macs == factor * one.macs
    assert many.other_operations == factor * one.other_operations
    assert many.parameters == factor * one.parameters


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged") / "model.onnx"


@pytest.fixture(scope="session")
def content(examples: Path) -> bytes:
    return (examples / "tiny-transformer.onnx").read_bytes()


def judged(path: Path) -> CountedModel | WorkloadError:
    try:
        return totals(count(path))
    except WorkloadError as error:
        return error


@few
@given(data=st.data())
def test_a_truncated_file_is_refused(scratch: Path, content: bytes, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(content) - 1))
    scratch.write_bytes(content[:length])
    assert isinstance(judged(scratch), WorkloadError)


@few
@given(flips=st.lists(st.tuples(positions, st.integers(1, 255)), min_size=1, max_size=4))
def test_flipped_bytes_never_crash(
    scratch: Path, content: bytes, flips: list[tuple[int, int]]
) -> None:
    damaged = bytearray(content)
    for position, mask in flips:
        damaged[position % len(content)] ^= mask
    scratch.write_bytes(damaged)
    assert str(judged(scratch)) != ""
