"""Plans, profiles, skills, shared hours, promised times, and what queues, agents and rules make of them, over HTTP."""

from typing import Any

import pytest

from tests.http.hub import Browser, TestHub

WEEK = [[{"start": "09:00", "end": "17:00"}]] * 5 + [[], []]
NIGHT = [[{"start": "22:00", "end": "06:00"}]] * 7
HOURS = {"time_zone": "Europe/Berlin", "week": WEEK}


async def made(root: Browser, path: str, name: str, **fields: Any) -> dict[str, Any]:
    answer: dict[str, Any] = await root.post(path, {"name": name, **fields}, status=201)
    return answer


async def events(hub: TestHub, type_: str) -> list[dict[str, Any]]:
    await hub.database.number_events()
    found = await hub.database.events_after(0, 1000)
    return [each.data for each in found if each.type.value == type_]


async def test_a_plan_is_written_changed_and_deleted(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    queue, backup = await made(root, "/queues", "sales"), await made(root, "/queues", "backup")
    steps = [
        {"at_s": 0, "needs": [[{"skill": "es", "at_least": 5}], [{"skill": "en"}]], "strategy": "best_match"},
        {"at_s": 30, "mode": "add", "agent_ids": [anna.agent_id], "queue_ids": [backup["id"]], "priority": 2},
        {"at_s": 60, "needs": [], "skip_if": [{"measure": "available", "at_most": 0}], "announcement": "Soon"},
    ]

    plan = await made(root, "/plans", "relax", steps=steps, after="any_agent_in_queue", ends_at_s=90)
    await root.patch(f"/queues/{queue['id']}", {"plan_id": plan["id"]})
    renamed = await root.patch(f"/plans/{plan['id']}", {"name": "relax slowly"}, version=1)
    refused = await root.send("DELETE", f"/plans/{plan['id']}", status=409)
    await root.patch(f"/queues/{queue['id']}", {"plan_id": None})
    await root.send("DELETE", f"/plans/{plan['id']}", status=412, headers={"If-Match": "1"})
    await root.send("DELETE", f"/plans/{plan['id']}", status=204)

    assert [each["needs"] for each in plan["steps"]] == [
        [[{"skill": "es", "at_least": 5, "at_most": 10}], [{"skill": "en", "at_least": 1, "at_most": 10}]],
        None,
        [],
    ]
    assert (renamed["steps"], renamed["version"], renamed["ends_at_s"]) == (plan["steps"], 2, 90)
    assert "queue 'sales'" in refused["detail"]
    await root.get(f"/plans/{plan['id']}", status=404)
    assert [(each["version"], each["deleted"]) for each in await events(hub, "plan.updated")] == [
        (1, False),
        (2, False),
        (2, True),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"steps": [{"at_s": 0}] * 11}, "steps"),
        ({"steps": [{"at_s": 9}, {"at_s": 3}]}, "steps.1.at_s"),
        ({"steps": [{"at_s": 0, "needs": [[{"skill": "x", "at_least": 11}]]}]}, "steps.0.needs.0.0.at_least"),
        (
            {"steps": [{"at_s": 0, "needs": [[{"skill": "x", "at_least": 5, "at_most": 4}]]}]},
            "steps.0.needs.0.0.at_most",
        ),
        ({"steps": [{"at_s": 0, "needs": [[{"skill": "x"}]] * 11}]}, "steps.0.needs"),
        ({"steps": [{"at_s": 0, "needs": [[{"skill": "x"}] * 4] * 3}]}, "steps.0.needs"),
        ({"steps": [{"at_s": 0, "move_to": "nowhere"}]}, "steps.0.move_to"),
        ({"steps": [{"at_s": 0, "agent_ids": ["nobody"]}]}, "steps.0.agent_ids.0"),
        ({"steps": [{"at_s": 0, "queue_ids": ["nowhere"]}]}, "steps.0.queue_ids.0"),
        ({"steps": [{"at_s": 0, "strategy": "luck"}]}, "steps.0.strategy"),
        (
            {"steps": [{"at_s": 0, "skip_if": [{"measure": "available", "at_least": 2, "at_most": 1}]}]},
            "steps.0.skip_if.0.at_most",
        ),
    ],
)
async def test_what_is_no_plan(hub: TestHub, fields: dict[str, Any], field: str) -> None:
    root = await hub.admin()

    problem = await root.post("/plans", {"name": "p", **fields}, status=422)

    assert problem["errors"][0]["field"] == field


