"""A scenario's model divided between its device and a server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from joulepath.core.quantities import Bit, SamplePerInference
from joulepath.errors import Problem, ScenarioError
from joulepath.lifecycle.offload import offload
from joulepath.records.inputs import RateDemand
from joulepath.records.offload import Offload, OffloadPlan, Part, Split, SplitOutcome
from joulepath.records.workload import Workload
from joulepath.scenario.divided_links import Judge, judge_of
from joulepath.scenario.fields import Rate
from joulepath.scenario.ledger import Ledger
from joulepath.scenario.offload_section import OffloadSection
from joulepath.scenario.problems import located, problem_at
from joulepath.scenario.reading import Loaded
from joulepath.scenario.resolve import Resolved, resolve
from joulepath.scenario.resolve_stages import placement
from joulepath.workloads.network_work import network_work
from joulepath.workloads.operation_sums import flops_of
from joulepath.workloads.splits import Cut, cuts

__all__ = ["DEVICE", "SERVER", "Divided", "Offloaded", "divide", "resolve_offload"]

DEVICE: Final = "all on the device"
SERVER: Final = "all on the server"


@dataclass(frozen=True)
class Divided:
    """The ways to divide the model of a scenario, and what judges them."""

    plan: OffloadPlan
    """Both ends, what lies between them, and every way."""
    resolved: Resolved
    """The scenario, resolved."""
    judge: Judge
    """Says what a division breaks on the links."""


@dataclass(frozen=True)
class Offloaded:
    """Every way to divide the model of a scenario."""

    title: str
    """Name of the scenario."""
    plan: OffloadPlan
    """What was weighed."""
    result: Offload
    """What each way comes to."""
    resolved: Resolved
    """The scenario, resolved."""
    judge: Judge
    """Says what a division breaks on the links."""
    broken: tuple[tuple[Problem, ...], ...]
    """What each division breaks on the links, in their order; nothing for one that they allow."""

    @property
    def allowed(self) -> tuple[SplitOutcome, ...]:
        """Divisions that the links allow."""
        judged = zip(self.result.outcomes, self.broken, strict=True)
        return tuple(outcome for outcome, broken in judged if not broken)


def resolve_offload(loaded: Loaded) -> Offloaded:
    """Weigh every way to divide the model of a scenario between device and server.

    Parameters
    ----------
    loaded : Loaded
        A scenario whose ``[inference]`` names the device, whose path begins with the device's
        own link, and whose ``[offload]`` names the server.

    Returns
    -------
    Offloaded
        Every way from all on the device to all on the server.

    Raises
    ------
    ScenarioError
        With all that the scenario lacks, or where its links allow no way at all.
    """
    divided = divide(loaded)
    plan, judge = divided.plan, divided.judge
    result = offload(plan)
    broken = tuple(judge(outcome, plan) for outcome in result.outcomes)
    if all(broken):
        raise ScenarioError(*dict.fromkeys((*broken[0], *broken[-1])))
    return Offloaded(loaded.scenario.title, plan, result, divided.resolved, judge, broken)


def divide(loaded: Loaded) -> Divided:
    """Find every way to divide the model of a scenario, without weighing any.

    Parameters
    ----------
    loaded : Loaded
        As `resolve_offload` takes it.

    Raises
    ------
    ScenarioError
        With all that the scenario lacks.
    """
    _check(loaded)
    resolved = resolve(loaded, divided=True)
    judge = judge_of(resolved.inputs, Ledger(loaded))
    return Divided(_plan(loaded, resolved), resolved, judge)


def _check(loaded: Loaded) -> None:
    problems = list(_problems(loaded))
    if problems:
        raise ScenarioError(*problems)


def _problems(loaded: Loaded) -> Iterator[Problem]:
    scenario, name = loaded.scenario, loaded.name
    if scenario.offload is None:
        remedy = 'add [offload] with processor = "nvidia-t4", or --server'
        yield problem_at(located(name, ["offload"]), "missing: no server is named", remedy)
    if not scenario.path or scenario.path[0].method != "framed":
        what = "no link of the device's own by its frames"
        remedy = "give path[0] a link, so that the energy of the device is known apart"
        yield problem_at(located(name, ["path"]), what, remedy)
    if not isinstance(scenario.inference.inferences, Rate):
        what = "no rate at which the model is used"
        remedy = 'write a rate such as inferences = "24/day", with a lifetime'
        yield problem_at(located(name, ["inference", "inferences"]), what, remedy)


def _plan(loaded: Loaded, resolved: Resolved) -> OffloadPlan:
    ledger, section = Ledger(loaded), _section(loaded)
    inputs = resolved.inputs
    demand: Any = inputs.inference.demand
    assert isinstance(demand, RateDemand)
    return OffloadPlan(
        splits=tuple(_splits(loaded, resolved)),
        device=inputs.inference.placement,
        calibrated=inputs.inference.calibrated,
        server=placement(section, "offload", "offload", ledger),
        overhead=section.overhead,
        idle=section.idle_power,
        path=inputs.path,
        samples=inputs.inference.samples_per_inference,
        rate=demand.rate,
        report=None if inputs.telemetry is None else inputs.telemetry.interval,
        pack=inputs.battery,
        switches=inputs.switches,
    )


def _section(loaded: Loaded) -> OffloadSection:
    section: Any = loaded.scenario.offload
    return section


def _splits(loaded: Loaded, resolved: Resolved) -> Iterator[Split]:
    """All on the device, every cut of a counted network, all on the server."""
    inputs, workload = resolved.inputs, resolved.counted
    from joulepath.lifecycle.model import model_work

    samples = inputs.inference.samples_per_inference
    forward = model_work(inputs.model, inputs.costs, inputs.switches).forward
    work = None if workload is None else network_work(workload)
    whole = Part(forward * samples, work, inputs.inference.roofline)
    taken = inputs.data.values_per_sample * inputs.data.bits_per_value * samples
    result = inputs.inference.bits_per_result
    yield Split(DEVICE, whole, None, result, None)
    if workload is not None:
        for cut in cuts(workload, taken / samples):
            split = _split(cut, samples, result)
            yield split if inputs.inference.roofline is None else _layered(split, cut, loaded)
    yield Split(SERVER, None, whole, taken, result)


def _layered(split: Split, cut: Cut, loaded: Loaded) -> Split:
    """The same, the device's part as layers that its processor runs."""
    from joulepath.scenario.roofline_inference import run_by_roofline

    setting = run_by_roofline(cut.head, loaded.scenario, Ledger(loaded))
    part: Any = split.device
    return replace(split, device=replace(part, layered=setting.inference))


def _split(cut: Cut, samples: SamplePerInference, result: Bit | None) -> Split:
    return Split(
        name=f"after {cut.after}",
        device=_part(cut.head, samples),
        server=_part(cut.tail, samples),
        sent=cut.crossing_bits * samples,
        answer=result,
    )


def _part(workload: Workload, samples: SamplePerInference) -> Part:
    return Part(flops_of(workload.operations) * samples, network_work(workload))
