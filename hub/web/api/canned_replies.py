"""/canned-replies: texts that agents insert by a shortcut."""

from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.conversations.edit import require_interaction
from hub.services.knowledge.canned_replies import (
    Keeping,
    canned_shape,
    create_canned,
    edit_canned,
    remove_canned,
    render_canned,
    require_canned,
    wanted_for,
)
from hub.services.knowledge.reply_values import Setting, values_for
from hub.services.knowledge.sharing import manageable
from hub.services.shapes import Shape
from hub.web.models.shortcuts import CannedChange, NewCannedBody, RenderBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """Those that the caller may use or change."""

    def work(tx: Tx) -> Shape:
        found = manageable(tx, tx.canned_replies.all(), call.caller)
        return {"items": [canned_shape(tx, each) for each in found], "next": None}

    return await call.read(work)


async def show(call: Call) -> Shape:
    """One."""
    return await call.read(lambda tx: canned_shape(tx, require_canned(tx, call.path["id"])))


async def create(call: Call) -> Shape:
    """Make one."""
    fields, keeping = call.body_as(NewCannedBody).fields(), keeping_of(call)
    return await call.write(lambda tx: canned_shape(tx, create_canned(tx, fields, keeping)))


async def edit(call: Call) -> Shape:
    """Change one."""
    fields, keeping = call.body_as(CannedChange).fields(), keeping_of(call)
    version = call.expected_version
    return await call.write(
        lambda tx: canned_shape(tx, edit_canned(tx, call.path["id"], fields, keeping, expected_version=version))
    )


async def remove(call: Call) -> None:
    """Delete one that no macro uses."""
    keeping, version = keeping_of(call), call.expected_version
    await call.services.database.write(lambda tx: remove_canned(tx, call.path["id"], keeping, expected_version=version))


async def render(call: Call) -> Shape:
    """Fill one in for a contact, in the customer's language and for its kind of channel."""
    body, services = call.body_as(RenderBody), call.services
    setting = setting_of(call)

    def work(tx: Tx) -> Shape:
        reply = require_canned(tx, call.path["id"])
        interaction = require_interaction(tx, body.interaction_id)
        wanted = wanted_for(tx, interaction, services.house.language)
        filled = render_canned(reply, values_for(tx, interaction, setting), wanted, services.house.renderer)
        if body.used:
            tx.usage.count(reply.id, uses=1, used_at=setting.at)
            record(tx, actor=call.caller.actor, action="canned.used", subject=interaction.id, at=setting.at)
        return {
            "locale": filled.locale,
            "kind": filled.kind,
            "subject": filled.subject,
            "text": filled.text,
            "missing": list(filled.missing),
        }

    return await (call.write(work) if body.used else call.read(work))


def keeping_of(call: Call) -> Keeping:
    """Who keeps it."""
    return Keeping(caller=call.caller, renderer=call.services.house.renderer, at=call.services.clock.now())


def setting_of(call: Call) -> Setting:
    """Who writes."""
    services = call.services
    return Setting(
        caller=call.caller,
        organisation=services.house.organisation,
        zone=services.settings.time_zone,
        at=services.clock.now(),
    )
