"""Plans of placements: their files are read as they are meant, and their answer is the best."""

from __future__ import annotations

import json
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joulepath import estimate
from joulepath.analysis.optimise.placement_plan import planned_placement
from joulepath.cli import app
from joulepath.errors import InputError

pytest.importorskip("scipy", reason="placement needs the extra 'optimise'")

EXAMPLES = Path(__file__).parents[2] / "examples"
EXAMPLE = EXAMPLES / "plans" / "placement.toml"
SITES = ("camera", "gateway", "server")


def random_plan(seed: int) -> dict[str, Any]:
    """A plan of a few tasks in a chain, in plain numbers: mJ, MB, kB."""
    numbers = np.random.default_rng(seed)
    tasks = {
        f"task {number}": {
            site: (int(numbers.integers(1, 50)), int(numbers.integers(1, 9)))
            for site in SITES
            if site == "server" or numbers.random() < 0.8
        }
        for number in range(int(numbers.integers(3, 6)))
    }
    names = list(tasks)
    return {
        "tasks": tasks,
        "limits": {"camera": 10, "gateway": 14},
        "links": {pair: int(numbers.integers(1, 9)) for pair in ((0, 1), (1, 2), (0, 2))},
        "traffic": {(one, other): int(numbers.integers(0, 5)) for one, other in pairwise(names)},
    }


def written(plan: dict[str, Any]) -> str:
    """The same as a file; a link's cost is of 1 kB."""
    lines = ['minimise = "energy"']
    for site in SITES:
        limit = plan["limits"].get(site)
        capacities = "" if limit is None else f'\ncapacities = {{ memory = "{limit} MB" }}'
        lines.append(f'[[sites]]\nname = "{site}"{capacities}')
    for (one, other), cost in plan["links"].items():
        ends = f'["{SITES[one]}", "{SITES[other]}"]'
        lines.append(f'[[links]]\nsites = {ends}\ncost = "{cost} mJ"\nper = "1 kB"')
    for name, options in plan["tasks"].items():
        lines.append(f'[[tasks]]\nname = "{name}"')
        for site, (cost, memory) in options.items():
            needs = f'{{ memory = "{memory * 1000} kB" }}'
            lines.append(f'[[tasks.options]]\nsite = "{site}"\ncost = "{cost} mJ"\nneeds = {needs}')
    for (one, other), size in plan["traffic"].items():
        lines.append(f'[[traffic]]\nsource = "{one}"\ntarget = "{other}"\nsize = "{size} kB"')
    return "\n".join(lines)


def least(plan: dict[str, Any]) -> float | None:
    """Least energy in mJ of all placements, by trying each; none where none fits."""
    found: list[float] = []
    tasks = plan["tasks"]
    for chosen in product(*tasks.values()):
        at = dict(zip(tasks, chosen, strict=True))
        if any(
            sum(tasks[name][site][1] for name, site in at.items() if site == limited) > limit
            for limited, limit in plan["limits"].items()
        ):
            continue
        energy = float(sum(tasks[name][site][0] for name, site in at.items()))
        for (one, other), size in plan["traffic"].items():
            ends = sorted((SITES.index(at[one]), SITES.index(at[other])))
            energy += size * (plan["links"][tuple(ends)] if ends[0] != ends[1] else 0)
        found.append(energy)
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(12))
def test_the_answer_to_a_file_is_the_best_of_all_placements(seed: int, tmp_path: Path) -> None:
    plan = random_plan(seed)
    file = tmp_path / "plan.toml"
    file.write_text(written(plan))
    planned = planned_placement(file)
    # 1e-9: costs pass through joules and bits
    assert planned.found.cost * 1e3 == pytest.approx(least(plan), rel=1e-9)
    apart = sum(min(cost for cost, _ in options.values()) for options in plan["tasks"].values())
    assert planned.apart * 1e3 == pytest.approx(apart, rel=1e-9)
    for site, limit in plan["limits"].items():
        # Origin: 1 MB is 8e6 bits
        assert planned.found.used[site]["memory"] <= limit * 8e6


def test_a_scenario_tells_the_cost_of_an_option() -> None:
    planned = planned_placement(EXAMPLE)
    detect = next(task for task in planned.tasks if task.name == "detect")
    life = estimate(EXAMPLES / "field-camera.toml", draws=0).lifecycle
    assert detect.costs["camera"] == life.inference.computation.energy
    assert any("field-camera.toml" in said for said in planned.assumptions)
    assert "no limit is known to memory at server" in planned.assumptions


BASE = """
minimise = "{minimise}"
{more}
[[sites]]
name = "here"
capacities = {{ memory = "1 MB" }}
[[sites]]
name = "there"
[[tasks]]
name = "a"
options = [{{ site = "here", {cost} }}, {{ site = "there", cost = "{plain}" }}]
"""


def based(folder: Path, minimise: str, cost: str, plain: str, more: str = "") -> Path:
    file = folder / "plan.toml"
    file.write_text(BASE.format(minimise=minimise, cost=cost, plain=plain, more=more))
    return file


@pytest.mark.parametrize("counted", ["life", "inference"])
def test_a_life_counts_whole_or_by_its_inferences(counted: str, tmp_path: Path) -> None:
    scenario = EXAMPLES / "field-camera.toml"
    more = f'counted = "{counted}"'
    file = based(tmp_path, "carbon", f'scenario = "{scenario}"', "1000 kg", more)
    life = estimate(scenario, draws=0).lifecycle
    whole = life.carbon / (life.inference.inferences if counted == "inference" else 1)
    planned = planned_placement(file)
    assert planned.found.places == {"a": "here"}
    assert planned.found.cost == pytest.approx(whole, rel=1e-12)


