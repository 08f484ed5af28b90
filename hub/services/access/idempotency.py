"""The same request twice makes one effect: answers are kept by the caller's key, in the effect's own transaction."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.ports.repositories.access import StoredAnswer


@dataclass(frozen=True, kw_only=True)
class RequestKey:
    """A caller's key for one path, and what was asked with it."""

    key: str
    body_hash: str


class RepeatedRequestError(Exception):
    """The effect has happened already; rolls back and carries the answer it got."""

    def __init__(self, answer: StoredAnswer) -> None:
        """Keep the answer."""
        super().__init__("this request was carried out already")
        self.answer = answer


def request_key(*, caller_id: str, path: str, key: str, body: bytes) -> RequestKey:
    """One key for (caller, path, key); the parts are length-prefixed, so that none can pose as another."""
    parts = (caller_id, path, key)
    joined = "".join(f"{len(part)}:{part}" for part in parts)
    # Headers that are no UTF-8 arrive with lone surrogates.
    named = hashlib.sha256(joined.encode("utf-8", "backslashreplace"))
    return RequestKey(key=named.hexdigest(), body_hash=hashlib.sha256(body).hexdigest())


def stored_answer(tx: Tx, request: RequestKey) -> StoredAnswer | None:
    """Return what this request was answered; raises `InvalidError` when the key came with another body."""
    stored = tx.idempotency.get(request.key)
    if stored is not None and stored.body_hash != request.body_hash:
        raise InvalidError("this key came with another body before; use a new key", field="Idempotency-Key")
    return stored


def refuse_repeat(tx: Tx, request: RequestKey) -> None:
    """Raise `RepeatedRequestError` when the request was answered already."""
    stored = stored_answer(tx, request)
    if stored is not None:
        raise RepeatedRequestError(stored)


def keep_answer(tx: Tx, request: RequestKey, *, status: int, answer: bytes, at: datetime) -> None:
    """Store the answer; a request that another process answered meanwhile rolls back and gets that answer."""
    kept = tx.idempotency.put(
        StoredAnswer(key=request.key, body_hash=request.body_hash, status=status, answer=answer, at=at)
    )
    if not kept:
        refuse_repeat(tx, request)
