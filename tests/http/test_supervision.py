"""Supervisors act on routing over HTTP; agents may not."""

from typing import Any

import pytest

from hub.errors import ConflictError
from tests.http.hub import TestHub
from tests.http.test_interactions import waiting

DEEDS: list[tuple[str, dict[str, Any]]] = [
    ("assign", {"agent_id": "li", "ignore_capacity": True}),
    ("move", {"queue_id": "sales"}),
    ("requeue", {}),
    ("reprioritise", {"priority": 5}),
]


@pytest.mark.parametrize(("deed", "body"), DEEDS)
async def test_a_deed_is_passed_on_with_who_asks(hub: TestHub, deed: str, body: dict[str, Any]) -> None:
    boss = await hub.supervisor()
    interaction_id = await waiting(hub)

    shown = await boss.post(f"/interactions/{interaction_id}/{deed}", body)

    assert shown["id"] == interaction_id
    [(name, args, kwargs)] = [each for each in hub.router.asked if each[0] == deed]
    assert args[0] == interaction_id
    assert kwargs["by"] == "user:boss"
    assert name == deed


@pytest.mark.parametrize(("deed", "body"), DEEDS)
async def test_agents_may_not(hub: TestHub, deed: str, body: dict[str, Any]) -> None:
    anna = await hub.agent()
    await anna.post(f"/interactions/{await waiting(hub)}/{deed}", body, status=403)
    assert deed not in hub.router.names()


async def test_what_cannot_be_done_is_told_in_words(hub: TestHub) -> None:
    boss = await hub.supervisor()
    hub.router.refuse = ConflictError("it is closed")
    problem = await boss.post(f"/interactions/{await waiting(hub)}/requeue", {}, status=409)
    assert problem["detail"] == "it is closed"


@pytest.mark.parametrize("priority", [101, -101, "high", None])
async def test_a_priority_is_a_number_within_bounds(hub: TestHub, priority: object) -> None:
    boss = await hub.supervisor()
    problem = await boss.post(f"/interactions/{await waiting(hub)}/reprioritise", {"priority": priority}, status=422)
    assert problem["errors"][0]["field"] == "priority"


async def test_an_offer_that_is_not_there_cannot_be_taken_back(hub: TestHub) -> None:
    boss = await hub.supervisor()
    await boss.post("/offers/none/rescind", {}, status=404)


async def test_the_live_view_shows_queues_and_agents_with_todays_service(hub: TestHub) -> None:
    boss = await hub.supervisor()
    anna = await hub.agent()
    queue = await boss.post("/queues", {"name": "sales", "members": [{"agent_id": anna.agent_id}]}, status=201)
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    live = await boss.get("/live")

    [shown] = [each for each in live["queues"] if each["id"] == queue["id"]]
    assert shown["service_level"] == {"answered": 0, "within": 0, "abandoned": 0, "value": None}
    assert shown["agents"] == {"signed_in": 0, "ready": 0, "busy": 0, "not_ready": 0}
    [agent] = live["agents"]
    assert [each["id"] for each in agent["work"]] == [interaction_id]
    assert (live["waiting"], live["waiting_total"], live["alarms"]) == ([], 0, [])
    assert live["seq"] >= 0
    await anna.get("/live", status=403)
