"""Queues, agents, entry rules, templates, standing rules, consents, users over HTTP."""

from typing import Any

import pytest

from hub.domain.users import Role
from tests.http.hub import PASSWORD, Browser, TestHub

WEEK = [[{"start": "09:00", "end": "17:00"}]] * 5 + [[], []]


async def queue(root: Browser, name: str = "sales", **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = await root.post("/queues", {"name": name, **fields}, status=201)
    return made


async def test_a_queue_is_set_up(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    hours = {"time_zone": "Asia/Shanghai", "week": WEEK, "overrides": {"2026-10-01": []}}

    made = await queue(root, hours=hours, members=[{"agent_id": anna.agent_id, "rank": 2}])
    changed = await root.patch(f"/queues/{made['id']}", {"wrap_up_s": {"sms": 15}}, version=1)

    assert made["hours"] == {"time_zone": "Asia/Shanghai", "week": WEEK, "overrides": {"2026-10-01": []}}
    assert made["members"] == [{"agent_id": anna.agent_id, "rank": 2}]
    assert (changed["wrap_up_s"]["sms"], changed["wrap_up_s"]["phone"]) == (15, 30)
    assert changed["hours"] == made["hours"]
    await root.patch(f"/queues/{made['id']}", {"name": "late"}, version=1, status=412)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "sales"}, "name"),
        ({"name": "x", "members": [{"agent_id": "nobody"}]}, "members"),
        ({"name": "x", "hours": {"time_zone": "Mars", "week": WEEK}}, "hours.time_zone"),
        ({"name": "x", "hours": {"time_zone": "UTC", "week": []}}, "hours.week"),
        ({"name": "x", "wrap_up_s": {"fax": 1}}, "wrap_up_s.fax.[key]"),
    ],
)
async def test_what_is_no_queue(hub: TestHub, fields: dict[str, Any], field: str) -> None:
    root = await hub.admin()
    await queue(root)

    problem = await root.post("/queues", fields, status=422)

    assert problem["errors"][0]["field"] == field


async def test_an_agent_is_set_up(hub: TestHub) -> None:
    root = await hub.admin()

    made = await root.post(
        "/agents", {"name": "Li", "phone": "+86 138 0013 8000", "skills": {"spanish": 6}}, status=201
    )
    changed = await root.patch(f"/agents/{made['id']}", {"capacity": {"units": 50, "kinds": {"sms": 2}}})
    wrong = await root.patch(f"/agents/{made['id']}", {"phone": "no number"}, status=422)

    assert (made["phone"], made["skills"], made["presence"]["state"]) == ("+8613800138000", {"spanish": 6}, "offline")
    assert (changed["capacity"]["units"], changed["capacity"]["kinds"]["sms"]) == (50, 2)
    assert wrong["errors"][0]["field"] == "phone"
    assert await root.get(f"/agents/{made['id']}/explain") == {"agent_id": made["id"]}


async def test_a_dry_run_shows_which_rule_fires(hub: TestHub) -> None:
    root = await hub.admin()
    vip, rest = await queue(root, "vip"), await queue(root, "rest")
    await root.post(
        "/customers",
        {"name": "Li", "tags": ["gold"], "contact_points": [{"kind": "phone", "value": "+14155552671"}]},
        status=201,
    )
    gold = await root.post(
        "/entry-rules", {"name": "gold", "queue_id": vip["id"], "conditions": {"customer_tags": ["gold"]}}, status=201
    )
    every = await root.post("/entry-rules", {"name": "rest", "queue_id": rest["id"]}, status=201)

    known = await root.post("/entry-rules/dry-run", {"channel": "toy", "address": "+14155552671"})
    unknown = await root.post("/entry-rules/dry-run", {"channel": "toy", "address": "+14155559999"})
    await root.patch(f"/entry-rules/{gold['id']}", {"enabled": False}, version=1)
    disabled = await root.post("/entry-rules/dry-run", {"channel": "toy", "address": "+14155552671"})

    assert (known["rule_id"], known["queue_id"]) == (gold["id"], vip["id"])
    assert unknown["verdicts"][0] == {
        "rule_id": gold["id"],
        "name": "gold",
        "matched": False,
        "failed": "customer_tags",
    }
    assert unknown["queue_id"] == rest["id"]
    assert [each["rule_id"] for each in disabled["verdicts"]] == [every["id"]]
    await root.send("DELETE", f"/entry-rules/{every['id']}", status=204)
    assert [each["name"] for each in (await root.get("/entry-rules"))["items"]] == ["gold"]
    await root.post("/entry-rules/dry-run", {"channel": "none"}, status=422)
    await root.post("/entry-rules", {"name": "x", "queue_id": "none"}, status=422)


async def test_a_rule_without_hours_asks_for_its_queues(hub: TestHub) -> None:
    root = await hub.admin()
    closed = await queue(root, "closed")
    hours = {"time_zone": "UTC", "week": [[], [], [], [], [], [], []]}
    await root.patch(f"/queues/{closed['id']}", {"hours": hours})
    rules = [
        await root.post(
            "/entry-rules", {"name": str(wanted), "queue_id": closed["id"], "conditions": {"open": wanted}}, status=201
        )
        for wanted in (True, False)
    ]

    tried = await root.post("/entry-rules/dry-run", {"channel": "toy", "address": "+14155552671"})

    assert [each["failed"] for each in tried["verdicts"]] == ["open", None]
    assert tried["rule_id"] == rules[1]["id"]


