"""The service report over HTTP: supervisors see everybody, agents themselves; JSON and CSV; what is no question."""

import csv
import io

import pytest

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from tests.http.hub import TestHub


async def a_contact(hub: TestHub, agent_id: str | None) -> None:
    now = hub.services.clock.now()
    made = Interaction(
        id=new_id(),
        channel="mail",
        kind=InteractionKind.EMAIL,
        state=InteractionState.CLOSED,
        agent_id=agent_id,
        created_at=now,
        updated_at=now,
    )
    await hub.database.write(lambda tx: tx.interactions.add(made))


async def test_supervisors_see_all_and_agents_their_own(hub: TestHub) -> None:
    sue, anna = await hub.supervisor("sue"), await hub.agent()
    await a_contact(hub, anna.agent_id)
    await a_contact(hub, None)
    everybody = await sue.get("/reports/service?months=2")
    [row] = (await sue.get(f"/reports/service?by=agent&agent_id={anna.agent_id}"))["items"]
    own = await anna.get("/reports/service")
    assert [each["figures"]["contacts"] for each in everybody["items"]] == [{}, {"email": 2}]
    assert (row["agent_name"], row["figures"]["contacts"], row["figures"]["tasks_done"]) == ("Anna", {"email": 1}, {})
    assert own["items"][0]["figures"]["contacts"] == {"email": 1}
    assert (own["zone"], own["next"]) == (everybody["zone"], None)


@pytest.mark.parametrize("query", ["agent_id=other", "team=care", "by=team"])
async def test_others_work_is_not_an_agents_business(hub: TestHub, query: str) -> None:
    anna = await hub.agent()
    problem = await anna.get(f"/reports/service?{query}", status=403)
    assert "your own" in problem["detail"]


async def test_csv_has_a_line_a_count(hub: TestHub) -> None:
    sue, anna = await hub.supervisor("sue"), await hub.agent()
    await a_contact(hub, anna.agent_id)
    answer = await sue.raw("GET", "/reports/service?by=agent&format=csv&bom=true")
    [line] = csv.DictReader(io.StringIO((await answer.read()).decode("utf-8-sig")))
    assert answer.content_type == "text/csv"
    assert (line["agent_name"], line["figure"], line["of"], line["count"]) == ("Anna", "contacts", "email", "1")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("month=2026-13", "month"),
        ("month=2099-01", "month"),
        ("months=25", "months"),
        ("by=week", "by"),
        ("agent_id=none", "agent_id"),
        ("format=xls", "format"),
    ],
)
async def test_what_is_no_question(hub: TestHub, query: str, field: str) -> None:
    sue = await hub.supervisor("sue")
    problem = await sue.get(f"/reports/service?{query}", status=422)
    assert problem["errors"][0]["field"] == field
