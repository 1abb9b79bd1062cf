"""The commands, put together, and what they do with errors."""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from types import MappingProxyType
from typing import Final, NoReturn

import typer

from joulepath.cli import COMMANDS
from joulepath.cli.output import fail, talk
from joulepath.cli.overwriting import refuse_overwriting
from joulepath.errors import JoulepathError, nearest

__all__ = ["EXAMPLES", "application", "run"]

EXAMPLES: Final = MappingProxyType(
    {
        "estimate": "joulepath estimate scenario.toml --zone DEU --zone FIN",
        "explain": "joulepath explain scenario.toml training.energy --depth 4",
        "compare": "joulepath compare edge.toml cloud.toml -o comparison.md",
        "sweep": "joulepath sweep camera.toml --vary path.0.loss=0..0.5:lin11",
        "offload": "joulepath offload camera.toml --server nvidia-t4",
        "sensitivity": "joulepath sensitivity scenario.toml --chart drivers.svg",
        "workload": "joulepath workload model.onnx --batch 8 --svg model.svg",
        "training": "joulepath training model.onnx --batch 64 --optimiser adamw",
        "infer": "joulepath infer model.onnx --processor stm32l4r5",
        "network": "joulepath network fibre --bits 1GB --year 2024",
        "footprint": "joulepath footprint nvidia-a100-sxm-40 --method components",
        "refresh": "joulepath refresh nvidia-l4 --power 72W --old-power 250W --zone DEU",
        "break-even": "joulepath break-even cloud.toml edge.toml --one-off '5 kWh'",
        "retrain": "joulepath retrain camera.toml --set drift.rate='1 %/month'",
        "amortise": "joulepath amortise scenario.toml --inferences 1e2..1e8:log25",
        "diff": "joulepath diff before.json after.json --fail-above 5%",
        "datacentre": "joulepath datacentre plan.toml -o plan.json",
        "fleet": "joulepath fleet plan.toml -o fleet.json",
        "serving": "joulepath serving llama-3.1-8b --accelerator nvidia-h100-sxm",
        "diffusion": "joulepath diffusion flux.1-dev --accelerator nvidia-h100-sxm",
        "pretrain": "joulepath pretrain 1B --tokens 20B --accelerator nvidia-h100-sxm",
        "export": "joulepath export result.json --to sci",
        "import": "joulepath import emissions.csv",
        "optimise": "joulepath optimise camera.toml --choose zone=DEU,FIN",
        "place": "joulepath place plan.toml -o placement.json",
        "schedule": "joulepath schedule grid.csv --power 2kW --duration 4h",
        "frames": "joulepath frames --payload 20B --application coap",
        "validate": "joulepath validate ml-energy-language --holdout --svg errors.svg",
        "catalogue": "joulepath catalogue processors esp32-s3",
        "init": "joulepath init camera.toml",
        "check": "joulepath check *.toml",
        "schema": "joulepath schema -o scenario.schema.json",
        "doctor": "joulepath doctor",
    }
)
"""How each command may be called, for its help."""

_HOMES: Final = MappingProxyType(
    {
        "estimate": "estimating.estimate",
        "explain": "explaining.explain",
        "compare": "estimating.compare",
        "sweep": "sweeping.sweep",
        "offload": "offloading.offload",
        "sensitivity": "sensitivity.sensitivity",
        "workload": "counting.workload",
        "training": "training.training",
        "infer": "inferring.infer",
        "network": "networking.network",
        "footprint": "footprinting.footprint",
        "refresh": "refreshing.refresh",
        "break-even": "paying_back.break_even",
        "retrain": "retraining.retrain",
        "amortise": "amortising.amortise",
        "diff": "comparing.diff",
        "datacentre": "datacentre.datacentre",
        "fleet": "fleet.fleet",
        "serving": "serving.serving",
        "diffusion": "diffusion.diffusion",
        "pretrain": "pretraining.pretrain",
        "export": "exporting.export",
        "import": "importing.import_measurements",
        "optimise": "optimising.optimise",
        "place": "placing.place",
        "schedule": "scheduling.schedule",
        "frames": "framing.frames",
        "validate": "validating.validate",
        "catalogue": "browsing.browse",
        "init": "writing.init",
        "check": "writing.check",
        "schema": "writing.schema",
        "doctor": "checking.doctor",
    }
)
"""Module and function of each command; only those that are asked for are loaded."""


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Put commands together.

    Parameters
    ----------
    names : iterable of str
        Keys of `joulepath.cli.COMMANDS`; others are left out.

    Returns
    -------
    Typer
        The command line with these commands.
    """
    app = typer.Typer(
        name="joulepath",
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    )
    app.callback()(_nothing)  # without it a single command would have no name
    for name in names:
        if name in COMMANDS:
            example = f"Example: {EXAMPLES[name]}"
            app.command(name, help=COMMANDS[name], epilog=example)(_function(name))
    return app


def _function(name: str) -> Callable[..., None]:
    module, function = _HOMES[name].split(".")
    return getattr(import_module(f"joulepath.cli.{module}"), function)


def _nothing() -> None:
    """Do nothing before a command."""


def run(arguments: Sequence[str]) -> NoReturn:
    """Run a command; a user's mistake ends with its remedy and never with a traceback.

    Parameters
    ----------
    arguments : sequence of str
        The command and its arguments.

    Raises
    ------
    SystemExit
        Always; with 0 fine, 1 a gate failed, 2 the input is wrong, 3 a fault of ours, 4 an
        extra is missing.
    """
    if arguments[0] == "help":
        arguments = (*arguments[1:], "--help")
    _know_command(arguments[0])
    with warnings.catch_warnings():
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = _teller()
        _run(arguments)
    sys.exit(0)


def _run(arguments: Sequence[str]) -> None:
    try:
        refuse_overwriting(arguments)
        named = [arguments[0]] if arguments[0] in COMMANDS else COMMANDS
        application(named)(list(arguments), prog_name="joulepath")
    except JoulepathError as error:
        fail(error)
    except Exception as error:
        if os.environ.get("JOULEPATH_DEBUG"):
            traceback.print_exc()
        talk(f"error: a fault of joulepath: {type(error).__name__}: {error}")
        talk("  JOULEPATH_DEBUG=1 shows where; please report it with the scenario")
        sys.exit(3)


def _know_command(name: str) -> None:
    if name.startswith("-") or name in COMMANDS:
        return
    near = nearest(name, COMMANDS)
    remedy = f"did you mean {near[0]!r}?" if near else "'joulepath --help' shows them all"
    talk(f"error: no command named {name!r}\n  {remedy}")
    sys.exit(2)


def _teller() -> Callable[..., None]:
    """Make what shows warnings, each of them once."""
    told: set[str] = set()

    def tell(message: Warning | str, *_: object, **__: object) -> None:
        if str(message) not in told:
            talk(f"warning: {message}")
        told.add(str(message))

    return tell
