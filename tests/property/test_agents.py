"""What holds for agents that answer together, whatever they do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.formulas.serving.agents import steps_of_round
from joulepath.lifecycle.agents import answer_together
from joulepath.records.agents import AgentCalibration, AgentRun
from joulepath.records.serving import Formats
from joulepath.scenario.accelerators import accelerator
from joulepath.workloads.language_models import language_model
from joulepath.workloads.served_model import served_model

MODEL = served_model(language_model("llama-3.1-8b"))
DEVICE = accelerator("nvidia-a100-pcie-80gb", "bf16", load())
CALIBRATION = AgentCalibration(0.7, 0.6, 1e-3, 1e-5, 0.2, 3.0)

runs = st.builds(
    AgentRun,
    accelerator=st.just(DEVICE),
    formats=st.just(Formats(16.0, 16.0, 16.0, 16.0, 16.0)),
    questions=st.floats(1, 100),
    agents=st.floats(1, 30),
    rounds=st.floats(1, 6),
    allowed=st.floats(1, 256),
    read=st.floats(10, 10_000),
    written=st.floats(10, 10_000),
    limit=st.just(1024.0),
)


@given(runs)
def test_a_round_takes_no_less_than_its_longest_answer(run: AgentRun) -> None:
    found = answer_together(MODEL, run, CALIBRATION)
    assert found.whole == pytest.approx(run.rounds * found.round)
    assert found.longest <= run.limit
    if found.answer <= run.limit:
        assert found.steps >= found.longest * (1 - 1e-9)
        assert found.sequences <= min(run.questions * run.agents, run.allowed) * (1 + 1e-9)


@given(runs, st.floats(1.1, 5))
def test_more_agents_never_take_less_time(run: AgentRun, factor: float) -> None:
    more = replace(
        run,
        agents=run.agents * factor,
        written=run.written * factor,
        read=run.read * factor,
    )
    longer = answer_together(MODEL, more, CALIBRATION).whole
    assert longer >= answer_together(MODEL, run, CALIBRATION).whole * (1 - 1e-9)


def test_steps_by_hand() -> None:
    # 4 answers of 10 tokens and one of 30, two at a time: 40 / 2 = 20, then 30 more at most
    found = steps_of_round(tokens=70.0, longest=30.0, calls=5.0, allowed=2.0, each=1.0)
    assert found == 50.0
    # one at a time nothing is saved: the sum of all
    assert steps_of_round(tokens=70.0, longest=30.0, calls=5.0, allowed=1.0, each=1.0) == 70.0