async def test_a_profile_says_what_its_agents_serve(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    queue = await made(root, "/queues", "sales")
    entries = [{"queue_id": queue["id"], "kind": "phone", "rank": 2, "delay_s": 20}]

    profile = await made(root, "/profiles", "helpers", entries=entries)
    agent = await root.patch(f"/agents/{anna.agent_id}", {"profile_id": profile["id"]})
    refused = await root.send("DELETE", f"/profiles/{profile['id']}", status=409)
    wrong = await root.patch(f"/profiles/{profile['id']}", {"entries": [{"queue_id": "none"}]}, status=422)
    twice = await root.patch(f"/profiles/{profile['id']}", {"entries": entries * 2}, status=422)
    unknown = await root.patch(f"/agents/{anna.agent_id}", {"profile_id": "none"}, status=422)
    await root.patch(f"/agents/{anna.agent_id}", {"profile_id": None})
    await root.send("DELETE", f"/profiles/{profile['id']}", status=204)

    assert profile["entries"] == entries
    assert agent["profile_id"] == profile["id"]
    assert "agent 'Anna'" in refused["detail"]
    assert [each["errors"][0]["field"] for each in (wrong, twice, unknown)] == [
        "entries.0.queue_id",
        "entries.1",
        "profile_id",
    ]


async def test_skills_are_listed_with_who_has_them(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()

    await made(root, "/skills", "es", label="Spanish")
    await root.patch(f"/agents/{anna.agent_id}", {"skills": {"es": 7}})
    [listed] = (await root.get("/skills"))["items"]
    refused = await root.send("DELETE", "/skills/es", status=409)
    hidden = await root.patch("/skills/es", {"active": False})
    await root.patch(f"/agents/{anna.agent_id}", {"skills": {}})
    await root.send("DELETE", "/skills/es", status=204)

    assert listed == {"name": "es", "label": "Spanish", "active": True, "agents": 1}
    assert "agent 'Anna'" in refused["detail"]
    assert (hidden["label"], hidden["active"]) == ("Spanish", False)
    await root.get("/skills/es", status=404)
    await root.post("/skills", {"name": "a/b"}, status=422)


async def test_shared_hours_are_those_of_every_queue_that_uses_them(hub: TestHub) -> None:
    root = await hub.admin()
    hours = await made(root, "/hours", "office", hours=HOURS)
    users = [await made(root, "/queues", name, hours_id=hours["id"]) for name in ("a", "b")]
    own = await made(root, "/queues", "c", hours={**HOURS, "time_zone": "UTC"})

    await root.patch(f"/hours/{hours['id']}", {"hours": {**HOURS, "week": NIGHT}}, version=1)
    shown = [await root.get(f"/queues/{each['id']}") for each in (*users, own)]
    told = [each for each in await events(hub, "queue.updated") if each["version"] == 2]

    assert users[0]["hours"]["week"] == WEEK
    assert [each["hours"]["week"] for each in shown] == [NIGHT, NIGHT, WEEK]
    assert sorted((each["name"], each["hours"]["week"] == NIGHT) for each in told) == [("a", True), ("b", True)]
    refused = await root.send("DELETE", f"/hours/{hours['id']}", status=409)
    assert "queue 'a', queue 'b'" in refused["detail"]
    changed = await root.patch(f"/queues/{users[0]['id']}", {"hours": HOURS})
    assert (changed["hours_id"], changed["hours"]["week"]) == (None, WEEK)
    always = await root.patch(f"/queues/{users[1]['id']}", {"hours": None})
    assert (always["hours_id"], always["hours"], always["open"]) == (None, None, True)
    both = await root.patch(f"/queues/{own['id']}", {"hours": HOURS, "hours_id": hours["id"]}, status=422)
    assert both["errors"][0]["field"] == "hours_id"


def span(start: str, end: str) -> dict[str, str]:
    return {"start": start, "end": end}


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ({"time_zone": "Mars"}, "hours.time_zone"),
        ({"week": [[span("09:00", "13:00"), span("12:00", "17:00")], *[[]] * 6]}, "hours.week.0.1"),
        ({"week": [[span("20:00", "04:00")], [span("03:00", "noon")], *[[]] * 5]}, "hours.week.1.0.end"),
        ({"week": [[span("20:00", "04:00")], [span("03:00", "05:00")], *[[]] * 5]}, "hours.week.1.0"),
        ({"week": [[span("01:00", "04:00")], *[[]] * 5, [span("20:00", "02:00")]]}, "hours.week.6.0"),
        (
            {"overrides": {"2026-12-24": [span("09:00", "13:00"), span("10:00", "11:00")]}},
            "hours.overrides.2026-12-24.1",
        ),
    ],
)
async def test_what_are_no_hours(hub: TestHub, hours: dict[str, Any], field: str) -> None:
    root = await hub.admin()

    problem = await root.post("/hours", {"name": "h", "hours": {**HOURS, **hours}}, status=422)

    assert problem["errors"][0]["field"] == field


