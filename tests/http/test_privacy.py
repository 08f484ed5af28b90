"""Forgetting people and leaving addresses alone, over HTTP."""

from hub.domain.ids import new_id
from tests.http.hub import TestHub


async def test_a_customer_is_forgotten_only_when_it_is_said_twice(hub: TestHub) -> None:
    ada = await hub.admin()
    made = await ada.post(
        "/customers",
        {"name": "Wanda", "contact_points": [{"kind": "email", "value": "w@x.example"}]},
        status=201,
    )
    path = f"/customers/{made['id']}"

    said = await ada.get(f"{path}/erasure")
    refused = await ada.post(f"{path}/erase", {"reason": "request 17", "confirm": "yes"}, status=422)
    done = await ada.post(f"{path}/erase", {"reason": "request 17", "confirm": made["id"]}, status=200)
    await ada.get(path, status=404)

    assert said["rows"]["contact_points"] == 1
    assert refused["errors"][0]["field"] == "confirm"
    assert done["rows"] == said["rows"]


async def test_what_is_kept_is_handed_out_as_a_file(hub: TestHub) -> None:
    boss, anna = await hub.supervisor(), await hub.agent()
    made = await anna.post("/customers", {"name": "Wanda"}, status=201)
    answer = await boss.raw("GET", f"/customers/{made['id']}/privacy-export")
    assert (answer.status, answer.content_type) == (200, "application/zip")
    assert (await answer.read()).startswith(b"PK")
    await anna.get(f"/customers/{made['id']}/privacy-export", status=403)
    await boss.get(f"/customers/{new_id()}/privacy-export", status=404)


async def test_agents_forget_nobody(hub: TestHub) -> None:
    anna = await hub.agent()
    made = await anna.post("/customers", {"name": "Wanda"}, status=201)
    await anna.get(f"/customers/{made['id']}/erasure", status=403)
    await anna.post(f"/customers/{made['id']}/erase", {"reason": "x", "confirm": made["id"]}, status=403)
    await anna.get("/suppressions", status=403)


async def test_an_address_is_left_alone_until_it_is_lifted(hub: TestHub) -> None:
    ada = await hub.admin()
    body = {"kind": "email", "address": "Wanda@Example.com", "purpose": "marketing", "reason": "letter"}
    line = await ada.post("/suppressions", body, status=201)
    again = await ada.post("/suppressions", {**body, "address": "wanda@example.com"}, status=409)
    wrong = await ada.post("/suppressions", {**body, "address": "wanda"}, status=422)
    listed = (await ada.get("/suppressions"))["items"]
    await ada.send("DELETE", f"/suppressions/{line['id']}", None, status=204)

    assert [each["id"] for each in listed] == [line["id"]]
    assert "example.com" not in str(listed)
    assert (again["errors"][0]["field"], wrong["errors"][0]["field"]) == ("address", "address")
    assert (await ada.get("/suppressions"))["items"] == []
