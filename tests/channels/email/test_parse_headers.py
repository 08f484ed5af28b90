"""Header fields are read as senders write them; numbers in names are rows of real systems' bug lists."""

from datetime import UTC, datetime

import pytest

from hub.channels.email.addresses import parse as addresses
from hub.channels.email.mail import Problem
from hub.channels.email.parse import parse_mail
from tests.channels.email.mails import mail


def subject_of(value: str | bytes) -> str:
    return parse_mail(mail(b"Subject: " + (value.encode() if isinstance(value, str) else value))).subject


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("=?utf-8?B?5oiR55qE6K6i5Y2V?= 12", "我的订单 12"),
        ("=?utf-8?B?5oiR55o=?= =?utf-8?B?hOiuouWNlQ==?=", "我的订单"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus?= =?utf-8?Q?_K=C3=B6ln?=", "Grüße aus Köln"),
        ("=?iso-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?utf-8?Q?with space?=", "with space"),
        ("plain =?utf-8?Q?a?= plain", "plain a plain"),
        ("=?x-unknown?Q?a=E9?=", "aé"),
        ("=?utf-8?B?!!!?=", ""),
        ("=?broken", "=?broken"),
        ("a=?utf-8?Q?b?=c", "abc"),
    ],
)
def test_encoded_words(value: str, subject: str) -> None:
    assert subject_of(value) == subject


def test_row_10_raw_bytes_in_a_header_are_read() -> None:
    assert subject_of("Grüße".encode()) == "Grüße"
    assert subject_of("我的订单还没有到".encode("gb18030")) == "我的订单还没有到"
    assert subject_of("Grüße".encode("latin-1")) == "Grüße"


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ('"Müller, Hans" <h@x.de>', [("Müller, Hans", "h@x.de")]),
        ("Müller, Hans <h@x.de>, b@c.d", [("Müller, Hans", "h@x.de"), ("", "b@c.d")]),
        ("undisclosed-recipients:;", []),
        ("Max Kohl | [example.com] <kohl@example.com>", [("Max Kohl | [example.com]", "kohl@example.com")]),
        (
            "A <a@b.c>, Grp: x@y.z, 'q' <r@s.t>;, p@a.org (C (deep) c)",
            [("A", "a@b.c"), ("", "x@y.z"), ("q", "r@s.t"), ("C (deep) c", "p@a.org")],
        ),
        ("<@a,@b:u@v.w>", [("", "u@v.w")]),
        ("foo@bar.com <foo@BAR.com>", [("foo@bar.com", "foo@bar.com")]),
        ("a@b.c; d@e.f", [("", "a@b.c"), ("", "d@e.f")]),
        ("john <john@x.y", [("john", "john@x.y")]),
        ("=?utf-8?B?5p2O5Lyf?= <li@x.y>", [("李伟", "li@x.y")]),
        ('"=?utf-8?B?5p2O5Lyf?=" <li@x.y>', [("李伟", "li@x.y")]),
        ('"a \\"b\\" c" <q@x.y>', [('a "b" c', "q@x.y")]),
        ('"john doe"@x.y', [("", '"john doe"@x.y')]),
        ("Just A Name", [("Just A Name", "")]),
        ("<>", []),
        ("", []),
        ("a@b@c.d", [("", "a@b@c.d")]),
        ("用户@例子.广告", [("", "用户@例子.广告")]),
    ],
)
def test_address_lists(value: str, people: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in addresses(value)] == people


def test_an_address_hidden_in_an_encoded_word_is_not_decoded() -> None:
    parsed = parse_mail(mail(sender="=?utf-8?Q?agent?=@example.com"))
    assert parsed.sender.address != "agent@example.com"
    assert Problem.SUSPICIOUS_SENDER in parsed.problems


def test_a_whole_sender_in_an_encoded_word_gives_a_name_but_no_address() -> None:
    parsed = parse_mail(mail(sender="=?utf-8?B?QWdlbnQgPGFnZW50QGV4YW1wbGUuY29tPg==?="))
    assert parsed.sender.address == ""
    assert parsed.sender.name == "Agent <agent@example.com>"
    assert Problem.NO_SENDER in parsed.problems


