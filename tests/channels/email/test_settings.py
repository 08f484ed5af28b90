"""What can be configured wrongly is refused with its remedy."""

from typing import Any

import pytest
from pydantic import ValidationError

from hub.channels.email import KIND
from hub.channels.email.settings import SmtpSettings
from tests.channels.email.peers import settings

IMAP = {"host": "mail.example", "username": "u", "password": "p"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({}, "no way in or out"),
        ({"address": "nobody", "listener": {}}, "address"),
        ({"address": "a" * 22 + "@b.c", "listener": {}}, "21 characters"),
        ({"imap": {**IMAP, "after_reading": "move"}}, "move_to"),
        ({"imap": {**IMAP, "move_to": "Done"}}, "move_to"),
        ({"imap": {**IMAP, "poll_s": 1740}}, "poll_s"),
        ({"listener": {"colour": "red"}}, "colour"),
    ],
)
def test_a_wrong_setting_is_named(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        settings(**changes)


def test_ports_follow_the_protection() -> None:
    assert [SmtpSettings(host="h", security=one).real_port for one in ("tls", "starttls", "none")] == [465, 587, 25]  # type: ignore[arg-type]


def test_secrets_are_not_shown() -> None:
    assert "hush" not in repr(settings(imap={**IMAP, "password": "hush"}))


def test_the_kind_is_found_by_its_name() -> None:
    assert KIND.kind == "email"
