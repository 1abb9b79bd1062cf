"""Teams of agents: rounds that last as long as their longest answer."""

from __future__ import annotations

from joulepath.core.quantities import Bit, Count, Second, Token
from joulepath.formulas import data
from joulepath.formulas.serving import agents, load, steps
from joulepath.records.agents import AgentCalibration, AgentRun, AgentTime
from joulepath.records.serving import ServedModel

_ONE_TOKEN = 1.0
_ONE_PROCESSOR = 1.0
_NO_TIME = 0.0


def answer_together(model: ServedModel, run: AgentRun, calibration: AgentCalibration) -> AgentTime:
    """Time of questions that teams of agents answer.

    Parameters
    ----------
    model : ServedModel
        The model of all agents, a dense one.
    run : AgentRun
        What they do; its numbers broadcast.
    calibration : AgentCalibration
        What measurements say.

    Returns
    -------
    AgentTime
        Of the broadcast shapes of the inputs.
    """
    calls = agents.calls_of_round(questions=run.questions, agents=run.agents)
    written = _tokens(run, run.written)
    answer = agents.tokens_of_call(tokens=written, calls=calls)
    longest = agents.longest_answer(
        tokens=written, calls=calls, spread=calibration.spread, limit=run.limit
    )
    count = agents.steps_of_round(
        tokens=written, longest=longest, calls=calls, allowed=run.allowed, each=_ONE_TOKEN
    )
    sequences = agents.mean_sequences(tokens=written, steps=count, each=_ONE_TOKEN)
    step = _step_time(model, run, calibration, calls, answer, sequences)
    reading = _reading_time(model, run, calibration)
    one_round = agents.round_time(
        steps=count, step=step, reading=reading, overhead=calibration.between_rounds
    )
    return AgentTime(
        answer=answer,
        longest=longest,
        steps=count,
        sequences=sequences,
        step=step,
        reading=reading,
        round=one_round,
        whole=agents.run_time(rounds=run.rounds, each=one_round),
    )


def _tokens(run: AgentRun, per_question: Token) -> Token:
    return agents.tokens_of_round(
        questions=run.questions, per_question=per_question, rounds=run.rounds
    )


def _step_time(
    model: ServedModel,
    run: AgentRun,
    calibration: AgentCalibration,
    calls: Count,
    answer: Token,
    sequences: Count,
) -> Second:
    prompt = agents.tokens_of_call(tokens=_tokens(run, run.read), calls=calls)
    context = load.mean_context(prompt=prompt, answer=answer)
    weights = data.total_bits(
        parts=(
            data.raw_bits(values=model.dense_weights, bits_per_value=run.formats.dense),
            data.raw_bits(values=model.head_weights, bits_per_value=run.formats.head),
        )
    )
    streaming = steps.streaming_time(
        bits=agents.read_in_step(
            weights=weights, sequences=sequences, cache=_cached(model, run, context)
        ),
        processors=_ONE_PROCESSOR,
        bandwidth=run.accelerator.bandwidth,
        share=calibration.streaming,
    )
    host = steps.host_time(
        per_step=calibration.step,
        per_sequence=calibration.sequence,
        sequences=sequences,
        waiting=_NO_TIME,
    )
    return steps.step_time(parts=(streaming, host))


def _cached(model: ServedModel, run: AgentRun, context: Token) -> Bit:
    values = load.cached_values(
        context=context,
        growing=model.growing_cache,
        windowed=model.windowed_cache,
        window=model.window,
        state=model.state,
    )
    return data.raw_bits(values=values, bits_per_value=run.formats.cache)


def _reading_time(model: ServedModel, run: AgentRun, calibration: AgentCalibration) -> Second:
    return steps.arithmetic_time(
        work=agents.prompt_work(tokens=_tokens(run, run.read), each=model.fixed_work),
        processors=_ONE_PROCESSOR,
        throughput=run.accelerator.throughput,
        share=calibration.arithmetic,
    )
