"""Reads posted JSON by the configured field mapping."""

from typing import Any

import orjson

from hub.errors import InboundRejectedError


class Posted:
    """A posted JSON object; fields are found by dotted paths."""

    def __init__(self, body: bytes) -> None:
        """Parse; raise `InboundRejectedError` (400) for what is no JSON object."""
        try:
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise InboundRejectedError(400, f"the body is no JSON: {error}") from error
        if not isinstance(value, dict):
            raise InboundRejectedError(400, "the body must be a JSON object")
        self._value: dict[str, Any] = value

    def text(self, path: str) -> str:
        """Return a field as text; "" when it is missing or null."""
        value = self._find(path)
        if isinstance(value, dict | list):
            raise InboundRejectedError(400, f"{path}: must be a text or a number")
        return "" if value is None else str(value)

    def required(self, path: str) -> str:
        """Return a field that must be there; raise `InboundRejectedError` (400) naming it otherwise."""
        value = self.text(path)
        if not value:
            raise InboundRejectedError(400, f"{path}: is missing")
        return value

    def _find(self, path: str) -> Any:
        value: Any = self._value
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        return value
