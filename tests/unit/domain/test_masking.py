"""Card, identity and account numbers are hidden by their check digits; other numbers are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.masking import Secret, is_card, is_iban, is_resident_number, mask

ALL = frozenset(Secret)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("my card is 4111 1111 1111 1111, exp 12/27", "my card is **** **** **** 1111, exp 12/27"),
        ("4111-1111-1111-1111", "****-****-****-1111"),
        ("378282246310005", "***********0005"),
        ("卡号6212345678901232谢谢", "卡号************1232谢谢"),
        ("４１１１１１１１１１１１１１１１", "************１１１１"),
        ("order 1234 4111 1111 1111 1111", "order 1234 **** **** **** 1111"),
        ("5555555555554444 / 4242424242424242", "************4444 / ************4242"),
        ("身份证11010519491231002X。", "身份证**************002X。"),
        ("ID 110105 19491231 002x", "ID ****** ******** 002x"),
        ("身份证 110105491231002", "身份证 ***********1002"),
        ("pay to DE89 3704 0044 0532 0130 00 please", "pay to **** **** **** **** **30 00 please"),
        ("GB82WEST12345698765432", "******************5432"),
        ("SSN 078-05-1120.", "SSN ***-**-1120."),
    ],
)
def test_what_is_secret_is_hidden_but_for_its_end(text: str, hidden: str) -> None:
    assert mask(text, ALL) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "+86 138 0013 8000",
        "13800138000 13900139000",
        "+4111111111111111",
        "order A4111111111111111",
        "订单号 202611220000012345",
        "4111 1111 1111 1112",
        "tracking 1Z999AA10123456784",
        "2026-11-22 10:03:04 2026-11-23 11:04:05",
        "110105491231002",
        "11010519491331002X",
        "DE88370400440532013000",
        "call 415-555-2671 or 020 7946 0958",
        "000-12-3456 and 666-12-3456 and 912-12-3456",
        "1234567890123",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask(text, ALL) == text


def test_only_what_is_asked_for_is_hidden() -> None:
    text = "4111111111111111 11010519491231002X"
    assert mask(text, ()) == text
    assert mask(text, {Secret.CARD}) == "************1111 11010519491231002X"
    assert mask(text, {Secret.IDENTITY}) == "4111111111111111 **************002X"


def with_luhn(digits: str) -> str:
    return next(f"{digits}{each}" for each in range(10) if is_card(f"{digits}{each}"))


def resident(digits: str) -> str:
    return next(f"{digits}{each}" for each in "0123456789X" if is_resident_number(f"{digits}{each}"))


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Nd")), max_size=40).map(lambda text: f"{text} ")
CARDS = st.integers(0, 10**14 - 1).map(lambda rest: with_luhn(f"4{rest:014}"))
RESIDENTS = st.tuples(st.sampled_from(["11", "31", "44", "51"]), st.dates(), st.integers(0, 999)).map(
    lambda given_: resident(
        f"{given_[0]}0105{1950 + given_[1].year % 60}{given_[1]:%m}{min(given_[1].day, 28):02}{given_[2]:03}"
    )
)


@given(before=WORDS, number=CARDS | RESIDENTS, after=WORDS, blank=st.sampled_from(["", " ", "-"]))
def test_every_card_and_resident_number_is_hidden_wherever_it_stands(
    before: str, number: str, after: str, blank: str
) -> None:
    written = blank.join(number[place : place + 4] for place in range(0, len(number), 4))
    masked = mask(f"{before}{written} {after}", ALL)
    assert written not in masked
    assert len(masked) == len(f"{before}{written} {after}")
    assert mask(masked, ALL) == masked


@given(st.text(max_size=200))
def test_any_text_keeps_its_length_and_its_words(text: str) -> None:
    masked = mask(text, ALL)
    assert len(masked) == len(text)
    assert all(new in {old, "*"} for new, old in zip(masked, text, strict=True))


@pytest.mark.parametrize("text", ["1 " * 3_000, "1" * 60_000, "a1" * 30_000, "DE89 " * 10_000])
def test_numbers_without_end_do_no_harm(text: str) -> None:
    assert len(mask(text, ALL)) == len(text)


def test_the_known_accounts_of_the_registry_pass() -> None:
    for account in ("NO9386011117947", "FR1420041010050500013M02606", "MT84MALT011000012345MTLCAST001S"):
        assert is_iban(account)
