"""Machines' mail is told from people's; numbers in names are rows of real systems' bug lists."""

import pytest

from hub.channels.email.mail import BounceClass, OurMail
from hub.channels.email.parse import parse_mail
from hub.ports.channels import Automatic
from tests.channels.email.mails import mail, multipart, part

OURS = OurMail(
    addresses=frozenset({"support@shop.example", "sales@shop.example"}),
    hub_id="hub-1",
    message_id_domain="shop.example",
)


def kind(*headers: str, sender: str = "Li Wei <li.wei@example.com>") -> Automatic | None:
    return parse_mail(mail(*headers, sender=sender), OURS).automatic


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Auto-Submitted: auto-replied", Automatic.AUTO_REPLY),
        ("Auto-Submitted: auto-replied (vacation)", Automatic.AUTO_REPLY),
        ("Auto-Submitted: auto-generated", Automatic.BULK),
        ("X-Autoreply: yes", Automatic.AUTO_REPLY),
        ("X-Autorespond: I am away", Automatic.AUTO_REPLY),
        ("Precedence: auto_reply", Automatic.AUTO_REPLY),
        ("Precedence: bulk", Automatic.BULK),
        ("Precedence: junk", Automatic.BULK),
        ("List-Id: <news.example.org>", Automatic.BULK),
        ("List-Unsubscribe: <https://x>\r\nFeedback-ID: 1:2:3", Automatic.BULK),
        ("Return-Path: <>", Automatic.AUTO_REPLY),
        ("Subject: Automatic reply: your order", Automatic.AUTO_REPLY),
        ("Subject: =?utf-8?B?6Ieq5Yqo5Zue5aSNOiDkvaDlpb0=?=", Automatic.AUTO_REPLY),
        ("Subject: Abwesenheitsnotiz: Urlaub", Automatic.AUTO_REPLY),
        ("Auto-Submitted: no", None),
        ("List-Unsubscribe: <https://x>", None),
        ("X-Auto-Response-Suppress: All", None),
        ("Subject: I am out of office supplies", None),
        ("Subject: Re: hello", None),
    ],
)
def test_rows_47_to_50_what_machines_send_is_recognised(header: str, expected: Automatic | None) -> None:
    assert kind(header) is expected


@pytest.mark.parametrize(
    "sender", ["noreply@bank.example", "no-reply@bank.example", "donotreply+1@bank.example", "bounces@x.example"]
)
def test_row_45_nobody_reads_a_no_reply_address(sender: str) -> None:
    assert kind(sender=sender) is Automatic.BULK


def test_a_web_form_with_the_customer_in_reply_to_is_a_persons_mail() -> None:
    assert kind("Reply-To: wang@example.com", sender="noreply@forms.example") is None


def test_mail_through_our_own_group_address_is_a_persons_mail() -> None:
    assert (
        kind("List-Id: <support.shop.example>", "Precedence: list", "List-Post: <mailto:support@shop.example>") is None
    )


def test_exchange_s_suppression_forbids_answers_but_makes_nobody_a_machine() -> None:
    parsed = parse_mail(mail("X-Auto-Response-Suppress: DR, OOF, AutoReply"), OURS)
    assert parsed.automatic is None
    assert not parsed.may_auto_answer
    assert parse_mail(mail(), OURS).may_auto_answer


@pytest.mark.parametrize(
    ("headers", "sender"),
    [
        (["X-Hub-Id: hub-1"], "a@b.c"),
        ([], "Sales <SALES@shop.example>"),
        (["Message-ID: <01900000-0000-7000-8000-000000000001.abcdefgh@shop.example>"], "a@b.c"),
    ],
)
def test_rows_37_44_51_our_own_mail_never_comes_in_again(headers: list[str], sender: str) -> None:
    assert kind(*headers, sender=sender) is Automatic.LOOP


def test_a_colleague_of_our_own_domain_is_a_person() -> None:
    assert kind("Message-ID: <abc@shop.example>", sender="boss@shop.example") is None


STATUS = (
    "Reporting-MTA: dns; mx.example\r\nOriginal-Envelope-Id: env-7\r\n\r\n"
    "Original-Recipient: rfc822;Wang@Example.com\r\nFinal-Recipient: rfc822; w2@example.com\r\n"
    "Action: failed\r\nStatus: 5.1.1\r\n"
    "Diagnostic-Code: smtp; 550 5.1.1 User unknown\r\n in this domain\r\n\r\n"
    "Final-Recipient: rfc822; full@example.com\r\nAction: failed (see below)\r\nStatus: 5.2.2\r\n\r\n"
    "Final-Recipient: rfc822; later@example.com\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
    "Final-Recipient: rfc822; spam@example.com\r\nAction: failed\r\nStatus: 5.7.1 (policy)\r\n"
)


def report(*parts: bytes) -> bytes:
    return multipart("report", *parts, parameters="; report-type=delivery-status", headers=["Subject: Undelivered"])


def test_row_46_a_standard_bounce_names_recipients_and_the_original() -> None:
    original = mail("Message-ID: <orig.1@shop.example>", "Subject: Hello")
    parsed = parse_mail(
        report(
            part("text/plain", "Sorry, not delivered."),
            part("message/delivery-status", STATUS),
            part("message/rfc822", original),
        )
    )
    assert parsed.automatic is Automatic.BOUNCE
    assert parsed.text == "Sorry, not delivered."
    assert parsed.bounce is not None
    assert parsed.bounce.original_message_id == "orig.1@shop.example"
    first = parsed.bounce.recipients[0]
    assert (first.address, first.action, first.status) == ("wang@example.com", "failed", "5.1.1")
    assert first.diagnostic.startswith("550 5.1.1 User unknown")
    assert [one.bounce_class for one in parsed.bounce.recipients] == [
        BounceClass.ADDRESS,
        BounceClass.MAILBOX_FULL,
        BounceClass.DELAYED,
        BounceClass.POLICY,
    ]


def test_a_bounce_with_headers_only_names_the_original() -> None:
    parsed = parse_mail(
        report(
            part("message/delivery-status", STATUS),
            part("text/rfc822-headers", "Message-ID: <orig.2@shop.example>\r\nSubject: x\r\n"),
        )
    )
    assert parsed.bounce is not None
    assert parsed.bounce.original_message_id == "orig.2@shop.example"


def test_a_bounce_in_prose_is_read_as_far_as_it_goes() -> None:
    raw = mail(
        "X-Failed-Recipients: Gone@example.com",
        "Auto-Submitted: auto-replied",
        sender="Mail Delivery System <Mailer-Daemon@mx.example>",
        body="550 5.1.1 no such user\r\n\r\n------ This is a copy ------\r\n\r\nMessage-ID: <orig.3@shop.example>\r\n",
    )
    bounce = parse_mail(raw).bounce
    assert bounce is not None
    assert (bounce.recipients[0].address, bounce.recipients[0].bounce_class) == (
        "gone@example.com",
        BounceClass.ADDRESS,
    )
    assert bounce.original_message_id == "orig.3@shop.example"


def test_a_read_receipt_is_an_automatic_answer_and_no_bounce() -> None:
    raw = multipart(
        "report",
        part("text/plain", "was displayed"),
        part("message/disposition-notification", "Disposition: x"),
        parameters="; report-type=disposition-notification",
    )
    assert parse_mail(raw).automatic is Automatic.AUTO_REPLY
    assert parse_mail(raw).bounce is None
