"""Many scenarios at once: our arrays against the peer's loop, in one run on one core.

``python benchmarks/arrays.py`` takes half a minute, ``--quick`` some seconds at a tenth of the
size, where less is gained and goals may be missed.
Both sides compute the same life, a three-layer MLP over one hop (our profile ``reference``), and
the first line says how closely they agree. The fastest of several alternating rounds counts.
"""

from __future__ import annotations

import argparse
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
from peer import PEER, STUB_NOTE, Peer, find_peer

from joulepath.analysis.arrays import evaluate
from joulepath.analysis.plan import arrays_in
from joulepath.catalogue import load
from joulepath.core.tree import is_number, map_leaves
from joulepath.lifecycle import lifecycle
from joulepath.records.architectures import Mlp, OperationCosts
from joulepath.records.compute import Placement, Processor
from joulepath.records.inputs import (
    CrossValidation,
    Data,
    InferencePlan,
    Inputs,
    PreprocessingPlan,
    TotalDemand,
    TrainingPlan,
)
from joulepath.records.network import Hop
from joulepath.records.switches import PROFILES

PEER_CALL = {"model_type": "MLP", "model_params": {"num_layers": 3, "din": 10, "dout": 2}}
LAYERS = ("application", "presentation", "session", "transport", "network", "datalink", "physical")
COLUMN_OUTPUTS = ("ecal", "energy", "carbon", "per_inference")
GRID_OUTPUTS = ("ecal",)


@dataclass
class Fastest:
    """Shortest time of each measurement so far."""

    scalar: float = np.inf
    columns: float = np.inf
    grid: float = np.inf
    peer: float = np.inf

    def note(self, **seconds: float) -> None:
        """Keep what is faster than before."""
        for name, value in seconds.items():
            setattr(self, name, min(value, getattr(self, name)))


def scenario() -> Inputs:
    """What the peer computes when called with ``PEER_CALL``."""
    catalogue = load()
    layers: list[Any] = [
        catalogue.entry("protocols", f"generic-{layer}").record for layer in LAYERS
    ]
    method: Any = catalogue.entry("preprocessing", "standardise").record
    prepare, compute = (Placement(Processor(rate, 100.0), 1.0) for rate in (1e10, 1e13))
    return Inputs(
        data=Data(1000.0, 10.0, 64.0),
        model=Mlp((10.0, 10.0, 10.0, 2.0), (2.0, 2.0, 2.0)),
        costs=OperationCosts(mac=2.0, other=1.0),
        path=(Hop(tuple(layers), None, 0.0),),
        storage=None,
        preprocessing=PreprocessingPlan(method, 10.0, prepare, prepare),
        training=TrainingPlan(50.0, 1.0, 2.0, CrossValidation(5.0), None, compute),
        inference=InferencePlan(TotalDemand(10_000.0), 1.0, "sent", None, compute),
        virtualisation=0.0,
        denominator="application-bits",
        intensity=1e-4,
        switches=PROFILES["reference"],
    )


def columns(count: int) -> Inputs:
    """A column of scenarios for every number of the scenario."""
    random = np.random.default_rng(1)

    def column(_: str, leaf: Any) -> Any:
        if not is_number(leaf):
            return leaf
        return random.uniform(0.9, 1.1, count) * leaf if leaf else random.uniform(0, 0.1, count)

    return map_leaves(column, scenario())


def grid(points: int) -> Inputs:
    """All combinations of four inputs, about so many."""
    base, length = scenario(), round(points**0.25)
    ends = ((1e3, 1e6), (1e3, 1e7), (0.0, 0.5), (1.0, 100.0))
    samples, inferences, loss, epochs = np.ix_(*(np.linspace(*pair, length) for pair in ends))
    return replace(
        base,
        data=replace(base.data, samples=samples),
        inference=replace(base.inference, demand=TotalDemand(inferences)),
        path=(replace(base.path[0], loss=loss),),
        training=replace(base.training, epochs=epochs) if base.training else None,
    )


def seconds(action: Callable[[], object], repeats: int = 1) -> float:
    """Time an action, the mean of some calls."""
    start = perf_counter()
    for _ in range(repeats):
        action()
    return (perf_counter() - start) / repeats


