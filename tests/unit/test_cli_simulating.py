"""`hub simulate`: the example file, what it prints, and every mistake in a file with its path."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app
from hub.cli.scenario_file import AS_IT_IS, read_scenario
from hub.errors import StartUpError
from hub.routing.policy import Ordering

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "configs" / "simulation.toml"
SMALL = """
[simulation]
hours = 2
replications = 3

[[contacts]]
name = "calls"
queue = "support"
per_hour = 30
handling = 120
patience = { mean_s = 200, shape = "lognormal", cv = 0.5 }

[[agents]]
name = "team"
count = 1
queues = ["support"]
"""
MORE = """
[[variants]]
name = "more"
agents = [{ name = "team", count = 3 }]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return path


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulate", str(path), *arguments])


def problems(folder: Path, text: str) -> dict[str, str]:
    with pytest.raises(StartUpError) as caught:
        read_scenario(write(folder, text))
    return {each.field: each.message for each in caught.value.problems}


def test_the_example_answers_its_question() -> None:
    ended = run(EXAMPLE, "--replications", "2", "--format", "json")
    assert ended.exit_code == 0
    data: dict[str, Any] = json.loads(ended.stdout)
    before, spanish, *_ = data["variants"]
    assert (before["name"], spanish["name"]) == (AS_IT_IS, "two learn Spanish")
    change = spanish["contacts"]["Spanish calls"]["service_level"]["change"]
    assert change["mean"] > 0
    assert change["low"] <= change["mean"] <= change["high"]
    assert spanish["agents"].keys() == {"early", "early with Spanish", "late", "bilingual", "all"}
    assert "change" not in before["all"]["service_level"]


def test_the_example_has_no_doubts() -> None:
    assert read_scenario(EXAMPLE).doubts == ()


def test_every_key_of_the_tables_is_documented() -> None:
    from hub.cli import scenario  # noqa: PLC0415 (its classes are looked through)

    page = (ROOT / "docs" / "simulation.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", page))
    tables = [each for each in vars(scenario).values() if isinstance(each, type) and each.__name__.endswith("Table")]
    keys = {key for table in tables for key in getattr(table, "model_fields", {})}
    assert len(keys) > 20
    assert keys <= words


def test_figures_stand_side_by_side_with_their_change(tmp_path: Path) -> None:
    ended = run(write(tmp_path, SMALL + MORE))
    head, columns, *rows = ended.stdout.splitlines()
    assert head.startswith("3 days of 2 hours; mean ± half of the 95 % confidence interval")
    assert columns.split("  ")[0] == "OF"
    assert "CHANGE BY MORE" in columns
    waits = next(row for row in rows if row.startswith("calls") and "mean wait" in row)
    assert waits.count("±") == 3
    assert any(row.startswith("agents team") and "busy" in row for row in rows)


def test_progress_is_no_data(tmp_path: Path) -> None:
    ended = run(write(tmp_path, SMALL), "--format", "json", "--replications", "2", "--seed", "4")
    assert "2 days" in ended.stderr
    data = json.loads(ended.stdout)
    assert (data["replications"], data["seed"], data["hours"]) == (2, 4, 2)


def test_work_that_nobody_could_ever_take_is_doubted(tmp_path: Path) -> None:
    path = write(tmp_path, SMALL.replace("handling = 120", "handling = 120\nneeds = { spanish = 5 }"))
    assert "warning: as it is: no agent of 'support' has what 'calls' needs (spanish 5)" in run(path).stderr


