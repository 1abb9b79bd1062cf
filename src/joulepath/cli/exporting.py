"""The command that puts a result in the form of a standard: export."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer

from joulepath.catalogue import load
from joulepath.catalogue.units import parse
from joulepath.cli.options import CatalogueOption, OutputOption
from joulepath.cli.output import emit
from joulepath.errors import InputError, Problem, UnknownName
from joulepath.measure.reading import read_measured, tool_of
from joulepath.measure.runs import summed
from joulepath.report.exports import FORMATS, exported_text
from joulepath.report.exports.facts import Facts
from joulepath.report.exports.reading import hardware_of_file, result_of_file, result_of_scenario
from joulepath.report.exports.settings import GROUPS, HARDWARE, OWNERS, Hardware, Owner, Settings

__all__ = ["export"]

_COUNT_HARDWARE: Final = ("sci", "sci-ai", "ghg", "impact-framework")
_USED_BY: Final = MappingProxyType(
    {
        "--owner": ("ghg", "boamps"),
        "--contract": ("ghg",),
        "--direct": ("ghg",),
        **dict.fromkeys(("--hardware", "--reserved", "--lifetime", "--share"), _COUNT_HARDWARE),
        "--duration": ("impact-framework", "codecarbon"),
        "--at": ("spdx", "boamps", "impact-framework", "codecarbon"),
        "--training-type": ("huggingface",),
        "--task-family": ("boamps",),
        "--data-type": ("boamps",),
    }
)
"""Forms that an option says something to."""


def export(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help="Saved result (JSON) or scenario (TOML).")
    ],
    to: Annotated[str, typer.Option("--to", metavar="FORM", help=f"{', '.join(FORMATS)}.")],
    owners: Annotated[
        list[str] | None,
        typer.Option(
            "--owner",
            metavar="PART=OWNER",
            help=f"Who owns {', '.join((*GROUPS, HARDWARE))} (or one device of it:"
            f" {HARDWARE}.DEVICE): {', '.join(OWNERS)}; repeatable.",
        ),
    ] = None,
    contract: Annotated[
        str | None,
        typer.Option(metavar="INTENSITY", help="Of contracted electricity, e.g. '0 g/kWh'."),
    ] = None,
    direct: Annotated[
        str | None,
        typer.Option(metavar="INTENSITY", help="Of the grid on a direct basis, e.g. '286 g/kWh'."),
    ] = None,
    hardware: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Footprint saved as JSON; repeatable."),
    ] = None,
    reserved: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time the hardware is reserved.")
    ] = None,
    lifetime: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time the hardware serves.")
    ] = None,
    share: Annotated[
        str | None,
        typer.Option(metavar="USED/INSTALLED", help="Part of the hardware, e.g. 1/8; or all."),
    ] = None,
    duration: Annotated[
        str | None, typer.Option(metavar="TIME", help="Time that the whole life takes.")
    ] = None,
    measured: Annotated[
        list[str] | None,
        typer.Option(metavar="PATH=FILE", help="Measured energy, e.g. training.energy=runs.csv."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="MOMENT", help="Moment of the report; by default now.")
    ] = None,
    training_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="pre-training or fine-tuning.")
    ] = None,
    task_family: Annotated[
        str | None, typer.Option(metavar="TASK", help="What the model is for.")
    ] = None,
    data_type: Annotated[
        str | None, typer.Option(metavar="TYPE", help="Nature of its data, for BoAmps.")
    ] = None,
    catalogue: CatalogueOption = None,
    output: OutputOption = None,
) -> None:
    """Put a result in the form of a standard or of another tool."""
    if to not in FORMATS:
        raise UnknownName("form of export", to, FORMATS, where="--to")
    given = {
        "--owner": owners, "--contract": contract, "--direct": direct, "--hardware": hardware,
        "--reserved": reserved, "--lifetime": lifetime, "--share": share, "--duration": duration,
        "--at": at, "--training-type": training_type, "--task-family": task_family,
        "--data-type": data_type,
    }  # fmt: skip
    _refuse_unused(to, [option for option, value in given.items() if value])
    settings = Settings(
        at=_moment(at),
        duration=_positive("--duration", duration, "s"),
        owners=_owners(owners or ()),
        contract=_parsed("--contract", contract, "g/J"),
        direct=_parsed("--direct", direct, "g/J"),
        hardware=_hardware(hardware or (), reserved, lifetime, share),
        training_type=_training_type(training_type),
        task_family=task_family,
        data_type=data_type,
    )
    numbers = _measured(measured or ())
    found = _result(result, numbers, catalogue or ())
    emit(exported_text(Facts(found, settings, tuple(numbers)), to), output)


def _refuse_unused(form: str, options: Iterable[str]) -> None:
    problems = [
        Problem(option, f"says nothing to {form}", f"leave it out; it is for {', '.join(forms)}")
        for option, forms in ((option, _USED_BY[option]) for option in options)
        if form not in forms
    ]
    if problems:
        raise InputError(*problems)


def _result(
    path: Path, numbers: dict[str, tuple[Any, str]], folders: Iterable[Path]
) -> dict[str, Any]:
    if path.suffix.lower() == ".toml":
        return result_of_scenario(path, numbers, load(tuple(folders)))
    if numbers:
        what = f"{path} is computed already"
        remedy = "name its scenario file, which is then computed with the measurement"
        raise InputError(Problem("--measured", what, remedy))
    return result_of_file(path)


def _measured(texts: Iterable[str]) -> dict[str, tuple[Any, str]]:
    numbers: dict[str, tuple[Any, str]] = {}
    for text in texts:
        name, equals, file = text.partition("=")
        if not equals or not name or not file:
            remedy = "write PATH=FILE, e.g. --measured training.energy=emissions.csv"
            raise InputError(Problem("--measured", f"{text!r} names no file", remedy))
        if not name.endswith("energy"):
            remedy = "name an energy, e.g. training.energy"
            raise InputError(Problem("--measured", f"{name!r} is no energy", remedy))
        path = Path(file)
        energy = summed(read_measured(path), "energy", file)
        numbers[name] = (energy, f"{tool_of(path)}: {path.name}")
    return numbers


def _owners(texts: Iterable[str]) -> MappingProxyType[str, Owner]:
    owners: dict[str, Owner] = {}
    for text in texts:
        part, _, owner = text.partition("=")
        if part not in (*GROUPS, HARDWARE) and not part.startswith(f"{HARDWARE}."):
            raise UnknownName("part", part, (*GROUPS, HARDWARE), where="--owner")
        if owner not in OWNERS:
            raise UnknownName("owner", owner, OWNERS, where=f"--owner {part}")
        if part in owners:
            what = f"{part} has two owners, {owners[part]} and {owner}"
            raise InputError(Problem("--owner", what, "name one"))
        owners[part] = owner
    return MappingProxyType(owners)


def _hardware(
    paths: Iterable[Path], reserved: str | None, lifetime: str | None, share: str | None
) -> tuple[Hardware, ...]:
    files = tuple(paths)
    time = _positive("--reserved", reserved, "s")
    life = _positive("--lifetime", lifetime, "s")
    if not files:
        given = {"--reserved": reserved, "--lifetime": lifetime, "--share": share}
        problems = [
            Problem(option, "is for hardware", "name it, e.g. --hardware footprint.json")
            for option, value in given.items()
            if value is not None
        ]
        if problems:
            raise InputError(*problems)
        return ()
    if time is None:
        remedy = "say it, e.g. --reserved '1 year'"
        raise InputError(Problem("--hardware", "for how long is it reserved?", remedy))
    found = tuple(hardware_of_file(path, time, life, _share(share or "1/1")) for path in files)
    for device in found:
        if time > device.lifetime:
            text = f"{device.name} is reserved for longer than it serves"
            warnings.warn(text, stacklevel=2)
    return found


def _share(text: str) -> tuple[float, float]:
    used, _, installed = text.partition("/")
    try:
        numbers = float(used), float(installed or 1)
    except ValueError:
        numbers = (0.0, 0.0)
    if 0 < numbers[0] <= numbers[1] < float("inf"):
        return numbers
    remedy = "write used resources over installed ones, e.g. --share 1/8"
    raise InputError(Problem("--share", f"{text!r} is no share", remedy))


def _training_type(text: str | None) -> str | None:
    if text not in (None, "pre-training", "fine-tuning"):
        known = ("pre-training", "fine-tuning")
        raise UnknownName("type of training", text, known, where="--training-type")
    return text


def _parsed(option: str, text: str | None, unit: str) -> float | None:
    if text is None:
        return None
    try:
        value = parse(text, unit)
    except InputError as error:
        found = (Problem(option, each.what, each.remedy) for each in error.problems)
        raise InputError(*found) from None
    if value < 0:
        raise InputError(Problem(option, f"{text!r} is negative", "give it as zero or more"))
    return value


def _positive(option: str, text: str | None, unit: str) -> float | None:
    value = _parsed(option, text, unit)
    if value == 0:
        raise InputError(Problem(option, f"{text!r} is not above zero", "e.g. '1 year'"))
    return value


def _moment(text: str | None) -> str:
    try:
        moment = datetime.now(UTC) if text is None else datetime.fromisoformat(text)
    except ValueError:
        remedy = "write it in ISO 8601, e.g. --at 2026-03-01T12:00:00Z"
        raise InputError(Problem("--at", f"{text!r} is no moment", remedy)) from None
    if moment.tzinfo is None:
        remedy = f"say where, e.g. --at {text}Z for UTC"
        raise InputError(Problem("--at", f"{text!r} has no time zone", remedy))
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
