"""The chat protocol's frames as JSON text: visitors' frames are checked here, ours are written here."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from hub.domain.text import clean_text
from hub.domain.time import to_rfc3339
from hub.ports.chat import ChatStatus, ClientFrame, FrameRefusedError, Hello, Ping, Say, Seen, Typing

MAX_TEXT = 10_000
MAX_FRAME = 64 * 1024
_MAX_FILES = 5
_MAX_RECEIPT = 2_000
_MAX_ANSWERS = 20
_MAX_ANSWER = 200
_MAX_TOKEN = 4_096
_MAX_SEQ = 2**53
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_KEEP = ("id", "seq", "direction", "kind", "text")


class _Fields:
    """A frame's fields; everything that is missing or of the wrong type is refused by name."""

    def __init__(self, frame: Mapping[str, Any]) -> None:
        self._frame = frame
        self.cid: str | None = None

    def refuse(self, name: str, remedy: str) -> FrameRefusedError:
        return FrameRefusedError("invalid_frame", f"{name} {remedy}", cid=self.cid)

    def text(self, name: str, limit: int, *, code: str = "invalid_frame") -> str:
        value = self._frame.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(name, "must be a string")
        if len(value) > limit:
            raise FrameRefusedError(code, f"{name} may have at most {limit} characters", cid=self.cid)
        return clean_text(value)

    def number(self, name: str) -> int:
        value = self._frame.get(name) or 0
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MAX_SEQ:
            raise self.refuse(name, "must be a whole number from 0")
        return value

    def flag(self, name: str) -> bool:
        value = self._frame.get(name)
        if not isinstance(value, bool):
            raise self.refuse(name, "must be true or false")
        return value

    def required_cid(self) -> str:
        """A UUID; written in its canonical form, so that its spelling makes no second message."""
        try:
            self.cid = str(uuid.UUID(self.text("cid", 36)))
        except ValueError:
            raise self.refuse("cid", "must be a UUID") from None
        return self.cid

    def receipts(self) -> tuple[str, ...]:
        value = self._frame.get("attachments") or []
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise self.refuse("attachments", "must be a list of ids from /chat/upload")
        if len(value) > _MAX_FILES or any(len(each) > _MAX_RECEIPT for each in value):
            raise FrameRefusedError("too_many_files", f"at most {_MAX_FILES} files a message", cid=self.cid)
        return tuple(value)

    def answers(self) -> dict[str, str]:
        value = self._frame.get("answers") or {}
        if not isinstance(value, dict) or len(value) > _MAX_ANSWERS:
            raise self.refuse("answers", f"must be an object with at most {_MAX_ANSWERS} keys")
        return {key: self._answer(key, each) for key, each in value.items() if each != ""}

    def _answer(self, key: str, value: object) -> str:
        if not _KEY.fullmatch(key):
            raise self.refuse(f"answers.{key[:40]}", "is no key: small letters, digits and _")
        if not isinstance(value, str) or len(value) > _MAX_ANSWER:
            raise self.refuse(f"answers.{key}", f"must be a string of at most {_MAX_ANSWER} characters")
        return clean_text(value).strip()


class Frames:
    """Implements `hub.ports.chat.ChatFrames`."""

    def read(self, text: str) -> ClientFrame:
        try:
            frame = orjson.loads(text)
        except orjson.JSONDecodeError:
            raise FrameRefusedError("invalid_frame", "the frame is no JSON") from None
        if not isinstance(frame, dict):
            raise FrameRefusedError("invalid_frame", "the frame must be a JSON object with a type")
        return _client_frame(frame.get("type"), _Fields(frame))

    def welcome(self, *, token: str, conversation: str | None, seq: int, status: ChatStatus) -> str:
        return _json({"type": "welcome", "token": token, "conversation": conversation, "seq": seq, **_status(status)})

    def message(self, message: Mapping[str, object], file_urls: Mapping[str, str]) -> str:
        author = message["author"]
        files = message["attachments"]
        return _json(
            {
                "type": "message",
                "conversation": message["interaction_id"],
                **{key: message[key] for key in _KEEP},
                "at": message["created_at"],
                "cid": message.get("cid"),
                # Who wrote, but not the record's id: visitors see people, not our numbers for them.
                "author": {key: author[key] for key in ("type", "name")} if isinstance(author, dict) else None,
                "attachments": [_file(each, file_urls) for each in files] if isinstance(files, list) else [],
            }
        )

    def ack(self, *, cid: str, conversation: str, seq: int, message_id: str, at: datetime) -> str:
        ids = {"cid": cid, "conversation": conversation, "seq": seq, "id": message_id}
        return _json({"type": "ack", **ids, "at": to_rfc3339(at)})

    def status(self, status: ChatStatus) -> str:
        return _json({"type": "status", **_status(status)})

    def typing(self, *, on: bool) -> str:
        return _json({"type": "typing", "on": on})

    def read_by_agent(self, *, conversation: str, seq: int) -> str:
        return _json({"type": "read", "conversation": conversation, "seq": seq})

    def slow_down(self, *, retry_after_s: float, cid: str | None) -> str:
        return _json({"type": "slow_down", "retry_after": round(retry_after_s, 1), "cid": cid})

    def error(self, error: FrameRefusedError) -> str:
        return _json({"type": "error", "code": error.code, "message": str(error), "cid": error.cid})

    def pong(self) -> str:
        return '{"type":"pong"}'


def _client_frame(type_: object, fields: _Fields) -> ClientFrame:
    match type_:
        case "hello":
            return _hello(fields)
        case "message":
            return _say(fields)
        case "typing":
            return Typing(on=fields.flag("on"))
        case "read" | "delivered":
            seen = fields.text("conversation", 40)
            return Seen(conversation=seen, seq=fields.number("seq"), read=type_ == "read")
        case "ping":
            return Ping()
    raise FrameRefusedError("unknown_type", "type must be hello, message, typing, read, delivered or ping")


def _hello(fields: _Fields) -> Hello:
    language = fields.text("language", 40)
    return Hello(
        channel=fields.text("channel", 63),
        token=fields.text("token", _MAX_TOKEN),
        resume=fields.number("resume"),
        conversation=fields.text("conversation", 40),
        identity=fields.text("identity", _MAX_TOKEN),
        language=language if _LANGUAGE.fullmatch(language) else "",
        page=fields.text("page", MAX_FRAME)[:500],
    )


def _say(fields: _Fields) -> Say:
    cid = fields.required_cid()
    text = fields.text("text", MAX_TEXT, code="too_long").strip()
    receipts = fields.receipts()
    if not text and not receipts:
        raise FrameRefusedError("empty", "the message has neither text nor attachments", cid=cid)
    return Say(cid=cid, text=text, attachments=receipts, answers=fields.answers())


def _status(status: ChatStatus) -> dict[str, object]:
    return {"status": status.availability.value, "agent": status.agent or None, "ended": status.ended}


def _file(file: Mapping[str, object], urls: Mapping[str, str]) -> dict[str, object]:
    return {**{key: file[key] for key in ("id", "name", "type", "size")}, "url": urls.get(str(file["id"]))}


def _json(frame: Mapping[str, object]) -> str:
    return orjson.dumps(frame).decode()
