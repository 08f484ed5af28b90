"""A sender is proven only by our own border's word."""

import pytest

from hub.channels.email.mail import OurMail
from hub.channels.email.parse import parse_mail
from tests.channels.email.mails import mail

OURS = OurMail(authserv_ids=frozenset({"mx.shop.example"}))


def is_verified(*headers: str, sender: str = "li@example.com") -> bool:
    return parse_mail(
        mail(*(f"Authentication-Results: {header}" for header in headers), sender=sender), OURS
    ).sender_verified


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("mx.shop.example; dmarc=pass header.from=example.com", True),
        ("mx.shop.example 1; spf=pass smtp.mailfrom=x.example; dmarc=fail (p=none)", False),
        ("MX.shop.example; dkim=pass (2048-bit key) header.d=example.com", True),
        ("mx.shop.example; dkim=fail header.d=other.example; dkim=pass header.i=@example.com", True),
        ("mx.shop.example; dkim=pass header.d=evil.example", False),
        ("mx.shop.example; dkim=pass header.d=com", False),
        ("mx.shop.example; dmarc=fail; dkim=pass header.d=example.com", False),
        ("mx.shop.example; spf=pass smtp.mailfrom=li@example.com", False),
        ("mx.evil.example; dmarc=pass", False),
        ("mx.shop.example; none", False),
        ("", False),
    ],
)
def test_the_result_of_our_own_server_decides(result: str, expected: bool) -> None:
    assert is_verified(result) is expected


def test_only_the_top_field_is_trusted() -> None:
    assert not is_verified("mx.evil.example; dmarc=none", "mx.shop.example; dmarc=pass")
    assert is_verified("mx.shop.example; dmarc=pass", "mx.evil.example; dmarc=fail")


def test_nothing_is_trusted_without_a_configured_name() -> None:
    raw = mail("Authentication-Results: mx.shop.example; dmarc=pass")
    assert not parse_mail(raw).sender_verified
