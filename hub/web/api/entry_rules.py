"""/entry-rules: which queue a new contact enters, and the dry run."""

from hub.errors import InvalidError
from hub.services.entry_rule_admin import (
    TrialContact,
    create_rule,
    edit_rule,
    entry_rule_shape,
    remove_rule,
    try_contact,
)
from hub.services.shapes import Shape
from hub.web.api.queues import require_zone
from hub.web.models.routing import DryRunBody, EntryRuleChange, NewEntryRuleBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All rules in order."""
    return await call.read(
        lambda tx: {"items": [entry_rule_shape(each) for each in tx.queues.entry_rules()], "next": None}
    )


async def create(call: Call) -> Shape:
    """Add a rule."""
    fields = _fields(call.body_as(NewEntryRuleBody))
    return await call.write(lambda tx: entry_rule_shape(create_rule(tx, fields)))


async def edit(call: Call) -> Shape:
    """Change a rule."""
    fields = _fields(call.body_as(EntryRuleChange))
    return await call.write(
        lambda tx: entry_rule_shape(edit_rule(tx, call.path["id"], fields, expected_version=call.expected_version))
    )


async def remove(call: Call) -> None:
    """Delete a rule."""
    await call.services.database.write(lambda tx: remove_rule(tx, call.path["id"]))


async def dry_run(call: Call) -> Shape:
    """Show which rule fires for a given contact."""
    body, services = call.body_as(DryRunBody), call.services
    channel = services.channels.find(body.channel)
    if channel is None and body.kind is None:
        raise InvalidError(f"no channel is called {body.channel!r}; or name the kind", field="channel")
    kind = body.kind or (channel.kind if channel else "")
    contact = TrialContact(
        channel=body.channel,
        kind=str(kind),
        our_address=body.our_address,
        address=body.address,
        language=body.language,
        digits=body.digits,
        answers=dict(body.answers),
        at=body.at or services.clock.now(),
    )
    return await call.read(lambda tx: try_contact(tx, contact, region=services.settings.region))


def _fields(body: EntryRuleChange) -> dict[str, object]:
    hours = body.conditions.hours
    if hours is not None:
        require_zone(hours.time_zone, "conditions.hours.time_zone")
    return body.fields()
