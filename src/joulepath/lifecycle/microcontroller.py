"""One inference on a microcontroller: cycles first, then time, then power."""

from __future__ import annotations

from joulepath.core.quantities import Count, Cycle, Joule, Ratio, Sample, Second, Volt, Watt
from joulepath.formulas import bands
from joulepath.formulas import microcontroller as formulas
from joulepath.formulas.compute import energy_at_power
from joulepath.records.microcontroller import (
    CalibratedInference,
    CorePower,
    DrawnCharge,
    DutyCycle,
    DutyCycled,
    Execution,
    ExecutionPlan,
    InferenceCycles,
    KnownPower,
    NetworkWork,
    RuntimeCalibration,
)

_OPERATIONS_OF_A_MAC = 2.0
_ONE_SAMPLE = 1.0


def infer(work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration) -> Execution:
    """Time, power and energy of one inference.

    Parameters
    ----------
    work : NetworkWork
        What it takes, by kind of operator.
    plan : ExecutionPlan
        What executes it; its numbers broadcast.
    runtime : RuntimeCalibration
        What measurements say of the software.

    Returns
    -------
    Execution
        Of the broadcast shapes of the inputs.
    """
    cycles = cycles_of(work, plan, runtime)
    time = formulas.execution_time(cycles=cycles.whole, clock=plan.clock)
    power = _power(plan)
    energy = energy_at_power(time=time, power=power)
    return Execution(
        cycles=cycles,
        time=time,
        time_low=bands.time_bound(time=time, factor=_end(plan.time_low, plan)),
        time_high=bands.time_bound(time=time, factor=_end(plan.time_high, plan)),
        power=power,
        energy=energy,
        energy_low=bands.energy_bound(energy=energy, factor=_end(plan.low, plan)),
        energy_high=bands.energy_bound(energy=energy, factor=_end(plan.high, plan)),
    )


def execute_calibrated(
    samples: Sample, calibrated: CalibratedInference
) -> tuple[Second, Joule, Joule, Joule]:
    """Time and energy of samples, one after the other, and the ends of the energy's band."""
    one = infer(calibrated.work, calibrated.plan, calibrated.runtime)
    times = formulas.runs(samples=samples, samples_per_run=_ONE_SAMPLE)
    return (
        formulas.time_of_runs(times=times, each=one.time),
        formulas.energy_of_runs(times=times, each=one.energy),
        formulas.energy_of_runs(times=times, each=one.energy_low),
        formulas.energy_of_runs(times=times, each=one.energy_high),
    )


def cycles_of(
    work: NetworkWork, plan: ExecutionPlan, runtime: RuntimeCalibration
) -> InferenceCycles:
    """Clock cycles of one inference, by kind of operator.

    Parameters
    ----------
    work : NetworkWork
        What it takes.
    plan : ExecutionPlan
        What executes it; its numbers broadcast.
    runtime : RuntimeCalibration
        What measurements say of the software.

    Returns
    -------
    InferenceCycles
        Of the broadcast shapes of the inputs.
    """

    def multiplying(macs: Count, cost: Ratio) -> Cycle:
        return formulas.multiplying_cycles(
            macs=macs,
            per_mac=_OPERATIONS_OF_A_MAC,
            cost=cost,
            throughput=plan.throughput,
            cores=plan.cores,
            clock=plan.rated_clock,
        )

    parts = (
        multiplying(work.fully_connected, runtime.fully_connected),
        multiplying(work.depthwise, runtime.depthwise),
        multiplying(work.pointwise, runtime.pointwise),
        multiplying(work.convolution, runtime.convolution),
        formulas.writing_cycles(values=work.output_values, per_value=runtime.per_value),
        formulas.starting_cycles(layers=work.layers, per_layer=runtime.per_layer),
    )
    return InferenceCycles(*parts, formulas.inference_cycles(parts=parts, pace=plan.pace))


def switched(known: CorePower) -> Volt:
    """Voltage from which a core behind a switching regulator draws its charge."""
    return formulas.converted_voltage(core=known.core, efficiency=known.efficiency)


def now_and_then(execution: Execution, duty: DutyCycle) -> DutyCycled:
    """Infer now and then, and sleep between.

    Parameters
    ----------
    execution : Execution
        One inference.
    duty : DutyCycle
        How often, and what sleep costs; its numbers broadcast.

    Returns
    -------
    DutyCycled
        Of the broadcast shapes of the inputs.
    """
    energy = formulas.period_energy(
        inferences=duty.inferences,
        each=execution.energy,
        wake=duty.wake,
        sleep=duty.sleep,
        period=duty.period,
        busy=execution.time,
    )
    power = formulas.mean_power(energy=energy, period=duty.period, efficiency=duty.efficiency)
    return DutyCycled(energy, power)


def _end(factor: Ratio, plan: ExecutionPlan) -> Ratio:
    """End of a band, further away outside what was measured."""
    match plan.validity:
        case "inside":
            return factor
        case "outside":
            return bands.widened(factor=factor)


def _power(plan: ExecutionPlan) -> Watt:
    match plan.power:
        case KnownPower(power, clock):
            return formulas.power_at_clock(power=power, clock=plan.clock, reference=clock)
        case DrawnCharge(charge, voltage):
            return formulas.core_power(charge=charge, clock=plan.clock, voltage=voltage)
