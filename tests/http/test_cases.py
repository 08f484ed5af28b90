"""Cases, their kinds and departments over HTTP."""

from typing import Any

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.users import Role
from tests.http.hub import Browser, TestHub


async def _contact(hub: TestHub, browser: Browser, customer_id: str | None) -> str:
    now = hub.services.clock.now()
    made = Interaction(
        id=new_id(),
        channel="toy",
        kind=InteractionKind.SMS,
        state=InteractionState.ACTIVE,
        customer_id=customer_id,
        agent_id=browser.agent_id,
        address="+14155550100",
        created_at=now,
        updated_at=now,
    )
    await hub.database.write(lambda tx: tx.interactions.add(made))
    return made.id


async def _case(browser: Browser, **more: Any) -> Any:
    return await browser.post("/cases", {"subject": "Broken", "kind": "complaint", **more}, status=201)


async def test_a_case_opens_from_a_contact_and_knows_its_customer(hub: TestHub) -> None:
    anna = await hub.agent()
    wang = await anna.post("/customers", {"name": "王小明"}, status=201)
    contact = await _contact(hub, anna, wang["id"])

    case = await _case(anna, interaction_id=contact)

    assert (case["number"], case["customer_id"], case["customer_name"]) == ("C-000001", wang["id"], "王小明")
    assert case["sla"]["first_reply"]["target_s"] == 7200
    assert (await anna.get(f"/interactions/{contact}"))["case_id"] == case["id"]
    [tied] = (await anna.get(f"/cases/{case['id']}/interactions"))["items"]
    assert tied["id"] == contact
    await _refused(anna, f"/cases/{case['id']}/interactions", {"interaction_id": new_id()}, 404)
    history = (await anna.get(f"/cases/{case['id']}/history"))["items"]
    assert [each["kind"] for each in history] == ["tied", "opened"]


async def _refused(browser: Browser, path: str, body: object, status: int) -> Any:
    return await browser.post(path, body, status=status)


async def test_untying_lets_a_contact_go(hub: TestHub) -> None:
    anna = await hub.agent()
    contact = await _contact(hub, anna, None)
    case = await _case(anna, interaction_id=contact)

    await anna.send("DELETE", f"/cases/{case['id']}/interactions/{contact}")

    assert (await anna.get(f"/interactions/{contact}"))["case_id"] is None


async def test_another_customers_contact_is_refused(hub: TestHub) -> None:
    anna = await hub.agent()
    wang = await anna.post("/customers", {"name": "Wang"}, status=201)
    li = await anna.post("/customers", {"name": "Li"}, status=201)
    case = await _case(anna, customer_id=wang["id"])
    contact = await _contact(hub, anna, li["id"])

    problem = await _refused(anna, f"/cases/{case['id']}/interactions", {"interaction_id": contact}, 409)

    assert "another customer's" in problem["detail"]


async def test_lists_are_filtered_and_paged(hub: TestHub) -> None:
    anna = await hub.agent()
    first = await _case(anna, owner_agent_id=anna.agent_id, tags=["vip"])
    second = await _case(anna, kind="request")

    async def ids(query: str) -> list[str]:
        return [each["id"] for each in (await anna.get(f"/cases?{query}"))["items"]]

    assert await ids("") == [second["id"], first["id"]]
    assert await ids("owner=me") == [first["id"]]
    assert await ids("owner=nobody") == [second["id"]]
    assert await ids("tag=vip&state=open&kind=complaint") == [first["id"]]
    assert await ids("state=resolved") == []
    assert await ids("number=c-000002") == [second["id"]]
    page = await anna.get("/cases?limit=1")
    assert (await anna.get(f"/cases?limit=1&after={page['next']}"))["items"][0]["id"] == first["id"]
    wrong = await anna.get("/cases?state=sleeping", status=422)
    assert wrong["errors"][0]["field"] == "state"


async def test_changes_are_versioned_and_written_down(hub: TestHub) -> None:
    anna = await hub.agent()
    case = await _case(anna)
    path = f"/cases/{case['id']}"

    changed = await anna.patch(path, {"priority": 50, "state": "waiting_customer"}, version=case["version"])
    await anna.patch(path, {"priority": 1}, version=case["version"], status=412)

    assert (changed["priority"], changed["state"]) == (50, "waiting_customer")
    lines = [each for each in (await anna.get(f"{path}/history"))["items"] if each["kind"] == "changed"]
    assert {(each["field"], each["before"], each["after"]) for each in lines} == {
        ("priority", "20", "50"),
        ("state", "new", "waiting_customer"),
    }
    problem = await anna.patch(path, {"state": "closed"}, status=422)
    assert problem["errors"][0]["field"] == "state"


