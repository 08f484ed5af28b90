"""/reports/staffing: supervisors ask how many agents a load needs."""

import pytest

from hub.domain.users import Role
from tests.http.hub import TestHub

QUESTION = "/reports/staffing?calls_per_hour=200&aht_s=180&within_s=20&service_level=0.8"


async def test_a_supervisor_learns_how_many_agents_are_needed(hub: TestHub) -> None:
    root = await hub.admin()

    answer = await root.get(QUESTION)

    assert (answer["needed"], answer["agents"], answer["model"]) == (14, 14, "erlang_c")
    assert [each["agents"] for each in answer["options"]] == list(range(10, 19))
    assert answer["options"][0] == {
        "agents": 10,
        "stable": False,
        **dict.fromkeys(
            (
                "service_level",
                "answered_in_time",
                "asa_s",
                "wait_s",
                "p_wait",
                "p_abandon",
                "occupancy",
                "waiting",
            )
        ),
    }
    assert answer["options"][4]["service_level"] == pytest.approx(0.8883500191794669, rel=1e-10)


async def test_patience_and_a_number_of_agents(hub: TestHub) -> None:
    root = await hub.admin()

    answer = await root.get(f"{QUESTION}&patience_s=120&agents=9")

    assert (answer["needed"], answer["agents"], answer["model"]) == (12, 9, "erlang_a")
    assert next(each for each in answer["options"] if each["agents"] == 9)["p_abandon"] == pytest.approx(
        0.1922, abs=1e-4
    )


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("aht_s=180", "calls_per_hour"),
        ("calls_per_hour=200", "aht_s"),
        ("calls_per_hour=nan&aht_s=180", "calls_per_hour"),
        ("calls_per_hour=200&aht_s=180&service_level=80", "service_level"),
        ("calls_per_hour=200&aht_s=180&agents=0", "agents"),
        ("calls_per_hour=200&aht_s=180&agent=3", "agent"),
        ("calls_per_hour=100000&aht_s=36000", "calls_per_hour"),
    ],
)
async def test_a_question_without_an_answer(hub: TestHub, query: str, field: str) -> None:
    root = await hub.admin()

    problem = await root.get(f"/reports/staffing?{query}", status=422)

    assert problem["errors"][0]["field"] == field


async def test_agents_need_not_know(hub: TestHub) -> None:
    anna = await hub.agent()

    await anna.get(QUESTION, status=403)
    answer = await hub.client.get(f"/api/v1{QUESTION}", headers=await hub.token(Role.SUPERVISOR))
    assert answer.status == 200
