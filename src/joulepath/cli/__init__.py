"""The command line: read, call one library function, print.

Help and version are printed without loading anything, so that they come at once.
"""

from __future__ import annotations

import io
import sys
from types import MappingProxyType
from typing import Final

__all__ = ["COMMANDS", "main"]

COMMANDS: Final = MappingProxyType(
    {
        "estimate": "Energy and carbon of a scenario's whole life, stage by stage.",
        "explain": "Where a number comes from: its formula, inputs and sources.",
        "compare": "Several scenarios side by side, with differences by stage.",
        "sweep": "A scenario at many points: tables, maps and curves.",
        "offload": "Where a model should run: on the device, a server, or both.",
        "sensitivity": "Which uncertain inputs drive a result, alone and together.",
        "workload": "Operations, parameters and bytes of a model file, by layer.",
        "training": "Work and memory of training a model, by step and as a whole.",
        "infer": "Time, power and energy of a model on a processor.",
        "network": "Energy of a message in the network behind a device.",
        "footprint": "What making, moving and discarding a device emits, by part.",
        "refresh": "Whether new hardware pays its making back, or the old is kept.",
        "break-even": "After how many inferences an alternative has paid for itself.",
        "retrain": "How often to train anew a model that drifts.",
        "amortise": "How eCAL falls as a model is used, and its bound.",
        "diff": "What changed between two saved results.",
        "datacentre": "Energy and carbon of AI in a data centre, phase by phase.",
        "fleet": "A fleet of devices from making to end of life.",
        "serving": "Time, power and energy of a language model that answers.",
        "diffusion": "Time, power and energy of images and videos by a model.",
        "pretrain": "Time and energy of training language models on many chips.",
        "export": "A result in the form of a standard or another tool.",
        "import": "Energy and carbon that another tool has measured.",
        "optimise": "The devices, radios, models and numbers that take least.",
        "place": "Where each of several tasks should run.",
        "schedule": "When and where to run work that waits for cleaner electricity.",
        "frames": "Bytes that each protocol adds to a message, up and down.",
        "validate": "Hold predictions against published measurements.",
        "catalogue": "List, show and search processors, protocols, zones and more.",
        "init": "Write a commented scenario to start from.",
        "check": "List every problem of scenario files at once.",
        "schema": "Print the JSON Schema of scenarios, plans or answers.",
        "doctor": "Show versions, extras and where the catalogue comes from.",
    }
)
"""Commands and what they do, in the order of the help."""

_ABOUT: Final = """\
Usage: joulepath COMMAND [ARGUMENTS]

Follow a bit from the sensor to the answer: the energy and carbon of an AI
model's whole life, with a source on every number.
"""

_TRY: Final = """\
Start here:
  joulepath init scenario.toml      write a commented scenario
  joulepath estimate scenario.toml  see what it costs, stage by stage
  joulepath COMMAND --help          all options of a command

Exit codes: 0 fine, 1 a gate failed, 2 the input is wrong, 3 a fault of ours,
4 an extra is missing.
"""


def main() -> None:
    """Run the command line."""
    try:
        _main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)


def _main(arguments: list[str]) -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # whatever a terminal cannot show must not end in a traceback
            stream.reconfigure(errors="replace")
    if arguments in ([], ["--help"], ["-h"], ["help"]):
        _write(help_text())
    elif arguments in (["--version"], ["-V"], ["version"]):
        from joulepath.report.version import VERSION

        _write(f"joulepath {VERSION}\n")
    else:
        from joulepath.cli.app import run

        run(arguments)


def help_text() -> str:
    """What ``joulepath --help`` prints."""
    width = max(map(len, COMMANDS))
    rows = "".join(f"  {name.ljust(width)}  {what}\n" for name, what in COMMANDS.items())
    return f"{_ABOUT}\nCommands:\n{rows}\n{_TRY}"


def _write(text: str) -> None:
    from joulepath.cli.output import emit, fail
    from joulepath.errors import InputError

    try:
        emit(text.rstrip("\n"))
    except InputError as error:
        fail(error)
