"""A customer writes to our own mail server, an agent answers, and the conversation stays one, whatever mail programs
do to it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import pytest
import tomli_w

from hub.app.parts import Parts
from hub.app.serve import running
from hub.channels.email.channel import EmailChannel
from hub.channels.email.parse import parse_mail
from hub.config import load_config
from hub.domain.interactions import Interaction
from hub.domain.messages import Author, AuthorType, Message
from hub.ports.repositories.log import InteractionFilter
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply
from tests.channels.email.mails import base64_part, mail, multipart, part
from tests.channels.email.smtp_peer import Peer, mail_server
from tests.support.children import free_port

ANNA = Author(type=AuthorType.AGENT, id="anna", name="Anna")


@dataclass
class Desk:
    """The hub as a customer and an agent use it."""

    parts: Parts
    peer: Peer
    port: int

    async def customer_writes(
        self, *headers: str, body: str = "hello", to: str = "support@shop.example", sender: str = "li.wei@example.com"
    ) -> None:
        raw = mail(f"To: {to}", *headers, body=body, sender=sender)
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=self.port, start_tls=False) as client:
            await client.sendmail("li.wei@example.com", [to], raw)

    async def agent_answers(self, interaction: Interaction, text: str = "answer") -> bytes:
        """Answer and return what the customer's mail server got."""
        number = len(self.peer.taken) + 1
        channels, now = self.parts.channels, datetime.now(UTC)
        draft = Draft(text=text, author=ANNA)
        await self.parts.database.write(
            lambda tx: reply(tx, interaction.id, draft, agent_id=None, channels=channels, now=now)
        )
        self.parts.pump.wake()
        return await self.peer.mail_number(number)

    async def log(self) -> list[Interaction]:
        wanted = InteractionFilter(kind="email")
        return list(await self.parts.database.read(lambda tx: tx.interactions.page(wanted, after=None, limit=50)))

    async def only(self) -> Interaction:
        (interaction,) = await self.log()
        return interaction

    async def messages(self, interaction: Interaction) -> list[Message]:
        return list(await self.parts.database.read(lambda tx: tx.messages.of_interaction(interaction.id)))


@asynccontextmanager
async def open_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    peer = Peer()
    async with mail_server(peer) as out:
        table = {
            "server": {"port": free_port(), "data": str(tmp_path / "data")},
            "security": {"secret": "s" * 40},
            "channels": {
                "mail": {
                    "kind": "email",
                    "address": "support@shop.example",
                    "name": "Shop",
                    "listener": {"port": 0},
                    "smtp": {"host": "127.0.0.1", "port": out, "security": "none"},
                }
            },
        }
        file = tmp_path / "hub.toml"
        file.write_text(tomli_w.dumps(table), encoding="utf-8")
        async with running(load_config(file, environ={})) as parts:
            channel = parts.channels.get("mail")
            assert isinstance(channel, EmailChannel)
            assert channel.listener is not None
            async with asyncio.timeout(10):
                while not channel.listener.port:  # noqa: ASYNC110 - nobody tells when a port is bound
                    await asyncio.sleep(0.01)
            yield Desk(parts=parts, peer=peer, port=channel.listener.port)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path) as desk:
        yield desk


async def test_an_answer_arrives_and_the_answer_to_it_comes_back_into_the_conversation(desk: Desk) -> None:
    await desk.customer_writes("Subject: Order 12", "Message-ID: <c1@example.com>")
    interaction = await desk.only()
    sent = parse_mail(await desk.agent_answers(interaction, "您好"))
    assert (sent.subject, sent.text.strip()) == ("Re: Order 12", "您好")
    assert sent.in_reply_to == ("c1@example.com",)
    await desk.customer_writes("Subject: Re: Order 12", "Message-ID: <c2@example.com>", to=sent.reply_to[0].address)
    assert [message.direction.value for message in await desk.messages(await desk.only())] == ["in", "out", "in"]


async def test_rows_2_3_4_an_answer_to_the_plain_address_is_known_by_our_message_id(desk: Desk) -> None:
    await desk.customer_writes("Subject: Order 12", "Message-ID: <c1@example.com>")
    sent = parse_mail(await desk.agent_answers(await desk.only()))
    await desk.customer_writes(
        "Message-ID: <c2@example.com>", f"In-Reply-To: <{sent.message_id}>", sender="Li <li@private.example>"
    )
    assert (await desk.only()).last_seq == 3


