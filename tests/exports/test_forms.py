"""Each form of export against what its standard or tool publishes.

Schemas are transcribed by hand from the sources that are named; only what an export may write is
in them.
"""

from __future__ import annotations

import csv
import io
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joulepath.catalogue import load
from joulepath.errors import InputError, UnknownName
from joulepath.measure.codecarbon import COLUMNS
from joulepath.report.estimate import estimate
from joulepath.report.exports import FORMATS, exported, exported_text
from joulepath.report.exports.boamps import DATA_TYPES
from joulepath.report.exports.facts import BUILDING, Facts
from joulepath.report.exports.reading import result_of_file
from joulepath.report.exports.settings import GROUPS, Hardware, Settings
from joulepath.report.exports.yaml_text import yaml_text

from .boamps_model import DATA_TYPES as PUBLISHED_DATA_TYPES
from .boamps_model import REPORT
from .conftest import ROOT

NEED_CARBON = ("sci", "sci-ai", "ghg", "huggingface", "impact-framework", "codecarbon")

# Impact Framework, src/common/util/validations.ts and its computed example manifests
MANIFEST = {
    "type": "object",
    "required": ["name", "initialize", "tree"],
    "properties": {
        "name": {"type": "string"},
        "description": {"type": ["string", "null"]},
        "tags": {"type": ["object", "null"]},
        "aggregation": {
            "required": ["metrics", "type"],
            "properties": {"type": {"enum": ["horizontal", "vertical", "both"]}},
        },
        "initialize": {
            "required": ["plugins"],
            "properties": {
                "plugins": {
                    "additionalProperties": {
                        "required": ["path", "method"],
                        "properties": {"path": {"type": "string"}, "method": {"type": "string"}},
                    }
                }
            },
        },
        "tree": {"type": "object"},
    },
    "additionalProperties": False,
}


def counting(camera: Facts, *hardware: Hardware, **changes: Any) -> Facts:
    return replace(camera, settings=replace(camera.settings, hardware=hardware, **changes))


def without(camera: Facts, *names: str) -> Facts:
    """The same result without carbon or without training."""
    result = json.loads(json.dumps(dict(camera.result)))
    for name in names:
        result["lifecycle"][name] = None
        if name == "carbon":
            for stage in filter(None, result["lifecycle"]["balance"].values()):
                stage["carbon"] = None
            result["zone"] = result["year"] = None
        else:
            result["lifecycle"]["balance"][name] = None
    return replace(camera, result=result)


def timeless(camera: Facts) -> Facts:
    """The same result of a scenario that counts inferences and says no lifetime."""
    result = json.loads(json.dumps(dict(camera.result)))
    del result["scenario"]["inference"]["lifetime"]
    return replace(camera, result=result)


def test_groups_hold_every_stage_once(camera: Facts) -> None:
    stages = [stage for group in GROUPS.values() for stage in group]
    stages.remove(BUILDING)  # divided between development and use
    assert sorted(stages) == sorted(camera.lifecycle["balance"])
    assert sum(group.energy for group in camera.groups) == pytest.approx(camera.lifecycle["energy"])
    assert sum(group.carbon for group in camera.groups) == pytest.approx(camera.carbon)


def test_what_a_building_adds_falls_to_whom_it_houses(in_a_building: Facts) -> None:
    development, use = (in_a_building.group(name) for name in ("development", "use"))
    pue = 1.35  # aws-eu-central-1-2024, as the provider states it
    balance = in_a_building.lifecycle["balance"]
    housed = [balance[stage] for stage in GROUPS["development"] if stage != BUILDING]
    equipment = sum(stage["energy"] for stage in housed if stage is not None)
    assert development.energy == pytest.approx(pue * equipment)
    whole = in_a_building.lifecycle["energy"]
    assert development.energy + in_a_building.group("network").energy + use.energy == (
        pytest.approx(whole)
    )
    assert sum(group.carbon for group in in_a_building.groups) == pytest.approx(
        in_a_building.carbon
    )


