"""Reports over HTTP: figures as JSON and CSV, what is wrong with a question, the past of a contact and of an agent."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.journal import Stand
from hub.domain.work import Offer, OfferState, WorkItem, WorkItemState
from hub.ports.repositories import Tx
from tests.http.hub import Browser, TestHub
from tests.support.journal import START, Leg

DAY = "from=2026-03-02&to=2026-03-02"


async def a_queue(hub: TestHub, root: Browser, name: str = "sales", **fields: Any) -> str:
    return str((await root.post("/queues", {"name": name, **fields}, status=201))["id"])


async def an_hour(hub: TestHub, queue_id: str | None = None) -> None:
    """Two are answered, one of them in time; one leaves after three seconds; one waits."""
    legs = [
        Leg("a", queue_id).goes("waiting", 0).goes("active", 10, agent_id="ann").goes("completed", 130),
        Leg("b", queue_id).goes("waiting", 60).goes("active", 100, agent_id="ann").goes("completed", 160),
        Leg("c", queue_id).goes("waiting", 1900).goes("abandoned", 1903),
        Leg("d", queue_id).goes("waiting", 2000),
    ]
    lines = [line for each in legs for line in each.lines]
    await hub.database.write(lambda tx: tx.journal.add(lines))


async def test_figures_by_interval(hub: TestHub) -> None:
    sue = await hub.supervisor("sue")
    await an_hour(hub)
    answer = await sue.get(f"/reports/intervals?{DAY}&interval=30&cohort=enqueued")
    busy = [each for each in answer["items"] if each["entered"]]
    assert len(answer["items"]) == 48
    assert answer["next"] is None
    assert [(each["start"], each["answered"], each["waiting"]) for each in busy] == [
        ("2026-03-02T09:00:00.000Z", 2, 0),
        ("2026-03-02T09:30:00.000Z", 0, 1),
    ]
    assert (busy[0]["service_level"], busy[0]["speed_of_answer_s"], busy[0]["handle_time_s"]) == (0.5, 25.0, 90.0)
    assert busy[1]["service_level"] is None
    assert answer["totals"]["abandonment"] == 0.25
    quiet = answer["items"][0]
    assert (quiet["entered"], quiet["service_level"], quiet["abandonment"]) == (0, None, None)


async def test_figures_by_queue_are_in_the_queues_zone_and_by_its_threshold(hub: TestHub) -> None:
    sue = await hub.supervisor("sue")
    week = [[{"start": "09:00", "end": "17:00"}]] * 7
    queue_id = await a_queue(hub, sue, hours={"time_zone": "Asia/Shanghai", "week": week})
    await an_hour(hub, queue_id)
    [row] = (await sue.get(f"/reports/queues?{DAY}&queue_id={queue_id}"))["items"]
    assert (row["queue_id"], row["queue_name"], row["zone"]) == (queue_id, "sales", "Asia/Shanghai")
    assert row["local_start"] == "2026-03-02T00:00+08:00"
    assert row["service_level_sl2"] == 0.5
    [patient] = (await sue.get(f"/reports/queues?{DAY}&queue_id={queue_id}&threshold_s=60&short_abandon_s=1"))["items"]
    assert (patient["service_level_sl2"], patient["abandoned_short"]) == (1.0, 0)


async def test_figures_by_channel_and_agent(hub: TestHub) -> None:
    sue, anna = await hub.supervisor("sue"), await hub.agent()
    leg = Leg("a").goes("waiting", 0).goes("active", 10, agent_id=anna.agent_id).goes("completed", 1810)
    stand = Stand(anna.agent_id, "1", "ready", "", None, lost=False, units=100, cause="ready", at=START)
    gone = stand._replace(id="2", state="offline", at=START + timedelta(hours=1))

    def write(tx: Tx) -> None:
        tx.journal.add(leg.lines)
        tx.journal.add_stands([stand, gone])

    await hub.database.write(write)
    [kind] = (await sue.get(f"/reports/channels?{DAY}"))["items"]
    assert (kind["kind"], kind["answered"]) == ("phone", 1)
    [agent] = (await sue.get(f"/reports/agents?{DAY}"))["items"]
    assert (agent["agent_name"], agent["handled"], agent["occupancy"]) == ("Anna", 1, 0.5)
    assert (agent["signed_in_s"], agent["talk_s"], agent["available_s"]) == (3600.0, 1800.0, 1800.0)
    history = await sue.get(f"/agents/{anna.agent_id}/history?{DAY}")
    assert [(each["state"], each["seconds"]) for each in history["work"]] == [("active", 1800.0)]
    assert [(each["state"], each["seconds"]) for each in history["presence"]] == [
        ("ready", 3600.0),
        ("offline", 50_400.0),
    ]
    assert history["totals"]["signed_in_s"] == 3600.0


@pytest.mark.parametrize("accept", [None, "text/csv"])
async def test_csv(hub: TestHub, accept: str | None) -> None:
    sue = await hub.supervisor("sue")
    queue_id = await a_queue(hub, sue, name="=HYPERLINK(1)")
    await an_hour(hub, queue_id)
    headers = {"Accept": accept} if accept else {}
    wanted = "" if accept else "&format=csv&bom=true"
    answer = await sue.raw("GET", f"/reports/queues?{DAY}{wanted}", headers=headers)
    body = await answer.read()
    assert answer.content_type == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert body.startswith(b"\xef\xbb\xbf") is (accept is None)
    assert body.count(b"\r\n") == 2
    [row] = csv.DictReader(io.StringIO(body.decode("utf-8-sig")))
    assert (row["queue_name"], row["entered"], row["estimated_wait_error"]) == ("'=HYPERLINK(1)", "4", "")


async def test_csv_without_rows_has_its_header(hub: TestHub) -> None:
    sue = await hub.supervisor("sue")
    answer = await sue.raw("GET", f"/reports/agents?{DAY}&format=csv")
    assert (await answer.text()).startswith("start,end,local_start,zone,agent_id,agent_name,entered,")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=yesterday-ish", "from"),
        ("from=2026-02-30", "from"),
        ("from=2026-03-03&to=2026-03-01", "from"),
        ("from=2999-01-01", "from"),
        ("from=2020-01-01&to=2026-03-01", "to"),
        ("from=2026-01-01&to=2026-03-01&interval=15", "to"),
        ("interval=7", "interval"),
        ("cohort=later", "cohort"),
        ("queue_id=none", "queue_id"),
        ("agent_id=none", "agent_id"),
        ("kind=fax", "kind"),
        ("threshold_s=-1", "threshold_s"),
        ("format=xls", "format"),
        ("weekday=1", "weekday"),
    ],
)
async def test_what_is_no_question(hub: TestHub, query: str, field: str) -> None:
    sue = await hub.supervisor("sue")
    problem = await sue.get(f"/reports/queues?{query}", status=422)
    assert problem["errors"][0]["field"] == field


async def test_a_long_report_comes_in_pages(hub: TestHub) -> None:
    sue = await hub.supervisor("sue")
    await an_hour(hub)
    first = await sue.get(f"/reports/intervals?{DAY}&limit=40")
    second = await sue.get(f"/reports/intervals?{DAY}&limit=40&after={first['next']}")
    assert [len(each["items"]) for each in (first, second)] == [40, 8]
    assert second["next"] is None


async def test_reports_are_for_supervisors(hub: TestHub) -> None:
    anna = await hub.agent()
    await anna.get("/reports/queues", status=403)
    await anna.get(f"/agents/{anna.agent_id}/history", status=403)


async def test_the_past_of_a_closed_contact_is_told_from_the_tables(hub: TestHub) -> None:
    """It says why Anna got it, and why that took nine minutes."""
    anna = await hub.agent()
    sue = await hub.supervisor("sue")
    queue_id = await a_queue(hub, sue)
    now = START + timedelta(minutes=20)
    interaction = Interaction(
        id=new_id(),
        channel="sms",
        kind=InteractionKind.SMS,
        state=InteractionState.CLOSED,
        queue_id=queue_id,
        agent_id=anna.agent_id,
        created_at=START,
        updated_at=now,
    )
    lines = Leg("leg", queue_id).goes("waiting", 0, "entered").goes("offered", 540).goes("active", 545, "accepted")
    lines.agent_id = anna.agent_id
    lines.goes("completed", 600, "closed")
    leg = WorkItem(
        id="leg",
        interaction_id=interaction.id,
        kind=InteractionKind.SMS,
        queue_id=queue_id,
        state=WorkItemState.COMPLETED,
        agent_id=anna.agent_id,
        queued_at=START,
        state_at=START + timedelta(seconds=600),
        created_at=START,
    )
    offer = _offer(leg, anna.agent_id, START + timedelta(seconds=540))

    def write(tx: Tx) -> None:
        tx.interactions.add(interaction)
        tx.work_items.add(leg)
        tx.offers.add(offer)
        tx.journal.add([each._replace(interaction_id=interaction.id) for each in lines.lines])

    await hub.database.write(write)
    [told] = (await sue.get(f"/interactions/{interaction.id}/explain"))["history"]
    assert (told["waited_s"], told["talked_s"], told["queue_name"]) == (545.0, 55.0, "sales")
    assert [(each["state"], each["cause"], each["seconds"]) for each in told["states"]] == [
        ("waiting", "entered", 540.0),
        ("offered", "x", 5.0),
        ("active", "accepted", 55.0),
        ("completed", "closed", 0.0),
    ]
    [made] = told["offers"]
    assert (made["agent_name"], made["state"], made["seconds"]) == ("Anna", "accepted", 5.0)
    assert made["why"] == {
        "rule": "longest_idle",
        "considered": [{"agent_id": anna.agent_id, "name": "Anna", "blocker": None}],
    }


def _offer(leg: WorkItem, agent_id: str, at: datetime) -> Offer:
    return Offer(
        id=new_id(),
        work_item_id=leg.id,
        interaction_id=leg.interaction_id,
        epoch=1,
        agent_id=agent_id,
        state=OfferState.ACCEPTED,
        cause="accepted",
        why={"rule": "longest_idle", "considered": [{"agent_id": agent_id, "blocker": None}]},
        created_at=at,
        deadline=at + timedelta(seconds=20),
        ended_at=at + timedelta(seconds=5),
    )


async def test_nothing_to_reconcile(hub: TestHub) -> None:
    sue = await hub.supervisor("sue")
    assert await sue.get("/reports/reconcile") == {"items": [], "next": None, "legs": 0, "lines": 0}
    await an_hour(hub)
    found = await sue.get(f"/reports/reconcile?{DAY}")
    assert {each["what"] for each in found["items"]} == {"a leg that no table holds"}
