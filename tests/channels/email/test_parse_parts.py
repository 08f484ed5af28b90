"""The parts of a mail become text, HTML and attachments; numbers in names are rows of real systems' bug lists."""

import base64

import pytest

from hub.channels.email.mail import Problem
from hub.channels.email.parse import parse_mail
from tests.channels.email.mails import base64_part, mail, multipart, part

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def names(raw: bytes) -> list[str]:
    return [file.name for file in parse_mail(raw).attachments]


def test_plain_text_is_preferred_to_html() -> None:
    parsed = parse_mail(multipart("alternative", part("text/plain", "plain"), part("text/html", "<p>html</p>")))
    assert (parsed.text, parsed.html) == ("plain", "<p>html</p>")


@pytest.mark.parametrize(
    "stub",
    ["", "  \r\n", "This is an HTML message. Please use an HTML capable mail reader.", "您的邮件客户端不支持HTML格式"],
)
def test_html_speaks_where_plain_text_says_nothing(stub: str) -> None:
    parsed = parse_mail(
        multipart("alternative", part("text/plain; charset=utf-8", stub), part("text/html", "<p>real words</p>"))
    )
    assert parsed.text == "real words"


def test_several_texts_are_joined_in_order() -> None:
    parsed = parse_mail(
        multipart(
            "mixed",
            part("text/plain", "one"),
            base64_part("image/png", PNG),
            part("text/html", "<b>two</b>"),
            part("text/plain", "three"),
        )
    )
    assert parsed.text == "one\n\ntwo\n\nthree"
    assert "<pre>one</pre>" in parsed.html
    assert len(parsed.attachments) == 1


def test_a_mail_of_html_alone_has_text() -> None:
    assert (
        parse_mail(mail("Content-Type: text/html", body="<div>Hello<br>there</div><script>x</script>")).text
        == "Hello\nthere"
    )


def test_row_26_a_mail_of_attachments_alone_has_no_text_and_loses_nothing() -> None:
    parsed = parse_mail(
        mail(
            'Content-Type: application/pdf; name="a.pdf"',
            "Content-Transfer-Encoding: base64",
            body=base64.b64encode(b"%PDF"),
        )
    )
    assert parsed.text == ""
    assert [(file.name, file.data) for file in parsed.attachments] == [("a.pdf", b"%PDF")]


def test_row_30_a_forwarded_mail_is_an_attachment_with_its_exact_bytes() -> None:
    inner = mail("Subject: =?utf-8?B?5Y6f5p2l?=", body="inner text\r\n")
    parsed = parse_mail(multipart("mixed", part("text/plain", "see below"), part("message/rfc822", inner)))
    assert parsed.text == "see below"
    assert [(file.name, file.type, file.data) for file in parsed.attachments] == [("原来.eml", "message/rfc822", inner)]


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="a.pdf"', "a.pdf"),
        ("attachment; filename=a b.pdf", "a b.pdf"),
        ("attachment; filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf", "发票.pdf"),
        ("attachment; filename*0*=utf-8''%E5%8F; filename*1*=%91%E7%A5%A8; filename*2=.pdf", "发票.pdf"),
        ("attachment; filename*=us-ascii''sch%F6n.pdf", "schön.pdf"),
        ('attachment; filename="=?utf-8?B?5Y+R56Wo?=.pdf"', "发票.pdf"),
        ("attachment; filename==?gb2312?B?t6LGsQ==?=.pdf", "发票.pdf"),
        (b'attachment; filename="' + "发票.pdf".encode() + b'"', "发票.pdf"),
        (b'attachment; filename="' + "发票清单.pdf".encode("gb18030") + b'"', "发票清单.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="C:\\\\temp\\\\x.doc"', "x.doc"),
        ('attachment; filename="cod\u202efdp.exe"', "codfdp.exe"),
        ('attachment; filename=".."', "attachment-1.pdf"),
        ("attachment", "attachment-1.pdf"),
        ('attachment; filename="' + "x" * 500 + '.pdf"', "x" * 180 + ".pdf"),
    ],
)
def test_rows_13_22_25_file_names(disposition: str | bytes, name: str) -> None:
    head = b"Content-Disposition: " + (disposition.encode() if isinstance(disposition, str) else disposition)
    assert names(multipart("mixed", base64_part("application/pdf", b"x", head))) == [name]


def test_row_27_an_attachment_has_the_very_bytes_that_were_sent() -> None:
    data = bytes(range(256)) * 300
    parsed = parse_mail(multipart("mixed", base64_part('application/octet-stream; name="a.bin"', data)))
    assert parsed.attachments[0].data == data


