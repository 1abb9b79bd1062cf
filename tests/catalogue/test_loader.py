"""Loading: what a catalogue refuses, how folders extend it, and what it says of unknown names."""

from __future__ import annotations

import os
import subprocess
import sys
from math import exp, log, sqrt
from pathlib import Path

import pytest

from joulepath.catalogue import Catalogue, Figure, Source, load
from joulepath.catalogue.files import BUILT_IN
from joulepath.errors import CatalogueError, UnknownName
from joulepath.records.compute import Processor
from joulepath.records.network import Layer

SOURCES = """
[bench]
kind = "measurement"
title = "Shunt measurement"
year = 2026
"""
GOOD = """
[{name}]
title = "Made-up processor"
boundary = "chip"
throughput = {{ value = 2, unit = "GFLOP/s", source = "bench" }}
power = {{ value = 50, unit = "mW", source = "bench", low = 45, high = 60, locator = "run 3" }}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "processors").mkdir()
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


def add(folder: Path, text: str, name: str = "processors/mine.toml") -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def problems_of(folder: Path) -> str:
    with pytest.raises(CatalogueError) as refused:
        load([folder]).check()
    return str(refused.value)


def test_a_folder_adds_entries_and_sources(folder: Path) -> None:
    add(folder, GOOD.format(name="mine"))
    catalogue = load([folder])
    catalogue.check()
    entry = catalogue.entry("processors", "mine")
    assert entry.record == Processor(throughput=2e9, power=0.05)
    assert entry.text == {"boundary": "chip"}
    assert entry.figures["power"] == Figure(
        0.05, "W", "bench", "50 mW", locator="run 3", low=0.045, high=0.06
    )
    assert catalogue.source("bench") == Source("bench", "measurement", "Shunt measurement", 2026)
    assert "nvidia-t4" in catalogue.names("processors")


def test_the_digest_changes_with_any_data(folder: Path) -> None:
    file = add(folder, GOOD.format(name="mine"))
    before = Catalogue((BUILT_IN, folder)).digest
    assert before == Catalogue((BUILT_IN, folder)).digest
    assert len(before) == 12
    file.write_text(GOOD.format(name="mine").replace("50", "51"), encoding="utf-8")
    assert Catalogue((BUILT_IN, folder)).digest != before
    assert Catalogue((BUILT_IN,)).digest != before


BAD = {
    "missing figure": (
        'power = { value = 50, unit = "mW", source = "bench", low = 45, high = 60, '
        'locator = "run 3" }',
        "",
        ".power: missing\n  write { value = ..., unit = ..., source = ... }",
    ),
    "bare number": (
        'throughput = { value = 2, unit = "GFLOP/s", source = "bench" }',
        "throughput = 2e9",
        ".throughput: 2000000000.0 names no unit and no source",
    ),
    "unknown figure": ("[mine]", "[mine]\nenergy = 3", "unknown key 'energy'\n  known: title"),
    "misspelt figure": ("throughput", "troughput", "[mine]: unknown key 'troughput'\n  did you "
                        "mean 'throughput'?"),
    "misspelt key": ("locator", "locater", ".power: unknown key 'locater'\n  did you mean "
                     "'locator'?"),
    "wrong unit": ('"mW"', '"mWh"', ".power: unit 'mWh' measures J, but this quantity is in W\n"
                   "  use one of 'W', 'mW'"),
    "no unit": ('unit = "mW", ', "", ".power.unit: missing"),
    "unknown source": ('2, unit = "GFLOP/s", source = "bench"',
                       '2, unit = "GFLOP/s", source = "bnech"',
                       ".throughput.source: 'bnech' is not in sources.toml\n  did you mean "
                       "'bench'?"),
    "no source": (', source = "bench" }', " }", ".throughput.source: missing"),
    "assumption without a reason": ('source = "bench" }', 'source = "assumption" }',
                                    ".throughput: an assumption without a reason\n  add note"),
    "low above the value": ("low = 45", "low = 55", ".power: low is above the value 50 mW\n  low "
                            "<= value <= high must hold"),
    "high below the value": ("high = 60", "high = 49", ".power: high is below the value 50 mW"),
    "text for a number": ("value = 50", 'value = "50"', ".power.value: '50' is not a finite number"
                          "\n  write value = 1.5, without quotes"),
    "truth for a number": ("value = 50", "value = true", ".power.value: True is not a finite"),
    "nan": ("value = 50", "value = nan", ".power.value: nan is not a finite number"),
    "text for a bound": ("low = 45", 'low = "45"', ".power.low: '45' is not a finite number"),
    "no title": ('title = "Made-up processor"', "", ".title: missing"),
    "empty title": ('"Made-up processor"', '""', ".title: '' is not text"),
    "unknown boundary": ('"chip"', '"die"', ".boundary: 'die' is not allowed\n  use one of 'chip', "
                         "'module', 'board', 'system'"),
    "replaces in words": ("[mine]", '[mine]\nreplaces = "yes"', "replaces = 'yes' is neither true"),
    "replaces nothing": ("[mine]", "[mine]\nreplaces = true", "[mine]: replaces nothing"),
    "invalid TOML": ("[mine]", "[mine", "not valid TOML: Expected ']'"),
    "no heading": ("[mine]", "speed = 3\n[mine]", "'speed' belongs to no entry"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_entry_is_refused_with_place_and_remedy(folder: Path, case: str) -> None:
    good, bad, message = BAD[case]
    assert good in GOOD.format(name="mine")
    file = add(folder, GOOD.format(name="mine").replace(good, bad, 1))
    text = problems_of(folder)
    assert text.startswith(f"{file.as_posix()}: ")
    assert message in text
    assert len(text.splitlines()) == (4 if case == "misspelt figure" else 2)


def test_all_problems_of_all_files_are_shown_together(folder: Path) -> None:
    add(folder, GOOD.format(name="first").replace("50", "500").replace("chip", "die"))
    add(folder, GOOD.format(name="second").replace("bench", "lab"), "processors/other.toml")
    add(folder, '[wire]\ntitle = "Wire"\n', "carriers/mine.toml")
    with pytest.raises(CatalogueError) as refused:
        load([folder]).check()
    assert [(each.where.removeprefix(f"{folder.as_posix()}/"), each.what)
            for each in refused.value.problems] == [
        ("processors/mine.toml: [first].power", "high is below the value 500 mW"),
        ("processors/mine.toml: [first].boundary", "'die' is not allowed"),
        ("processors/other.toml: [second].throughput.source", "'lab' is not in sources.toml"),
        ("processors/other.toml: [second].power.source", "'lab' is not in sources.toml"),
        ("carriers/mine.toml: [wire].transmit", "missing"),
        ("carriers/mine.toml: [wire].receive", "missing"),
    ]  # fmt: skip


def test_a_name_may_be_used_once(folder: Path) -> None:
    add(folder, GOOD.format(name="mine"), "processors/a.toml")
    add(folder, GOOD.format(name="mine"), "processors/b.toml")
    text = problems_of(folder)
    assert f"[mine]: 'mine' is also in {folder.as_posix()}/processors/a.toml" in text


def test_a_built_in_name_is_replaced_only_on_purpose(folder: Path) -> None:
    add(folder, GOOD.format(name="nvidia-t4"))
    assert (
        "[nvidia-t4]: 'nvidia-t4' is already in processors/nvidia.toml\n"
        "  choose another name, or say replaces = true"
    ) in problems_of(folder)


def test_a_built_in_name_can_be_replaced(folder: Path) -> None:
    add(folder, GOOD.format(name="nvidia-t4").replace("title", "replaces = true\ntitle"))
    assert load([folder]).record(Processor, "nvidia-t4").power == 0.05


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('kind = "rumour"\ntitle = "T"\nyear = 2020', "[x].kind: 'rumour' is no kind of source"),
        ('kind = "paper"\ntitle = "T"\nyear = 2020', "[x]: neither doi nor url\n  add doi or url"),
        ('kind = "paper"\ntitle = "T"\nurl = "https://e.org"', "[x].year: missing"),
        ('kind = "measurement"\ntitle = "T"\nyear = "2020"', "[x].year: '2020' is not a whole"),
        ('kind = "measurement"\nyear = 2020', "[x].title: missing"),
        ('kind = "measurement"\ntitle = "T"\nyear = 1\nauthor = "A"', "did you mean 'authors'?"),
    ],
)
def test_a_bad_source_is_refused(folder: Path, source: str, message: str) -> None:
    add(folder, f"[x]\n{source}\n", "sources.toml")
    assert message in problems_of(folder)


STACK = """
[mine]
title = "Mine"
application = "http"
presentation = "tls"
session = "rpc"
transport = "tcp"
network = "ipv4"
datalink = "wifi-mac"
physical = "wifi-phy"
"""


def test_a_stack_may_use_protocols_of_its_own(folder: Path) -> None:
    protocol = """[loud-phy]\ntitle = "Loud"\nlayer = "physical"\n""" + "".join(
        f'{name} = {{ value = 1, unit = "{unit}", source = "bench" }}\n'
        for name, unit in {
            "data_overhead": "%", "control_overhead": "%", "transmit": "nJ/bit",
            "receive": "nJ/bit", "device_cycles": "cycle/bit", "device_energy": "nJ/cycle",
            "gateway_cycles": "cycle/bit", "gateway_energy": "nJ/cycle",
        }.items()
    )  # fmt: skip
    add(folder, protocol, "protocols/mine.toml")
    add(folder, STACK.replace("wifi-phy", "loud-phy"), "stacks/mine.toml")
    layers = load([folder]).layers("mine")
    assert layers[-1] == Layer(0.01, 0.01, 1e-9, 1e-9, 1.0, 1e-9, 1.0, 1e-9)
    assert layers[0] == load([folder]).record(Layer, "http")


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ('"http"', '"htpp"', "[mine].application: no protocol named 'htpp'\n  did you mean"),
        ('"tcp"', '"ipv6"', "[mine].transport: 'ipv6' is a protocol of the network layer\n"
                            "  protocols of this layer: generic-transport, tcp, udp"),
        ('session = "rpc"\n', "", "[mine].session: missing"),
        ('session = "rpc"', 'sesion = "rpc"', "unknown key 'sesion'\n  did you mean 'session'?"),
    ],
)  # fmt: skip
def test_a_stack_with_a_wrong_protocol_is_refused(
    folder: Path, good: str, bad: str, message: str
) -> None:
    add(folder, STACK.replace(good, bad), "stacks/mine.toml")
    assert message in problems_of(folder)


HEADER = "zone,year,quantity,value,unit,basis,perimeter,method,spread,release,source\n"
REST = "life-cycle,production,average,1.05,2025"


def test_a_folder_adds_zones_and_years(folder: Path) -> None:
    add(folder, '[campus]\ntitle = "Our campus"\niso2 = "XX"\n', "grids/zones.toml")
    rows = f"campus,2030,intensity,12.5,g/kWh,{REST},bench\n"
    rows += f"DEU,1990,intensity,764,g/kWh,{REST},bench\n"
    add(folder, HEADER + rows, "grids/mine.csv")
    catalogue = load([folder])
    assert catalogue.years("campus") == (2030,)
    assert catalogue.intensity("campus", 2030).written == "12.5 g/kWh"
    assert catalogue.years("DEU")[:2] == (1990, 2019)


def test_replacing_a_zone_drops_its_rows(folder: Path) -> None:
    add(folder, '[DEU]\nreplaces = true\ntitle = "Germany"\niso2 = "DE"\n', "grids/zones.toml")
    add(folder, HEADER + f"DEU,2023,intensity,400,g/kWh,{REST},bench\n", "grids/mine.csv")
    catalogue = load([folder])
    assert catalogue.years("DEU") == (2023,)
    assert catalogue.intensity("DEU", 2023).source == "bench"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            f"DEU,2023,intensity,400,g/kWh,{REST},bench",
            "line 2: a second value of DEU for 2023\n  keep",
        ),
        (
            f"XYZ,2023,intensity,400,g/kWh,{REST},bench",
            "line 2: zone 'XYZ' has no title\n  add [XYZ]",
        ),
        (f"DEU,23,intensity,400,g/kWh,{REST},bench", "line 2: '23' is not a year"),
        (
            f"DEU,1995,price,400,g/kWh,{REST},bench",
            "line 2: quantity 'price' is not known\n  use",
        ),
        (
            f"DEU,1995,intensity,400,g/Wh,{REST},bench",
            "line 2: unit 'g/Wh' is not known\n  did you mean",
        ),
        (
            f"DEU,1995,intensity,many,g/kWh,{REST},bench",
            "line 2.value: 'many' is not a finite number",
        ),
        (f"DEU,1995,intensity,0,g/kWh,{REST},bench", "line 2.value: 0 g/kWh is not above zero"),
        (
            f"DEU,1995,intensity,400,g/kWh,{REST},benhc",
            "line 2.source: 'benhc' is not in sources.toml",
        ),
        (
            "DEU,1995,intensity,400,g/kWh,both,production,average,1.05,2025,bench",
            "line 2: basis 'both' is not known\n  use 'life-cycle', 'direct'",
        ),
        (
            "DEU,1995,intensity,400,g/kWh,direct,production,marginal,1.05,2025,bench",
            "line 2: method 'marginal' is not known\n"
            "  use 'average'; a marginal figure enters no inventory",
        ),
        (
            "DEU,1995,intensity,400,g/kWh,direct,production,average,0.9,2025,bench",
            "line 2: spread '0.9' is no geometric standard deviation",
        ),
        (
            "DEU,1995,intensity,400,g/kWh,direct,production,average,1.1,soon,bench",
            "line 2: release 'soon' is not a year",
        ),
        ("DEU,1995,intensity,400", "line 2: too many or too few cells"),
        (
            f"DEU,1995,intensity,400,g/kWh,{REST},bench,x",
            "line 2: too many or too few cells",
        ),
    ],
)
def test_a_bad_row_is_refused_with_its_line(folder: Path, row: str, message: str) -> None:
    file = add(folder, f"{HEADER}{row}\n", "grids/mine.csv")
    assert f"{file.as_posix()}: {message}" in problems_of(folder)


def test_a_grid_table_needs_its_header_and_a_zone_its_figures(folder: Path) -> None:
    add(folder, "zone,year,value\nDEU,1995,400\n", "grids/mine.csv")
    add(folder, '[campus]\ntitle = "Our campus"\niso2 = "XX"\n', "grids/zones.toml")
    text = problems_of(folder)
    assert "mine.csv: not the columns of a grid table\n  the first line must be zone,year" in text
    assert "[campus]: a zone without figures" in text


def test_what_would_be_passed_over_in_silence_is_an_error(folder: Path) -> None:
    (folder / "processor").mkdir()
    add(folder, "x: 1", "processors/mine.yaml")
    add(folder, "About", "README.md")
    with pytest.raises(CatalogueError) as refused:
        load([folder])
    assert [(each.what, each.remedy) for each in refused.value.problems] == [
        ("no part of a catalogue", "did you mean 'processors'?"),
        ("no part of a catalogue", "files here end in .toml"),
    ]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="no such catalogue folder"):
        load([tmp_path / "nowhere"])


def test_the_environment_names_folders(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    add(folder, GOOD.format(name="mine"))
    add(other, GOOD.format(name="theirs"))
    monkeypatch.setenv("JOULEPATH_CATALOGUE", os.pathsep.join((str(folder), str(other))))
    assert load().folders == (BUILT_IN, folder, other)
    assert {"mine", "theirs"} <= set(load().names("processors"))


def install(site: Path, entry_point: str) -> None:
    info = site / "their_catalogue-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-catalogue\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[joulepath.catalogues]\ntheirs = {entry_point}\n")


@pytest.mark.parametrize("entry_point", ["their_catalogue_package", "their_catalogue_package:data"])
def test_installed_packages_offer_folders(
    entry_point: str, folder: Path, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    site = tmp_path_factory.mktemp("site")
    package = site / "their_catalogue_package"
    package.mkdir()
    (package / "__init__.py").write_text("def data():\n    return __path__[0]\n")
    add(package, SOURCES.replace("bench", "their-bench"), "sources.toml")
    add(package, GOOD.format(name="theirs").replace('"bench"', '"their-bench"'))
    install(site, entry_point)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "their_catalogue_package", raising=False)
    catalogue = load([folder])  # a fresh folder, so that no earlier answer is reused
    assert catalogue.record(Processor, "theirs") == Processor(2e9, 0.05)
    assert catalogue.folders == (BUILT_IN, package, folder)


def test_a_broken_package_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(folder, "no_such_package_anywhere")
    monkeypatch.syspath_prepend(str(folder))
    with pytest.raises(
        CatalogueError, match=r"entry point 'theirs' of joulepath\.catalogues: Module"
    ):
        load([folder / "processors"])


def test_opening_the_same_folders_again_costs_nothing(folder: Path) -> None:
    assert load([folder]) is load([str(folder)])


CATALOGUE = load()


@pytest.mark.parametrize(
    ("name", "code", "title"),
    [
        ("Germany", "DEU", "Germany"),
        ("germany", "DEU", "Germany"),
        ("DE", "DEU", "Germany"),
        ("deu", "DEU", "Germany"),
        ("UK", None, None),
        ("Slovenija", "SVN", "Slovenia"),
    ],
)
def test_an_unknown_zone_leads_to_its_code(name: str, code: str | None, title: str | None) -> None:
    with pytest.raises(UnknownName) as unknown:
        CATALOGUE.intensity(name, 2023, where="farm.toml: [grid].zone")
    text = str(unknown.value)
    assert text.startswith(f"farm.toml: [grid].zone: no zone named {name!r}\n  ")
    assert f"('joulepath catalogue zones' shows all {len(CATALOGUE.names('zones'))})" in text
    if code is not None:
        assert unknown.value.nearest[0] == code
        assert f"did you mean {code!r} ({title})" in text


def test_an_unknown_year_leads_to_the_nearest_with_a_wider_band() -> None:
    known, near = CATALOGUE.intensity("ISL", 2024), CATALOGUE.intensity("ISL", 2025)
    assert (near.year, near.value) == (2024, known.value)
    assert near.low is not None
    assert known.low is not None
    assert near.low < known.low
    # log-normal changes add in squares: GSD 1.05 in its own year and 1.12 from year to year
    squares = log(1.05) ** 2 + 4 * log(1.12) ** 2
    assert CATALOGUE.intensity("ISL", 2015).spread == pytest.approx(exp(sqrt(squares)))


def test_a_zone_on_another_basis_is_refused_with_the_one_it_has() -> None:
    with pytest.raises(CatalogueError) as refused:
        CATALOGUE.intensity("US-CA", 2023, where="farm.toml: zone")
    assert str(refused.value) == (
        "farm.toml: zone: no life-cycle intensity of US-CA, only direct\n"
        '  say basis = "direct", for all that is compared with it'
    )
    assert CATALOGUE.intensity("US-CA", 2023, basis="direct").basis == "direct"


def test_unknown_names_lead_to_the_nearest() -> None:
    with pytest.raises(UnknownName) as unknown:
        CATALOGUE.entry("processors", "nvidia-t5", where="farm.toml: [device].processor")
    assert unknown.value.nearest[0] == "nvidia-t4"
    assert "no processor named 'nvidia-t5'" in str(unknown.value)
    assert "'joulepath catalogue processors' shows all" in str(unknown.value)
    with pytest.raises(UnknownName, match="did you mean 'ember-yearly'"):
        CATALOGUE.source("ember")
    with pytest.raises(UnknownName, match="did you mean 'processors'"):
        CATALOGUE.names("processor")
    with pytest.raises(UnknownName, match="no protocol stack named 'wifi'"):
        CATALOGUE.layers("wifi")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("UK", "GBR"), ("great britain", "GBR"), ("de", "DEU"), ("DE-LU", "DEU"),
        ("Finland", "FIN"), ("United States of America", "USA"), ("UAE", "ARE"),
        ("Ivory Coast", "CIV"),
    ],
)  # fmt: skip
def test_what_people_call_a_country_leads_to_its_code(said: str, code: str) -> None:
    with pytest.raises(UnknownName, match=rf"no zone named '{said}'\n  did you mean '{code}' \("):
        CATALOGUE.entry("zones", said)


def test_search_finds_every_word_in_names_titles_and_texts() -> None:
    assert [(kind, entry.name) for kind, entry in CATALOGUE.search("fibre metropolitan")] == [
        ("carriers", "metro-fibre")
    ]
    assert ("zones", "DEU") in [(kind, entry.name) for kind, entry in CATALOGUE.search("GERMANY")]
    assert CATALOGUE.search("no such thing") == []


def test_entries_are_read_only_when_asked_for_and_nothing_heavy_is_imported() -> None:
    program = (
        "import sys, joulepath, joulepath.catalogue as c\n"
        "catalogue = c.load()\n"
        "catalogue.entry('processors', 'nvidia-t4')\n"
        "assert set(catalogue._read) == {'processors'}, catalogue._read.keys()\n"
        "assert set(catalogue._read['processors']._done) == {'nvidia-t4'}\n"
        "heavy = {'pydantic', 'numpy', 'rich', 'typer'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", program], check=True)


def test_entries_are_found_by_what_they_say_without_reading_the_others(folder: Path) -> None:
    mine = GOOD.format(name="mine").replace("[mine]", '[mine]\nclass = "phone"')
    add(folder, mine)
    for catalogue in (load(), load([folder])):
        said = catalogue.saying("processors", "class", "phone")
        names = catalogue.names("processors")
        every = [catalogue.entry("processors", name) for name in names]
        assert said == [entry for entry in every if entry.text.get("class") == "phone"]
        assert said
    assert load().saying("processors", "class", "no such class") == []
    assert load([folder]).saying("processors", "class", "phone")[-1] in every
