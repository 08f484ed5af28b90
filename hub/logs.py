"""Structured logs on standard error: one line an event, never a secret, never what people wrote to each other."""

import logging
import re
import sys
import traceback
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
from typing_extensions import override

from hub.config import Config, LogFormat

REMOVED = "[removed]"

# Fields whose values are secrets, or the content of a contact.
HIDDEN_FIELDS = frozenset(
    {
        "authorization",
        "body",
        "cookie",
        "html",
        "password",
        "payload",
        "raw",
        "secret",
        "subject",
        "text",
        "token",
    }
)

# Secrets that appear inside texts: bearer tokens, tokens in addresses, passwords in URLs, and the statement
# parameters (rows of the log!) that SQLAlchemy adds to its errors.
SECRET_TEXTS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), rf"\1 {REMOVED}"),
    (re.compile(r"(?i)([?&](?:token|secret|password|signature|key)=)[^&\s\"']+"), rf"\1{REMOVED}"),
    (re.compile(r"(/[us]/)[\w.~-]{8,}"), rf"\1{REMOVED}"),
    (re.compile(r"(\w+://[^\s:/@]+:)[^\s@/]+@"), rf"\1{REMOVED}@"),
    (re.compile(r"(?s)\[parameters: .*?\](?=\n|$)"), f"[parameters: {REMOVED}]"),
)
SHORTEST_SECRET = 6

# What every log record carries; anything else was given with `extra`.
RECORD_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


class Redactor:
    """Takes secrets out of texts and fields; `known` are the configured secrets' own values."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        """Longer secrets go first, so that one that contains another leaves nothing behind."""
        self._known = sorted((each for each in known if len(each) >= SHORTEST_SECRET), key=len, reverse=True)

    def text(self, text: str) -> str:
        for secret in self._known:
            text = text.replace(secret, REMOVED)
        for pattern, replacement in SECRET_TEXTS:
            text = pattern.sub(replacement, text)
        return text

    def fields(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._value(key, value) for key, value in fields.items()}

    def _value(self, key: str, value: Any) -> Any:
        if key.lower() in HIDDEN_FIELDS:
            return REMOVED
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return self.fields(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        return self.text(str(value))


class JsonFormatter(logging.Formatter):
    """One JSON object a line: `at`, `level`, `logger`, `message`, the extra fields, and `error` with its trace."""

    def __init__(self, redactor: Redactor) -> None:
        """Everything that leaves goes through the redactor."""
        super().__init__()
        self._redactor = redactor

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redactor.text(record.getMessage()),
            **self._redactor.fields(_extra(record)),
        }
        if record.exc_info:
            line["error"] = self._redactor.text(_trace(record))
        return orjson.dumps(line, default=str).decode()


class HumanFormatter(logging.Formatter):
    """A line for eyes: time, level, message, `key=value`, and the trace below."""

    def __init__(self, redactor: Redactor) -> None:
        """Everything that leaves goes through the redactor."""
        super().__init__()
        self._redactor = redactor

    @override
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone()
        fields = "".join(f" {key}={value}" for key, value in self._redactor.fields(_extra(record)).items())
        text = f"{at:%H:%M:%S} {record.levelname.lower():7} {self._redactor.text(record.getMessage())}{fields}"
        return f"{text}\n{self._redactor.text(_trace(record))}" if record.exc_info else text


def start_logs(config: Config) -> None:
    """Log as configured, on standard error."""
    wanted = config.settings.logs
    as_json = wanted.format is LogFormat.JSON or (wanted.format is LogFormat.AUTO and not sys.stderr.isatty())
    set_up_logs(level=wanted.level.value, json=as_json, secrets=config.secrets)


def set_up_logs(
    *, level: str = "info", json: bool, secrets: Iterable[str] = (), stream: TextIO | None = None
) -> logging.Handler:
    """Send all logs to the stream (standard error), as JSON or for eyes; returns the handler, the only one."""
    redactor = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(redactor) if json else HumanFormatter(redactor))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    # Below warnings these tell what we log ourselves, or what nobody asked.
    for chatty in ("aiohttp.access", "alembic", "apscheduler", "asyncio", "mail.log", "twilio.http_client"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return handler


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {key: value for key, value in vars(record).items() if key not in RECORD_FIELDS}


def _trace(record: logging.LogRecord) -> str:
    return "".join(traceback.format_exception(*record.exc_info)).rstrip() if record.exc_info else ""
