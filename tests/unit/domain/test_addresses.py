"""Senders as contact points: numbers, short codes, mail addresses, and those that identify nobody."""

import pytest

from hub.domain.addresses import email_address, phone_address
from hub.domain.consent_words import TextCommand, text_command
from hub.domain.customers import ContactPointKind


@pytest.mark.parametrize(
    ("raw", "region", "value"),
    [
        ("+1 (212) 555-0123", None, "+12125550123"),
        ("138 0013 8000", "CN", "+8613800138000"),
        ("+86 138 0013 8000", "US", "+8613800138000"),
        ("0086 138 0013 8000", "CN", "+8613800138000"),
        ("020 7946 0018", "GB", "+442079460018"),
        ("whatsapp:+4915112345678", "US", "+4915112345678"),
        ("+15550002000", "US", "+15550002000"),
    ],
)
def test_numbers_become_e164(raw: str, region: str | None, value: str) -> None:
    address = phone_address(raw, region)
    assert address is not None
    assert (address.kind, address.value) == (ContactPointKind.PHONE, value)


@pytest.mark.parametrize(
    "raw",
    ["anonymous", "Anonymous", "+266696687", "+86282452253", "+7378742833", "", " ", "unknown", "sip:anonymous@x"],
)
def test_withheld_numbers_identify_nobody(raw: str) -> None:
    assert phone_address(raw, "US") is None


@pytest.mark.parametrize(
    ("raw", "value"), [("68849", "68849"), ("MyBank", "mybank"), ("10086", "10086"), ("client:li", "client:li")]
)
def test_short_codes_and_names_are_senders_but_no_numbers(raw: str, value: str) -> None:
    address = phone_address(raw, "US")
    assert address is not None
    assert (address.kind, address.value, address.is_sender_id) == (ContactPointKind.EXTERNAL, value, True)


@pytest.mark.parametrize(("raw", "value"), [("Wang@Example.COM", "wang@example.com"), ("<a.b+c@x.org>", "a.b+c@x.org")])
def test_mail_addresses_are_compared_in_lower_case(raw: str, value: str) -> None:
    address = email_address(raw)
    assert address is not None
    assert address.value == value


@pytest.mark.parametrize("raw", ["", "nobody", "a@", "@b", "a b@c.org", "a@b@c", "x" * 300 + "@example.com"])
def test_what_is_no_mail_address(raw: str) -> None:
    assert email_address(raw) is None


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        " stop. ",
        "Stop!",
        "ｓｔｏｐ",
        "Opt-Out",
        "OPT OUT",
        "unsubscribe",
        "TD",
        "td",
        "退订",
        "退订。",
        "回T退订",
        "取消订阅",
        "ARRÊT",
        "STOP ALL",
        "退訂",
        "TD退订",
        "回T",
    ],
)
def test_opting_out(text: str) -> None:
    assert text_command(text, opted_out=False) is TextCommand.OPT_OUT


@pytest.mark.parametrize(
    "text", ["please stop by tomorrow", "I cannot stop laughing", "the end", "R", "t", "我要退订单", ""]
)
def test_sentences_are_no_commands(text: str) -> None:
    assert text_command(text, opted_out=False) is None


def test_yes_returns_only_who_has_left() -> None:
    assert text_command("YES", opted_out=True) is TextCommand.OPT_IN
    assert text_command("YES", opted_out=False) is None
    assert text_command("start", opted_out=False) is TextCommand.OPT_IN
