"""The chat protocol's frames: whatever a visitor sends is read or refused by name, never worse."""

import json
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.channels.webchat.frames import Frames
from hub.ports.chat import (
    Availability,
    ChatStatus,
    FrameRefusedError,
    Hello,
    Ping,
    Say,
    Seen,
    Typing,
)

CID = "0b8cbf4e-4d0b-4e1e-8d1a-111111111111"
FRAMES = Frames()


def read(**frame: Any) -> Any:
    return FRAMES.read(json.dumps(frame))


def refusal(**frame: Any) -> FrameRefusedError:
    with pytest.raises(FrameRefusedError) as refused:
        read(**frame)
    return refused.value


def test_a_hello_says_who_comes_back() -> None:
    hello = read(
        type="hello", channel="web", token="t", resume=7, conversation="c", language="zh-CN", page="https://a.b/c"
    )
    assert hello == Hello(channel="web", token="t", resume=7, conversation="c", language="zh-CN", page="https://a.b/c")


def test_the_shortest_hello_is_a_new_visitor() -> None:
    assert read(type="hello", token=None, resume=None, conversation=None) == Hello()


def test_a_language_that_is_none_is_dropped() -> None:
    assert read(type="hello", language="<script>").language == ""


def test_a_message_is_read_with_all_it_carries() -> None:
    said = read(type="message", cid=CID.upper(), text="  hi \n", attachments=["r"], answers={"topic": "x", "name": ""})
    assert said == Say(cid=CID, text="hi", attachments=("r",), answers={"topic": "x"})


def test_marks_typing_and_ping() -> None:
    assert read(type="read", conversation="c", seq=3) == Seen(conversation="c", seq=3, read=True)
    assert read(type="delivered", conversation="c", seq=3) == Seen(conversation="c", seq=3, read=False)
    assert read(type="typing", on=False) == Typing(on=False)
    assert read(type="ping", extra="ignored") == Ping()


@pytest.mark.parametrize(
    ("frame", "named"),
    [
        ({"type": "hello", "resume": -1}, "resume"),
        ({"type": "hello", "resume": True}, "resume"),
        ({"type": "hello", "resume": 2**60}, "resume"),
        ({"type": "hello", "token": 5}, "token"),
        ({"type": "message", "cid": "x", "text": "hi"}, "cid"),
        ({"type": "message", "cid": CID, "text": ["hi"]}, "text"),
        ({"type": "message", "cid": CID, "text": "hi", "attachments": "r"}, "attachments"),
        ({"type": "message", "cid": CID, "text": "hi", "attachments": [1]}, "attachments"),
        ({"type": "message", "cid": CID, "text": "hi", "answers": ["x"]}, "answers"),
        ({"type": "message", "cid": CID, "text": "hi", "answers": {"Bad Key": "x"}}, "answers.Bad Key"),
        ({"type": "message", "cid": CID, "text": "hi", "answers": {"a": "x" * 201}}, "answers.a"),
        ({"type": "message", "cid": CID, "text": "hi", "answers": {"a": 1}}, "answers.a"),
        ({"type": "typing", "on": "yes"}, "on"),
        ({"type": "read", "seq": "3"}, "seq"),
    ],
)
def test_a_wrong_field_is_named(frame: dict[str, Any], named: str) -> None:
    refused = refusal(**frame)
    assert refused.code == "invalid_frame"
    assert str(refused).startswith(f"{named} ")


def test_a_refused_message_is_named_by_its_cid() -> None:
    assert refusal(type="message", cid=CID, text="x" * 10_001).cid == CID
    assert refusal(type="message", cid=CID, text=" ").code == "empty"
    assert refusal(type="message", cid=CID, attachments=["r"] * 6).code == "too_many_files"


def test_what_no_database_can_hold_is_replaced() -> None:
    assert FRAMES.read(f'{{"type": "message", "cid": "{CID}", "text": "a\\u0000b"}}').text == "a\ufffdb"  # type: ignore[union-attr]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=20,
)
_FIELD = st.sampled_from(
    ["cid", "text", "attachments", "answers", "on", "seq", "conversation", "token", "resume", "language", "page"]
)
_TYPE = st.sampled_from(["hello", "message", "typing", "read", "delivered", "ping"])


@given(st.one_of(st.text(), _JSON.map(json.dumps)))
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refused(text)


@given(_TYPE, st.dictionaries(_FIELD, _JSON))
def test_any_fields_are_read_or_refused(type_: str, fields: dict[str, Any]) -> None:
    _read_or_refused(json.dumps({**fields, "type": type_}))


def _read_or_refused(text: str) -> None:
    try:
        frame = FRAMES.read(text)
    except FrameRefusedError as error:
        frame = None
        told = json.loads(FRAMES.error(error))
        assert told["message"]
    if isinstance(frame, Say):
        assert str(uuid.UUID(frame.cid)) == frame.cid
        assert frame.text or frame.attachments


def test_a_message_shows_who_wrote_but_no_internal_number() -> None:
    shape: dict[str, object] = {
        "id": "m",
        "interaction_id": "i",
        "seq": 4,
        "direction": "out",
        "kind": "text",
        "text": "<b>hi</b>",
        "cid": None,
        "author": {"type": "agent", "id": "secret", "name": "Li"},
        "attachments": [
            {"id": "f", "name": "a.png", "type": "image/png", "size": 3, "inline": False, "url": "/api/v1/x"}
        ],
        "created_at": "2026-01-05T10:00:00.000Z",
        "delivery": {"state": "queued"},
        "provider_id": "p",
    }
    frame = json.loads(FRAMES.message(shape, {"f": "/chat/files/f?ticket=t"}))
    assert frame["author"] == {"type": "agent", "name": "Li"}
    assert frame["attachments"] == [
        {"id": "f", "name": "a.png", "type": "image/png", "size": 3, "url": "/chat/files/f?ticket=t"}
    ]
    assert "secret" not in json.dumps(frame)
    assert not {"delivery", "provider_id"} & set(frame)


def test_a_welcome_has_the_promised_fields() -> None:
    status = ChatStatus(availability=Availability.ONLINE, agent="Li")
    frame = json.loads(FRAMES.welcome(token="t", conversation="c", seq=9, status=status))
    assert frame == {
        "type": "welcome",
        "token": "t",
        "conversation": "c",
        "seq": 9,
        "status": "online",
        "agent": "Li",
        "ended": False,
    }
