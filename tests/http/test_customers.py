"""Customer records over HTTP."""

from urllib.parse import quote

import pytest

from tests.http.hub import TestHub

ANNA = {
    "name": "Anna Ruiz",
    "language": "es",
    "tags": ["gold"],
    "birthday": {"month": 2, "day": 29, "year": 1988},
    "contact_points": [
        {"kind": "phone", "value": "+1 415 555 2671"},
        {"kind": "email", "value": "Anna@Example.com", "state": "verified"},
    ],
}


async def test_a_record_is_made_read_and_changed(hub: TestHub) -> None:
    agent = await hub.agent()

    made = await agent.post("/customers", ANNA, status=201)
    changed = await agent.patch(f"/customers/{made['id']}", {"tags": ["gold", "vip"]}, version=made["version"])
    shown = await agent.get(f"/customers/{made['id']}")

    assert [each["value"] for each in made["contact_points"]] == ["+14155552671", "anna@example.com"]
    assert changed["version"] == 2
    assert shown["tags"] == ["gold", "vip"]
    assert shown["name"] == "Anna Ruiz"
    assert shown["consents"] == []
    assert shown["duplicates"] == []


async def test_a_late_change_is_refused(hub: TestHub) -> None:
    agent = await hub.agent()
    made = await agent.post("/customers", ANNA, status=201)
    await agent.patch(f"/customers/{made['id']}", {"name": "Anna R."}, version=1)

    problem = await agent.patch(f"/customers/{made['id']}", {"name": "Anne"}, version=1, status=412)

    assert "version 2" in problem["detail"]


async def test_an_address_belongs_to_one_customer(hub: TestHub) -> None:
    agent = await hub.agent()
    first = await agent.post("/customers", ANNA, status=201)
    second = await agent.post("/customers", {"name": "Ben"}, status=201)
    point = {"kind": "phone", "value": "(415) 555-2671"}

    problem = await agent.post(
        f"/customers/{second['id']}/contact-points", {**point, "value": "+14155552671"}, status=409
    )
    shared = await agent.post(
        f"/customers/{second['id']}/contact-points",
        {**point, "value": "+14155552671", "state": "shared"},
        status=201,
    )

    assert first["id"] in problem["detail"]
    assert [each["state"] for each in shared["contact_points"]] == ["shared"]
    duplicates = (await agent.get(f"/customers/{second['id']}"))["duplicates"]
    assert [each["customer_id"] for each in duplicates] == [first["id"]]
    assert "+14155552671" in duplicates[0]["evidence"]


async def test_addresses_are_corrected_and_removed(hub: TestHub) -> None:
    agent = await hub.agent()
    made = await agent.post("/customers", ANNA, status=201)
    phone, email = (each["id"] for each in made["contact_points"])
    path = f"/customers/{made['id']}/contact-points"

    verified = await agent.patch(f"{path}/{phone}", {"state": "verified", "label": "mobile"})
    left = await agent.send("DELETE", f"{path}/{email}")
    await agent.send("DELETE", f"{path}/{email}", status=404)

    assert verified["contact_points"][0]["state"] == "verified"
    assert verified["contact_points"][0]["label"] == "mobile"
    assert [each["kind"] for each in left["contact_points"]] == ["phone"]
    assert left["version"] == 3


async def test_a_list_has_pages(hub: TestHub) -> None:
    agent = await hub.agent()
    for number in range(5):
        await agent.post("/customers", {"name": f"c{number}", "tags": ["even"] if number % 2 == 0 else []}, status=201)

    first = await agent.get("/customers?limit=3")
    second = await agent.get(f"/customers?limit=3&after={first['next']}")
    even = await agent.get("/customers?tag=even")

    assert [each["name"] for each in first["items"] + second["items"]] == ["c4", "c3", "c2", "c1", "c0"]
    assert second["next"] is None
    assert [each["name"] for each in even["items"]] == ["c4", "c2", "c0"]


async def test_a_customer_is_found_by_name_and_by_number(hub: TestHub) -> None:
    agent = await hub.agent()
    await agent.post("/customers", ANNA, status=201)
    await agent.post("/customers", {"name": "王小明"}, status=201)

    for query, name in (("anna", "Anna Ruiz"), ("小明", "王小明"), ("+1 (415) 555-2671", "Anna Ruiz")):
        found = await agent.send("GET", f"/customers?q={quote(query)}")
        assert [each["name"] for each in found["items"]] == [name], query


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"owner_agent_id": "nobody"}, "owner_agent_id"),
        ({"birthday": {"month": 2, "day": 30}}, "birthday"),
        ({"birthday": {"calendar": "lunar", "month": 8, "day": 31}}, "birthday"),
        ({"kind": "organisation", "birthday": {"month": 1, "day": 1}}, "birthday"),
        ({"contact_points": [{"kind": "phone", "value": "anonymous"}]}, "contact_points"),
        ({"contact_points": [{"kind": "email", "value": "no address"}]}, "contact_points"),
        (
            {"contact_points": [{"kind": "email", "value": "a@b.c"}, {"kind": "email", "value": "A@b.c"}]},
            "contact_points",
        ),
    ],
)
async def test_what_makes_no_sense_is_refused(hub: TestHub, change: dict[str, object], field: str) -> None:
    agent = await hub.agent()

    problem = await agent.post("/customers", {"name": "x", **change}, status=422)

    assert problem["errors"][0]["field"] == field


async def test_looking_at_a_record_is_audited(hub: TestHub) -> None:
    agent, root = await hub.agent("anna"), await hub.admin()
    made = await agent.post("/customers", ANNA, status=201)

    await agent.get(f"/customers/{made['id']}")

    lines = (await root.get("/audit"))["items"]
    assert ("user:anna", "customer.seen", made["id"]) in [
        (each["actor"], each["action"], each["subject"]) for each in lines
    ]