def test_two_from_headers_are_both_kept_and_prove_nothing() -> None:
    parsed = parse_mail(mail("From: b@evil.example", sender="a@example.com"))
    assert [one.address for one in parsed.senders] == ["a@example.com", "b@evil.example"]
    assert Problem.SEVERAL_SENDERS in parsed.problems
    assert not parsed.sender_verified


def test_a_name_that_pretends_another_address_is_reported() -> None:
    assert Problem.MISLEADING_NAME in parse_mail(mail(sender='"boss@shop.example" <x@evil.example>')).problems
    assert Problem.MISLEADING_NAME not in parse_mail(mail(sender="x@evil.example <X@evil.example>")).problems


def test_rows_1_and_34_an_empty_id_is_no_id() -> None:
    parsed = parse_mail(mail("Message-ID: <>", "In-Reply-To: <>", "References: <> <  > <a@b>"))
    assert parsed.message_id is None
    assert parsed.in_reply_to == ()
    assert parsed.references == ("a@b",)


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("<a@b> <c@d>", ("a@b", "c@d")),
        ("<a@b>,<c@d>", ("a@b", "c@d")),
        ("<a@b>\r\n\t<c@\r\n d>", ("a@b", "c@d")),
        ("a@b c@d", ("a@b", "c@d")),
        ("Message of Monday <a@b>", ("a@b",)),
        ("<a@b> <a@b>", ("a@b",)),
        ("no id here", ()),
    ],
)
def test_message_ids(value: str, ids: tuple[str, ...]) -> None:
    assert parse_mail(mail(f"References: {value}")).references == ids


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("Mon, 16 Nov 2026 09:30:00 +0800", datetime(2026, 11, 16, 1, 30, tzinfo=UTC)),
        ("16 Nov 26 09:30 EST", datetime(2026, 11, 16, 14, 30, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 09:30:00 +0200Received: from x", datetime(2026, 11, 16, 7, 30, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 09:30:60 GMT", datetime(2026, 11, 16, 9, 30, 59, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 09:30:00 +9999", datetime(2026, 11, 16, 9, 30, tzinfo=UTC)),
        ("2026-11-16T09:30:00+08:00", datetime(2026, 11, 16, 1, 30, tzinfo=UTC)),
        ("Mon, 16 Nov 9999 09:30:00 +0000", None),
        ("Fri, 31 Feb 2026 25:61:00 +0000", None),
        ("1 Jan 0001 00:00:00 +1400", None),
        ("yesterday", None),
    ],
)
def test_dates(value: str, moment: datetime | None) -> None:
    parsed = parse_mail(mail(f"Date: {value}"))
    assert parsed.date == moment
    assert (Problem.BAD_DATE in parsed.problems) == (moment is None)


def test_every_delivered_to_style_address_is_listed() -> None:
    parsed = parse_mail(
        mail(
            "Delivered-To: a@x.y",
            "X-Original-To: b@x.y",
            "Envelope-To: c@x.y, a@x.y",
            "X-Forwarded-To: d@x.y",
            "To: e@x.y",
        )
    )
    assert set(parsed.delivered_to) == {"a@x.y", "b@x.y", "c@x.y", "d@x.y"}


def test_a_mail_without_empty_line_keeps_its_text() -> None:
    parsed = parse_mail(b"Subject: hi\nFrom: a@b.c\nThis is text\nmore text\n")
    assert parsed.subject == "hi"
    assert "This is text" in parsed.text
    assert Problem.BAD_HEADERS in parsed.problems


def test_a_stray_line_between_headers_is_passed_over() -> None:
    parsed = parse_mail(b"Subject: hi\n>From somebody\n@@@ broken\nContent-Type: text/plain; charset=utf-8\n\nbody")
    assert (parsed.subject, parsed.text) == ("hi", "body")


def test_headers_beyond_the_limit_are_cut() -> None:
    parsed = parse_mail(b"Subject: hi\r\nX-Big: " + b"x" * 400_000 + b"\r\nFrom: a@b.c\r\n\r\nbody")
    assert (parsed.subject, parsed.text) == ("hi", "body")
    assert Problem.BAD_HEADERS in parsed.problems
