"""`hub routing`: the whole configuration as one file, there and back, all of it or nothing."""

import json
from pathlib import Path

import pytest

from tests.unit.test_cli import Hub, config_file, hub, running_hub

__all__ = ["config_file", "hub"]

DOCUMENT = """
[[skills]]
name = "es"
label = "Spanish"

[[hours]]
name = "office"
[hours.hours]
time_zone = "Europe/Berlin"
week = [[{start = 09:00:00, end = 17:00:00}], [], [], [], [], [], []]
[hours.hours.overrides]
2026-12-25 = []

[[sla_policies]]
name = "gold"
first_reply_s = 900
hours_id = "office"

[[agents]]
name = "Li"
skills = {es = 7}
profile_id = "spanish"

[[profiles]]
name = "spanish"
entries = [{queue_id = "Backup", rank = 2, delay_s = 30}]

[[queues]]
name = "Support"
members = [{agent_id = "Li"}]
hours_id = "office"
plan_id = "relax"
sla_id = "gold"
overflow = [{on = "max_wait", to = [{kind = "queue", queue_id = "Backup"}]}]

[[queues]]
name = "Backup"

[[plans]]
name = "relax"
[[plans.steps]]
at_s = 0
needs = [[{skill = "es", at_least = 5}]]
[[plans.steps]]
at_s = 30
mode = "add"
queue_ids = ["Backup"]
agent_ids = ["Li"]

[[entry_rules]]
name = "all"
queue_id = "Support"

[[dispositions]]
code = "done"
label = "Done"
queue_id = "Support"
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "routing.toml"
    path.write_text(DOCUMENT)
    return path


@pytest.mark.parametrize("served", [True, False], ids=["by the running hub", "on the database"])
def test_a_document_is_taken_in_once_and_comes_out_again(
    hub: Hub,
    config_file: Path,
    document: Path,
    served: bool,
) -> None:
    def there_and_back() -> None:
        dry = hub("routing", "import", str(document), "--dry-run", "--format", "json")
        first = hub("routing", "import", str(document), "--format", "json")
        again = hub("routing", "import", str(document))
        out = document.with_name("out.json")
        hub("routing", "export", str(out))
        back = hub("routing", "import", str(out))
        written = json.loads(out.read_text())
        support = next(each for each in written["queues"] if each["name"] == "Support")

        assert (dry.data["applied"], len(dry.data["changes"])) == (False, 10)
        assert (first.code, dry.data["changes"]) == (0, first.data["changes"])
        assert (again.out, back.out) == ("nothing to change\n", "nothing to change\n")
        assert (support["plan_id"], support["hours_id"], support["members"]) == (
            "relax",
            "office",
            [{"agent_id": "Li", "rank": 1}],
        )
        assert written["plans"][0]["steps"][1]["agent_ids"] == ["Li"]
        assert written["hours"][0]["hours"]["overrides"] == {"2026-12-25": []}

    if served:
        with running_hub(config_file):
            there_and_back()
    else:
        there_and_back()


def test_changes_are_shown_and_warnings_told(hub: Hub, document: Path) -> None:
    hub("routing", "import", str(document))
    changed = document.with_name("changed.json")
    changed.write_text('{"queues": [{"name": "Support", "max_wait_s": 60}], "skills": [{"name": "fr"}]}')

    shown = hub("routing", "import", str(changed))
    checked = hub("routing", "check")

    assert "~ queues 'Support'\n    max_wait_s: 1800 -> 60\n" in shown.out
    assert shown.out.endswith("+ skills 'fr'\n2 changes made\n") or "2 changes made" in shown.out
    assert "warning: skill 'fr': is a skill that no agent has; give it to agents, or make it inactive" in shown.err
    assert checked.code == 1
    assert "skill 'fr'" in checked.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "neither JSON nor"),
        ("[]", "holds no table"),
        ('{"teams": []}', "teams: extra inputs are not permitted"),
        ('{"queues": [{"max_wait_s": 1}]}', "needs its name"),
        ('{"queues": [{"name": "a", "plan_id": "gone"}]}', "plans has no 'gone'"),
        ('{"plans": [{"name": "p", "steps": [{"at_s": 9}, {"at_s": 1}]}]}', "plans 'p', steps.1.at_s: comes at 1 s"),
        ('{"skills": [{"name": "fr"}], "queues": [{"name": "a", "ring": 99}]}', "queues.0.ring: "),
        ('{"queues": 5, "agents": [3]}', "queues: input should be a valid array"),
    ],
)
def test_a_wrong_document_changes_nothing_and_says_where(
    hub: Hub,
    tmp_path: Path,
    text: str,
    words: str,
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text(text)

    result = hub("routing", "import", str(wrong))
    exported = hub("routing", "export")

    assert result.code == 1
    assert words in result.err
    assert all(each == [] for each in json.loads(exported.out).values())