class TestVariants:
    def test_only_what_is_named_changes(self, tmp_path: Path) -> None:
        found = read_scenario(write(tmp_path, SMALL + MORE))
        before, after = found.variants.values()
        assert [each.count for each in after.groups] == [3]
        assert after.groups[0].queues == before.groups[0].queues
        assert after.streams == before.streams

    def test_a_new_group_may_be_like_a_known_one(self, tmp_path: Path) -> None:
        change = 'agents = [{ name = "new", like = "team", skills = { es = 3 } }, { name = "team", count = 0 }]'
        found = read_scenario(write(tmp_path, SMALL + f'[[variants]]\nname = "v"\n{change}'))
        assert [(each.name, each.count, each.skills) for each in found.variants["v"].groups] == [("new", 1, {"es": 3})]

    def test_a_profile_takes_the_place_of_a_rate(self, tmp_path: Path) -> None:
        profile = 'profile = [{ start = "22:00", end = "02:00", per_hour = 9 }]'
        found = read_scenario(
            write(tmp_path, SMALL + f'[[variants]]\nname = "v"\n[[variants.contacts]]\nname = "calls"\n{profile}')
        )
        rates = found.variants["v"].streams[0].rates
        assert [(each.start_s, each.end_s, each.per_hour) for each in rates] == [(79_200, 86_400, 9), (0, 7200, 9)]

    def test_the_order_of_waiting_may_differ(self, tmp_path: Path) -> None:
        found = read_scenario(write(tmp_path, SMALL + '[[variants]]\nname = "v"\nordering = "strict"'))
        orderings = [each.policy.ordering for each in found.variants.values()]
        assert orderings == [Ordering.HEAD_START, Ordering.STRICT]


@pytest.mark.parametrize(
    ("before", "after", "field", "message"),
    [
        ("hours = 2", "hours = 0", "simulation.hours", "greater than 0"),
        ("hours = 2", "days = 2", "simulation.days", "unknown key"),
        ("hours = 2", 'hours = 2\nstart = "8 am"', "simulation.start", 'like "08:30"'),
        ("hours = 2", 'hours = 2\nstart = "24:30"', "simulation.start", "no such time"),
        ("hours = 2", "hours = 2\nwarm_up_minutes = 120", "simulation.warm_up_minutes", "no time to count"),
        ("per_hour = 30", "", "contacts[0]", "either per_hour or a profile"),
        ("handling = 120", "handling = { shape = 'fixed' }", "contacts[0].handling.mean_s", "is missing"),
        ("handling = 120", "handling = -1", "contacts[0].handling.mean_s", "greater than or equal to 0"),
        ('queues = ["support"]', 'queues = ["other"]', "contacts[0].queue", "nobody serves 'support'"),
        ("count = 1", "count = 1\nskills = { es = 11 }", "agents[0].skills.es", "less than or equal to 10"),
        ("count = 1", 'count = 1\nbreaks = [{ start = "07:00", end = "07:30" }]', "agents[0].breaks[0]", "outside"),
        ("hours = 2", "hours = 200", "agents[0].shift", "at most 24 hours"),
    ],
)
def test_a_mistake_is_told_with_its_path(tmp_path: Path, before: str, after: str, field: str, message: str) -> None:
    text = SMALL.replace(before, after, 1)
    if "200" in after:
        text += 'shift = { start = "08:00", end = "16:00" }\n'
    assert message in problems(tmp_path, text)[field]


@pytest.mark.parametrize(
    ("variant", "field", "message"),
    [
        ('agents = [{ name = "team", count = -1 }]', "variants 'v': agents[0].count", "greater than or equal to 0"),
        ('agents = [{ name = "new", like = "x" }]', "variants[0].agents[0].like", "known are team"),
        ("agents = [{ count = 1 }]", "variants[0].agents[0].name", "is missing"),
        ('agents = [{ name = "team", count = 0 }]', "variants 'v': contacts[0].queue", "nobody serves"),
        ('queues = [{ name = "x" }]', "variants 'v': queues[0].name", "no contacts and no agents"),
        ("speed = 2", "variants[0].speed", "unknown key"),
    ],
)
def test_a_mistake_in_a_variant_is_told_with_its_name(tmp_path: Path, variant: str, field: str, message: str) -> None:
    assert message in problems(tmp_path, SMALL + f'[[variants]]\nname = "v"\n{variant}')[field]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, SMALL.replace("hours = 2", "hours = 0").replace("count = 1", "count = -1"))
    assert found.keys() == {"simulation.hours", "agents[0].count"}
    ended = run(tmp_path / "scenario.toml")
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 3


def test_names_are_there_once(tmp_path: Path) -> None:
    again = '[[agents]]\nname = "team"\ncount = 1\nqueues = ["support"]\n'
    assert "there 2 times" in problems(tmp_path, SMALL + again)["agents"]


@pytest.mark.parametrize("text", ["[simulation", "\xff"])
def test_what_is_no_toml_is_said_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenario.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(StartUpError, match=r"TOML|UTF-8"):
        read_scenario(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StartUpError, match="cannot be read"):
        read_scenario(tmp_path / "nothing.toml")
