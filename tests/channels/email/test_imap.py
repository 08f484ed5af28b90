"""A real mailbox is read without loss, without doubles, and whatever happens in between."""

import asyncio
import imaplib

from hub.channels.email.imap_session import ImapSession
from hub.ports.channels import Inbound, LinkState
from tests.channels.email.mails import mail
from tests.channels.email.peers import MemoryHub
from tests.channels.email.reading_mailbox import (
    flags_until,
    mailbox_settings,
    numbered,
    read_until,
    reading,
    source,
)
from tests.support.dovecot import DovecotServer, Mailbox


async def test_what_lies_there_and_what_comes_later_is_read_and_marked(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(numbered(1))
    async with reading(hub, mailbox):
        await hub.until(lambda hub: len(hub.stored) == 1)
        await asyncio.to_thread(mailbox.deliver, numbered(2))
        await hub.until(lambda hub: len(hub.stored) == 2)
        await flags_until(mailbox, 2)
    assert hub.subjects == ["1", "2"]
    assert hub.mails[0].text == "text 1"
    assert hub.mails[0].raw is not None
    assert b"Message-ID: <1@example.com>" in hub.mails[0].raw.body
    assert hub.states[0] == (LinkState.UP, "")


async def test_polling_finds_mail_where_idle_does_not_tell(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    async with reading(hub, mailbox, poll_s=0.2):
        await hub.until(lambda hub: bool(hub.states))
        await asyncio.to_thread(mailbox.deliver, numbered(1))
        await hub.until(lambda hub: len(hub.stored) == 1)


async def test_reading_goes_on_where_it_ended(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(numbered(1))
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 1)
    mailbox.deliver(numbered(2))
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 2)
    assert hub.repeats == 0


async def test_row_36_mail_read_by_somebody_else_is_read_too(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(numbered(1))
    with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
        other.login(mailbox.user, mailbox.password)
        other.select("INBOX")
        other.store("1", "+FLAGS", "\\Seen")
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["1"])


async def test_row_38_old_mail_is_read_after_any_downtime(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
        other.login(mailbox.user, mailbox.password)
        other.append("INBOX", "", '"01-Jan-2020 00:00:00 +0000"', numbered(1))
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["1"])


async def test_only_the_first_visit_leaves_older_mail_alone(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
        other.login(mailbox.user, mailbox.password)
        other.append("INBOX", "", '"01-Jan-2020 00:00:00 +0000"', numbered(1))
    mailbox.deliver(numbered(2))
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["2"], since="2021-01-01")


async def test_one_person_s_mails_are_stored_in_their_order(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    for number in range(6):
        mailbox.deliver(numbered(number))

    async def slow(inbound: Inbound) -> None:
        await asyncio.sleep(0.001 * (6 - int(inbound.subject)))

    hub.after_commit = slow
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 6)
    assert hub.subjects == [str(number) for number in range(6)]


async def test_a_rebuilt_mailbox_is_read_again_and_what_is_known_recognised(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
        other.login(mailbox.user, mailbox.password)
        other.create("Work")
        for number in (1, 2):
            other.append("Work", "", "", numbered(number))
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 2, folder="Work")
    before = hub.bookmarks["mail", "imap:Work"]
    with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
        other.login(mailbox.user, mailbox.password)
        other.delete("Work")
        other.create("Work")
        for number in (3, 1, 2):
            other.append("Work", "", "", numbered(number))
    await read_until(hub, mailbox, lambda hub: hub.repeats == 2 and len(hub.stored) == 3, folder="Work")
    after = hub.bookmarks["mail", "imap:Work"]
    assert before.partition(":")[0] != after.partition(":")[0]
    assert after.partition(":")[2] == "3"


async def test_a_rebuilt_mailbox_keeps_its_first_day(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    hub.bookmarks["mail", "imap:INBOX"] = "1:77"
    with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
        other.login(mailbox.user, mailbox.password)
        other.append("INBOX", "", '"01-Jan-2020 00:00:00 +0000"', numbered(1))
    mailbox.deliver(numbered(2))
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["2"], since="2021-01-01")


async def test_row_33_two_mails_that_share_an_id_are_two(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    for text in ("one", "two"):
        mailbox.deliver(mail("Message-ID: <same@dhl.example>", f"Subject: {text}", body=text))
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["one", "two"])


async def test_row_34_mail_without_an_id_stops_nothing(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    for text in ("one", "two"):
        mailbox.deliver(mail("Message-ID: <>", f"Subject: {text}", body=text))
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["one", "two"])


async def test_row_35_one_mail_in_two_mailboxes_comes_in_at_both(dovecot_server: DovecotServer) -> None:
    hub = MemoryHub()
    sales, support = dovecot_server.mailbox(), dovecot_server.mailbox()
    raw = mail("Message-ID: <1@x>", "To: sales@shop.example", "Cc: support@shop.example")
    sales.deliver(b"Delivered-To: sales@shop.example\r\n" + raw)
    support.deliver(b"Delivered-To: support@shop.example\r\n" + raw)
    await read_until(hub, sales, lambda hub: len(hub.stored) == 1, name="sales", address="sales@shop.example")
    await read_until(hub, support, lambda hub: len(hub.stored) == 2, name="support")
    assert {(mail.channel, mail.our_address) for mail in hub.mails} == {
        ("sales", "sales@shop.example"),
        ("support", "support@shop.example"),
    }


async def test_copies_of_one_mail_in_one_mailbox_are_one(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    raw = mail("Message-ID: <1@x>", "To: a@shop.example, b@shop.example", body="text")
    mailbox.deliver(b"Received: from a\r\nDelivered-To: a@shop.example\r\n" + raw)
    mailbox.deliver(b"Received: from b\r\nDelivered-To: b@shop.example\r\n" + raw)
    await read_until(hub, mailbox, lambda hub: hub.repeats == 1)
    assert len(hub.stored) == 1


async def test_stored_mails_can_be_moved_out_of_the_way(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(numbered(1))
    async with reading(hub, mailbox, after_reading="move", move_to="Done"):
        await hub.until(lambda hub: len(hub.stored) == 1)
        await asyncio.to_thread(mailbox.deliver, numbered(2))
        await hub.until(lambda hub: len(hub.stored) == 2)
        await _moved(mailbox, "Done", 2)
    assert hub.repeats == 0


async def _moved(mailbox: Mailbox, folder: str, count: int) -> None:
    def there() -> int:
        with imaplib.IMAP4(mailbox.host, mailbox.port) as other:
            other.login(mailbox.user, mailbox.password)
            return int((other.select(folder)[1][0] or b"0").split()[0]) if other.select(folder)[0] == "OK" else 0

    async with asyncio.timeout(20):
        while await asyncio.to_thread(there) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_check_says_what_it_found(mailbox: Mailbox) -> None:
    assert await source(MemoryHub(), mailbox).check() == "INBOX at 127.0.0.1"


async def test_news_in_one_packet_with_the_answer_to_idle_is_heard() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 IDLE] ready\r\n")
        while line := await reader.readline():
            tag, _, command = line.decode().strip().partition(" ")
            if command == "IDLE":
                writer.write(b"+ idling\r\n* 1 EXISTS\r\n")
                await reader.readline()
            elif command.startswith("SELECT"):
                writer.write(b"* 0 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 1] ok\r\n")
            elif command == "CAPABILITY":
                writer.write(b"* CAPABILITY IMAP4rev1 IDLE\r\n")
            writer.write(f"{tag} OK done\r\n".encode())
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    configured = mailbox_settings(Mailbox(host="127.0.0.1", port=port, user="u"), poll_s=60).imap
    assert configured is not None
    session = ImapSession(configured, "test")
    await session.open()
    async with asyncio.timeout(10):
        await session.wait()
    await session.close()
    server.close()
    await server.wait_closed()


async def test_servers_without_move_copy_and_expunge_just_these(mailbox: Mailbox) -> None:
    for number in (1, 2):
        mailbox.deliver(numbered(number))
    configured = mailbox_settings(mailbox).imap
    assert configured is not None
    session = ImapSession(configured, "test")
    await session.open()
    session.can_move = False
    await session.move([1], "Done")
    left = await session.list_after(0)
    await session.close()
    assert [one.uid for one in left] == [2]