async def test_promises_are_written_down(hub: TestHub) -> None:
    root = await hub.admin()
    hours = await made(root, "/hours", "office", hours=HOURS)

    policy = await made(root, "/sla-policies", "gold", first_reply_s=900, warn_at=0.5, hours_id=hours["id"])
    queue = await made(root, "/queues", "sales", sla_id=policy["id"])
    rule = await made(root, "/entry-rules", "all", queue_id=queue["id"], sla_id=policy["id"], to_last_agent_days=30)
    refused = await root.send("DELETE", f"/sla-policies/{policy['id']}", status=409)
    held = await root.send("DELETE", f"/hours/{hours['id']}", status=409)
    empty = await root.patch(f"/sla-policies/{policy['id']}", {"first_reply_s": None}, status=422)

    assert (policy["resolution_s"], policy["pauses_while_pending"], policy["warn_at"]) == (None, True, 0.5)
    assert (rule["sla_id"], rule["plan_id"], rule["to_last_agent_days"]) == (policy["id"], None, 30)
    assert "queue 'sales', entry rule 'all'" in refused["detail"]
    assert "SLA policy 'gold'" in held["detail"]
    assert empty["errors"][0]["field"] == "first_reply_s"
    await root.post("/sla-policies", {"name": "x", "first_reply_s": 0}, status=422)


async def test_a_queue_takes_everything_that_routes(hub: TestHub) -> None:
    root = await hub.admin()
    other = await made(root, "/queues", "other")
    fields = {
        "strategy": "ring_all",
        "ring": 5,
        "weight": -3,
        "auto_accept": ["email"],
        "wrap_up_rules": {"phone": {"mode": "timeboxed", "min_s": 5, "extension_s": 30, "overlaps": False}},
        "max_length": 50,
        "max_estimated_wait_s": 600,
        "no_agent_s": 0,
        "join_empty": False,
        "overflow": [
            {
                "on": "max_wait",
                "to": [
                    {"kind": "queue", "queue_id": other["id"], "text": ""},
                    {"kind": "message", "queue_id": None, "text": "Sorry"},
                ],
            }
        ],
        "on_close": "park",
        "sticky_wait_s": 0,
        "rejoin_s": 10,
        "callback": {"digit": "*", "delay_s": 30, "retry_s": 60, "max_attempts": 2, "expires_s": 3600},
        "announcements": {"position": False, "estimated_wait": True, "every_s": 60},
        "service": {"goal": 0.9, "threshold_s": 30, "short_abandon_s": 3},
    }

    queue = await made(root, "/queues", "sales", **fields)
    without = await root.patch(f"/queues/{queue['id']}", {"callback": None, "max_length": None}, version=1)

    assert {name: queue[name] for name in fields} == fields
    assert (without["callback"], without["max_length"], without["overflow"]) == (None, None, fields["overflow"])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"plan_id": "none"}, "plan_id"),
        ({"sla_id": "none"}, "sla_id"),
        ({"hours_id": "none"}, "hours_id"),
        ({"strategy": "luck"}, "strategy"),
        ({"ring": 51}, "ring"),
        ({"offer_timeout_s": {"sms": 0}}, "offer_timeout_s.sms"),
        ({"overflow": [{"on": "full", "to": [{"kind": "queue"}]}]}, "overflow.0.to.0.queue_id"),
        ({"overflow": [{"on": "full", "to": [{"kind": "queue", "queue_id": "none"}]}]}, "overflow.0.to.0.queue_id"),
        ({"overflow": [{"on": "full", "to": [{"kind": "end"}]}] * 2}, "overflow"),
        ({"overflow": [{"on": "full", "to": []}]}, "overflow.0.to"),
        ({"callback": {"digit": "12"}}, "callback.digit"),
        ({"announcements": {"every_s": 5}}, "announcements.every_s"),
        ({"service": {"goal": 1.5}}, "service.goal"),
    ],
)
async def test_what_no_queue_takes(hub: TestHub, fields: dict[str, Any], field: str) -> None:
    root = await hub.admin()

    problem = await root.post("/queues", {"name": "sales", **fields}, status=422)

    assert problem["errors"][0]["field"] == field


