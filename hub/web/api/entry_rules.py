"""/entry-rules: which queue a new contact enters, and the dry run."""

from hub.domain.entry_rules import EntryRule
from hub.errors import InvalidError
from hub.services.routing_setup.entry_rules import (
    TrialContact,
    create_rule,
    edit_rule,
    remove_rule,
    try_contact,
)
from hub.services.shapes import Shape
from hub.services.shapes_routing import entry_rule_shape
from hub.web.api.configured import configured, removed
from hub.web.models.routing import DryRunBody, EntryRuleChange, NewEntryRuleBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All rules in order."""
    return await call.read(
        lambda tx: {"items": [entry_rule_shape(each) for each in tx.queues.entry_rules()], "next": None}
    )


async def create(call: Call) -> Shape:
    """Add a rule."""
    fields = call.body_as(NewEntryRuleBody).fields()
    return await configured(call, "entry_rule.made", lambda tx: _view(create_rule(tx, fields)))


async def edit(call: Call) -> Shape:
    """Change a rule."""
    fields, key, version = call.body_as(EntryRuleChange).fields(), call.path["id"], call.expected_version
    return await configured(
        call, "entry_rule.changed", lambda tx: _view(edit_rule(tx, key, fields, expected_version=version))
    )


def _view(rule: EntryRule) -> tuple[str, Shape]:
    return rule.id, entry_rule_shape(rule)


async def remove(call: Call) -> None:
    """Delete a rule."""
    key = call.path["id"]
    await removed(call, "entry_rule.removed", key, lambda tx: remove_rule(tx, key))


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
