"""Macros over HTTP: checked when kept, previewed, run in one go."""

from typing import Any

import pytest

from hub.errors import ConflictError
from hub.ports.repositories.tasks import TaskFilter
from tests.http.hub import Browser, TestHub
from tests.http.test_articles import published
from tests.http.test_canned_replies import canned
from tests.http.test_interactions import waiting


async def macro(who: Browser, *actions: dict[str, Any], status: int = 201, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = await who.post("/macros", {"name": "All", "actions": actions, **fields}, status=status)
    return made


async def customer(root: Browser) -> str:
    made = await root.post("/customers", {"name": "Anna Ruiz", "tags": ["gold"]}, status=201)
    return str(made["id"])


async def test_many_things_in_one_click(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    await root.post("/dispositions", {"code": "solved", "label": "Solved"}, status=201)
    thanks = await canned(root, texts=[{"locale": "en", "text": "Thank you, {{ customer.name }}."}])
    article = await published(root)
    customer_id = await customer(root)
    interaction_id = await waiting(hub, agent_id=anna.agent_id, customer_id=customer_id)
    made = await macro(
        root,
        {"step": "reply", "ref_id": thanks["id"]},
        {"step": "note", "text": "Sent thanks to {{ customer.name }}"},
        {"step": "add_tag", "value": "patient"},
        {"step": "set_priority", "number": 5},
        {"step": "set_disposition", "value": "solved"},
        {"step": "open_case", "value": "repair", "text": "Tyre of {{ customer.name }}"},
        {"step": "make_task", "text": "Call {{ customer.name }}", "number": 60},
        {"step": "tie_article", "ref_id": article["id"]},
        {"step": "close"},
    )
    path, body = f"/interactions/{interaction_id}/macro", {"macro_id": made["id"]}

    seen = await anna.post(f"{path}/preview", body)
    done = await anna.post(path, body, Idempotency_Key="click")
    again = await anna.post(path, body, Idempotency_Key="click")

    assert seen["steps"][0]["text"] == "Thank you, Anna Ruiz."
    assert [each["problem"] for each in seen["steps"]] == [""] * 9
    assert [each["outcome"] for each in done["steps"]] == ["done"] * 9
    assert again == done
    texts = [each["text"] for each in (await anna.get(f"/interactions/{interaction_id}/messages"))["items"]]
    assert texts[:2] == ["Thank you, Anna Ruiz.", "Sent thanks to Anna Ruiz"]
    assert (await anna.get(f"/customers/{customer_id}"))["tags"] == ["gold", "patient"]
    shown = await anna.get(f"/interactions/{interaction_id}")
    assert (shown["priority"], shown["disposition"]) == (5, "solved")
    assert shown["case_id"] is not None
    wanted = TaskFilter(customer_id=customer_id, kinds=("to_do",))
    [task] = await hub.database.read(lambda tx: tx.tasks.page(wanted, after=None, limit=9))
    assert (task.title, task.owner_agent_id, task.interaction_id) == ("Call Anna Ruiz", anna.agent_id, interaction_id)
    [use] = (await anna.get(f"/interactions/{interaction_id}/articles"))["items"]
    assert (use["article_id"], use["use"]) == (article["id"], "tied")
    assert hub.router.asked[-1] == ("close", (interaction_id,), {"by": anna.agent_id, "disposition": "solved"})
    assert hub.pumped


async def test_a_step_that_fails_undoes_all(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    thanks = await canned(root)
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    made = await macro(
        root, {"step": "note", "text": "x"}, {"step": "reply", "ref_id": thanks["id"]}, {"step": "close"}
    )

    seen = await anna.post(f"/interactions/{interaction_id}/macro/preview", {"macro_id": made["id"]})
    problem = await anna.post(f"/interactions/{interaction_id}/macro", {"macro_id": made["id"]}, status=409)

    assert seen["steps"][1]["missing"] == ["case.number"]
    assert problem["errors"][0]["field"] == "actions.1"
    assert "nothing was done" in problem["detail"]
    assert (await anna.get(f"/interactions/{interaction_id}/messages"))["items"] == []
    assert hub.router.asked == []


async def test_what_routing_refuses_is_told(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    made = await macro(root, {"step": "note", "text": "x"}, {"step": "snooze", "number": 30})
    hub.router.refuse = ConflictError("it is closed")

    done = await anna.post(f"/interactions/{interaction_id}/macro", {"macro_id": made["id"]})

    assert [(each["outcome"], each["detail"]) for each in done["steps"]] == [("done", ""), ("refused", "it is closed")]


async def test_only_who_has_the_contact_may(hub: TestHub) -> None:
    root, anna, ben = await hub.admin(), await hub.agent(), await hub.agent("ben")
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    shared = await macro(root, {"step": "note", "text": "x"})
    own = await macro(anna, {"step": "note", "text": "x"}, scope="personal")
    mails = await macro(root, {"step": "note", "text": "x"}, kinds=["email"])
    path = f"/interactions/{interaction_id}/macro"

    await ben.post(path, {"macro_id": shared["id"]}, status=403)
    await anna.post(path, {"macro_id": own["id"]})
    await anna.post(path, {"macro_id": mails["id"]}, status=409)
    await root.patch(f"/macros/{shared['id']}", {"enabled": False}, version=1)
    await anna.post(path, {"macro_id": shared["id"]}, status=409)
    await anna.post(path, {"macro_id": "none"}, status=404)
    await anna.send("DELETE", f"/macros/{own['id']}", status=204)
    assert [each["id"] for each in (await anna.get("/macros"))["items"]] == [shared["id"], mails["id"]]


@pytest.mark.parametrize(
    ("actions", "field"),
    [
        ([{"step": "close"}, {"step": "note", "text": "x"}], "actions.0"),
        ([{"step": "reply"}], "actions.0.ref_id"),
        ([{"step": "reply", "ref_id": "none"}], "actions.0.ref_id"),
        ([{"step": "note"}], "actions.0.text"),
        ([{"step": "note", "text": "{{ weather }}"}], "actions.0.text"),
        ([{"step": "add_tag", "value": " "}], "actions.0.value"),
        ([{"step": "set_priority", "number": 101}], "actions.0.number"),
        ([{"step": "snooze", "number": 0}], "actions.0.number"),
        ([{"step": "set_disposition", "value": "none"}], "actions.0.value"),
        ([{"step": "open_case", "value": "war", "text": "x"}], "actions.0.value"),
        ([{"step": "tie_article", "ref_id": "none"}], "actions.0.ref_id"),
        ([{"step": "transfer", "ref_id": "none"}], "actions.0.ref_id"),
        ([], "actions"),
    ],
)
async def test_what_is_no_macro(hub: TestHub, actions: list[dict[str, Any]], field: str) -> None:
    problem = await macro(await hub.admin(), *actions, status=422)
    assert problem["errors"][0]["field"] == field


async def test_a_macro_uses_only_what_its_people_may_use(hub: TestHub) -> None:
    root, anna = await hub.admin(), await hub.agent()
    own = await canned(anna, scope="personal")

    refused = await macro(root, {"step": "reply", "ref_id": own["id"]}, status=422)
    allowed = await macro(anna, {"step": "reply", "ref_id": own["id"]}, scope="personal")
    kept = await anna.send("DELETE", f"/canned-replies/{own['id']}", status=422)

    assert refused["errors"][0]["field"] == "actions.0.ref_id"
    assert allowed["agent_id"] == anna.agent_id
    assert "the macros All" in kept["detail"]
