"""What we send can be read by the standard library's parser, and by ours, and holds no header of a stranger's
making.
"""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.email.addresses import Address
from hub.channels.email.compose import OutgoingMail, UnsafeHeaderError, compose
from hub.channels.email.parse import parse_mail
from hub.ports.channels import OutboundFile

SHOP = Address(name="客服中心", address="support@shop.example")
LI = Address(name="Li Wei", address="li.wei@example.com")
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def outgoing(**changes: object) -> OutgoingMail:
    values: dict[str, object] = {
        "message_id": "id.1@shop.example",
        "date": NOW,
        "sender": SHOP,
        "to": (LI,),
        "subject": "您的订单",
        "text": "您好",
    }
    return OutgoingMail(**{**values, **changes})  # type: ignore[arg-type]


def read(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_a_plain_mail_says_who_when_and_what() -> None:
    message = read(compose(outgoing()))
    assert message["From"] == "客服中心 <support@shop.example>"
    assert message["To"] == "Li Wei <li.wei@example.com>"
    assert message["Subject"] == "您的订单"
    assert message["Message-ID"] == "<id.1@shop.example>"
    assert message["Date"] == "Mon, 16 Nov 2026 09:30:00 +0000"
    assert message["MIME-Version"] == "1.0"
    assert message.get_content().strip() == "您好"
    assert "Auto-Submitted" not in message


def test_html_pictures_and_files_nest_as_mail_programs_expect() -> None:
    files = (
        OutboundFile(name="logo.png", type="image/png", data=b"\x89PNG", content_id="logo@hub"),
        OutboundFile(name="发票 2026.pdf", type="application/pdf", data=bytes(range(256))),
    )
    raw = compose(outgoing(html='<p>您好</p><img src="cid:logo@hub">', files=files))
    shape = [part.get_content_type() for part in read(raw).walk()]
    assert shape == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "application/pdf",
    ]
    assert read(raw).get_body(("plain",)).get_content().strip() == "您好"  # type: ignore[union-attr]
    parsed = parse_mail(raw)
    assert [(file.name, file.inline) for file in parsed.attachments] == [("logo.png", True), ("发票 2026.pdf", False)]
    assert parsed.attachments[1].data == bytes(range(256))
    assert [part.get_filename() for part in read(raw).iter_attachments()] == ["发票 2026.pdf"]


def test_rows_7_and_8_all_references_are_sent_first_and_newest_when_they_are_many() -> None:
    raw = compose(outgoing(references=("a@x", "b@x", "c@x")))
    assert read(raw)["In-Reply-To"] == "<c@x>"
    assert read(raw)["References"].split() == ["<a@x>", "<b@x>", "<c@x>"]
    many = read(compose(outgoing(references=tuple(f"{number}@x" for number in range(100)))))["References"].split()
    assert (len(many), many[0], many[1], many[-1]) == (20, "<0@x>", "<81@x>", "<99@x>")


def test_an_automatic_mail_says_so() -> None:
    message = read(compose(outgoing(automatic=True, hub_id="hub-1", unsubscribe_url="https://hub.example/u/abc")))
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "All"
    assert message["Precedence"] == "bulk"
    assert message["X-Hub-Id"] == "hub-1"
    assert message["List-Unsubscribe"] == "<https://hub.example/u/abc>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_reply_address_and_copies_are_named() -> None:
    reply_to = Address(name="", address="support+r.abc@shop.example")
    message = read(compose(outgoing(reply_to=reply_to, cc=(LI, SHOP))))
    assert message["Reply-To"] == "support+r.abc@shop.example"
    assert [one.addr_spec for one in message["Cc"].addresses] == ["li.wei@example.com", "support@shop.example"]


@pytest.mark.parametrize(
    "name",
    ["Li, Wei", 'Li "W" Wei', "李伟", "Back\\slash", "=?utf-8?b?fake?=", "a\r\nBcc: x@y.z", "李" * 100, "", "x@y.z"],
)
def test_names_survive_the_way(name: str) -> None:
    raw = compose(outgoing(to=(Address(name=name, address="li@example.com"),)))
    (person,) = parse_mail(raw).to
    assert person.address == "li@example.com"
    assert person.name == " ".join(name.split())
    assert "Bcc" not in read(raw)


def test_an_international_domain_is_written_in_ascii() -> None:
    raw = compose(outgoing(to=(Address(name="", address="info@bücher.example"),)))
    assert b"info@xn--bcher-kva.example" in raw


@pytest.mark.parametrize(
    "address",
    ["", "no-at", "a b@c.d", "a@b\r\nBcc: x@y.z", "a\n@b.c", "用户@example.com", "a@b>c.d", "a@\u0000.d", "<a@b.c>"],
)
def test_an_address_that_cannot_be_written_is_refused_by_name(address: str) -> None:
    with pytest.raises(UnsafeHeaderError, match="To"):
        compose(outgoing(to=(Address(name="", address=address),)))


@pytest.mark.parametrize(
    "changes",
    [
        {"message_id": "a@b>\r\nBcc: <x@y.z"},
        {"references": ("a b@c",)},
        {"references": ("",)},
        {"unsubscribe_url": "https://x\r\nBcc: x@y.z"},
        {"hub_id": "x\ny"},
    ],
)
def test_a_value_that_would_start_a_header_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(UnsafeHeaderError):
        compose(outgoing(**changes))


def test_file_names_cannot_break_out_of_their_header() -> None:
    name = 'a"\r\nX-Evil: 1\r\n/../b;c=d' + "长" * 60 + ".pdf"
    raw = compose(outgoing(files=(OutboundFile(name=name, type="text/html\r\nX: y", data=b"x"),)))
    assert b"\r\nX-Evil" not in raw
    assert b"\r\nX:" not in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert parse_mail(raw).attachments[0].name.endswith("长.pdf")


@given(
    subject=st.text(max_size=300), text=st.text(max_size=2000), html=st.text(max_size=300), name=st.text(max_size=100)
)
def test_any_text_makes_a_mail_that_reads_the_same(subject: str, text: str, html: str, name: str) -> None:
    files = (OutboundFile(name=name, type="text/plain", data=b"x"),)
    raw = compose(
        outgoing(subject=subject, text=text, html=html, files=files, to=(Address(name=name, address="a@b.c"),))
    )
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    head = raw.partition(b"\r\n\r\n")[0]
    fields = {line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1] not in b" \t"}
    assert fields == {b"From", b"To", b"Subject", b"Date", b"Message-ID", b"MIME-Version", b"Content-Type"}
    parsed = parse_mail(raw)
    assert parsed.to[0].address == "a@b.c"
    assert len(parsed.attachments) == 1


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp", "Cn"]), max_size=200))
def test_any_subject_comes_back(subject: str) -> None:
    parsed = parse_mail(compose(outgoing(subject=subject)))
    assert parsed.subject == " ".join(subject.split(" ")).strip() or parsed.subject.split() == subject.split()


@pytest.mark.parametrize(
    "text", ["a\rb\nc\r\nd", "x" * 5000, "trailing \nspace", "From me", ".\n..\n", "=_hub_", "您" * 3000]
)
def test_texts_that_other_programs_break_arrive_whole(text: str) -> None:
    message = read(compose(outgoing(text=text)))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == lines
