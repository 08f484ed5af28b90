"""A mail becomes the hub's inbound message: who wrote, to which of our addresses, in which conversation, and what
kind it is.
"""

import pytest

from hub.channels.email.addresses import Address
from hub.channels.email.compose import OutgoingMail, compose
from hub.channels.email.mail import OurMail
from hub.channels.email.parse import parse_mail
from hub.channels.email.reading import Arrival, MailReader, Reading, hand_over, identity
from hub.domain.deliveries import DeliveryState
from hub.domain.ids import new_id
from hub.ports.channels import Automatic
from tests.channels.email.mails import mail, multipart, part
from tests.channels.email.peers import NOW, SECRET, MemoryHub, settings

READER = MailReader(
    "mail",
    settings(
        aliases=["help@shop.example"],
        also_ours=["sales@shop.example"],
        authserv_ids=["mx.shop.example"],
        listener={},
    ),
    SECRET,
)


def read(raw: bytes, *recipients: str) -> Reading:
    return READER.read_now(Arrival(raw=raw, received_at=NOW, recipients=recipients))


def test_an_answer_to_the_reply_address_names_its_interaction() -> None:
    interaction = new_id()
    address = READER.tokens.reply_address("help@shop.example", interaction)
    inbound = read(mail(f"To: {address}", "Subject: Re: Order", "Message-ID: <1@x>", "In-Reply-To: <other@x>")).inbound
    assert inbound.thread.interaction_id == interaction
    assert inbound.thread.references == ("other@x",)
    assert inbound.thread.subject == "order"
    assert inbound.our_address == "help@shop.example"


def test_rows_2_to_4_an_answer_that_lost_the_reply_address_is_known_by_our_message_id() -> None:
    interaction = new_id()
    ours = READER.message_ids.for_delivery(new_id(), interaction)
    inbound = read(mail("To: support@shop.example", f"In-Reply-To: <{ours}>", f"References: <a@x> <{ours}>")).inbound
    assert inbound.thread.interaction_id == interaction


def test_a_token_in_the_envelope_alone_counts() -> None:
    interaction = new_id()
    inbound = read(
        mail("To: undisclosed-recipients:;"), READER.tokens.reply_address("support@shop.example", interaction)
    ).inbound
    assert inbound.thread.interaction_id == interaction


def test_another_hub_s_words_mean_nothing() -> None:
    other = MailReader("mail", settings(listener={}), b"another secret")
    interaction = new_id()
    raw = mail(
        f"To: {other.tokens.reply_address('support@shop.example', interaction)}",
        f"In-Reply-To: <{other.message_ids.for_delivery(new_id(), interaction)}>",
    )
    assert read(raw).inbound.thread.interaction_id is None


def test_a_web_form_s_customer_is_whom_it_names_and_is_not_proven() -> None:
    inbound = read(
        mail(
            "Authentication-Results: mx.shop.example; dmarc=pass",
            "Reply-To: Wang <wang@example.com>",
            sender="Shop form <noreply@shop.example>",
        )
    ).inbound
    assert (inbound.sender, inbound.sender_name, inbound.verified) == ("wang@example.com", "Wang", False)


def test_a_proven_sender_is_verified() -> None:
    assert read(mail("Authentication-Results: mx.shop.example; dmarc=pass")).inbound.verified
    assert not read(mail("Authentication-Results: mx.evil.example; dmarc=pass")).inbound.verified


def test_a_mailbox_of_another_channel_is_no_customer() -> None:
    assert read(mail(sender="sales@shop.example")).inbound.automatic is Automatic.LOOP


def test_row_51_our_own_mail_coming_back_is_known() -> None:
    raw = compose(
        OutgoingMail(
            message_id=READER.message_ids.for_delivery(new_id()),
            date=NOW,
            sender=Address(name="", address="support@shop.example"),
            to=(Address(name="", address="x@y.z"),),
            text="hi",
            hub_id=READER.hub_id,
        )
    )
    assert read(raw.replace(b"support@shop.example", b"list@example.org")).inbound.automatic is Automatic.LOOP


def test_a_list_s_marks_on_an_answer_to_us_make_nobody_a_machine() -> None:
    address = READER.tokens.reply_address("support@shop.example", new_id())
    assert read(mail("Precedence: list", f"To: {address}")).inbound.automatic is None
    assert read(mail("Precedence: list")).inbound.automatic is Automatic.BULK
    assert read(mail("Auto-Submitted: auto-replied", f"To: {address}")).inbound.automatic is Automatic.AUTO_REPLY


