"""Crashes, poisonous mails, cut wires and refused sign-ins lose nothing and stop nothing."""

import asyncio
from pathlib import Path

import pytest

from hub.ports.channels import Inbound, LinkState
from tests.channels.email.mails import mail
from tests.channels.email.peers import MemoryHub
from tests.channels.email.reading_mailbox import (
    cut_wire,
    for_ever,
    numbered,
    read_until,
    reading,
    source,
)
from tests.support.dovecot import DovecotServer, Mailbox


async def test_a_crash_between_commit_and_flag_neither_loses_nor_doubles(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(numbered(1))
    task = asyncio.create_task(source(hub, mailbox).run())

    async def die(_: Inbound) -> None:
        task.cancel()
        await asyncio.sleep(0)

    hub.after_commit = die
    await asyncio.wait([task])
    assert hub.subjects == ["1"]
    assert mailbox.flags() == [frozenset({"\\Recent"})] or "\\Seen" not in mailbox.flags()[0]
    hub.after_commit = MemoryHub().after_commit
    mailbox.deliver(numbered(2))
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 2)
    assert hub.subjects == ["1", "2"]


@pytest.mark.parametrize("deaths", [1, 7, 11])
async def test_crashes_in_the_middle_of_a_batch_neither_lose_nor_double(mailbox: Mailbox, deaths: int) -> None:
    hub = MemoryHub()
    for number in range(12):
        mailbox.deliver(numbered(number, sender=f"p{number % 3}@example.com"))
    task = asyncio.create_task(source(hub, mailbox).run())

    async def die(_: Inbound) -> None:
        if len(hub.stored) == deaths:
            task.cancel()
            await asyncio.sleep(0)

    hub.after_commit = die
    await asyncio.wait([task])
    hub.after_commit = MemoryHub().after_commit
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 12)
    assert sorted(hub.subjects, key=int) == [str(number) for number in range(12)]


async def test_rows_24_41_42_a_mail_that_cannot_be_stored_is_kept_and_passed_over(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    hub.is_poison = lambda inbound: inbound.subject == "2"
    for number in (1, 2, 3):
        mailbox.deliver(numbered(number))
    await read_until(hub, mailbox, lambda hub: len(hub.stored) == 3)
    kept = next(mail for mail in hub.mails if mail.unparsed)
    assert kept.raw is not None
    assert b"text 2" in kept.raw.body
    assert {"1", "3"} < {*hub.subjects}


async def test_a_mail_that_the_server_cannot_give_is_noted_and_passed_over(
    dovecot_server: DovecotServer, mailbox: Mailbox
) -> None:
    hub = MemoryHub()
    for number in (1, 2, 3):
        mailbox.deliver(numbered(number))
    args = dovecot_server.process.args
    assert isinstance(args, list)
    folder = Path(str(args[-1])).parent / "mail" / mailbox.user
    second = next(path for path in folder.rglob("*") if path.is_file() and b"text 2" in path.read_bytes())
    second.chmod(0)
    async with asyncio.timeout(20):
        await read_until(hub, mailbox, lambda hub: len(hub.stored) >= 3)
    unreadable = [mail for mail in hub.mails if mail.unparsed]
    assert len(unreadable) == 1
    assert {"1", "3"} < {*hub.subjects}


async def test_while_the_database_is_away_nothing_is_passed_over(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(numbered(1))
    hub.is_away = True
    async with reading(hub, mailbox):
        await hub.until(lambda hub: any(state is LinkState.RETRYING for state, _ in hub.states))
        hub.is_away = False
        await hub.until(lambda hub: hub.subjects == ["1"])
    assert hub.mails[0].unparsed is None


async def test_a_mail_beyond_the_size_limit_leaves_a_note(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    mailbox.deliver(mail("Subject: big", "Message-ID: <big@x>", body="x" * 20_000))
    await read_until(hub, mailbox, lambda hub: hub.subjects == ["big"], max_bytes=10_000)
    assert "more than 10000 are not fetched" in hub.mails[0].text


async def test_row_40_a_refused_sign_in_is_shown_to_a_person(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    async with reading(hub, mailbox, password="wrong", sleep=for_ever):
        await hub.until(lambda hub: any(state is LinkState.NEEDS_ATTENTION for state, _ in hub.states))
    detail = hub.states[0][1]
    assert "refuses to sign in" in detail
    assert "wrong" not in detail


async def test_a_missing_folder_is_shown_to_a_person(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    async with reading(hub, mailbox, folder="Nowhere", sleep=for_ever):
        await hub.until(lambda hub: any(state is LinkState.NEEDS_ATTENTION for state, _ in hub.states))
    assert "'Nowhere'" in hub.states[0][1]


async def test_a_cut_connection_is_opened_again(mailbox: Mailbox) -> None:
    hub = MemoryHub()
    async with cut_wire(mailbox) as (port, cut):
        wired = Mailbox(host="127.0.0.1", port=port, user=mailbox.user)
        async with reading(hub, wired):
            await hub.until(lambda hub: bool(hub.states))
            await cut()
            await hub.until(lambda hub: any(state is LinkState.RETRYING for state, _ in hub.states))
            await asyncio.to_thread(mailbox.deliver, numbered(1))
            await hub.until(lambda hub: hub.subjects == ["1"])
