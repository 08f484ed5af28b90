"""The parser never raises and never takes more than linear time, whatever it is given."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.channels.email import addresses, fields, headers, html
from hub.channels.email.mail import OurMail, Problem
from hub.channels.email.parse import parse_mail
from hub.channels.email.quotes import split_reply
from hub.channels.email.threads import normalised_subject
from tests.channels.email.mails import mail, multipart, part

OURS = OurMail(addresses=frozenset({"a@b.c"}), hub_id="h", message_id_domain="b.c", authserv_ids=frozenset({"mx"}))
FRAGMENTS = [
    b"From: ", b"To: ", b"Subject: ", b"Date: ", b"Content-Type: ", b"multipart/mixed; boundary=b",
    b"multipart/report; report-type=delivery-status; boundary=b", b"text/html; charset=", b"text/plain; charset=",
    b"gb2312", b"utf-16", b"iso-2022-jp", b"\x1b$B", b"\x1b(B", b"utf-7", b"punycode", b"zlib", b"\r\n", b"\n",
    b"\r\n\r\n", b"--b\r\n", b"--b--\r\n", b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 6 a\n#", b"Content-Disposition: attachment; filename*0*=",
    b"=?utf-8?B?", b"=?gb2312?Q?=", b"?=", b"<a@b.c>", b"<", b">", b'"', b"\\", b"(", b")", b",", b";", b":", b"@",
    b"\x00", b"\xff\xfe", b"\xe4\xbd", b"message/delivery-status", b"Final-Recipient: rfc822; ",
    b"Authentication-Results: mx; dkim=pass header.d=", b"References: <", b"Mon, 16 Nov 2026 99:99:99 +9999",
    b"filename*=''%", b"%F6", b"<div>", b"<!--", b"message/rfc822", b"text/calendar", b"SUMMARY:", b"format=flowed",
]  # fmt: skip


@given(st.binary(max_size=3000))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert Problem.PARSER_FAILED not in parse_mail(raw, OURS).problems


@settings(max_examples=500)
@given(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=6), max_size=60))
def test_any_heap_of_mail_fragments_is_read(pieces: list[bytes]) -> None:
    parsed = parse_mail(b"".join(pieces), OURS)
    assert Problem.PARSER_FAILED not in parsed.problems
    for text in (
        parsed.subject,
        parsed.text,
        parsed.html,
        parsed.sender.name,
        *(file.name for file in parsed.attachments),
    ):
        assert "\x00" not in text
        text.encode()


@given(st.text(max_size=2000))
def test_any_text_is_split_without_loss(text: str) -> None:
    split = split_reply(text)
    assert split.reply or not text.strip()


@given(st.text(max_size=2000))
def test_any_markup_is_cleaned(markup: str) -> None:
    html.sanitise(markup, lambda _: None)
    html.to_text(markup)


def seconds(work: Callable[[], object]) -> float:
    """Processor time, so that other programs do not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


def in_parts(body: str, content_type: str = "text/plain") -> Callable[[], object]:
    raw = mail(f"Content-Type: {content_type}", body=body)
    return lambda: parse_mail(raw, OURS)


def report(status: bytes) -> Callable[[], object]:
    raw = multipart("report", part("message/delivery-status", status), parameters="; report-type=delivery-status")
    return lambda: parse_mail(raw)


BOMBS: dict[str, Callable[[int], Callable[[], object]]] = {
    "address commas": lambda n: lambda: addresses.parse("a, " * n),
    "address quotes": lambda n: lambda: addresses.parse('"' * n),
    "address half quotes": lambda n: lambda: addresses.parse('"\\' * n),
    "address parentheses": lambda n: lambda: addresses.parse("(" * n),
    "address angles": lambda n: lambda: addresses.parse("<a" * n),
    "address ats": lambda n: lambda: addresses.parse("a@" * n),
    "address letters": lambda n: lambda: addresses.parse("a" * n),
    "encoded words open": lambda n: lambda: headers.decode_words("=?" * n),
    "encoded words": lambda n: lambda: headers.decode_words("=?utf-8?q?a?= " * n),
    "parameters": lambda n: lambda: fields.parameterised("x; a*0=" * n),
    "parameter spaces": lambda n: lambda: fields.parameterised("x;" + " " * n),
    "ids open": lambda n: lambda: fields.message_ids("<" * n),
    "header fields": lambda n: lambda: parse_mail(b"a:\n" * n),
    "header lines without name": lambda n: lambda: parse_mail(b"junk\nFrom:\n" * n),
    "folded lines": lambda n: lambda: parse_mail(b"a: b\n" + b" \n" * n),
    "boundaries": lambda n: in_parts("--b\n" * n, "multipart/mixed; boundary=b"),
    "boundaries inside lines": lambda n: in_parts("x--b" * n, "multipart/mixed; boundary=b"),
    "subject prefixes": lambda n: lambda: normalised_subject("Re: " * n),
    "subject spaces": lambda n: lambda: normalised_subject("Re" + " " * n),
    "reply: on a b c d": lambda n: lambda: split_reply("On a b c d\n" * (n // 5)),
    "reply: one line of on a a": lambda n: lambda: split_reply("On " + "a " * n),
    "reply: wrote": lambda n: lambda: split_reply("On x wrote:\nx\n> y\n" * (n // 5)),
    "reply: from": lambda n: lambda: split_reply("From: a\nx\nTo: b\n" * (n // 5)),
    "reply: quotes": lambda n: lambda: split_reply("> a\n" * n),
    "html: open tags": lambda n: lambda: html.to_text("<div>" * n),
    "html: quotes in tags": lambda n: lambda: html.to_text("<a title='" * n),
    "html: comments": lambda n: lambda: html.to_text("<!--" * n),
    "html: distinct unclosed": lambda n: lambda: html.to_text("".join(map("<b id={}>".format, range(n))) + "<p>" * n),
    "html: blockquotes": lambda n: lambda: html.sanitise("<blockquote type=cite>" * n, lambda _: None),
    "html: anchors": lambda n: lambda: html.sanitise("<a href=x>" * n, lambda _: None),
    "html: tables": lambda n: lambda: html.sanitise("<table>" * n, lambda _: None),
    "html: lists": lambda n: lambda: html.to_text("<li><ul>" * n),
    "bounce: empty lines": lambda n: report(b"\n \n" * n),
    "calendar": lambda n: in_parts("SUMMARY;" * n, "text/calendar"),
    "meta charset": lambda n: in_parts("<meta " * n, "text/html"),
    "jis escapes": lambda n: lambda: parse_mail(mail(body=b"\x1b$B" * n)),
    "authentication": lambda n: lambda: parse_mail(mail("Authentication-Results: mx; " + "dkim=pass " * n), OURS),
    "uuencoded": lambda n: lambda: parse_mail(mail("Content-Transfer-Encoding: uuencode", body="begin 6 x\n" * n)),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
def test_twelve_times_the_input_takes_about_twelve_times_as_long(bomb: Callable[[int], Callable[[], object]]) -> None:
    small, large = bomb(10_000), bomb(120_000)
    short = min(seconds(small) for _ in range(2))
    # Quadratic work would take 144 times as long; below the floor the clock decides nothing.
    assert seconds(large) < max(0.5, 60 * short)