async def test_templates_are_checked_and_previewed(hub: TestHub) -> None:
    root = await hub.admin()
    customer = await root.post("/customers", {"name": "王小明", "language": "zh-CN"}, status=201)
    texts = [
        {"locale": "en", "kind": "sms", "text": "Happy birthday, {{ name }}!"},
        {"locale": "zh-CN", "kind": "sms", "text": "{{ name }}，生日快乐！"},
    ]
    made = await root.post("/templates", {"name": "bday", "purpose": "greeting", "texts": texts}, status=201)

    shown = await root.post(f"/templates/{made['id']}/preview", {"customer_id": customer["id"], "kind": "sms"})
    broken = await root.post(
        "/templates", {"name": "x", "texts": [{"locale": "en", "kind": "sms", "text": "{{ name"}]}, status=422
    )

    assert shown["text"] == "王小明，生日快乐！"
    assert broken["errors"][0]["field"] == "texts.0.text"
    await root.post(f"/templates/{made['id']}/preview", {"customer_id": customer["id"], "kind": "email"}, status=422)
    renamed = await root.patch(f"/templates/{made['id']}", {"name": "birthday"}, version=1)
    assert (renamed["name"], len(renamed["texts"])) == ("birthday", 2)
    assert [each["id"] for each in (await root.get("/templates?purpose=greeting"))["items"]] == [made["id"]]


async def test_a_standing_rule_is_previewed(hub: TestHub) -> None:
    root = await hub.admin()
    today = hub.services.clock.now().date()
    customer = await root.post(
        "/customers", {"name": "Li", "birthday": {"month": today.month, "day": today.day}}, status=201
    )
    texts = [{"locale": "en", "kind": "sms", "text": "Happy birthday, {{ name }}!"}]
    template = await root.post("/templates", {"name": "b", "purpose": "greeting", "texts": texts}, status=201)
    made = await root.post(
        "/rules", {"name": "birthdays", "template_id": template["id"], "channels": ["toy"], "at": "08:15"}, status=201
    )

    preview = await root.post(f"/rules/{made['id']}/preview")
    changed = await root.patch(f"/rules/{made['id']}", {"window": {"start": "10:00", "end": "12:00"}}, version=1)

    assert made["at"] == "08:15"
    assert [(each["customer_id"], each["text"]) for each in preview["items"]] == [
        (customer["id"], "Happy birthday, Li!")
    ]
    assert changed["window"] == {"start": "10:00", "end": "12:00"}
    for wrong, field in (
        ({"channels": ["fax"]}, "channels"),
        ({"zone": "Mars"}, "zone"),
        ({"window": {"start": "12:00", "end": "10:00"}}, "window"),
    ):
        problem = await root.patch(f"/rules/{made['id']}", wrong, status=422)
        assert problem["errors"][0]["field"] == field


async def test_consent_is_written_down(hub: TestHub) -> None:
    anna = await hub.agent()
    customer = await anna.post("/customers", {"name": "Li"}, status=201)
    body = {"customer_id": customer["id"], "kind": "sms", "status": "withdrawn", "evidence": "said so on the phone"}

    stated = await anna.post("/consents", body, status=201)
    listed = (await anna.get(f"/consents?customer_id={customer['id']}"))["items"]

    assert (stated["purpose"], stated["source"], stated["by"]) == (None, "desk", "user:anna")
    assert [each["id"] for each in listed] == [stated["id"]]
    assert (await anna.get(f"/customers/{customer['id']}"))["consents"][0]["status"] == "withdrawn"


async def test_a_withdrawal_counts_however_its_address_is_written(hub: TestHub) -> None:
    anna = await hub.agent()
    customer = await anna.post("/customers", {"name": "Li"}, status=201)
    body = {"customer_id": customer["id"], "kind": "sms", "status": "withdrawn"}

    stated = await anna.post("/consents", {**body, "address": "+1 (415) 555-2671"}, status=201)
    wrong = await anna.post("/consents", {**body, "kind": "email", "address": "Li"}, status=422)
    first = {"channel": "toy", "address": "+14155552671", "text": "Hello"}

    assert stated["address"] == "+14155552671"
    assert wrong["errors"][0]["field"] == "address"
    await anna.post("/interactions", first, status=409)


async def test_a_user_is_let_in(hub: TestHub) -> None:
    root = await hub.admin()
    await queue(root)
    body = {"login": "li", "password": PASSWORD, "name": "Li", "roles": ["agent"], "queues": ["sales"]}

    made = await root.post("/users", body, status=201)
    li = await hub.sign_in("li")
    [sales] = (await root.get("/queues"))["items"]

    assert (await li.get("/session"))["user"]["agent_id"] == made["agent_id"]
    assert [each["agent_id"] for each in sales["members"]] == [made["agent_id"]]
    assert "password" not in str(made)
    await root.post("/users", body, status=409)
    await root.post("/users", {**body, "login": "wu", "password": "short"}, status=422)


async def test_search_finds_messages(hub: TestHub) -> None:
    anna = await hub.agent()
    customer = await anna.post("/customers", {"name": "Li"}, status=201)
    body = {"channel": "manual", "customer_id": customer["id"], "text": "问了发票的问题"}
    await anna.post("/interactions", body, status=201)

    hits = (await anna.get("/search?q=发票"))["items"]

    assert [(each["type"], each["customer_id"]) for each in hits] == [("message", customer["id"])]
    await anna.get("/search?q=", status=422)


async def test_the_rest_of_operations(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()

    assert (await root.get("/raw-payloads"))["items"] == []
    assert [each["name"] for each in (await root.get("/channels"))["items"]] == ["toy"]
    assert "no softphone" in (await anna.get("/voice/token", status=409))["detail"]
    await hub.add_user("sue", Role.SUPERVISOR)
    await (await hub.sign_in("sue")).get("/audit", status=403)
