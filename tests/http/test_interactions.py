"""The log, answers, notes, first contacts, and what is passed on to routing and calls."""

from pathlib import Path
from typing import Any

import pytest

from hub.domain.deliveries import DeliveryState
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction, InteractionKind, InteractionState
from hub.domain.masking import Masking, Secret
from hub.domain.messages import MessageDelivery
from hub.domain.users import Role
from hub.errors import ConflictError
from tests.http.hub import Browser, TestHub, running_hub


async def waiting(hub: TestHub, *, agent_id: str | None = None, customer_id: str | None = None) -> str:
    """An open text of a customer, with one message that nobody has read."""
    now = hub.services.clock.now()
    interaction = Interaction(
        id=new_id(),
        channel="toy",
        kind=InteractionKind.SMS,
        state=InteractionState.ACTIVE if agent_id else InteractionState.WAITING,
        agent_id=agent_id,
        customer_id=customer_id,
        address="+14155552671",
        our_address="+14155550100",
        thread_key="+14155550100|+14155552671",
        unread=1,
        created_at=now,
        updated_at=now,
        last_customer_at=now,
    )
    await hub.database.write(lambda tx: tx.interactions.add(interaction))
    return interaction.id


async def answer(who: Browser, interaction_id: str, status: int = 201, **body: Any) -> Any:
    return await who.post(f"/interactions/{interaction_id}/messages", body, status=status)


