"""/webhooks: who is told what happens, with the delivery log and replay."""

from hub.errors import NotFoundError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.events.webhook_targets import (
    attempt_shape,
    create_target,
    edit_target,
    replay,
    require_target,
    target_shape,
)
from hub.services.shapes import Shape
from hub.web.models.base import Page
from hub.web.models.integration import NewWebhookBody, ReplayBody, WebhookChange
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All subscribers."""
    return await call.read(
        lambda tx: {"items": [target_shape(each) for each in tx.webhook_targets.all()], "next": None}
    )


async def create(call: Call) -> Shape:
    """Subscribe; the answer alone shows the secret."""
    fields, now = call.body_as(NewWebhookBody).fields(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        target = create_target(tx, fields, at=now)
        record(tx, actor=call.caller.actor, action="webhook.added", subject=target.id, at=now, url=target.url)
        return target_shape(target, with_secret=True)

    return await call.write(work)


async def edit(call: Call) -> Shape:
    """Change a subscriber."""
    fields = call.body_as(WebhookChange).fields()
    return await call.write(
        lambda tx: target_shape(edit_target(tx, call.path["id"], fields, expected_version=call.expected_version))
    )


async def remove(call: Call) -> None:
    """End a subscription, with its log."""
    now = call.services.clock.now()

    def work(tx: Tx) -> None:
        target = require_target(tx, call.path["id"])
        tx.webhook_targets.remove(target.id)
        record(tx, actor=call.caller.actor, action="webhook.removed", subject=target.id, at=now, url=target.url)

    await call.services.database.write(work)


async def log(call: Call) -> Shape:
    """What was sent and what came back, newest first."""
    limit = call.query_as(Page).limit

    def work(tx: Tx) -> Shape:
        target = require_target(tx, call.path["id"])
        lines = tx.webhook_targets.log(target.id, limit=limit)
        return {"items": [attempt_shape(each) for each in lines], "next": None}

    return await call.read(work)


async def send_again(call: Call) -> Shape:
    """Send an event again."""
    seq, now = call.body_as(ReplayBody).event_seq, call.services.clock.now()
    events = await call.services.database.events_after(seq - 1, 1)
    if not events or events[0].seq != seq:
        raise NotFoundError(f"event {seq} is not kept any more, or never was", field="event_seq")
    subject = events[0].subject_id

    def work(tx: Tx) -> Shape:
        target = require_target(tx, call.path["id"])
        return attempt_shape(replay(tx, target, event_seq=seq, subject_id=subject, at=now))

    return await call.write(work)
