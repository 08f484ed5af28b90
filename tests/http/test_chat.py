"""Web chat over real sockets: what a visitor says is stored, what an agent says arrives, whatever breaks between."""

import uuid
from typing import Any

from hub.domain.agents import Presence, PresenceState
from hub.domain.deliveries import DeliveryState
from hub.domain.hours import OpeningHours
from hub.domain.messages import Author, AuthorType
from hub.services.conversations.chat_feed import VisitorTyping
from hub.services.conversations.outgoing import write_note
from tests.http.chat import ChatHub


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