async def test_an_agent_answers(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    message = await answer(anna, interaction_id, text="We are on it.", cid="c1")
    again = await answer(anna, interaction_id, text="We are on it.", cid="c1")
    listed = (await anna.get(f"/interactions/{interaction_id}/messages"))["items"]
    [delivery] = (await anna.get("/deliveries"))["items"]
    shown = await anna.get(f"/interactions/{interaction_id}")

    assert again["id"] == message["id"]
    assert [each["text"] for each in listed] == ["We are on it."]
    assert message["author"] == {"type": "agent", "id": anna.agent_id, "name": "Anna"}
    assert (message["seq"], message["direction"], message["delivery"]["state"]) == (1, "out", "queued")
    assert (delivery["message_id"], delivery["address"]) == (message["id"], "+14155552671")
    assert hub.pumped
    assert shown["last_message"]["text"] == "We are on it."


async def test_an_answer_repeated_after_it_left_is_not_sent_again(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id, other_id = await waiting(hub, agent_id=anna.agent_id), await waiting(hub, agent_id=anna.agent_id)
    message = await answer(anna, interaction_id, text="We are on it.", cid="c1")
    sent = MessageDelivery(state=DeliveryState.SENT)
    await hub.database.write(lambda tx: tx.messages.set_delivery(message["id"], sent, "SM1"))

    again = await answer(anna, interaction_id, text="We are on it.", cid="c1")
    elsewhere = await answer(anna, other_id, 409, text="We are on it.", cid="c1")
    deliveries = (await anna.get("/deliveries"))["items"]

    assert again["id"] == message["id"]
    assert elsewhere["errors"][0]["field"] == "cid"
    assert len(deliveries) == 1


async def test_a_first_contact_repeated_is_the_same_contact(hub: TestHub) -> None:
    anna = await hub.agent()
    body = {"channel": "toy", "address": "+14155552671", "text": "Your parcel is here.", "cid": "first-1"}

    first = await anna.post("/interactions", body, status=201)
    again = await anna.post("/interactions", body, status=201)

    assert again["id"] == first["id"]
    assert len((await anna.get("/interactions"))["items"]) == 1


async def test_only_who_has_it_answers(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    await answer(ben, interaction_id, status=403, text="Hello")

    assert (await ben.get(f"/interactions/{interaction_id}/messages"))["items"] == []


async def test_a_program_answers_too(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    headers = await hub.token(Role.INTEGRATION)

    sent = await hub.client.post(
        f"/api/v1/interactions/{interaction_id}/messages", json={"text": "Your parcel left."}, headers=headers
    )

    assert sent.status == 201
    assert (await sent.json())["author"]["name"] == "test"


async def test_a_note_stays_inside(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    note = await answer(ben, interaction_id, kind="note", text="prefers a call after 6")

    assert (note["direction"], note["kind"]) == ("internal", "note")
    assert (await anna.get("/deliveries"))["items"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "x", "attachments": ["none"]}, "attachments"),
        ({"text": "x", "cc": ["li@example.com", "nobody"]}, "cc"),
    ],
)
async def test_an_answer_that_cannot_leave(hub: TestHub, body: dict[str, Any], field: str) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    problem = await answer(anna, interaction_id, status=422, **body)

    assert problem["errors"][0]["field"] == field


async def test_an_agent_writes_first(hub: TestHub) -> None:
    anna = await hub.agent()
    customer = await anna.post(
        "/customers", {"name": "Li", "contact_points": [{"kind": "phone", "value": "+14155552671"}]}, status=201
    )
    body = {"channel": "toy", "customer_id": customer["id"], "text": "Your order is ready."}

    made = await anna.post("/interactions", body, status=201)

    assert (made["direction"], made["agent_id"], made["address"]) == ("out", anna.agent_id, "+14155552671")
    assert made["customer_name"] == "Li"
    assert hub.router.asked == [("start_outbound", (made["id"], anna.agent_id), {})]
    assert hub.pumped


async def test_a_program_writes_first_in_an_agents_name(hub: TestHub) -> None:
    anna = await hub.agent()
    headers = await hub.token(Role.INTEGRATION)
    body = {"channel": "toy", "address": "+14155552671", "text": "Your order is ready."}

    answers = [
        await hub.client.post("/api/v1/interactions", json={**body, **name}, headers=headers)
        for name in ({}, {"agent_id": "nobody"}, {"agent_id": anna.agent_id})
    ]

    assert [each.status for each in answers] == [422, 422, 201]
    assert (await answers[2].json())["agent_id"] == anna.agent_id
    assert len((await anna.get("/interactions"))["items"]) == 1


async def test_a_visit_is_logged_by_hand(hub: TestHub) -> None:
    anna = await hub.agent()
    customer = await anna.post("/customers", {"name": "Li"}, status=201)
    body = {"channel": "manual", "manual_kind": "visit", "customer_id": customer["id"], "text": "Looked at the car."}

    made = await anna.post("/interactions", body, status=201)
    [line] = (await anna.get(f"/customers/{customer['id']}/timeline"))["items"]

    assert made["state"] == "closed"
    assert line["interaction"]["id"] == made["id"]
    assert [each["text"] for each in line["messages"]] == ["Looked at the car."]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"channel": "none", "text": "x"}, 404),
        ({"channel": "toy", "text": "x"}, 422),
        ({"channel": "toy", "address": "no number", "text": "x"}, 422),
        ({"channel": "toy", "address": "+14155552671"}, 422),
        ({"channel": "manual", "text": "x"}, 422),
        ({"channel": "manual", "customer_id": "nobody", "text": "x"}, 404),
    ],
)
async def test_contacts_that_cannot_begin(hub: TestHub, body: dict[str, Any], status: int) -> None:
    anna = await hub.agent()

    await anna.post("/interactions", body, status=status)

    assert (await anna.get("/interactions"))["items"] == []


@pytest.mark.parametrize(
    ("action", "body", "asked"),
    [
        ("pend", {}, "pend"),
        ("resume", {}, "resume"),
        ("end", {}, "end"),
        ("close", {"disposition": "done"}, "close"),
        ("transfer", {"queue_id": "q"}, "transfer"),
        ("snooze", {"until": "2100-01-01T00:00:00Z"}, "snooze"),
    ],
)
async def test_what_routing_does(hub: TestHub, action: str, body: dict[str, Any], asked: str) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    shown = await anna.post(f"/interactions/{interaction_id}/{action}", body)

    assert shown["id"] == interaction_id
    assert hub.router.names() == [asked]
    assert hub.router.asked[0][2]["by"] == anna.agent_id


async def test_a_refusal_of_routing_reaches_the_desk(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)
    hub.router.refuse = ConflictError("the interaction is closed already")

    problem = await anna.post(f"/interactions/{interaction_id}/pend", status=409)

    assert problem["detail"] == "the interaction is closed already"


@pytest.mark.parametrize("action", ["pend", "end", "close", "resume"])
async def test_others_work_is_not_touched(hub: TestHub, action: str) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    await ben.post(f"/interactions/{interaction_id}/{action}", status=403)

    assert hub.router.asked == []


