"""Our own mail server answers 250 for what is committed, and asks for the rest to be sent again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiosmtplib
import pytest

from hub.channels.email import KIND
from hub.channels.email.channel import EmailChannel
from hub.channels.email.listener import MailListener
from hub.ports.channels import Inbound, LinkState, ListeningChannel
from tests.channels.email.mails import mail
from tests.channels.email.peers import MemoryHub, context, settings


@asynccontextmanager
async def listening(hub: MemoryHub, *, max_bytes: int = 100_000, **listener: Any) -> AsyncIterator[MailListener]:
    configured = settings(listener={"port": 0, **listener}, aliases=["help@shop.example"], max_bytes=max_bytes)
    channel = KIND.build(configured, context(hub))
    assert isinstance(channel, EmailChannel)
    assert isinstance(channel, ListeningChannel)
    assert channel.listener is not None
    task = asyncio.create_task(channel.listen())
    try:
        await hub.until(lambda hub: bool(hub.states))
        assert hub.states == [(LinkState.UP, "")]
        yield channel.listener
    finally:
        task.cancel()
        await asyncio.wait([task])
        await channel.close()


async def hand_in(port: int, raw: bytes, *recipients: str, sender: str = "li@example.com") -> None:
    async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, timeout=10) as client:
        await client.sendmail(sender, list(recipients) or ["support@shop.example"], raw)


async def test_a_mail_that_is_taken_is_stored(hub: MemoryHub) -> None:
    async with listening(hub) as server:
        await hand_in(server.port, mail("Subject: hi", "Message-ID: <1@x>", body="..dot\r\ntext"), "Help@shop.example")
    (stored,) = hub.mails
    assert (stored.subject, stored.sender, stored.our_address) == ("hi", "li.wei@example.com", "help@shop.example")
    assert stored.raw is not None
    assert stored.raw.body.startswith(b"Return-Path: <li@example.com>\r\nDelivered-To: Help@shop.example\r\n")
    assert stored.text == "..dot\ntext"


async def test_250_comes_after_the_commit(hub: MemoryHub) -> None:
    committed, may_go_on = asyncio.Event(), asyncio.Event()

    async def hold(_: Inbound) -> None:
        committed.set()
        await may_go_on.wait()

    hub.after_commit = hold
    async with listening(hub) as server:
        sending = asyncio.create_task(hand_in(server.port, mail("Message-ID: <1@x>")))
        await committed.wait()
        assert not sending.done()
        may_go_on.set()
        await sending


async def test_while_the_hub_is_busy_mail_is_put_off_and_nothing_is_lost(hub: MemoryHub) -> None:
    hub.is_away = True
    async with listening(hub) as server:
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await hand_in(server.port, mail("Message-ID: <1@x>"))
        assert refused.value.code == 451
        assert hub.mails == []
        hub.is_away = False
        await hand_in(server.port, mail("Message-ID: <1@x>"))
        await hand_in(server.port, mail("Message-ID: <1@x>"))
    assert len(hub.mails) == 1
    assert hub.repeats == 1


async def test_a_broken_hub_is_no_refusal(hub: MemoryHub) -> None:
    async def break_down(_: Inbound) -> None:
        raise RuntimeError("broken")

    hub.after_commit = break_down
    async with listening(hub) as server:
        with pytest.raises(aiosmtplib.SMTPDataError) as refused:
            await hand_in(server.port, mail())
    assert refused.value.code == 451


async def test_strangers_mailboxes_are_refused(hub: MemoryHub) -> None:
    async with listening(hub) as server:
        with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
            await hand_in(server.port, mail(), "nobody@shop.example")
    assert refused.value.recipients[0].code == 550


async def test_a_mail_beyond_the_size_limit_is_refused_for_good(hub: MemoryHub) -> None:
    async with listening(hub, max_bytes=10_000) as server:
        with pytest.raises(aiosmtplib.SMTPResponseException) as refused:
            await hand_in(server.port, mail(body="x\r\n" * 5_000))
    assert refused.value.code == 552
    assert hub.mails == []


async def test_lines_longer_than_the_standard_allows_are_taken(hub: MemoryHub) -> None:
    async with listening(hub) as server:
        await hand_in(server.port, mail(body="x" * 50_000))
    assert len(hub.mails[0].text) == 50_000


async def test_garbage_is_stored_too(hub: MemoryHub) -> None:
    async with listening(hub) as server:
        await hand_in(server.port, b"\xff\x00\xfe no mail at all")
    assert hub.mails[0].raw is not None
    assert b"no mail at all" in hub.mails[0].raw.body


async def test_lmtp_answers_for_each_recipient(hub: MemoryHub) -> None:
    async with listening(hub, protocol="lmtp") as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)

        async def say(line: str, answers: int = 1) -> list[bytes]:
            writer.write(line.encode() + b"\r\n")
            found: list[bytes] = []
            while sum(answer[3:4] == b" " for answer in found) < answers:
                found.append(await asyncio.wait_for(reader.readline(), 10))
            return found

        await reader.readline()
        assert (await say("LHLO x"))[-1].startswith(b"250 ")
        await say("MAIL FROM:<>")
        await say("RCPT TO:<support@shop.example>")
        assert (await say("RCPT TO:<nobody@shop.example>"))[0].startswith(b"550")
        await say("RCPT TO:<help@shop.example>")
        await say("DATA")
        answers = await say("Subject: two\r\nFrom: a@b.c\r\n\r\ntext\r\n.", answers=2)
        assert answers == [b"250 2.0.0 stored\r\n"] * 2
        assert (await say("NOOP"))[0].startswith(b"250")
        writer.close()
        await writer.wait_closed()
    assert hub.subjects == ["two"]


async def test_too_many_connections_are_asked_to_come_again(hub: MemoryHub) -> None:
    async with listening(hub, connections=1) as server:
        first_reader, first = await asyncio.open_connection("127.0.0.1", server.port)
        assert (await first_reader.readline()).startswith(b"220")
        second_reader, second = await asyncio.open_connection("127.0.0.1", server.port)
        assert (await second_reader.readline()).startswith(b"421 4.3.2")
        for writer in (first, second):
            writer.close()
            await writer.wait_closed()


async def test_it_listens_on_this_machine_alone_unless_told_otherwise() -> None:
    configured = settings(listener={}).listener
    assert configured is not None
    assert configured.host == "127.0.0.1"


async def test_a_port_that_is_taken_is_shown_to_a_person(hub: MemoryHub) -> None:
    server = await asyncio.start_server(_say_hello, "127.0.0.1", 0)
    channel = KIND.build(settings(listener={"port": server.sockets[0].getsockname()[1]}), context(hub))
    assert isinstance(channel, ListeningChannel)
    task = asyncio.create_task(channel.listen())
    await hub.until(lambda hub: bool(hub.states))
    task.cancel()
    await asyncio.wait([task])
    assert hub.states[0][0] is LinkState.NEEDS_ATTENTION
    (result,) = await channel.check()
    assert not result.ok
    server.close()
    await server.wait_closed()


async def _say_hello(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 somebody else\r\n")
    await writer.drain()
    writer.close()


async def test_check_tells_a_free_port_from_one_that_the_hub_itself_has(hub: MemoryHub) -> None:
    async with listening(hub) as server:
        assert await server.check() == f"127.0.0.1:{server.port} takes mail"
        other = KIND.build(settings(listener={"port": server.port}), context(MemoryHub()))
        (result,) = await other.check()
        assert (result.ok, result.detail) == (True, f"127.0.0.1:{server.port} is served by the hub that runs")
    (result,) = await KIND.build(settings(listener={"port": 0}), context(MemoryHub())).check()
    assert result.ok
