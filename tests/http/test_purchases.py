"""Purchases and service records over HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hub.services.value.classification import Classification
from tests.http.hub import Browser, TestHub

BOUGHT = datetime.now(UTC) - timedelta(days=20)
BIKE = {"at": BOUGHT.isoformat(), "amount": 129_900, "currency": "USD", "product": "City bike"}
ANNA = {
    "name": "Anna Ruiz",
    "external_ids": [{"source": "shop", "id": "a-1"}],
    "contact_points": [{"kind": "phone", "value": "+14155552671"}],
}


async def customer(agent: Browser, **changes: Any) -> str:
    made = await agent.post("/customers", {**ANNA, **changes}, status=201)
    return str(made["id"])


async def test_a_purchase_is_stored_shown_and_counted_at_once(hub: TestHub) -> None:
    agent = await hub.agent()
    anna = await customer(agent)

    bought = await agent.post("/purchases", {**BIKE, "customer_id": anna}, status=201)
    listed = await agent.get(f"/purchases?customer_id={anna}")
    record = await agent.get(f"/customers/{anna}")

    assert [each["id"] for each in listed["items"]] == [bought["id"]]
    assert record["lifecycle"] == "existing"
    assert record["classes"]["value"] == "core"
    assert record["version"] == 2


async def test_a_returned_purchase_no_longer_counts(hub: TestHub) -> None:
    agent = await hub.agent()
    anna = await customer(agent)
    bought = await agent.post("/purchases", {**BIKE, "customer_id": anna}, status=201)

    await agent.patch(
        f"/purchases/{bought['id']}", {"refunded": 129_900, "returned_at": (BOUGHT + timedelta(days=4)).isoformat()}
    )
    problem = await agent.patch(f"/purchases/{bought['id']}", {"refunded": 200_000}, status=422)

    record = await agent.get(f"/customers/{anna}")
    assert record["lifecycle"] == "public"
    assert record["classes"]["value"] == "potential"
    assert problem["errors"][0]["field"] == "refunded"


async def test_the_name_in_another_system_makes_storing_repeatable(hub: TestHub) -> None:
    agent = await hub.agent()
    anna = await customer(agent)
    path = "/purchases/by-external/shop/o-1"
    body = {**BIKE, "customer": {"source": "shop", "external_id": "a-1"}}

    first = await agent.send("PUT", path, body)
    same = await agent.send("PUT", path, body)
    changed = await agent.send("PUT", path, {**body, "amount": 100})
    refused = await agent.post(
        "/purchases", {**body, "source": "shop", "external_id": "o-1", "customer_id": anna}, status=409
    )

    assert first["customer_id"] == anna
    assert same == first
    assert (changed["id"], changed["version"], changed["amount"]) == (first["id"], 2, 100)
    assert first["id"] in refused["detail"]


async def test_many_at_once_are_judged_one_by_one(hub: TestHub) -> None:
    agent = await hub.agent()
    anna = await customer(agent)
    items = [
        {**BIKE, "customer": {"phone": "+1 415 555 2671"}, "source": "shop", "external_id": "o-1"},
        {**BIKE, "customer": {"source": "shop", "external_id": "nobody"}, "source": "shop", "external_id": "o-2"},
        {**BIKE, "customer_id": anna, "source": "shop", "external_id": "o-3", "refunded": 200_000},
    ]

    first = await agent.post("/purchases/bulk", {"items": items})
    again = await agent.post("/purchases/bulk", {"items": items[:1]})

    assert [each["outcome"] for each in first["items"]] == ["added", "wrong", "wrong"]
    assert "import the customer first" in first["items"][1]["errors"][0]["message"]
    assert first["items"][2]["errors"][0]["field"] == "refunded"
    assert again["counts"] == {"unchanged": 1}


async def test_service_records_are_kept_with_their_next_date(hub: TestHub) -> None:
    agent = await hub.agent()
    anna = await customer(agent)
    body = {"customer_id": anna, "kind": "inspection", "done": "Brakes", "at": "2026-11-01T10:00:00Z"}

    made = await agent.post("/services", {**body, "next_at": "2027-11-01T10:00:00Z"}, status=201)
    changed = await agent.patch(f"/services/{made['id']}", {"plan": "Chain"}, version=1)
    listed = await agent.get(f"/services?customer_id={anna}")
    late = await agent.patch(f"/services/{made['id']}", {"plan": "Tyres"}, version=1, status=412)

    assert listed["items"] == [changed]
    assert changed["next_at"] == "2027-11-01T10:00:00.000Z"
    assert "version 2" in late["detail"]


async def test_why_a_customer_is_classed_so(hub: TestHub) -> None:
    admin = await hub.admin()
    anna = await customer(admin)
    await admin.post("/purchases", {**BIKE, "customer_id": anna}, status=201)
    await customer(admin, name="Ben", external_ids=[], contact_points=[])

    asked = await admin.post("/classifications/run", status=202)
    services = hub.services
    worked = Classification(database=services.database, clock=services.clock, zone="UTC")
    await worked.tick()
    shown = await admin.get("/classifications")
    why = await admin.get(f"/customers/{anna}/classes")

    assert asked["state"] == "asked"
    assert shown["counts"]["value"] == {"core": 1, "potential": 1}
    assert shown["last_run"]["customers"] == 2
    by_scheme = {each["scheme"]: each for each in why["items"]}
    assert by_scheme["value"]["facts"] == {"purchases": 1, "window_spent": 129_900, "core_from": 129_900}
    assert by_scheme["rfm"]["class"] == (await admin.get(f"/customers/{anna}"))["classes"]["rfm"]


async def test_a_rule_is_changed_as_a_new_version(hub: TestHub) -> None:
    admin = await hub.admin()
    rule = {"enabled": True, "core_percent": 20, "core_from": 500_000}

    changed = await admin.patch("/classifications/value", rule, version=1)
    late = await admin.patch("/classifications/value", rule, version=1, status=412)
    wrong = await admin.patch("/classifications/rfm", {"enabled": True}, status=422)
    shown = await admin.get("/classifications/value")

    assert changed["version"] == 2
    assert "version 2" in late["detail"]
    assert {each["field"] for each in wrong["errors"]} >= {"scoring", "amounts"}
    assert [each["version"] for each in shown["versions"]] == [2, 1]
    assert shown["rule"]["core_from"] == 500_000


async def test_an_entry_rule_asks_for_classes_and_the_dry_run_tells(hub: TestHub) -> None:
    admin = await hub.admin()
    queue = await admin.post("/queues", {"name": "first class"}, status=201)
    await customer(admin)
    rule = {"name": "core", "queue_id": queue["id"], "conditions": {"classes": {"value": ["core"], "rfm": ["555"]}}}

    made = await admin.post("/entry-rules", rule, status=201)
    tried = await admin.post("/entry-rules/dry-run", {"channel": "texts", "kind": "sms", "address": "+14155552671"})
    unknown = {**rule, "conditions": {"classes": {"shoe_size": ["44"]}}}
    refused = await admin.post("/entry-rules", unknown, status=422)

    assert made["conditions"]["classes"] == {"value": ["core"], "rfm": ["555"]}
    assert tried["verdicts"][0]["failed"] == "classes"
    assert "classes" in refused["errors"][0]["field"]
