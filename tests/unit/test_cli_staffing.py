"""`hub staffing`: figures on standard output, errors that name the option, exit codes."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from hub.cli.main import app
from hub.errors import StartUpError
from hub.routing.staffing.errors import OverloadedError

QUESTION = ("staffing", "--calls-per-hour", "200", "--aht", "180", "--within", "20", "--service-level", "0.8")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*QUESTION, *arguments])


def answer(*arguments: str) -> dict[str, Any]:
    ended = run(*arguments, "--format", "json")
    assert ended.exit_code == 0
    data: dict[str, Any] = json.loads(ended.stdout)
    return data


def test_the_table_shows_the_neighbours_of_what_is_needed() -> None:
    ended = run()
    lines = ended.stdout.splitlines()
    assert ended.exit_code == 0
    assert lines[0].startswith("10 erlangs (Erlang C, nobody hangs up): 14 agents")
    assert [line.split()[0] for line in lines[2:]] == ["12", "13", "14", "15", "16", "17"]
    assert lines[4].split() == ["14", "88.84%", "7.8", "s", "17.41%", "0.44", "0.00%", "71.43%", "needed"]


def test_json_is_what_the_documentation_promises() -> None:
    data = answer()
    assert data.keys() == {
        "calls_per_hour",
        "aht_s",
        "patience_s",
        "within_s",
        "service_level",
        "model",
        "erlangs",
        "needed",
        "agents",
        "options",
    }
    assert (data["needed"], data["agents"], data["model"], data["erlangs"]) == (14, 14, "erlang_c", 10.0)
    option = next(each for each in data["options"] if each["agents"] == 14)
    assert option == {
        "agents": 14,
        "stable": True,
        "service_level": pytest.approx(0.8883500191794669, rel=1e-10),
        "answered_in_time": pytest.approx(0.8883500191794669, rel=1e-10),
        "asa_s": pytest.approx(7.83593701177724, rel=1e-10),
        "wait_s": pytest.approx(7.83593701177724, rel=1e-10),
        "p_wait": pytest.approx(0.1741319335950498, rel=1e-10),
        "p_abandon": 0.0,
        "occupancy": pytest.approx(10 / 14, rel=1e-10),
        "waiting": pytest.approx(7.83593701177724 * 200 / 3600, rel=1e-10),
    }


def test_patience_needs_fewer_agents_because_some_hang_up() -> None:
    data = answer("--patience", "120")
    assert (data["model"], data["needed"]) == ("erlang_a", 12)
    assert all(each["p_abandon"] > 0 for each in data["options"])


def test_the_number_asked_for_is_the_middle_of_the_table() -> None:
    data = answer("--agents", "20")
    assert [each["agents"] for each in data["options"]] == [18, 19, 20, 21, 22, 23]


def test_too_few_agents_are_shown_and_fail() -> None:
    ended = run("--agents", "10")
    assert "the queue grows without end" in ended.stdout
    assert isinstance(ended.exception, OverloadedError)


@pytest.mark.parametrize(
    ("wrong", "option"),
    [
        (("--service-level", "80"), "--service-level"),
        (("--patience", "0"), "--patience"),
        (("--agents", "0"), "--agents"),
        (("--aht", "-1"), "--aht"),
        (("--format", "text"), "--format"),
    ],
)
def test_a_wrong_figure_ends_with_two_and_names_its_option(wrong: tuple[str, str], option: str) -> None:
    ended = run(*wrong)
    assert ended.exit_code == 2
    assert option in ended.stderr
    assert ended.stdout == ""


def test_a_configuration_that_is_named_must_be_there() -> None:
    assert isinstance(run("--config", "/nowhere/hub.toml").exception, StartUpError)