def test_hardware_of_the_result_enters_every_form_that_counts_it(made: Facts) -> None:
    making = made.lifecycle["hardware"]
    score, both = exported(made, "sci"), exported(made, "sci-ai")
    assert (score["complete"], score["M"]["rule"]) == (False, "reserved-time")
    assert score["without_M"] == list(made.processors)
    assert score["M"]["value"] == pytest.approx(making["carbon"])
    assert both["consumer"]["M"]["value"] == pytest.approx(making["carbon"])
    expected = (made.carbon + making["carbon"]) / made.inferences
    assert score["score"] == pytest.approx(expected)
    children = exported(made, "impact-framework")["tree"]["children"]
    embodied = [child["outputs"][0]["carbon-embodied"] for child in children.values()]
    assert sum(embodied) == pytest.approx(making["carbon"])
    total = exported(made, "ghg")["total_location_based"]
    assert total == pytest.approx(made.carbon + making["carbon"])


def test_each_device_has_its_owner(made: Facts) -> None:
    first, second = made.lifecycle["hardware"]["devices"]
    owners = {**made.settings.owners, f"hardware.{second['name']}": "cloud"}
    facts = replace(made, settings=replace(made.settings, owners=MappingProxyType(owners)))
    scopes = exported(facts, "ghg")["scopes"]
    assert scopes["3.12"]["location_based"] == pytest.approx(first["end_of_life"])
    bought = scopes["3.1"]["entries"]
    assert bought[f"discarding {second['name']}"] == pytest.approx(second["end_of_life"])
    wrong = MappingProxyType({**owners, "hardware.nothing": "cloud"})
    with pytest.raises(InputError, match="nothing"):
        exported(replace(made, settings=replace(made.settings, owners=wrong)), "ghg")


def test_hardware_is_never_counted_twice(made: Facts, hardware: Hardware) -> None:
    with pytest.raises(InputError, match="hardware already"):
        exported(counting(made, hardware), "sci")


def test_a_score_by_another_rule_is_not_that_of_the_standard(made: Facts) -> None:
    result = json.loads(json.dumps(dict(made.result)))
    result["lifecycle"]["hardware"]["rule"] = "useful-time"
    assert exported(replace(made, result=result), "sci")["complete"] is False


def test_the_life_of_the_inferences_is_the_time_of_a_run(camera: Facts) -> None:
    found = exported(counting(camera, duration=None), "impact-framework")
    (row,) = found["tree"]["children"]["use"]["inputs"]
    # three years of the example
    assert row["duration"] == pytest.approx(3 * 365.25 * 86400)


def test_sci_is_its_parts(camera: Facts, hardware: Hardware) -> None:
    bare, whole = exported(camera, "sci"), exported(counting(camera, hardware), "sci")
    assert (bare["complete"], bare["M"], whole["complete"]) == (False, "not counted", False)
    assert whole["without_M"] == list(camera.processors)
    operational = whole["E"]["value"] * whole["I"]["value"]
    assert operational == pytest.approx(whole["O"]["value"])
    assert whole["M"]["value"] == pytest.approx(8224 / 4)  # a quarter of the life, all stages
    expected = (operational + 8224 / 4) / whole["functional_unit"]["R"]
    assert whole["score"] == pytest.approx(expected)


def test_a_score_is_complete_once_every_processor_has_its_hardware(
    camera: Facts, hardware: Hardware
) -> None:
    first, *others = (replace(hardware, name=processor) for processor in camera.processors)
    whole = exported(counting(camera, first, *others), "sci")
    assert (whole["complete"], whole["without_M"]) == (True, [])
    part = exported(counting(camera, first), "sci")
    assert (part["complete"], part["without_M"]) == (not others, [each.name for each in others])


def test_what_the_grid_counts_is_said_wherever_carbon_is(camera: Facts) -> None:
    said = "annual average of the grid of DEU, 2025, life-cycle, production"
    assert exported(camera, "sci")["I"]["source"] == said
    assert exported(camera, "ghg")["grid"] == said
    assert said in exported(camera, "huggingface")["co2_eq_emissions"]["source"]
    assert said in exported(camera, "impact-framework")["description"]