def test_row_32_winmail_dat_is_kept() -> None:
    assert names(multipart("mixed", part("text/plain", "hi"), base64_part("application/ms-tnef", b"x"))) == [
        "attachment-1.dat"
    ]


def test_row_15_an_encoded_word_in_content_type_is_survived() -> None:
    assert parse_mail(mail("Content-Type: =?utf-8?Q?text/plain?=; charset=utf-8", body="text")).text == "text"


def test_a_picture_counts_as_inline_only_where_the_html_shows_it() -> None:
    raw = multipart(
        "related",
        part("text/html", '<img src="cid:a@b">'),
        base64_part("image/png", PNG, "Content-ID: <a@b>", "Content-Disposition: inline"),
        base64_part("image/png", PNG, "Content-ID: <c@d>", "Content-Disposition: inline"),
    )
    assert [(file.content_id, file.inline) for file in parse_mail(raw).attachments] == [("a@b", True), ("c@d", False)]


def test_an_invitation_says_what_it_is_about() -> None:
    event = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=en:Installa\r\n tion\r\n"
        "DTSTART:20261120T090000Z\r\nLOCATION:Hall 3\r\nEND:VEVENT\r\nEND:VCALENDAR"
    )
    parsed = parse_mail(mail("Content-Type: text/calendar; charset=utf-8", body=event))
    assert parsed.text == "Installation · 20261120T090000Z · Hall 3"
    assert parsed.attachments[0].name == "attachment-1.ics"


def test_an_encrypted_mail_keeps_its_parts_and_says_so() -> None:
    parsed = parse_mail(
        multipart(
            "encrypted",
            part("application/pgp-encrypted", "Version: 1"),
            part('application/octet-stream; name="e.asc"', "x"),
        )
    )
    assert Problem.ENCRYPTED in parsed.problems
    assert len(parsed.attachments) == 2


def test_a_signed_mail_shows_its_text_and_keeps_the_signature() -> None:
    parsed = parse_mail(
        multipart("signed", part("text/plain", "signed words"), base64_part("application/pgp-signature", b"x"))
    )
    assert (parsed.text, [file.name for file in parsed.attachments]) == ("signed words", ["attachment-1.asc"])


def test_uuencoded_attachments_are_decoded() -> None:
    raw = multipart(
        "mixed",
        part(
            'text/x-uu; name="a.txt"', "begin 644 a.txt\n%:&5L;&\\\n`\nend\n", "Content-Transfer-Encoding: x-uuencode"
        ),
    )
    assert parse_mail(raw).attachments[0].data == b"hello"


def test_a_missing_last_boundary_is_forgiven() -> None:
    raw = mail("Content-Type: multipart/mixed; boundary=b", body="pre\r\n--b\r\n\r\nfirst\r\n--b\r\n\r\nsecond")
    assert parse_mail(raw).text == "first\n\nsecond"


def test_a_boundary_that_begins_like_another_is_told_apart() -> None:
    inner = b"Content-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\nwords\r\n--bb--\r\n"
    assert (
        parse_mail(mail("Content-Type: multipart/mixed; boundary=b", body=b"--b\r\n" + inner + b"\r\n--b--")).text
        == "words"
    )


@pytest.mark.parametrize(
    "content_type", ["multipart/mixed", "multipart/mixed; boundary=", "multipart/mixed; boundary=nowhere"]
)
def test_a_multipart_without_parts_is_read_as_text(content_type: str) -> None:
    parsed = parse_mail(mail(f"Content-Type: {content_type}", body="words"))
    assert parsed.text == "words"
    assert Problem.BAD_STRUCTURE in parsed.problems


def test_nesting_beyond_the_limit_is_cut_and_said_so() -> None:
    raw = b""
    for depth in range(80):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n\r\nlevel %d\r\n--b%d\r\n" % (
            depth,
            depth,
            depth,
            depth,
        )
    parsed = parse_mail(b"From: a@b.c\r\n" + raw)
    assert "level 49" in parsed.text
    assert "level 50" not in parsed.text
    assert Problem.TOO_DEEP in parsed.problems


def test_parts_beyond_the_limit_are_cut_and_said_so() -> None:
    parsed = parse_mail(multipart("mixed", *[part('text/plain; name="x.txt"', "x")] * 600))
    assert len(parsed.attachments) == 500
    assert Problem.TOO_MANY_PARTS in parsed.problems
