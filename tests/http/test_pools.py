"""Pools, weekly lists and absences over HTTP."""

from datetime import UTC, datetime

from tests.http.hub import TestHub

CONSENT = {"kind": "phone", "purpose": "marketing", "status": "granted", "evidence": "paper form"}


async def test_a_customer_has_one_owner_at_a_time(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    made = await anna.post("/customers", {"name": "Chen Wei"}, status=201)
    path = f"/customers/{made['id']}"

    claimed = await anna.post(f"{path}/claim")
    again = await anna.post(f"{path}/claim")
    taken = await ben.post(f"{path}/claim", status=409)
    foreign = await ben.post(f"{path}/release", status=403)
    released = await anna.post(f"{path}/release")

    assert (claimed["owner_agent_id"], claimed["lifecycle"]) == (anna.agent_id, "followed")
    assert again["version"] == claimed["version"]
    assert "Anna" in taken["detail"]
    assert "Anna" in foreign["detail"]
    assert (released["owner_agent_id"], released["lifecycle"]) == (None, "public")


async def test_supervisors_assign(hub: TestHub) -> None:
    admin, ben = await hub.admin(), await hub.agent("ben")
    made = await admin.post("/customers", {"name": "Chen Wei"}, status=201)

    refused = await ben.post(f"/customers/{made['id']}/assign", {"agent_id": ben.agent_id}, status=403)
    assigned = await admin.post(f"/customers/{made['id']}/assign", {"agent_id": ben.agent_id})
    listed = await admin.get(f"/pools/customers?pool=followed&owner={ben.agent_id}")
    counted = await admin.get("/pools")

    assert refused["status"] == 403
    assert assigned["owner_agent_id"] == ben.agent_id
    assert [each["customer"]["id"] for each in listed["items"]] == [made["id"]]
    assert listed["items"][0]["claim"]["agent_id"] == ben.agent_id
    assert counted["owners"] == {ben.agent_id: 1}


async def test_an_agent_has_no_more_claims_than_allowed(hub: TestHub) -> None:
    admin, anna = await hub.admin(), await hub.agent()
    rule = (await admin.get("/classifications/pools"))["rule"]
    await admin.patch("/classifications/pools", {**rule, "claims_per_agent": 1})
    first, second = [(await anna.post("/customers", {"name": name}, status=201))["id"] for name in ("Li", "Wu")]
    await anna.post(f"/customers/{first}/claim")

    problem = await anna.post(f"/customers/{second}/claim", status=409)

    assert "release one first" in problem["detail"]


async def test_pages_of_a_pool_go_by_past_value(hub: TestHub) -> None:
    admin = await hub.admin()
    for name, amount in (("Li", 100), ("Wu", 300), ("Zhao", 200)):
        made = await admin.post("/customers", {"name": name}, status=201)
        bought = {"customer_id": made["id"], "at": datetime.now(UTC).isoformat(), "amount": amount, "currency": "USD"}
        await admin.post("/purchases", bought, status=201)

    first = await admin.get("/pools/customers?pool=existing&owner=nobody&limit=2")
    second = await admin.get(f"/pools/customers?pool=existing&owner=nobody&limit=2&after={first['next']}")
    wrong = await admin.get("/pools/customers?after=x", status=422)

    names = [each["customer"]["name"] for each in (*first["items"], *second["items"])]
    assert names == ["Wu", "Zhao", "Li"]
    assert second["next"] is None
    assert wrong["errors"][0]["field"] == "after"


async def test_absences_are_one_s_own(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    body = {"agent_id": anna.agent_id, "first_day": "2099-01-05", "last_day": "2099-01-09", "reason": "holiday"}

    made = await anna.post("/absences", body, status=201)
    await ben.post("/absences", body, status=403)
    wrong = await anna.post("/absences", {**body, "last_day": "2099-01-01"}, status=422)
    listed = await ben.get("/absences")
    await ben.send("DELETE", f"/absences/{made['id']}", status=403)
    await anna.send("DELETE", f"/absences/{made['id']}", status=204)

    assert [each["id"] for each in listed["items"]] == [made["id"]]
    assert wrong["errors"][0]["field"] == "last_day"
    assert (await anna.get("/absences"))["items"] == []
