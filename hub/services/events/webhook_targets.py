"""Subscribers to our events: made, changed, watched, and sent an old event again."""

from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.ports.repositories.integration import WebhookAttempt, WebhookTarget
from hub.services.access.secrets import new_secret
from hub.services.shapes import Shape, time_shape

WAITING = "waiting"
_SECRET_PREFIX = "whsec_"  # noqa: S105 - a prefix, not a secret
_FIELDS = frozenset({"url", "secret", "types", "enabled"})


def create_target(tx: Tx, fields: dict[str, object], *, at: datetime) -> WebhookTarget:
    """Subscribe from now on; without a secret of the caller's, one is made."""
    secret = new_secret(_SECRET_PREFIX)
    blank = WebhookTarget(id=new_id(), url="", secret=secret, cursor=tx.events.newest(), created_at=at)
    target = _with(blank, fields)
    tx.webhook_targets.put(target)
    return target


def edit_target(tx: Tx, target_id: str, fields: dict[str, object], *, expected_version: int | None) -> WebhookTarget:
    """Change the fields given; one that is enabled again goes on with what happens from then on."""
    target = require_target(tx, target_id)
    if expected_version not in (None, target.version):
        raise StaleVersionError(f"webhook {target_id} is at version {target.version}; read it again")
    changed = replace(_with(target, fields), version=target.version + 1)
    if changed.enabled and not target.enabled:
        changed = replace(changed, cursor=tx.events.newest())
    tx.webhook_targets.put(changed)
    return changed


def require_target(tx: Tx, target_id: str) -> WebhookTarget:
    """Return a subscriber."""
    target = tx.webhook_targets.get(target_id)
    if target is None:
        raise NotFoundError(f"there is no webhook {target_id}")
    return target


def replay(tx: Tx, target: WebhookTarget, *, event_seq: int, subject_id: str, at: datetime) -> WebhookAttempt:
    """Send an event again, as if it had just happened."""
    attempt = WebhookAttempt(
        id=new_id(),
        target_id=target.id,
        event_seq=event_seq,
        subject_id=subject_id,
        state=WAITING,
        status=None,
        error="",
        attempt=0,
        next_at=at,
        at=at,
    )
    tx.webhook_targets.put_attempt(attempt)
    return attempt


def target_shape(target: WebhookTarget, *, with_secret: bool = False) -> Shape:
    """A subscriber as the API shows it; the secret only when it was just made."""
    shape: Shape = {
        "id": target.id,
        "version": target.version,
        "url": target.url,
        "types": list(target.types),
        "enabled": target.enabled,
        "cursor": target.cursor,
        "created_at": time_shape(target.created_at),
    }
    return {**shape, "secret": target.secret} if with_secret else shape


def attempt_shape(attempt: WebhookAttempt) -> Shape:
    """A line of the delivery log."""
    return {
        "id": attempt.id,
        "event_seq": attempt.event_seq,
        "subject_id": attempt.subject_id,
        "state": attempt.state,
        "status": attempt.status,
        "error": attempt.error,
        "attempt": attempt.attempt,
        "next_at": time_shape(attempt.next_at),
        "at": time_shape(attempt.at),
    }


def _with(target: WebhookTarget, fields: dict[str, object]) -> WebhookTarget:
    changed: WebhookTarget = replace(target, **{key: fields[key] for key in _FIELDS & fields.keys() if fields[key]})  # type: ignore[arg-type]
    if "enabled" in fields:
        changed = replace(changed, enabled=bool(fields["enabled"]))
    if "types" in fields and not fields["types"]:
        changed = replace(changed, types=())
    _check_url(changed.url)
    known = {each.value for each in EventType}
    unknown = [each for each in changed.types if each not in known]
    if unknown:
        raise InvalidError(f"{unknown[0]!r} is no event type; known are {', '.join(sorted(known))}", field="types")
    return changed


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        right = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise InvalidError(f"{url[:100]!r} is no address; write one like https://example.com/hub", field="url")
