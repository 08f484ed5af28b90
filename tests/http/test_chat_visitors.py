"""Who a visitor is: tokens, typed answers, signed identities."""

import pytest

from hub.domain.customers import ContactPoint, ContactPointKind, ContactPointState, Customer
from hub.domain.ids import new_id
from tests.channels.webchat.jwt import signed_identity
from tests.http.chat import IDENTITY_SECRET, ChatHub


async def test_a_forged_or_foreign_token_is_refused(chat: ChatHub) -> None:
    page = await chat.visit()
    body, _, mac = page.token.rpartition(".")
    for token in ("nonsense", f"{body}x.{mac}", f"{body}.{mac[::-1]}", "é.ü"):
        socket = await chat.open()
        await socket.send_json({"type": "hello", "channel": "chat", "token": token})
        assert (await socket.receive_json())["code"] == "token_refused"
        await socket.receive()
        assert socket.close_code == 4401


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