async def test_from_settling_to_putting_away(hub: TestHub) -> None:
    anna = await hub.agent()
    path = f"/cases/{(await _case(anna))['id']}"

    await anna.post(f"{path}/close", status=409)
    resolved = await anna.post(f"{path}/resolve", {"resolution": "Replaced", "result": "replaced"})
    await anna.post(f"{path}/close", status=409)
    await anna.post(f"{path}/report", {"text": "Called her"})
    closed = await anna.post(f"{path}/close")
    again = await anna.post(f"{path}/reopen", {"reason": "It broke again"})

    assert (resolved["state"], closed["state"], again["state"], again["round"]) == ("resolved", "closed", "open", 2)
    noted = await anna.post(f"{path}/notes", {"text": "She will call"})
    assert noted["version"] > again["version"]


async def test_administrators_define_kinds_with_fields(hub: TestHub) -> None:
    root = await hub.admin()
    anna = await hub.agent()
    field = {"key": "device", "name_en": "Device", "name_zh": "设备", "type": "choice", "choices": ["Pump", "Valve"]}
    kind = {"id": "spare_part", "name_en": "Spare part", "fields": [field | {"required": True}], "first_reply_s": 600}

    await root.post("/case-kinds", kind, status=201)
    await root.post("/case-kinds", kind, status=409)
    await anna.post("/case-kinds", kind, status=403)
    problem = await anna.post("/cases", {"subject": "x", "kind": "spare_part"}, status=422)
    assert problem["errors"] == [{"field": "fields.device", "message": "a spare_part needs this"}]
    wrong = {"subject": "x", "kind": "spare_part", "fields": {"device": "Car"}}
    assert (await anna.post("/cases", wrong, status=422))["errors"][0]["field"] == "fields.device"
    made = await anna.post("/cases", wrong | {"fields": {"device": "pump"}}, status=201)
    assert made["fields"] == {"device": "Pump"}

    changed = await root.patch("/case-kinds/spare_part", {"first_reply_s": 60}, version=1)
    assert changed["version"] == 2
    clock = (await anna.get(f"/cases/{made['id']}"))["sla"]["first_reply"]
    assert clock["target_s"] == 60
    kinds = (await anna.get("/case-kinds"))["items"]
    assert [each["id"] for each in kinds][:2] == ["request", "complaint"]
    await root.patch("/case-kinds/complaint", {"waiting_states": ["open"]}, status=422)


async def test_departments_are_concerned(hub: TestHub) -> None:
    root = await hub.admin()
    anna = await hub.agent()
    sales = await root.post("/departments", {"name": "Sales", "lead_agent_id": anna.agent_id}, status=201)
    stores = await root.post("/departments", {"name": "Stores", "name_zh": "仓库"}, status=201)
    await root.post("/departments", {"name": "Sales"}, status=422)
    await root.patch(f"/departments/{stores['id']}", {"team": "stores"}, version=1)

    case = await _case(anna, department_ids=[sales["id"], stores["id"]])

    tasks = (await anna.get(f"/tasks?case_id={case['id']}"))["items"]
    assert sorted((each["owner_agent_id"] or "", each["team"]) for each in tasks) == sorted(
        [(anna.agent_id, ""), ("", "stores")]
    )
    held = await anna.post(f"/cases/{case['id']}/review", {"text": "Packing"})
    assert held["sla"]["joint_review"]["state"] == "met"
    assert [each["id"] for each in (await anna.get(f"/cases?department_id={sales['id']}"))["items"]] == [case["id"]]


async def test_the_work_after_a_sale_is_confirmed(hub: TestHub) -> None:
    anna = await hub.agent()
    wang = await anna.post("/customers", {"name": "Wang"}, status=201)
    path = f"/cases/{(await _case(anna, kind='repair', customer_id=wang['id']))['id']}"
    await anna.post(f"/cases/{(await _case(anna))['id']}/plan", {"plan": "x"}, status=409)

    await anna.post(f"{path}/record", {"text": "Done"}, status=409)
    await anna.post(f"{path}/plan", {"plan": "Change the pump", "address": "1 Road"})
    await anna.post(f"{path}/dispatch", {"starts_at": "2026-01-01T10:00:00Z"}, status=422)
    await anna.post(f"{path}/dispatch", {"technician": "Fix & Co"})
    await anna.post(f"{path}/record", {"text": "Tried"})
    await anna.post(f"{path}/record", {"text": "Changed", "parts": "P-2"})
    confirmed = await anna.post(f"{path}/confirm", {"confirmed_by": "Wang", "how": "signature"})

    work = confirmed["after_sales"]
    [kept] = (await anna.get(f"/services?customer_id={wang['id']}"))["items"]
    assert (kept["id"], kept["done"], kept["by"]) == (work["service_id"], "Changed", "Fix & Co")
    assert (work["step"], work["technician"], work["satisfied"], work["address"]) == (
        "confirmed",
        "Fix & Co",
        True,
        "1 Road",
    )


async def test_programs_open_each_case_once(hub: TestHub) -> None:
    token = await hub.token(Role.INTEGRATION)
    body = {"subject": "Order 7", "kind": "order_question"}
    headers = {**token, "Idempotency-Key": "order-7"}
    answers = [await hub.client.post("/api/v1/cases", json=body, headers=headers) for _ in range(2)]

    assert [each.status for each in answers] == [201, 201]
    assert len({(await each.json())["id"] for each in answers}) == 1
