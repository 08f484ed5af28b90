"""Who comes back, and whom the site vouches for: nothing forged, damaged, expired or borrowed is believed."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.webchat.tokens import Signer, read_identity
from hub.ports.chat import VisitorRefusedError
from tests.channels.webchat.jwt import signed_identity

NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGNER = Signer(b"k" * 32, "web")
SECRET = "the site's secret, at least 32 bytes long"


def identity(claims: dict[str, Any], **more: Any) -> str:
    return signed_identity({"exp": (NOW + HOUR).timestamp(), **claims}, more.pop("secret", SECRET), **more)


def test_a_token_brings_back_what_was_signed() -> None:
    token = SIGNER.sign("visitor", {"v": "王"}, NOW, HOUR)
    assert SIGNER.open("visitor", token, NOW)["v"] == "王"


def test_a_token_ends() -> None:
    token = SIGNER.sign("visitor", {"v": "x"}, NOW, HOUR)
    assert SIGNER.open("visitor", token, NOW + HOUR - timedelta(seconds=1))
    with pytest.raises(VisitorRefusedError, match="expired"):
        SIGNER.open("visitor", token, NOW + HOUR)


def test_a_token_is_good_for_its_purpose_channel_and_key_alone() -> None:
    token = SIGNER.sign("visitor", {"v": "x"}, NOW, HOUR)
    for signer, purpose in (
        (SIGNER, "upload"),
        (Signer(b"k" * 32, "other"), "visitor"),
        (Signer(b"j" * 32, "web"), "visitor"),
    ):
        with pytest.raises(VisitorRefusedError):
            signer.open(purpose, token, NOW)


@given(st.text())
def test_no_text_is_believed(text: str) -> None:
    with pytest.raises(VisitorRefusedError):
        SIGNER.open("visitor", text, NOW)


@given(st.data())
def test_no_changed_token_is_believed(data: st.DataObject) -> None:
    token = SIGNER.sign("visitor", {"v": "x"}, NOW, HOUR)
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.characters().filter(lambda char: char != token[place]))
    with pytest.raises(VisitorRefusedError):
        SIGNER.open("visitor", token[:place] + letter + token[place + 1 :], NOW)


def test_an_identity_gives_its_traits() -> None:
    traits = read_identity(
        identity({"sub": "7", "name": "Anna", "email": "a@b.c", "role": "x"}), (SECRET.encode(),), NOW
    )
    assert traits == {"sub": "7", "name": "Anna", "email": "a@b.c"}


def test_the_previous_secret_is_accepted_too() -> None:
    keys = (b"a new secret of thirty-two characters", SECRET.encode())
    assert read_identity(identity({"sub": "7"}), keys, NOW)["sub"] == "7"


@pytest.mark.parametrize(
    ("jwt", "reason"),
    [
        (identity({"sub": "7"}, secret="another secret"), "signature"),
        (identity({"sub": "7"}, header={"alg": "none"}), "HS256"),
        (identity({"sub": "7"}, header={"alg": "RS256"}), "HS256"),
        (identity({"name": "Anna"}), "sub"),
        (identity({"sub": ""}), "sub"),
        (identity({"sub": 7}), "sub"),
        (identity({"sub": "7", "exp": None}), "exp"),
        (identity({"sub": "7", "exp": True}), "exp"),
        (identity({"sub": "7", "exp": (NOW - HOUR).timestamp()}), "expired"),
        ("a.b.c", "no JSON Web Token"),
        ("", "no JSON Web Token"),
        ("W10.W10.", "no JSON Web Token"),
    ],
)
def test_an_identity_that_is_not_proven_is_refused(jwt: str, reason: str) -> None:
    with pytest.raises(VisitorRefusedError, match=reason):
        read_identity(jwt, (SECRET.encode(),), NOW)


def test_an_unsigned_identity_is_refused() -> None:
    head, body, _ = identity({"sub": "7"}).split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    for jwt in (f"{none}.{body}.", f"{head}.{body}."):
        with pytest.raises(VisitorRefusedError):
            read_identity(jwt, (SECRET.encode(),), NOW)


@given(st.text())
def test_no_text_is_an_identity(text: str) -> None:
    with pytest.raises(VisitorRefusedError):
        read_identity(text, (SECRET.encode(),), NOW)