@pytest.mark.parametrize("direct", [900.0, 329.66])
def test_a_direct_intensity_is_a_part_of_that_of_the_life_cycle(
    camera: Facts, direct: float
) -> None:
    with pytest.raises(InputError, match=r"is more than the .* of the life cycle"):
        exported(counting(camera, direct=direct / 3.6e6), "ghg")
    least = exported(counting(camera, direct=329.64 / 3.6e6), "ghg")
    assert least["scopes"]["3.3"]["location_based"] > 0


def test_a_result_on_the_direct_basis_says_what_it_lacks(camera: Facts) -> None:
    direct = replace(camera, result={**camera.result, "basis": "direct"})
    notes = exported(direct, "ghg")["notes"]
    assert "the intensity of the grid is direct: 3.3 lacks the supply of fuels and plants" in notes
    assert not any("covers the life cycle" in note for note in notes)
    with pytest.raises(InputError, match="on the direct basis already"):
        exported(counting(direct, direct=1e-5), "ghg")


def test_declared_energies_include_the_building(camera: Facts, in_a_building: Facts) -> None:
    alone, housed = (exported(each, "ai-act") for each in (camera, in_a_building))
    site = in_a_building.result["scenario"]["site"]
    pue = load().entry("sites", site).figures["pue"].value
    assert housed["training_energy_MWh"] == pytest.approx(alone["training_energy_MWh"] * pue)
    assert "building included" in housed["method"]
    assert "equipment alone" in alone["method"]
    card, bare = (
        exported(each, "huggingface")["co2_eq_emissions"] for each in (in_a_building, camera)
    )
    assert card["emissions"] == pytest.approx(bare["emissions"] * pue)
    (measure,) = exported(in_a_building, "boamps")["measures"]
    assert measure["powerConsumption"] == pytest.approx(housed["training_energy_MWh"] * 1e3)


def test_both_scores_of_sci_for_ai_share_all_the_carbon(camera: Facts) -> None:
    found = exported(camera, "sci-ai")
    parts = (found["provider"], found["consumer"])
    assert sum(part["score"] * part["R"] for part in parts) == pytest.approx(camera.carbon)


def test_what_a_model_is_trained_on_is_the_providers(camera: Facts, in_a_building: Facts) -> None:
    for facts in (camera, in_a_building):
        scores = exported(facts, "sci-ai")
        provider, consumer = scores["provider"], scores["consumer"]
        assert "collection" in provider["boundary"]
        assert "collection" not in consumer["boundary"]
        assert "inference_collection" in consumer["boundary"]
        assert provider["O"] + consumer["O"] == pytest.approx(facts.carbon)


def test_scopes_share_all_the_carbon(camera: Facts, hardware: Hardware) -> None:
    found = exported(counting(camera, hardware), "ghg")
    scopes = {code: scope["location_based"] for code, scope in found["scopes"].items()}
    assert sum(scopes.values()) == pytest.approx(camera.carbon + 8224 / 4)
    assert scopes["2"] == pytest.approx(camera.group("development").carbon)
    assert scopes["3.11"] == pytest.approx(camera.group("use").carbon)
    assert (scopes["3.2"], scopes["3.5"]) == (0, 0)
    assert (scopes["3.4"], scopes["3.12"]) == pytest.approx((200 / 4, 24 / 4))
    assert found["scopes"]["2"]["market_based"] is None


def test_hardware_of_the_company_is_a_capital_good(camera: Facts, hardware: Hardware) -> None:
    owners = MappingProxyType({**camera.settings.owners, "hardware": "on-premises"})
    scopes = exported(counting(camera, hardware, owners=owners), "ghg")["scopes"]
    made = [scopes[code]["location_based"] for code in ("3.2", "3.4", "3.5", "3.12")]
    assert made == pytest.approx([2000, 50, 6, 0])


def test_a_contract_changes_the_market_based_figure_alone(camera: Facts) -> None:
    before, after = (
        exported(counting(camera, contract=contract), "ghg") for contract in (None, 0.0)
    )
    scope = after["scopes"]["2"]
    assert (scope["market_based"], before["scopes"]["2"]["market_based"]) == (0, None)
    assert scope["location_based"] == before["scopes"]["2"]["location_based"]