async def test_a_second_mail_that_names_the_first_joins_it(desk: Desk) -> None:
    await desk.customer_writes("Message-ID: <c1@example.com>")
    await desk.customer_writes("Message-ID: <c2@example.com>", "References: <c1@example.com>")
    assert (await desk.only()).last_seq == 2


async def test_rows_1_and_9_strangers_do_not_get_into_a_conversation(desk: Desk) -> None:
    await desk.customer_writes("Message-ID: <c1@example.com>", "Subject: Order 12")
    await desk.customer_writes(
        "Message-ID: <e1@evil.example>", "In-Reply-To: <c1@example.com>", sender="e@evil.example"
    )
    await desk.customer_writes("Message-ID: <e2@evil.example>", "In-Reply-To: <>", sender="f@evil.example")
    await desk.customer_writes("Message-ID: <e3@evil.example>", "Subject: Re: Order 12", sender="g@evil.example")
    assert [interaction.last_seq for interaction in await desk.log()] == [1, 1, 1, 1]


async def test_rows_7_and_8_our_mails_name_the_whole_conversation(desk: Desk) -> None:
    await desk.customer_writes("Message-ID: <c1@example.com>")
    first = parse_mail(await desk.agent_answers(await desk.only()))
    second = parse_mail(await desk.agent_answers(await desk.only()))
    assert first.references == ("c1@example.com",)
    assert second.references == ("c1@example.com", first.message_id)


async def test_the_same_mail_three_times_is_one_message(desk: Desk) -> None:
    for _ in range(3):
        await desk.customer_writes("Message-ID: <c1@example.com>")
    assert (await desk.only()).last_seq == 1


async def test_an_out_of_office_answer_is_logged_and_wakes_nobody(desk: Desk) -> None:
    await desk.customer_writes("Message-ID: <c1@example.com>")
    sent = parse_mail(await desk.agent_answers(await desk.only()))
    before = await desk.only()
    away = ("Auto-Submitted: auto-replied", "Subject: Automatic reply", "Message-ID: <c2@example.com>")
    await desk.customer_writes(*away, to=sent.reply_to[0].address)
    after = await desk.only()
    assert (after.last_seq, after.state, after.unread) == (before.last_seq + 1, before.state, before.unread)


async def test_files_come_in_with_the_mail(desk: Desk) -> None:
    picture = base64_part("image/png", b"\x89PNG", "Content-ID: <p@x>")
    document = base64_part(
        "application/pdf", b"%PDF", "Content-Disposition: attachment; filename*=utf-8''%E5%8F%91.pdf"
    )
    markup = part("text/html", '<p>see <img src="cid:p@x"></p>')
    raw = multipart("mixed", markup, picture, document, headers=["To: support@shop.example", "Message-ID: <c1@x>"])
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=desk.port, start_tls=False) as client:
        await client.sendmail("li.wei@example.com", ["support@shop.example"], raw)
    (message,) = await desk.messages(await desk.only())
    assert [(file.name, file.inline, file.size) for file in message.attachments] == [
        ("image-1.png", True, 4),
        ("发.pdf", False, 4),
    ]
    assert (message.text, message.html_blob is not None) == ("see", True)


async def test_a_bounce_marks_the_message_and_makes_nobody_a_customer(desk: Desk) -> None:
    await desk.customer_writes("Message-ID: <c1@example.com>", "Subject: Order")
    await desk.agent_answers(await desk.only())
    sender = desk.peer.taken[0][0]
    await desk.customer_writes(
        "X-Failed-Recipients: li.wei@example.com",
        sender="Mailer-Daemon <mailer-daemon@mx.example>",
        body="550 5.1.1 no such user",
        to=sender,
    )
    interaction = (await desk.log())[-1]
    answer = next(message for message in await desk.messages(interaction) if message.direction.value == "out")
    assert answer.delivery is not None
    assert (answer.delivery.state.value, answer.delivery.error_class) == ("undelivered", "address")
    customers = await desk.parts.database.read(lambda tx: tx.customers.by_address("email", "mailer-daemon@mx.example"))
    assert not customers
