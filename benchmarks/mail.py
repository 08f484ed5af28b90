"""From an IMAP mailbox to routed interactions, against CPython's parser and four INSERTs a mail."""

import asyncio
import email
import email.policy
import imaplib
import sqlite3
import time
from contextlib import closing

import asyncpg

from benchmarks.hubs import Site, site
from benchmarks.results import Result, result
from benchmarks.scale import sized
from tests.support.dovecot import Mailbox, running_dovecot

MAILS = sized(1_500, quick=200)
ROUNDS = sized(3, quick=1)
_BATCH = 100
_TABLES = """
CREATE TABLE IF NOT EXISTS m_customers (address text PRIMARY KEY, name text);
CREATE TABLE IF NOT EXISTS m_interactions (id bigint GENERATED ALWAYS AS IDENTITY, subject text, address text);
CREATE TABLE IF NOT EXISTS m_messages (message_id text PRIMARY KEY, body text);
CREATE TABLE IF NOT EXISTS m_events (id bigint GENERATED ALWAYS AS IDENTITY, data text);
"""


def run() -> list[Result]:
    """Measure both databases; the baseline writes to PostgreSQL in both."""
    results: list[Result] = []
    with running_dovecot() as dovecot:
        for kind in ("postgresql", "sqlite"):
            ours = [_ours(kind, _filled(dovecot.mailbox())) for _ in range(ROUNDS)]
            with site("postgresql") as place:
                theirs = [asyncio.run(_baseline(place, _filled(dovecot.mailbox()))) for _ in range(ROUNDS)]
            results.append(result(f"mail, {kind}, IMAP to routed interaction", ours, "mails/s", theirs))
    return results


def _filled(mailbox: Mailbox) -> Mailbox:
    with imaplib.IMAP4(mailbox.host, mailbox.port) as session:
        session.login(mailbox.user, mailbox.password)
        for number in range(MAILS):
            session.append("INBOX", None, None, _mail(number))
    return mailbox


def _mail(number: int) -> bytes:
    boundary = "=-bench"
    return (
        f"From: =?utf-8?B?546L5bCP5piO?= <c{number % 500}@example.com>\r\nTo: service@hub.example\r\n"
        f"Subject: Order {number} is late\r\nMessage-ID: <bench-{number}-{time.time_ns()}@example.com>\r\n"
        f"Date: Sun, 22 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'
        f"--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"Good day, where is my order {number}? =E8=B0=A2=E8=B0=A2\r\n"
        f"--{boundary}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f"<p>Good day, where is my order {number}?</p>\r\n"
        f"--{boundary}--\r\n"
    ).encode()


def _ours(kind: str, mailbox: Mailbox) -> float:
    """Mails a second from the hub's start of reading to the last interaction."""
    imap = {
        "host": mailbox.host,
        "port": mailbox.port,
        "security": "none",
        "username": mailbox.user,
        "password": mailbox.password,
        "poll_s": 1,
    }
    with site(kind, channels={"mail": {"kind": "email", "address": "service@hub.example", "imap": imap}}) as place:
        first, last = asyncio.run(_watched(place, kind))
    return (MAILS - first[1]) / (last - first[0])


async def _watched(place: Site, kind: str) -> tuple[tuple[float, int], float]:
    """When the first mails were there (and how many), and when the last one was."""
    first: tuple[float, int] | None = None
    while True:
        count = await _count(place, kind)
        now = time.perf_counter()
        if first is None and count:
            first = (now, count)
        if first is not None and count >= MAILS:
            return first, now
        await asyncio.sleep(0.05)


async def _count(place: Site, kind: str) -> int:
    statement = "SELECT count(*) FROM work_items"
    if kind == "sqlite":
        path = place.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
            return int(file.execute(statement).fetchone()[0])
    connection = await asyncpg.connect(place.database_url)
    count = int(await connection.fetchval(statement))
    await connection.close()
    return count


async def _baseline(place: Site, mailbox: Mailbox) -> float:
    pool = await asyncpg.create_pool(place.database_url, min_size=1, max_size=1)
    await pool.execute(_TABLES)
    began = time.perf_counter()
    with imaplib.IMAP4(mailbox.host, mailbox.port) as session:
        session.login(mailbox.user, mailbox.password)
        session.select("INBOX")
        for start in range(1, MAILS + 1, _BATCH):
            _, data = session.fetch(f"{start}:{start + _BATCH - 1}", "(BODY.PEEK[])")
            for part in data:
                if isinstance(part, tuple):
                    await _store(pool, part[1])
    seconds = time.perf_counter() - began
    await pool.close()
    return MAILS / seconds


async def _store(pool: asyncpg.Pool, raw: bytes) -> None:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    sender = message["from"].addresses[0]
    address = f"{sender.username}@{sender.domain}"
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO m_customers VALUES ($1, $2) ON CONFLICT DO NOTHING", address, sender.display_name
        )
        await connection.execute(
            "INSERT INTO m_interactions (subject, address) VALUES ($1, $2)", str(message["subject"]), address
        )
        await connection.execute(
            "INSERT INTO m_messages VALUES ($1, $2) ON CONFLICT DO NOTHING", str(message["message-id"]), text
        )
        await connection.execute("INSERT INTO m_events (data) VALUES ($1)", text)