@pytest.mark.parametrize("body", [{}, {"agent_id": "a", "queue_id": "q"}])
async def test_a_transfer_has_one_destination(hub: TestHub, body: dict[str, str]) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    await anna.post(f"/interactions/{interaction_id}/transfer", body, status=422)


async def test_nothing_is_snoozed_into_the_past(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    await anna.post(f"/interactions/{interaction_id}/snooze", {"until": "2020-01-01T00:00:00Z"}, status=422)


async def test_a_call_is_controlled(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    await anna.post(f"/interactions/{interaction_id}/call", {"action": "hold"})
    await anna.post(f"/interactions/{interaction_id}/call", {"action": "digits", "value": "12#"})
    await anna.post(f"/interactions/{interaction_id}/call", {"action": "digits", "value": "x"}, status=422)

    assert hub.calls.asked == [
        ("hold", interaction_id, "", anna.agent_id),
        ("digits", interaction_id, "12#", anna.agent_id),
    ]


async def test_reading_is_noted_for_the_one_who_has_it(hub: TestHub) -> None:
    anna, ben = await hub.agent("anna"), await hub.agent("ben")
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    over_the_shoulder = await ben.post(f"/interactions/{interaction_id}/read", {"seq": 1})
    read = await anna.post(f"/interactions/{interaction_id}/read", {"seq": 1})

    assert (over_the_shoulder["unread"], read["unread"]) == (1, 0)


async def test_a_contact_moves_to_another_customer(hub: TestHub) -> None:
    anna = await hub.agent()
    wrong = await anna.post("/customers", {"name": "Wrong"}, status=201)
    right = await anna.post("/customers", {"name": "Right"}, status=201)
    interaction_id = await waiting(hub, agent_id=anna.agent_id, customer_id=wrong["id"])

    moved = await anna.patch(f"/interactions/{interaction_id}", {"customer_id": right["id"], "subject": "Order 7"})

    assert (moved["customer_name"], moved["subject"]) == ("Right", "Order 7")
    assert (await anna.get(f"/customers/{wrong['id']}/timeline"))["items"] == []
    await anna.patch(f"/interactions/{interaction_id}", {"customer_id": "nobody"}, status=422)
    await anna.patch(f"/interactions/{interaction_id}", {"subject": "late"}, version=1, status=412)


async def test_the_log_is_filtered(hub: TestHub) -> None:
    anna = await hub.agent()
    mine = await waiting(hub, agent_id=anna.agent_id)
    other = await waiting(hub)

    async def found(query: str) -> set[str]:
        return {each["id"] for each in (await anna.get(f"/interactions?{query}"))["items"]}

    assert await found("state=open") == {mine, other}
    assert await found("state=waiting,closed") == {other}
    assert await found(f"agent_id={anna.agent_id}") == {mine}
    assert await found("channel=none") == set()
    problem = await anna.get("/interactions?state=gone", status=422)
    assert problem["errors"][0]["field"] == "state"
    page = await anna.get("/interactions?limit=1")
    assert [each["id"] for each in page["items"]] == [other]
    assert await found(f"after={page['next']}") == {mine}


async def test_typing_is_passed_on(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub, agent_id=anna.agent_id)

    await anna.post(f"/interactions/{interaction_id}/typing", {"on": True}, status=204)

    assert hub.typing == [(interaction_id, True)]


async def test_why_it_is_where_it_is(hub: TestHub) -> None:
    anna = await hub.agent()
    interaction_id = await waiting(hub)

    assert (await anna.get(f"/interactions/{interaction_id}/explain"))["interaction_id"] == interaction_id
    await anna.get("/interactions/none/explain", status=404)


async def test_what_staff_note_is_kept_without_card_numbers(tmp_path: Path) -> None:
    masking = Masking(secrets=frozenset({Secret.CARD}))
    async with running_hub(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, masking=masking) as hub:
        anna = await hub.agent()
        interaction_id = await waiting(hub, agent_id=anna.agent_id)
        note = await answer(anna, interaction_id, text="paid with 4111 1111 1111 1111", kind="note")
        assert note["text"] == "paid with **** **** **** 1111"
