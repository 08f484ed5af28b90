"""Tasks, notices and the first screen of the day over HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from hub.domain.time import to_rfc3339
from hub.domain.users import Role
from tests.http.hub import Browser, TestHub


def _in(hub: TestHub, **time: float) -> str:
    return to_rfc3339(hub.services.clock.now() + timedelta(**time))


async def _titles(browser: Browser, query: str) -> list[str]:
    return [each["title"] for each in (await browser.get(f"/tasks?{query}"))["items"]]


async def _team(hub: TestHub, browser: Browser, team: str) -> None:
    def work(tx: Any) -> None:
        agent = tx.agents.get(browser.agent_id)
        tx.agents.update(replace(agent, team=team, version=agent.version + 1), agent.version)

    await hub.database.write(work)


async def test_what_i_write_down_is_mine_and_the_earliest_comes_first(hub: TestHub) -> None:
    anna = await hub.agent()
    for title, due in (("later", _in(hub, days=3)), ("any time", None), ("late", _in(hub, hours=-1))):
        await anna.post("/tasks", {"title": title, "due_at": due}, status=201)

    assert await _titles(anna, "owner=me") == ["late", "later", "any time"]
    assert await _titles(anna, "owner=me&due=overdue") == ["late"]
    assert await _titles(anna, "owner=me&due=week") == ["late", "later"]
    page = await anna.get("/tasks?owner=me&limit=2")
    assert await _titles(anna, f"owner=me&limit=2&after={page['next']}") == ["any time"]


async def test_a_task_is_done_dropped_and_taken_up_again(hub: TestHub) -> None:
    anna = await hub.agent()
    task = await anna.post("/tasks", {"title": "Call Wang"}, status=201)
    path = f"/tasks/{task['id']}"

    done = await anna.post(f"{path}/complete", {"result": "reached", "outcome": "She is content"})
    await anna.post(f"{path}/complete", status=409)
    again = await anna.post(f"{path}/reopen")
    later = await anna.post(f"{path}/snooze", {"until": _in(hub, hours=2)})
    await anna.post(f"{path}/snooze", {"until": _in(hub, hours=-2)}, status=422)
    dropped = await anna.post(f"{path}/cancel", {"outcome": "no need"})

    assert (done["state"], done["result"], done["ended_by"]) == ("done", "reached", "user:anna")
    assert (again["state"], again["result"]) == ("open", "")
    assert later["due_at"] == later["remind_at"]
    assert dropped["state"] == "canceled"
    assert await _titles(anna, "state=canceled") == ["Call Wang"]


async def test_others_tasks_are_left_alone_unless_they_are_the_teams(hub: TestHub) -> None:
    anna, bob = await hub.agent(), await hub.agent("bob")
    mine = await anna.post("/tasks", {"title": "Mine", "team": "care", "owner_agent_id": anna.agent_id}, status=201)
    free = await anna.post("/tasks", {"title": "Anybody's", "team": "care"}, status=201)

    await bob.patch(f"/tasks/{mine['id']}", {"title": "Bob's"}, status=403)
    await _team(hub, bob, "care")
    await bob.patch(f"/tasks/{mine['id']}", {"title": "The team's"}, version=mine["version"])
    taken = await bob.patch(f"/tasks/{free['id']}", {"owner_agent_id": bob.agent_id})

    assert taken["owner_agent_id"] == bob.agent_id
    assert sorted(await _titles(bob, "team=mine")) == ["Anybody's", "The team's"]
    assert await _titles(bob, "owner=nobody") == []


async def test_a_repeated_task_makes_the_next_when_it_is_done(hub: TestHub) -> None:
    anna = await hub.agent()
    weekly = {"title": "Report", "due_at": "2030-01-31T09:00:00Z", "repeat": {"unit": "month", "zone": "UTC"}}
    task = await anna.post("/tasks", weekly, status=201)
    await anna.post("/tasks", weekly | {"repeat": {"zone": "Mars/Base"}}, status=422)
    await anna.post("/tasks", {"title": "x", "repeat": {"unit": "day"}}, status=422)

    done = await anna.post(f"/tasks/{task['id']}/complete")
    following = await anna.get(f"/tasks/{done['next_id']}")

    assert (following["due_at"], following["number"]) == ("2030-02-28T09:00:00.000Z", 2)
    await anna.post(f"/tasks/{following['id']}/cancel", {"whole_series": True})
    assert await _titles(anna, "owner=me") == []


async def test_unknown_things_are_named(hub: TestHub) -> None:
    anna = await hub.agent()
    for field in ("customer_id", "case_id", "interaction_id", "owner_agent_id"):
        problem = await anna.post("/tasks", {"title": "x", field: "nobody"}, status=422)
        assert problem["errors"][0]["field"] == field


async def test_notices_reach_whom_they_are_for_until_they_are_read(hub: TestHub) -> None:
    root = await hub.admin()
    anna, bob = await hub.agent(), await hub.agent("bob")
    await _team(hub, bob, "care")
    everybody = await root.post("/notices", {"title": "New prices", "must_acknowledge": True}, status=201)
    team = await root.post("/notices", {"title": "Care meets at ten", "teams": ["care"]}, status=201)
    await root.post("/notices", {"title": "Tomorrow", "starts_at": _in(hub, days=1)}, status=201)
    await anna.post("/notices", {"title": "Mine"}, status=403)

    async def shown(browser: Browser) -> list[str]:
        return [each["title"] for each in (await browser.get("/notices/mine"))["items"]]

    assert await shown(anna) == ["New prices"]
    assert await shown(bob) == ["Care meets at ten", "New prices"]
    await anna.post(f"/notices/{team['id']}/read", status=404)
    await anna.post(f"/notices/{everybody['id']}/read", {"acknowledged": True})
    await anna.post(f"/notices/{everybody['id']}/read")
    [reader] = (await root.get(f"/notices/{everybody['id']}/readers"))["items"]
    assert reader["name"] == "Anna"
    assert reader["acknowledged_at"]

    await root.send("DELETE", f"/notices/{everybody['id']}")
    assert await shown(anna) == []
    await root.patch(f"/notices/{everybody['id']}", {"title": "x"}, status=409)
    changed = await root.patch(f"/notices/{team['id']}", {"ends_at": _in(hub, hours=1)}, version=1)
    assert changed["version"] == 2


async def test_today_shows_what_an_agent_needs(hub: TestHub) -> None:
    anna = await hub.agent()
    soon = (hub.services.clock.now() + timedelta(days=1)).date()
    birthday = {"calendar": "gregorian", "month": soon.month, "day": soon.day, "year": soon.year - 40}
    mine = {"name": "王小明", "owner_agent_id": anna.agent_id, "birthday": birthday}
    wang = await anna.post("/customers", mine, status=201)
    await anna.post("/customers", {"name": "Not mine", "birthday": birthday}, status=201)
    await anna.post("/tasks", {"title": "Call", "due_at": _in(hub, minutes=5)}, status=201)
    case = await anna.post(
        "/cases", {"subject": "Late", "kind": "complaint", "owner_agent_id": anna.agent_id}, status=201
    )
    visit = {"channel": "manual", "customer_id": wang["id"], "manual_kind": "visit", "text": "Came by"}
    await anna.post("/interactions", visit, status=201)
    done = await anna.post("/tasks", {"title": "Done"}, status=201)
    await anna.post(f"/tasks/{done['id']}/complete")

    day = await anna.get("/today")

    assert [(each["customer"]["name"], each["turns"]) for each in day["birthdays"]] == [("王小明", 40)]
    assert [each["title"] for each in day["tasks"]] == ["Call"]
    assert [each["id"] for each in day["cases_at_risk"]] == [case["id"]]
    assert [each["name"] for each in day["customers"]] == ["王小明"]
    assert [each["kind"] for each in day["contacts"]] == ["manual"]
    assert (day["month"]["contacts"], day["month"]["tasks_done"]) == ({"manual": 1}, 1)


async def test_today_is_there_for_those_who_are_no_agents(hub: TestHub) -> None:
    await hub.add_user("owner", Role.CAMPAIGNS)
    owner = await hub.sign_in("owner")

    day = await owner.get("/today")

    assert (day["month"], day["tasks"]) == (None, [])
