"""Customer records over HTTP."""

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