def bounce(delivery_id: str, status: str, action: str = "failed") -> bytes:
    recipient = f"Final-Recipient: rfc822; li@example.com\r\nAction: {action}\r\nStatus: {status}\r\n"
    original = mail(f"Message-ID: <{READER.message_ids.for_delivery(delivery_id)}>")
    return multipart(
        "report",
        part("text/plain", "not delivered"),
        part("message/delivery-status", f"Reporting-MTA: dns; mx\r\n\r\n{recipient}"),
        part("message/rfc822", original),
        parameters="; report-type=delivery-status",
    )


@pytest.mark.parametrize(
    ("status", "action", "state", "error_class"),
    [
        ("5.1.1", "failed", DeliveryState.UNDELIVERED, "address"),
        ("5.2.2", "failed", DeliveryState.UNDELIVERED, "temporary"),
        ("5.7.1", "failed", DeliveryState.UNDELIVERED, "policy"),
        ("2.0.0", "delivered", DeliveryState.DELIVERED, ""),
    ],
)
async def test_a_bounce_is_reported_to_the_delivery_it_is_about(
    status: str, action: str, state: DeliveryState, error_class: str, hub: MemoryHub
) -> None:
    delivery = new_id()
    reading = read(bounce(delivery, status, action))
    assert reading.inbound.automatic is Automatic.BOUNCE
    assert reading.inbound.in_reply_to_delivery == delivery
    await hand_over(hub, reading)
    (reported,) = hub.statuses
    assert (reported.delivery_id, reported.state, reported.error_class) == (delivery, state, error_class)


def test_a_delay_is_no_failure() -> None:
    assert read(bounce(new_id(), "4.4.1", "delayed")).status is None


def test_a_lost_copy_is_not_the_loss_of_the_mail() -> None:
    raw = bounce(new_id(), "5.1.1").replace(b"Message-ID: <", b"Cc: Li <LI@example.com>\r\nMessage-ID: <")
    assert read(raw).status is None


def test_the_desk_is_told_which_lines_are_new() -> None:
    body = "Thanks!\r\n\r\nOn Monday, Shop wrote:\r\n> Hello\r\n"
    assert read(mail("Message-ID: <1@x>", body=body)).inbound.headers["reply_lines"] == "0:2"
    assert "reply_lines" not in read(mail("Message-ID: <1@x>", body="Thanks!")).inbound.headers


def test_a_bounce_of_somebody_else_s_mail_reports_nothing() -> None:
    raw = bounce(new_id(), "5.1.1").replace(b"@shop.example>", b"@other.example>")
    assert read(raw).status is None


def test_an_out_of_office_answer_names_the_delivery_it_answers() -> None:
    delivery = new_id()
    raw = mail("Auto-Submitted: auto-replied", f"In-Reply-To: <{READER.message_ids.for_delivery(delivery)}>")
    assert read(raw).inbound.in_reply_to_delivery == delivery


def test_identity_is_that_of_the_mail_and_not_of_its_way() -> None:
    raw = mail("Message-ID: <1@x>", "Subject: s", body="text\r\n")
    same = [raw, b"Received: from a\r\nDelivered-To: b@c\r\n" + raw, raw.replace(b"\r\n", b"\n"), raw + b"\r\n"]
    other = [raw.replace(b"text", b"words"), raw.replace(b"Subject: s", b"Subject: t"), raw.replace(b"<1@x>", b"<2@x>")]
    ids = [identity(each, parse_mail(each, OurMail())) for each in same + other]
    assert len(set(ids[: len(same)])) == 1
    assert len(set(ids)) == 1 + len(other)


def test_the_desk_is_told_what_the_head_says() -> None:
    headers = read(
        mail("To: a@b.c", "Cc: d@e.f", "Reply-To: g@h.i", "Date: Mon, 16 Nov 2026 09:30:00 +0800")
    ).inbound.headers
    assert headers["from"] == "Li Wei <li.wei@example.com>"
    assert (headers["to"], headers["cc"], headers["reply_to"]) == ("a@b.c", "d@e.f", "g@h.i")
    assert headers["date"] == "2026-11-16T01:30:00+00:00"


async def test_large_mails_are_read_beside_the_event_loop() -> None:
    reading = await READER.read(Arrival(raw=mail("Subject: big", body="x" * 300_000), received_at=NOW))
    assert len(reading.inbound.text) == 300_000
