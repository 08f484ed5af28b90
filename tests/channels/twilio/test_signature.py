"""Our signature check held against the SDK's."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import MultiDict
from twilio.request_validator import RequestValidator

from hub.channels._twilio.signature import signature, signed_form
from hub.errors import InboundRejectedError
from hub.ports.channels import WebhookRequest

TOKEN = "12345678901234567890123456789012"
PUBLIC = "https://hub.example.com"
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def request(target: str, form: list[tuple[str, str]], given_signature: str) -> WebhookRequest:
    headers = {"X-Twilio-Signature": given_signature} if given_signature else {}
    return WebhookRequest(method="POST", raw_target=target, subpath="", headers=headers, body=urlencode(form).encode())


@given(st.lists(st.tuples(words.filter(bool), words), max_size=8), st.sampled_from(["/hooks/a", "/hooks/a?x=%2B&y=+"]))
def test_agrees_with_the_sdk_on_any_form(form: list[tuple[str, str]], target: str) -> None:
    theirs = RequestValidator(TOKEN).compute_signature(PUBLIC + target, MultiDict(form))
    assert signature(PUBLIC + target, form, TOKEN) == theirs
    assert signed_form(request(target, form, theirs), PUBLIC, [TOKEN]) == dict(form)


# The example of https://www.twilio.com/docs/usage/security with its published result.
def test_the_published_example() -> None:
    form = [
        ("CallSid", "CA1234567890ABCDE"),
        ("Caller", "+14158675309"),
        ("Digits", "1234"),
        ("From", "+14158675309"),
        ("To", "+18005551212"),
    ]
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signature(url, form, "12345") == RequestValidator("12345").compute_signature(url, dict(form))
    assert signature(url, form, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("signed_url", ["https://hub.example.com/v", "https://hub.example.com:443/v"])
def test_a_port_more_or_less_is_accepted(signed_url: str) -> None:
    form = [("A", "1")]
    assert signed_form(request("/v", form, signature(signed_url, form, TOKEN)), PUBLIC, [TOKEN]) == {"A": "1"}


@pytest.mark.parametrize("given_signature", ["", "bm8=", "é"])
def test_a_wrong_or_missing_signature_is_refused(given_signature: str) -> None:
    with pytest.raises(InboundRejectedError) as refused:
        signed_form(request("/v", [("A", "1")], given_signature), PUBLIC, [TOKEN])
    assert refused.value.status == 403


def test_a_changed_field_is_refused() -> None:
    good = signature(PUBLIC + "/v", [("A", "1")], TOKEN)
    with pytest.raises(InboundRejectedError):
        signed_form(request("/v", [("A", "2")], good), PUBLIC, [TOKEN])


def test_the_token_before_counts_while_it_is_exchanged() -> None:
    good = signature(PUBLIC + "/v", [("A", "1")], "old")
    assert signed_form(request("/v", [("A", "1")], good), PUBLIC, [TOKEN, "old"]) == {"A": "1"}