def test_a_direct_intensity_moves_supply_to_scope_3(camera: Facts) -> None:
    # EM-config factors of Germany, 2024: 286.0 g/kWh direct (carbon_golden, co2.js table)
    direct = 286.0 / 3.6e6
    scopes = exported(counting(camera, direct=direct), "ghg")["scopes"]
    group = camera.group("development")
    assert scopes["2"]["location_based"] == pytest.approx(group.energy * direct)
    both = scopes["2"]["location_based"] + scopes["3.3"]["location_based"]
    assert both == pytest.approx(group.carbon)


def test_nobody_owns_by_default(camera: Facts, hardware: Hardware) -> None:
    with pytest.raises(InputError) as caught:
        exported(counting(camera, hardware, owners=MappingProxyType({})), "ghg")
    assert len(caught.value.problems) == 4


def test_a_life_that_moves_nothing_has_no_network_that_somebody_owns(camera: Facts) -> None:
    example = ROOT / "examples" / "crop-camera-cloud.toml"
    local = {"path": [], "data.collection": "local", "inference.inputs": "local"}
    result = json.loads(json.dumps(estimate(example, local).to_dict()))
    facts = replace(camera, result=result)
    assert [group.name for group in facts.groups] == ["development", "use"]
    assert sum(group.energy for group in facts.groups) == pytest.approx(facts.lifecycle["energy"])
    owned = {name: owner for name, owner in facts.settings.owners.items() if name != "network"}
    scopes = exported(counting(facts, owners=MappingProxyType(owned)), "ghg")
    assert set(scopes["electricity_kWh"]) == {"development", "use"}


def test_the_row_of_the_ai_act_has_its_units_and_its_flag(camera: Facts) -> None:
    found = exported(camera, "ai-act")
    assert found["energy_is_estimated"] is True
    assert found["training_energy_MWh"] * 3.6e9 == pytest.approx(camera.training["energy"])
    assert found["training_computation_FLOP"] == camera.training["flops"]
    measured = replace(camera, measured=("training.energy",))
    assert exported(measured, "ai-act")["energy_is_estimated"] is False


def test_a_model_card_is_in_grams_of_training(camera: Facts) -> None:
    facts = counting(camera, training_type="fine-tuning")
    card = exported(facts, "huggingface")["co2_eq_emissions"]
    # fields of huggingface.co/docs/hub/model-cards-co2
    fields = {"emissions", "source", "training_type", "geographical_location", "hardware_used"}
    assert set(card) == fields
    grams = camera.training["energy"] / 3.6e6 * 329.65  # Germany 2025 in the catalogue, g/kWh
    assert card["emissions"] == pytest.approx(grams)
    assert exported_text(facts, "huggingface").splitlines()[:2] == ["---", "co2_eq_emissions:"]


@pytest.mark.parametrize("lacking", [(), ("training",), ("carbon",)], ids=str)
def test_spdx_is_read_by_the_bindings_of_the_published_model(
    camera: Facts, lacking: tuple[str, ...]
) -> None:
    # spdx-python-model is generated from the SHACL model of SPDX 3.0.1 and refuses unknown
    # properties, wrong types, values outside an enumeration, and what is required and missing.
    spdx = pytest.importorskip("spdx_python_model.bindings.v3_0_1")
    facts = without(camera, *lacking)
    read = spdx.SHACLObjectSet()
    spdx.JSONLDDeserializer().read(io.StringIO(exported_text(facts, "spdx")), read)
    assert not read.missing_ids
    (package,) = read.foreach_type("ai_AIPackage")
    consumption = package.ai_energyConsumption
    (inference,) = consumption.ai_inferenceEnergyConsumption
    assert inference.ai_energyUnit == spdx.ai_EnergyUnitType.kilowattHour
    one_pass = camera.lifecycle["inference"]["computation"]["energy"]
    assert float(inference.ai_energyQuantity) * 3.6e6 == pytest.approx(one_pass)
    assert len(consumption.ai_trainingEnergyConsumption) == ("training" not in lacking)
    (creator,) = package.creationInfo.createdBy
    assert creator.name == camera.tool


