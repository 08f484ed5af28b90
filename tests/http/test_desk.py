"""The desk's first picture, its files, offers, presence."""

import pytest

from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.users import Role
from hub.domain.work import Offer, WorkItem, WorkItemState
from hub.ports.repositories import Tx
from tests.http.hub import TestHub


async def offered(hub: TestHub, agent_id: str, queue_id: str | None = None) -> str:
    """A text that is proposed to an agent."""
    now = hub.services.clock.now()
    interaction = Interaction(
        id=new_id(),
        channel="toy",
        kind=InteractionKind.SMS,
        state=InteractionState.OFFERED,
        queue_id=queue_id,
        entry_rule="night",
        created_at=now,
        queued_at=now,
        updated_at=now,
    )
    item = WorkItem(
        id=new_id(),
        interaction_id=interaction.id,
        kind=InteractionKind.SMS,
        queue_id=queue_id,
        state=WorkItemState.OFFERED,
        queued_at=now,
        state_at=now,
        created_at=now,
    )
    offer = Offer(
        id=new_id(),
        work_item_id=item.id,
        interaction_id=interaction.id,
        epoch=1,
        agent_id=agent_id,
        created_at=now,
        deadline=now,
    )

    def work(tx: Tx) -> None:
        tx.interactions.add(interaction)
        tx.work_items.add(item)
        tx.offers.add(offer)

    await hub.database.write(work)
    return offer.id


async def test_the_first_picture(hub: TestHub) -> None:
    anna, root = await hub.agent("anna"), await hub.admin()
    queue = await root.post(
        "/queues", {"name": "sales", "members": [{"agent_id": anna.agent_id}], "wrap_up_s": {"sms": 10}}, status=201
    )
    await root.post("/dispositions", {"code": "sold", "label": "Sold"}, status=201)
    texts = [{"locale": "en", "kind": "sms", "text": "Hello {{ customer.name }}"}]
    await root.post("/canned-replies", {"name": "Hello", "shortcut": "hello", "texts": texts}, status=201)
    await root.post("/macros", {"name": "Later", "actions": [{"step": "snooze", "number": 60}]}, status=201)
    offer_id = await offered(hub, anna.agent_id, queue["id"])

    picture = await anna.get("/desk")

    assert picture["seq"] > 0
    assert picture["user"]["login"] == "anna"
    assert picture["agent"]["id"] == anna.agent_id
    assert picture["agent"]["load"] == {"units_used": 20, "units": 100, "by_kind": {"sms": 1}}
    assert picture["agent"]["queue_ids"] == [queue["id"]]
    [offer] = picture["offers"]
    assert offer["id"] == offer_id
    assert offer["interaction"]["queue_name"] == "sales"
    assert offer["why"] == {"queue": "sales", "rule": "night", "requirement": [], "waited_s": 0}
    [shown] = picture["queues"]
    assert (shown["name"], shown["waiting"], shown["wrap_up_s"]["sms"]) == ("sales", 1, 10)
    assert [each["code"] for each in picture["dispositions"]] == ["sold"]
    assert picture["canned"][0]["texts"][0]["text"] == "Hello {{ customer.name }}"
    assert [each["name"] for each in picture["macros"]] == ["Later"]
    assert picture["channels"][0]["capabilities"] == ["text_out", "write_first"]
    assert picture["settings"]["languages"] == ["en", "zh-CN"]


async def test_a_supervisor_who_is_no_agent_has_a_desk_too(hub: TestHub) -> None:
    await hub.add_user("sue", Role.SUPERVISOR)
    sue = await hub.sign_in("sue")

    picture = await sue.get("/desk")

    assert picture["agent"] is None
    assert picture["offers"] == []
    await sue.get("/offers", status=403)


async def test_offers_are_answered(hub: TestHub) -> None:
    anna = await hub.agent()
    offer_id = await offered(hub, anna.agent_id)

    assert [each["id"] for each in (await anna.get("/offers"))["items"]] == [offer_id]
    await anna.post(f"/offers/{offer_id}/acknowledge")
    await anna.post(f"/offers/{offer_id}/reject", {"reason": "on the phone"})
    await anna.post(f"/offers/{offer_id}/accept")

    assert [(name, args) for name, args, _ in hub.router.asked] == [
        ("acknowledge", (offer_id, anna.agent_id)),
        ("reject", (offer_id, anna.agent_id, "on the phone")),
        ("accept", (offer_id, anna.agent_id)),
    ]


async def test_presence_is_ones_own(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    await hub.add_user("sue", Role.SUPERVISOR)
    sue = await hub.sign_in("sue")
    path = f"/agents/{anna.agent_id}/presence"

    await anna.send("PUT", path, {"state": "not_ready", "reason": "lunch"})
    await ben.send("PUT", path, {"state": "ready"}, status=403)
    await sue.send("PUT", path, {"state": "offline"})
    await sue.send("PUT", "/agents/none/presence", {"state": "offline"}, status=404)

    assert [(args, kwargs["by"]) for _, args, kwargs in hub.router.asked] == [
        ((anna.agent_id, "not_ready", "lunch"), anna.agent_id),
        ((anna.agent_id, "offline", ""), "user:sue"),
    ]


@pytest.mark.parametrize("path", ["/", "/customers/abc", "/live"])
async def test_the_page_runs_only_our_scripts(hub: TestHub, path: str) -> None:
    answer = await hub.client.get(path)

    assert answer.status == 200
    assert "<title>desk</title>" in await answer.text()
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-cache"


async def test_built_files_are_kept_for_ever(hub: TestHub) -> None:
    answer = await hub.client.get("/assets/desk-1a2b.js")

    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert (await hub.client.get("/assets/none.js")).status == 404
    assert (await hub.client.get("/assets/..%2f..%2findex.html")).status == 404
