"""Sweeps: a scenario at many points, from ten to a hundred million, into one file.

>>> from joulepath import load_catalogue
>>> from joulepath.analysis.sweep import asked, in_memory
>>> from joulepath.scenario.reading import load_scenario
>>> scenario = load_scenario("examples/ecal-case-study.toml")
>>> swept = in_memory(asked(scenario, "", {"training.epochs": "10..50:lin3"}))
>>> swept.column("energy").shape
(3,)
"""

from __future__ import annotations

from joulepath.analysis.sweep.asking import DESIGNS, ROWS, asked
from joulepath.analysis.sweep.executors import Executor, on_cluster, on_processes, serially
from joulepath.analysis.sweep.request import Request
from joulepath.analysis.sweep.run import Swept, in_memory, to_file

__all__ = [
    "DESIGNS",
    "ROWS",
    "Executor",
    "Request",
    "Swept",
    "asked",
    "in_memory",
    "on_cluster",
    "on_processes",
    "serially",
    "to_file",
]