async def test_what_may_come_on_top_of_what(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    capacity = {"interrupts": {"phone": ["webchat", "sms"]}, "blocks": {"phone": ["email"]}}

    changed = await root.patch(f"/agents/{anna.agent_id}", {"capacity": capacity})

    assert {name: changed["capacity"][name] for name in capacity} == capacity
    await root.patch(f"/agents/{anna.agent_id}", {"capacity": {"blocks": {"fax": []}}}, status=422)


@pytest.mark.parametrize("path", ["/plans", "/profiles", "/hours", "/sla-policies", "/skills"])
async def test_agents_read_but_do_not_write_how_work_is_routed(hub: TestHub, path: str) -> None:
    anna = await hub.agent()

    assert (await anna.get(path))["items"] == []
    await anna.post(path, {"name": "x"}, status=403)


async def test_what_will_never_match_is_said_at_once(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    queue = await made(root, "/queues", "sales", members=[{"agent_id": anna.agent_id}])
    steps = [{"at_s": 0, "needs": [[{"skill": "es", "at_least": 5}]]}]

    plan = await made(root, "/plans", "relax", steps=steps)
    used = await root.patch(f"/queues/{queue['id']}", {"plan_id": plan["id"]})
    checked = (await root.get("/routing/check"))["items"]
    agent = await root.patch(f"/agents/{anna.agent_id}", {"skills": {"es": 5}})
    healed = await root.get(f"/plans/{plan['id']}")

    assert [each["code"] for each in plan["warnings"]] == ["plan_unused", "skill_nobody_has"]
    assert used["warnings"] == []
    [found] = checked
    assert (found["kind"], found["id"], found["field"]) == ("plan", plan["id"], "steps.0.needs.0")
    assert found["path"] == "plan 'relax', steps.0.needs.0"
    assert "'es' between 5 and 10, which no agent has" in found["message"]
    assert found["remedy"] == "give an agent the skill at that level, or ask for less"
    assert (agent["warnings"], healed["warnings"]) == ([], [])


async def test_a_result_code_has_a_name_in_each_language(hub: TestHub) -> None:
    root = await hub.admin()
    labels = {"zh-CN": "已解决", "es": "Resuelto"}

    made_ = await root.post("/dispositions", {"code": "solved", "label": "Solved", "labels": labels}, status=201)
    [listed] = (await root.get("/dispositions"))["items"]

    assert made_ == listed == {"code": "solved", "label": "Solved", "labels": labels, "queue_id": None, "active": True}
    await root.post("/dispositions", {"code": "x", "label": "x", "labels": {"Spanish!": "x"}}, status=422)


async def test_who_changed_the_routing_is_written_down(hub: TestHub) -> None:
    root = await hub.admin()
    queue = await made(root, "/queues", "sales")
    plan = await made(root, "/plans", "relax")
    await root.patch(f"/queues/{queue['id']}", {"max_wait_s": 60})
    await root.send("DELETE", f"/plans/{plan['id']}", status=204)

    lines = (await root.get("/audit"))["items"]

    assert [(each["actor"], each["action"], each["subject"]) for each in lines if "." in each["action"]][:4] == [
        ("user:root", "plan.removed", plan["id"]),
        ("user:root", "queue.changed", queue["id"]),
        ("user:root", "plan.made", plan["id"]),
        ("user:root", "queue.made", queue["id"]),
    ]
    assert next(each["detail"] for each in lines if each["action"] == "queue.changed") == {"fields": ["max_wait_s"]}


async def test_a_dry_run_tells_the_plan_and_the_promise(hub: TestHub) -> None:
    root = await hub.admin()
    plan = await made(root, "/plans", "relax")
    gold, silver = [await made(root, "/sla-policies", name, first_reply_s=60) for name in ("gold", "silver")]
    queue = await made(root, "/queues", "sales", plan_id=plan["id"], sla_id=silver["id"])
    needs = [{"skill": "es", "level": 3}]
    await made(root, "/entry-rules", "es", queue_id=queue["id"], sla_id=gold["id"], requirements=needs, priority=2)

    tried = await root.post("/entry-rules/dry-run", {"channel": "toy"})

    assert (tried["plan_id"], tried["sla_id"]) == (plan["id"], gold["id"])
    assert (tried["requirements"], tried["priority"]) == (needs, 2)