def test_spdx_writes_the_example_of_its_specification(camera: Facts) -> None:
    # SPDX 3.0.1, example of EnergyConsumption: 36.5 kWh of training, 0.042 kWh of inference
    facts = replace(camera, result=json.loads(json.dumps(dict(camera.result))))
    facts.lifecycle["training"]["energy"] = 36.5 * 3.6e6
    facts.lifecycle["inference"]["computation"]["energy"] = 0.042 * 3.6e6
    found = exported(facts, "spdx")["@graph"][2]["ai_energyConsumption"]
    assert found["ai_trainingEnergyConsumption"] == [
        {
            "type": "ai_EnergyConsumptionDescription",
            "ai_energyQuantity": "36.5",
            "ai_energyUnit": "kilowattHour",
        }
    ]
    assert float(found["ai_inferenceEnergyConsumption"][0]["ai_energyQuantity"]) == 0.042


@pytest.mark.parametrize("lacking", [(), ("training",), ("carbon",)], ids=str)
def test_boamps_follows_the_published_schema(camera: Facts, lacking: tuple[str, ...]) -> None:
    found = exported(without(camera, *lacking), "boamps")
    jsonschema.validate(found, REPORT)
    assert found["task"]["taskStage"] == ("inference" if "training" in lacking else "training")
    assert ("environment" in found) is ("carbon" not in lacking)


def test_boamps_knows_the_published_types_of_data() -> None:
    assert PUBLISHED_DATA_TYPES == DATA_TYPES


def test_boamps_asks_for_all_that_it_lacks_at_once(camera: Facts) -> None:
    with pytest.raises(InputError) as caught:
        exported(replace(camera, settings=Settings(at=camera.settings.at)), "boamps")
    assert len(caught.value.problems) == 3


def test_the_manifest_follows_the_published_schema(camera: Facts, hardware: Hardware) -> None:
    yaml = pytest.importorskip("yaml")
    facts = counting(camera, hardware)
    found = exported(facts, "impact-framework")
    jsonschema.validate(found, MANIFEST)
    assert yaml.safe_load(yaml_text(found)) == found
    for child in found["tree"]["children"].values():
        (given,), (computed,) = child["inputs"], child["outputs"]
        assert set(child["pipeline"]["compute"]) == set(found["initialize"]["plugins"])
        # what the three plugins of the pipeline do
        operational = given["energy"] * given["grid/carbon-intensity"]
        assert computed["carbon-operational"] == pytest.approx(operational)
        assert computed["carbon"] == pytest.approx(operational + given["carbon-embodied"])
        assert computed["sci"] == pytest.approx(computed["carbon"] / given["inferences"])


def test_codecarbon_has_its_columns_and_units(camera: Facts) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(camera, "codecarbon"))))
    assert tuple(rows[0]) == COLUMNS
    assert sum(float(row["emissions"]) for row in rows) == pytest.approx(camera.carbon / 1000)
    energy = sum(float(row["energy_consumed"]) for row in rows)
    assert energy == pytest.approx(camera.lifecycle["energy"] / 3.6e6)
    assert {row["cpu_energy"] for row in rows} == {""}


@pytest.mark.parametrize("form", FORMATS)
def test_without_a_zone_only_exports_of_energy_are_written(camera: Facts, form: str) -> None:
    facts = without(camera, "carbon")
    if form not in NEED_CARBON:
        assert exported_text(facts, form)
        return
    with pytest.raises(InputError, match="has no carbon"):
        exported(facts, form)


@pytest.mark.parametrize("form", ["sci-ai", "ai-act", "huggingface"])
def test_a_model_that_comes_trained_has_no_training_to_report(camera: Facts, form: str) -> None:
    with pytest.raises(InputError, match="comes trained"):
        exported(without(camera, "training"), form)


@pytest.mark.parametrize("form", ["impact-framework", "codecarbon"])
def test_a_run_needs_a_duration(camera: Facts, form: str) -> None:
    with pytest.raises(InputError, match="--duration"):
        exported(counting(timeless(camera), duration=None), form)


