"""Web chat over real sockets: what a visitor says is stored, what an agent says arrives, whatever breaks between."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError

from hub.domain.agents import Presence, PresenceState
from hub.domain.customers import ContactPoint, ContactPointKind, ContactPointState, Customer
from hub.domain.deliveries import DeliveryState
from hub.domain.hours import OpeningHours
from hub.domain.ids import new_id
from hub.domain.messages import Author, AuthorType
from hub.services.chat_feed import VisitorTyping
from hub.services.outgoing import write_note
from tests.channels.webchat.jwt import signed_identity
from tests.http.chat import IDENTITY_SECRET, SITE, ChatHub, SlowPage, running_chat


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[ChatHub]:
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as chat:
        yield chat


async def test_a_message_is_acknowledged_with_its_place_in_the_log(chat: ChatHub) -> None:
    page = await chat.visit()
    cid = str(uuid.uuid4())
    ack = await page.say("Is the red one in stock?", cid=cid)
    stored = await chat.messages(ack["conversation"])
    assert [(each.id, each.seq, each.text) for each in stored] == [(ack["id"], 1, "Is the red one in stock?")]
    assert ack["cid"] == cid
    assert (await chat.interaction(ack["conversation"])).kind == "webchat"


async def test_a_repeated_cid_is_acknowledged_again_with_the_same_seq(chat: ChatHub) -> None:
    page = await chat.visit()
    cid = str(uuid.uuid4())
    first = await page.say("hello", cid=cid)
    again = await page.say("hello", cid=cid.upper())
    assert [again[key] for key in ("cid", "seq", "id")] == [first[key] for key in ("cid", "seq", "id")]
    assert len(await chat.messages(first["conversation"])) == 1


async def test_an_answer_arrives_and_is_delivered_and_read_when_the_page_says_so(chat: ChatHub) -> None:
    page = await chat.visit()
    ack = await page.say("hello")
    answer = await chat.answer(ack["conversation"], "Good morning!")
    frame = await page.next("message")
    while frame["direction"] == "in":
        frame = await page.next("message")
    assert (frame["text"], frame["seq"], frame["author"]) == ("Good morning!", 2, {"type": "agent", "name": "Li"})
    seen: dict[str, Any] = {"conversation": ack["conversation"], "seq": 2}
    for type_, state in (("delivered", DeliveryState.DELIVERED), ("read", DeliveryState.READ)):
        await page.socket.send_json({"type": type_, **seen})
        await page.pong()
        stored = await chat.hub.database.read(lambda tx: tx.messages.get(answer.id))
        assert stored is not None
        assert stored.delivery is not None
        assert stored.delivery.state is state


async def test_what_was_missed_comes_after_the_last_seen_message_and_once(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    await page.socket.close()
    for text in ("one", "two", "three"):
        await chat.answer(conversation, text)
    back = await chat.visit(token=page.token, resume=2, conversation=conversation)
    assert (back.welcome["conversation"], back.welcome["seq"]) == (conversation, 4)
    assert [each["text"] for each in await back.pong() if each["type"] == "message"] == ["two", "three"]


async def test_the_promised_hello_without_channel_and_conversation_resumes_too(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    await chat.answer(conversation, "one")
    socket = await chat.open()
    await socket.send_json({"type": "hello", "token": page.token, "resume": 1})
    frames = [await socket.receive_json() for _ in range(2)]
    assert [each["type"] for each in frames] == ["welcome", "message"]
    assert frames[1]["text"] == "one"


async def test_two_pages_of_one_visitor_both_see_everything(chat: ChatHub) -> None:
    one = await chat.visit()
    two = await chat.visit(token=one.token)
    ack = await one.say("from the first page")
    assert (await two.next("message"))["text"] == "from the first page"
    await chat.answer(ack["conversation"], "to both")
    assert (await two.next("message"))["text"] == "to both"


async def test_visitors_do_not_hear_each_other(chat: ChatHub) -> None:
    one, other = await chat.visit(), await chat.visit()
    mine = (await one.say("mine"))["conversation"]
    await other.say("theirs")
    await chat.answer(mine, "for one alone")
    assert (await one.next("message"))["conversation"] == mine
    assert all(each.get("conversation") != mine for each in await other.pong())
    stranger = await chat.visit(conversation=mine, resume=0)
    assert stranger.welcome["conversation"] is None
    assert await stranger.pong() == []


async def test_notes_stay_inside(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    before = await chat.interaction(conversation)
    author = Author(type=AuthorType.AGENT, id="a", name="Li")
    now = chat.hub.services.clock.now()
    await chat.hub.database.write(lambda tx: write_note(tx, before, "difficult person", author, now))
    await chat.answer(conversation, "hello to you")
    texts = []
    while "hello to you" not in texts:
        texts.append((await page.next("message"))["text"])
    assert "difficult person" not in texts
    back = await chat.visit(token=page.token)
    assert [each["text"] for each in await back.pong() if each["type"] == "message"] == ["hello", "hello to you"]


async def test_a_forged_or_foreign_token_is_refused(chat: ChatHub) -> None:
    page = await chat.visit()
    body, _, mac = page.token.rpartition(".")
    for token in ("nonsense", f"{body}x.{mac}", f"{body}.{mac[::-1]}", "é.ü"):
        socket = await chat.open()
        await socket.send_json({"type": "hello", "channel": "chat", "token": token})
        assert (await socket.receive_json())["code"] == "token_refused"
        await socket.receive()
        assert socket.close_code == 4401


@pytest.mark.parametrize("first", ["", "[]", '{"type": "message"}', '{"type": "ping"}'])
async def test_whoever_does_not_say_hello_first_is_sent_away(chat: ChatHub, first: str) -> None:
    socket = await chat.open()
    await socket.send_str(first)
    await socket.receive()
    assert socket.close_code == 1008


async def test_only_allowed_sites_may_open_the_socket(chat: ChatHub) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await chat.open(origin="https://evil.example")
    assert refused.value.status == 403
    assert (await chat.visit(origin=SITE)).welcome["status"] == "offline"


async def test_an_unknown_channel_is_refused_for_good(chat: ChatHub) -> None:
    socket = await chat.open()
    await socket.send_json({"type": "hello", "channel": "nosuch"})
    await socket.receive()
    assert socket.close_code == 4403


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("{", "invalid_frame"),
        ('{"type": "fly"}', "unknown_type"),
        ('{"type": "message", "text": "x"}', "invalid_frame"),
        ('{"type": "message", "cid": "1", "text": "x"}', "invalid_frame"),
        ('{"type": "message", "cid": "0b8cbf4e-4d0b-4e1e-8d1a-111111111111"}', "empty"),
        ('{"type": "message", "cid": "0b8cbf4e-4d0b-4e1e-8d1a-111111111111", "text": 5}', "invalid_frame"),
        (f'{{"type": "message", "cid": "0b8cbf4e-4d0b-4e1e-8d1a-111111111111", "text": "{"x" * 10_001}"}}', "too_long"),
    ],
)
async def test_a_bad_frame_is_named_and_the_conversation_goes_on(chat: ChatHub, frame: str, code: str) -> None:
    page = await chat.visit()
    await page.socket.send_str(frame)
    assert (await page.next("error"))["code"] == code
    assert (await page.say("still here"))["seq"] == 1


async def test_an_oversized_frame_closes_the_socket(chat: ChatHub) -> None:
    page = await chat.visit()
    await page.socket.send_str("x" * 70_000)
    assert await page.closed_with() == 1009


async def test_when_nothing_can_be_stored_the_visitor_is_asked_to_wait_and_nothing_is_acknowledged(
    chat: ChatHub,
) -> None:
    page = await chat.visit()
    chat.host.away = True
    cid = str(uuid.uuid4())
    slow = await page.say("hello", cid=cid, wanted="slow_down")
    assert (slow["cid"], slow["retry_after"]) == (cid, 2.0)
    chat.host.away = False
    assert (await page.say("hello", cid=cid))["seq"] == 1


async def test_a_flood_is_slowed_down(tmp_path: Path) -> None:
    limits = {"messages_per_10_s": 3}
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, limits=limits) as chat:
        page = await chat.visit()
        for number in range(3):
            await page.say(f"{number}")
        slow = await page.say("one too many", wanted="slow_down")
        assert 0 < slow["retry_after"] <= 4


async def test_too_many_sockets_from_one_address_are_sent_away(tmp_path: Path) -> None:
    limits = {"sockets_per_address": 2}
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path, limits=limits) as chat:
        kept = [await chat.visit() for _ in range(2)]
        socket = await chat.open()
        await socket.send_json({"type": "hello", "channel": "chat"})
        await socket.receive()
        assert socket.close_code == 4429
        assert await kept[0].pong() == []


async def test_the_status_says_whether_somebody_is_there_and_who(chat: ChatHub) -> None:
    assert (await chat.visit()).welcome["status"] == "offline"
    agent_id = await chat.somebody_is_ready()
    chat.room.desk.forget()
    page = await chat.visit()
    assert (page.welcome["status"], page.welcome["agent"]) == ("online", None)
    away = Presence(state=PresenceState.OFFLINE, since=chat.hub.services.clock.now())
    await chat.hub.database.write(lambda tx: tx.agents.set_presence(agent_id, away))
    chat.room.desk.forget()
    assert await page.pong() == []
    assert (await page.next("status"))["status"] == "offline"


async def test_typing_reaches_the_visitor_and_may_be_lost(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    await page.next("message")
    VisitorTyping(chat.hub.services.feed)(await chat.interaction(conversation), on=True)
    assert (await page.next("typing"))["on"] is True


async def test_typing_reaches_the_agents(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    desk = await chat.hub.services.feed.subscribe(["supervisors"], agent_id=None, size=100)
    await page.socket.send_json({"type": "typing", "on": True})
    frame = await desk.next()
    while "typing" not in frame.text:
        frame = await desk.next()
    assert conversation in frame.text
    assert '"by":"customer"' in frame.text


async def test_pre_chat_answers_travel_with_the_first_message(chat: ChatHub) -> None:
    page = await chat.visit(language="zh-CN", page="https://shop.example/bikes/7")
    answers = {"name": "王小明", "topic": "repair", "email": "Wang@Example.cn"}
    ack = await page.say("在吗？", answers=answers)
    await page.pong()
    interaction = await chat.interaction(ack["conversation"])
    assert interaction.attributes["topic"] == "repair"
    assert (interaction.language, interaction.our_address) == ("zh-CN", "shop.example")
    customer_id = interaction.customer_id or ""
    customer = await chat.hub.database.read(lambda tx: tx.customers.get(customer_id))
    assert customer is not None
    assert customer.name == "王小明"
    points = {each.kind: each for each in customer.contact_points}
    assert points[ContactPointKind.EMAIL].value == "wang@example.cn"
    assert points[ContactPointKind.EMAIL].state is ContactPointState.CLAIMED
    assert not points[ContactPointKind.EMAIL].identifies


async def test_an_address_that_a_visitor_types_leads_to_nobody_elses_record(chat: ChatHub) -> None:
    one = await chat.visit()
    mine = await one.say("hello", answers={"email": "ruiz@example.com"})
    other = await chat.visit()
    theirs = await other.say("hello", answers={"email": "ruiz@example.com"})
    await other.pong()
    interactions = [await chat.interaction(each["conversation"]) for each in (mine, theirs)]
    assert interactions[0].customer_id != interactions[1].customer_id


async def test_a_signed_identity_is_verified_and_the_same_on_every_device(chat: ChatHub) -> None:
    identity = signed_identity({"sub": "u-1", "name": "Anna Ruiz", "email": "anna@example.com"}, IDENTITY_SECRET)
    page = await chat.visit(identity=identity)
    ack = await page.say("hello")
    await page.pong()
    customer_id = (await chat.interaction(ack["conversation"])).customer_id or ""
    customer = await chat.hub.database.read(lambda tx: tx.customers.get(customer_id))
    assert customer is not None
    assert customer.name == "Anna Ruiz"
    assert {each.state for each in customer.contact_points} == {ContactPointState.VERIFIED}
    phone = await chat.visit(identity=identity)
    assert phone.welcome["conversation"] == ack["conversation"]


async def known_customer(chat: ChatHub, email: str, state: ContactPointState) -> str:
    """A customer whose mail address we know."""
    now, customer_id = chat.hub.services.clock.now(), new_id()
    point = ContactPoint(
        id=new_id(), customer_id=customer_id, kind=ContactPointKind.EMAIL, value=email, state=state, created_at=now
    )
    customer = Customer(id=customer_id, name="Anna", contact_points=(point,), created_at=now, updated_at=now)
    await chat.hub.database.write(lambda tx: tx.customers.add(customer))
    return customer_id


@pytest.mark.parametrize(
    ("state", "is_linked"), [(ContactPointState.VERIFIED, True), (ContactPointState.CLAIMED, False)]
)
async def test_a_signed_address_links_to_the_customer_whose_it_is_proven_to_be(
    chat: ChatHub, state: ContactPointState, is_linked: bool
) -> None:
    customer_id = await known_customer(chat, "anna@example.com", state)
    identity = signed_identity({"sub": "u-1", "email": "Anna@example.com"}, IDENTITY_SECRET)
    page = await chat.visit(identity=identity)
    ack = await page.say("hello")
    assert ((await chat.interaction(ack["conversation"])).customer_id == customer_id) is is_linked


async def test_a_typed_address_links_to_nobody_however_proven_it_is(chat: ChatHub) -> None:
    customer_id = await known_customer(chat, "anna@example.com", ContactPointState.VERIFIED)
    page = await chat.visit()
    ack = await page.say("hello", answers={"email": "anna@example.com"})
    await page.pong()
    assert (await chat.interaction(ack["conversation"])).customer_id != customer_id


async def test_a_forged_identity_is_refused(chat: ChatHub) -> None:
    socket = await chat.open()
    identity = signed_identity({"sub": "u-1"}, "another secret of at least thirty-two characters")
    await socket.send_json({"type": "hello", "channel": "chat", "identity": identity})
    assert (await socket.receive_json())["code"] == "token_refused"


async def test_an_answer_that_nobody_fetches_is_planned_as_a_mail(chat: ChatHub) -> None:
    page = await chat.visit()
    ack = await page.say("anybody there?", answers={"email": "ruiz@example.com"})
    await page.pong()
    await page.socket.close()
    answer = await chat.answer(ack["conversation"], "Now I am")
    delivery = await chat.hub.database.read(lambda tx: tx.deliveries.get(answer.id))
    assert delivery is not None
    assert (delivery.channel, delivery.address, delivery.text) == ("mail", "ruiz@example.com", "Now I am")
    assert delivery.state is DeliveryState.QUEUED
    assert delivery.due_at > answer.created_at


async def test_the_mail_is_dropped_when_the_page_has_the_answer(chat: ChatHub) -> None:
    page = await chat.visit()
    ack = await page.say("anybody there?", answers={"email": "ruiz@example.com"})
    await page.pong()
    answer = await chat.answer(ack["conversation"], "Now I am")
    while (await page.next("message"))["seq"] != 2:
        pass
    await page.socket.send_json({"type": "delivered", "seq": 2, "conversation": ack["conversation"]})
    await page.pong()
    delivery = await chat.hub.database.read(lambda tx: tx.deliveries.get(answer.id))
    assert delivery is not None
    assert (delivery.state, delivery.reason) == (DeliveryState.CANCELLED, "seen_in_chat")


async def test_without_an_address_nothing_is_mailed(chat: ChatHub) -> None:
    page = await chat.visit()
    ack = await page.say("anybody there?")
    answer = await chat.answer(ack["conversation"], "yes")
    assert await chat.hub.database.read(lambda tx: tx.deliveries.get(answer.id)) is None


async def test_a_stopping_hub_asks_pages_to_come_again(tmp_path: Path) -> None:
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as chat:
        page = await chat.visit()
        closing = asyncio.create_task(page.closed_with())
        await chat.hub.client.server.close()
        assert await closing == 1012


async def test_a_page_that_takes_nothing_is_sent_away_and_misses_nothing(
    chat: ChatHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.web.chat_visitor._MAX_QUEUE", 20)
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    slow = await SlowPage.connect(chat, page.token)
    texts = [f"{number} {'x' * 9_000}" for number in range(120)]
    for text in texts:
        await chat.answer(conversation, text)
    seen, code = await slow.read_to_the_end()
    assert code == 1013
    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) < len(texts)
    monkeypatch.undo()
    back = await chat.visit(token=page.token, resume=seen[-1], conversation=conversation)
    missed = [each["seq"] for each in await back.pong() if each["type"] == "message"]
    assert [*seen, *missed] == list(range(1, len(texts) + 2))


async def test_what_the_page_missed_of_an_earlier_conversation_comes_before_the_new_one(chat: ChatHub) -> None:
    page = await chat.visit()
    old = (await page.say("first matter"))["conversation"]
    await chat.answer(old, "last word")
    await chat.age(old)
    other = await chat.visit(token=page.token, conversation=old, resume=2)
    new = (await other.say("second matter"))["conversation"]
    assert new != old
    back = await chat.visit(token=page.token, conversation=old, resume=1)
    shown = [(each["conversation"], each["text"]) for each in await back.pong() if each["type"] == "message"]
    assert shown == [(old, "last word"), (new, "second matter")]


async def test_a_closed_conversation_says_so_and_the_next_message_opens_it_again(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    await chat.close(conversation)
    assert (await page.next("status"))["ended"] is True
    ack = await page.say("one more thing")
    assert (ack["conversation"], ack["seq"]) == (conversation, 2)
    assert (await page.next("status"))["ended"] is False


async def test_the_agent_who_has_the_chat_is_named(chat: ChatHub) -> None:
    page = await chat.visit()
    conversation = (await page.say("hello"))["conversation"]
    agent_id = await chat.somebody_is_ready()
    chat.room.desk.forget()
    await chat.give(conversation, agent_id)
    status = await page.next("status")
    assert (status["status"], status["agent"]) == ("online", (await chat.agent(agent_id)).name)


async def test_a_queue_that_is_closed_has_nobody_there(chat: ChatHub) -> None:
    await chat.somebody_is_ready(hours=OpeningHours(time_zone="UTC", week=((),) * 7))
    assert (await chat.visit()).welcome["status"] == "offline"
