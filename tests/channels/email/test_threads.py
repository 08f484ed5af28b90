"""Mails find their conversation; numbers in names are rows of real systems' bug lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.email.parse import parse_mail
from hub.channels.email.reply_tokens import MessageIds, ReplyTokens, plain_mailbox
from hub.channels.email.threads import bounced_delivery, clues, normalised_subject
from hub.domain.ids import new_id
from tests.channels.email.mails import mail, multipart, part

TOKENS = ReplyTokens((b"new key", b"old key"))
IDS = MessageIds((b"new key", b"old key"), "Shop.example")


def test_a_reply_address_comes_back_as_its_interaction() -> None:
    interaction = new_id()
    address = TOKENS.reply_address("support@shop.example", interaction)
    assert address.startswith("support+r.")
    assert len(address.partition("@")[0]) <= 64
    assert TOKENS.interactions([address, address.upper(), "x@y.z"]) == (interaction,)
    assert plain_mailbox(address.upper()) == "support@shop.example"


def test_an_old_key_is_still_accepted_and_a_strange_one_is_not() -> None:
    interaction = new_id()
    old = ReplyTokens((b"old key",)).reply_address("a@b.c", interaction)
    strange = ReplyTokens((b"strange",)).reply_address("a@b.c", interaction)
    assert TOKENS.interactions([old]) == (interaction,)
    assert TOKENS.interactions([strange]) == ()


def test_row_78_a_token_with_one_letter_changed_is_refused() -> None:
    address = TOKENS.reply_address("a@b.c", new_id())
    local = address.partition("@")[0]
    for at in range(len("a+r."), len(local)):
        changed = local[:at] + ("b" if local[at] != "b" else "c") + local[at + 1 :]
        assert TOKENS.interactions([f"{changed}@b.c"]) == ()


def test_a_bounce_address_is_no_reply_address() -> None:
    delivery = new_id()
    address = TOKENS.bounce_address("bounces@shop.example", delivery)
    assert TOKENS.deliveries([address]) == (delivery,)
    assert TOKENS.interactions([address]) == ()


def test_a_mailbox_too_long_for_a_token_is_refused_with_its_reason() -> None:
    with pytest.raises(ValueError, match="longer than the 21 characters"):
        TOKENS.reply_address("a" * 22 + "@b.c", new_id())
    assert TOKENS.reply_address("a" * 21 + "@b.c", new_id())


def test_a_message_id_is_stable_and_recognised() -> None:
    delivery = new_id()
    assert IDS.for_delivery(delivery) == IDS.for_delivery(delivery)
    assert IDS.delivery(IDS.for_delivery(delivery).upper()) == delivery
    assert IDS.delivery(f"{delivery}.aaaaaaaa@shop.example") is None
    assert IDS.delivery(IDS.for_delivery(delivery).replace("shop", "evil")) is None
    assert IDS.delivery("") is None


@given(st.text())
def test_any_address_and_id_can_be_asked_about(text: str) -> None:
    assert TOKENS.interactions([text, f"{text}@b.c"]) == ()
    assert IDS.delivery(text) is None


def test_row_1_an_empty_in_reply_to_is_no_clue() -> None:
    parsed = parse_mail(mail("In-Reply-To: <>", "References:", "Message-ID: <>"))
    assert clues(parsed, TOKENS).message_ids == ()


def test_rows_2_to_5_parents_are_tried_newest_first() -> None:
    parsed = parse_mail(mail("References: <first@x> <second@x>", "In-Reply-To: <third@x>"))
    assert clues(parsed, TOKENS).message_ids == ("third@x", "second@x", "first@x")


def test_a_mail_is_not_its_own_parent() -> None:
    parsed = parse_mail(mail("Message-ID: <self@x>", "References: <first@x> <self@x>"))
    assert clues(parsed, TOKENS).message_ids == ("first@x",)


def test_very_many_references_keep_the_newest_and_the_first() -> None:
    parsed = parse_mail(mail("References: " + " ".join(f"<{number}@x>" for number in range(500))))
    found = clues(parsed, TOKENS).message_ids
    assert (len(found), found[0], found[-1]) == (50, "499@x", "0@x")


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_a_token_is_found_in_every_recipient_header(header: str) -> None:
    interaction = new_id()
    address = TOKENS.reply_address("support@shop.example", interaction)
    parsed = parse_mail(mail(f"{header}: =?utf-8?Q?Shop?= <{address.replace('support+r', 'Support+R')}>"))
    assert clues(parsed, TOKENS).interaction_ids == (interaction,)


def test_row_9_a_number_in_a_subject_is_no_clue() -> None:
    parsed = parse_mail(mail(f"Subject: Re: [#{new_id()}] hello"))
    found = clues(parsed, TOKENS)
    assert (found.interaction_ids, found.message_ids) == ((), ())


def test_a_bounce_names_its_delivery_by_address_or_by_message_id() -> None:
    delivery, other = new_id(), new_id()
    original = mail(f"Message-ID: <{IDS.for_delivery(delivery)}>")
    report = multipart("report", part("message/rfc822", original), parameters="; report-type=delivery-status")
    assert bounced_delivery(parse_mail(report), TOKENS, IDS) == delivery
    by_address = b"To: " + TOKENS.bounce_address("b@shop.example", other).encode() + b"\r\n" + report
    assert bounced_delivery(parse_mail(by_address), TOKENS, IDS) == other
    away = mail("Auto-Submitted: auto-replied", f"In-Reply-To: <{IDS.for_delivery(delivery)}>")
    assert bounced_delivery(parse_mail(away), TOKENS, IDS) == delivery
    assert bounced_delivery(parse_mail(mail()), TOKENS, IDS) is None


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Order",
        "RE: AW: order",
        "回复：Order",
        "答复: 转发: ORDER",
        "SV: Re[2]: order",
        "[EXTERNAL] Re: order",
        "Re (3): order",
        "  re :  Order ",
    ],
)
def test_row_6_subjects_are_compared_without_their_prefixes(subject: str) -> None:
    assert normalised_subject(subject) == "order"


def test_words_that_only_begin_like_a_prefix_stay() -> None:
    assert normalised_subject("Rebate: 5 %") == "rebate: 5 %"
    assert normalised_subject("Reply needed") == "reply needed"