def test_native_json_is_the_saved_result(camera: Facts) -> None:
    assert json.loads(exported_text(camera, "json")) == camera.result


def test_forms_have_names(camera: Facts) -> None:
    with pytest.raises(UnknownName, match="'ghg'"):
        exported(camera, "gkg")


@pytest.mark.parametrize("value", [1e-7, 1e22, 0.1, 3, True, None, "no", "1e-3", 'a "b": #c'])
def test_readers_of_yaml_see_the_value_that_was_written(value: Any) -> None:
    yaml = pytest.importorskip("yaml")
    table = {"no": value, "list": [value, {"x": value}], "empty": [value]}
    assert yaml.safe_load(yaml_text(table)) == table


# origin: names of countries by ISO 3166-1 and, for parts, of CodeCarbon 3.3.2 (its data/canada)
@pytest.mark.parametrize(
    ("zone", "place"),
    [
        ("DEU", ("Germany", "DEU", "")),
        ("US-CA", ("United States", "USA", "california")),
        ("CA-QC", ("Canada", "CAN", "quebec")),
        ("SE-SE3", ("Sweden", "SWE", "sweden bidding zone 3")),
        ("my-village", ("", "", "my-village")),
    ],
)
def test_a_part_of_a_country_is_a_region_of_codecarbon(
    camera: Facts, zone: str, place: tuple[str, ...]
) -> None:
    facts = replace(camera, result={**camera.result, "zone": zone})
    for row in csv.DictReader(io.StringIO(exported(facts, "codecarbon"))):
        assert (row["country_name"], row["country_iso_code"], row["region"]) == place
        assert row["emissions_rate"] == ""  # a mean over a life is no rate of a run


def test_development_takes_the_time_of_its_training(camera: Facts) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(camera, "codecarbon"))))
    taken = {row["experiment_id"]: float(row["duration"]) for row in rows}
    stages = [camera.lifecycle[stage]["time"] for stage in ("training", "evaluation")]
    assert taken["development"] == pytest.approx(sum(stages))
    assert taken["use"] == taken["network"] == camera.settings.duration
    children = exported(camera, "impact-framework")["tree"]["children"]
    assert taken == {name: child["inputs"][0]["duration"] for name, child in children.items()}


def test_what_a_footprint_leaves_out_is_no_zero(made: Facts) -> None:
    result = json.loads(json.dumps(dict(made.result)))
    first, second = result["lifecycle"]["hardware"]["devices"]
    first |= {"transport": 0.0, "end_of_life": 0.0}
    found = exported(replace(made, result=result), "ghg")
    entries = [what for scope in found["scopes"].values() for what in scope["entries"]]
    assert f"moving {first['name']}" not in entries
    assert f"discarding {first['name']}" not in entries
    assert {f"making {first['name']}", f"moving {second['name']}"} <= set(entries)
    (said,) = (note for note in found["notes"] if note.startswith("not covered"))
    assert said.endswith(f": moving {first['name']}, discarding {first['name']}")
    assert not any("not covered" in note for note in exported(made, "ghg")["notes"])


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every table or list below a node with each of its keys or positions."""
    pairs = node.items() if isinstance(node, dict) else enumerate(node)
    found = [(node, key) for key, _ in pairs]
    return found + [
        place
        for child in (node[key] for _, key in found)
        if isinstance(child, (dict, list))
        for place in _places(child)
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    place=st.integers(0, 10**6),
    wrong=st.sampled_from(["null", "0", "-1", '""', '"x"', "true", "[]", "{}", "[1]", "1e400"]),
    form=st.sampled_from(tuple(FORMATS)),
)
def test_whatever_is_wrong_in_a_saved_result_is_said(
    made: Facts, tmp_path: Path, place: int, wrong: str, form: str
) -> None:
    result = json.loads(json.dumps(dict(made.result)))
    places = _places(result)
    table, key = places[place % len(places)]
    table[key] = "HERE"
    path = tmp_path / "result.json"
    path.write_text(json.dumps(result).replace('"HERE"', wrong))
    with suppress(InputError):
        assert exported_text(replace(made, result=result_of_file(path)), form)