def test_money_is_in_the_currency_of_the_plan(tmp_path: Path) -> None:
    file = based(tmp_path, "money", 'cost = "0.25 EUR"', "0.5 EUR", 'currency = "EUR"')
    planned = planned_placement(file)
    assert (planned.found.cost, planned.unit) == (0.25, "EUR")


CHANGED = [
    ('cost = "900 mJ"', 'cost = "900 mW"', "options[0].cost", "'900 mW' is no energy", "3.2 J"),
    ('cost = "900 mJ"', 'cost = "-900 mJ"', "options[0].cost", "'-900 mJ' is below zero", "0 or"),
    ('cost = "0.9 J"', 'cost = "-5 J"', "links[0].cost", "'-5 J' is below zero", "0 or more"),
    ('cost = "900 mJ"', "cost = 0.9", "options[0].cost", "0.9 has no unit", "3.2 J"),
    ('cost = "900 mJ"', "", "options[0]", "neither or both of cost and scenario", "cost ="),
    ('memory = "8 MB"', 'memory = "8 W"', "memory", "elsewhere memory is in W", "one kind"),
    ('memory = "8 MB"', 'memory = "-8 MB"', "capacities.memory", "'-8 MB' is no amount", "8 MB"),
    ('memory = "8 MB"', "memory = true", "capacities.memory", "True is no amount", "8 MB"),
    ('site = "camera", cost', 'site = "camra", cost', "options[0].site", "no site named 'camra'",
     "did you mean 'camera'"),
    ('target = "recognise"', 'target = "recognize"', "target", "no task named 'recognize'",
     "did you mean 'recognise'"),
    ('sites = ["camera", "server"]', 'sites = ["camera", "gateway"]', "links[2].sites",
     "a second link of camera and gateway", "write one"),
    ('sites = ["camera", "server"]', 'sites = ["camera", "camera"]', "traffic[0]",
     "no link between camera and server", "[[links]]"),
    ('name = "gateway"', 'name = "camera"', "sites", "'camera' is there twice", "name them apart"),
    ('field-camera.toml"', 'feld-camera.toml"', "feld-camera.toml", "no such file", ""),
    ("inference.computation.energy", "inference.computation.enrgy", "scenario",
     "no number of the result named", "did you mean"),
    ("inference.computation.energy", "inference.computation.time", "scenario",
     "is in s, costs are in J", "name a number in J"),
    ('minimise = "energy"', 'minimise = "enrgy"', "minimise", "'enrgy'", "energy"),
    ('minimise = "energy"', 'minimise = "energy"\ncurrency = "EUR"', "placement.toml",
     "currency without money", "only there"),
    ('minimise = "energy"', 'minimise = "energy"\nmaximise = 1', "maximise", "", ""),
    ('needs = { memory = "450 MB" }', 'neds = { memory = "450 MB" }', "neds", "", "needs"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "where", "what", "remedy"), CHANGED)
def test_a_wrong_plan_is_told_with_its_place(
    old: str, new: str, where: str, what: str, remedy: str, tmp_path: Path
) -> None:
    text = EXAMPLE.read_text()
    assert old in text
    folder = tmp_path / "plans"
    folder.mkdir()
    text = text.replace(old, new, 1).replace("../", f"{EXAMPLES}/")
    (folder / "placement.toml").write_text(text)
    with pytest.raises(InputError) as refused:
        planned_placement(folder / "placement.toml")
    assert any(
        where in problem.where and what in problem.what and remedy in problem.remedy
        for problem in refused.value.problems
    ), refused.value.problems


def test_scenarios_of_unlike_lives_are_not_held_against_each_other(tmp_path: Path) -> None:
    scenario = EXAMPLES / "field-camera.toml"
    file = based(tmp_path, "energy", f'scenario = "{scenario}"', "1 J", 'counted = "life"')
    again = (
        f'{{ site = "there", scenario = "{scenario}", changes = {{"inference.lifetime" = "1 y"}}'
    )
    text = file.read_text().replace(
        '{ site = "there", cost = "1 J"', again.replace("1 y", "1 year")
    )
    file.write_text(text)
    with pytest.raises(InputError, match="scenarios of 26298 and 8766 inferences"):
        planned_placement(file)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    file = tmp_path / "placement.toml"
    text = EXAMPLE.read_text().replace('cost = "900 mJ"', 'cost = "900 mW"')
    text = text.replace('target = "recognise"', 'target = "x"').replace("../", f"{EXAMPLES}/")
    file.write_text(text)
    with pytest.raises(InputError) as refused:
        planned_placement(file)
    assert len(refused.value.problems) == 2


def test_the_command_writes_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> str:
        with pytest.raises(SystemExit) as stopped:
            app.run(["place", str(EXAMPLE), *arguments])
        assert stopped.value.code == 0
        return capsys.readouterr().out

    table = run()
    data = json.loads(run("-f", "json"))
    assert data["places"] == {"capture": "camera", "detect": "camera", "recognise": "server"}
    moved = 20e3 * 4.9e-6  # 20 kB at 4.9 J for 1 MB
    tasks = data["tasks"]
    expected = tasks["capture"]["camera"] + tasks["detect"]["camera"] + 0.35 + moved
    assert data["cost"] == pytest.approx(expected, rel=1e-9)
    assert "detect to recognise" in table
    assert "camera: memory 2 MB of 8 MB (25 %)" in table
    assert run("-f", "csv").startswith("task,site,energy")
    assert run("-f", "markdown").lstrip().startswith(("|", "**"))
