"""The hub is killed again and again while it reads a mailbox, and has every mail once in the end."""

import imaplib
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import tomli_w

from tests.channels.email.mails import mail
from tests.support.dovecot import Mailbox
from tests.support.hub_process import HubProcess

MAILS = 200


def test_kill_9_in_the_middle_of_200_mails_loses_and_doubles_none(mailbox: Mailbox, tmp_path: Path) -> None:
    _fill(mailbox)
    hub = HubProcess(config=_config(mailbox, tmp_path), data=tmp_path / "data")
    try:
        for goal in (1, 90):
            hub.start()
            _wait_for(hub, goal)
            hub.kill()
        hub.start()
        _wait_for(hub, MAILS)
    finally:
        hub.stop()
    assert _subjects(hub) == {f"mail {number}": 1 for number in range(MAILS)}


def _fill(mailbox: Mailbox) -> None:
    with imaplib.IMAP4(mailbox.host, mailbox.port) as session:
        session.login(mailbox.user, mailbox.password)
        for number in range(MAILS):
            head = (f"Subject: mail {number}", f"Message-ID: <{number}@example.com>")
            session.append("INBOX", "", "", mail(*head, sender=f"p{number % 40}@example.com", body="text"))


def _config(mailbox: Mailbox, folder: Path) -> Path:
    imap = {
        "host": mailbox.host,
        "port": mailbox.port,
        "security": "none",
        "username": mailbox.user,
        "password": mailbox.password,
    }
    channel = {"kind": "email", "address": "support@shop.example", "imap": imap}
    file = folder / "hub.toml"
    file.write_text(tomli_w.dumps({"security": {"secret": "s" * 40}, "channels": {"mail": channel}}), encoding="utf-8")
    return file


def _wait_for(hub: HubProcess, goal: int) -> None:
    deadline = time.monotonic() + 60
    while sum(_subjects(hub).values()) < goal:
        assert time.monotonic() < deadline, f"only {len(_subjects(hub))} mails: {hub.said()}"
        time.sleep(0.002)


def _subjects(hub: HubProcess) -> dict[str, int]:
    with closing(sqlite3.connect(f"file:{hub.data / 'hub.db'}?mode=ro", uri=True)) as database:
        return dict(database.execute("SELECT subject, count(*) FROM messages GROUP BY subject").fetchall())