def bandwidth() -> float:
    """Bytes a second that adding two long arrays into a third reads and writes."""
    a, b, c = (np.ones(8_000_000) for _ in range(3))
    return 3 * a.nbytes / min(seconds(lambda: np.add(a, b, out=c)) for _ in range(5))


def line(what: str, ours: str, peer: str, ratio: str, goal: str, met: bool | None) -> None:
    """Print one row; ``met`` is none where nothing could be compared."""
    verdict = {True: "met", False: "NOT MET", None: "not compared"}[met]
    print(f"{what:<52} {ours:>12} {peer:>12} {ratio:>9}   {goal:<16} {verdict}")


def throughput(what: str, count: int, ours: float, peer: float, goal: float) -> None:
    """Print scenarios a second of both sides."""
    if peer == np.inf:
        line(what, f"{count / ours / 1e6:.1f} M/s", "-", "-", f"at least {goal:.0f}x", None)
        return
    ratio = count / ours * peer
    rates = f"{count / ours / 1e6:.1f} M/s", f"{1 / peer / 1e3:.1f} k/s"
    line(what, *rates, f"{ratio:.0f}x", f"at least {goal:.0f}x", ratio >= goal)


def measure(peer: Peer | None, many: Inputs, dense: Inputs, rounds: int) -> Fastest:
    """Alternate between the peer and ours, and print whether their results agree."""
    one, fastest = scenario(), Fastest()
    for turn in range(rounds):
        if peer:
            timing = peer.time_loop(PEER_CALL)
            fastest.note(peer=timing["seconds"])
            if turn == 0:
                difference = lifecycle(one).ecal / timing["result"]["ecal_j_per_bit"] - 1
                print(f"peer: {PEER}, torch {timing['torch']}, Python {timing['python']}")
                print(f"{STUB_NOTE}\necal of ours and the peer's differ by {difference:.1e}\n")
        fastest.note(
            scalar=min(seconds(lambda: lifecycle(one), 500) for _ in range(5)),
            columns=seconds(lambda: evaluate(dense, COLUMN_OUTPUTS)),
            grid=seconds(lambda: evaluate(many, GRID_OUTPUTS)),
        )
    return fastest


def report(fastest: Fastest, dense: Inputs, count: int, points: int) -> None:
    """Print the table."""
    what, ours, peer, ratio, goal = "what", "ours", "the peer", "ratio", "goal"
    print(f"{what:<52} {ours:>12} {peer:>12} {ratio:>9}   {goal}")
    known = fastest.peer < np.inf
    line(
        "one scenario, in process",
        f"{fastest.scalar * 1e6:.0f} us",
        f"{fastest.peer * 1e6:.0f} us" if known else "-",
        f"{fastest.scalar / fastest.peer:.1f}x" if known else "-",
        "at most 200 us",
        fastest.scalar <= 200e-6,
    )
    varying = len(arrays_in(dense))
    text = f"{count:,} scenarios, all {varying} inputs vary, {len(COLUMN_OUTPUTS)} outputs"
    throughput(text, count, fastest.columns, fastest.peer, goal=100)
    text = f"grid of {points:,} points over 4 inputs, {len(GRID_OUTPUTS)} output"
    throughput(text, points, fastest.grid, fastest.peer, goal=3000)
    speed = bandwidth()
    moved = 8 * count * (varying + len(COLUMN_OUTPUTS)) / fastest.columns
    print(
        f"\nmemory bandwidth of this machine, one core: {speed / 1e9:.1f} GB/s;"
        f" the scenarios side by side are read and answered at {moved / 1e9:.1f} GB/s"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Arrays of scenarios against the peer's loop.")
    parser.add_argument("--quick", action="store_true", help="ten times smaller, three rounds")
    quick = parser.parse_args(arguments).quick
    count, rounds = (100_000, 3) if quick else (1_000_000, 5)
    peer = find_peer()
    print(f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    many, dense = grid(10 * count), columns(count)
    fastest = measure(peer, many, dense, rounds)
    points = int(np.prod([axis.size for axis in arrays_in(many).values()]))
    report(fastest, dense, count, points)


if __name__ == "__main__":
    main()
