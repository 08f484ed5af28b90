"""/entry-rules: which queue a new contact enters, and the dry run."""

from hub.domain.entry_rules import EntryRule
from hub.errors import InvalidError
from hub.ports.repositories import Tx
from hub.services.entry_rule_admin import (
    TrialContact,
    create_rule,
    edit_rule,
    remove_rule,
    try_contact,
)
from hub.services.routing_check import routing_warnings
from hub.services.shapes import Shape
from hub.services.shapes_routing import entry_rule_shape
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
    return await call.write(lambda tx: _checked(tx, create_rule(tx, fields), call))


async def edit(call: Call) -> Shape:
    """Change a rule."""
    fields = call.body_as(EntryRuleChange).fields()
    return await call.write(
        lambda tx: _checked(tx, edit_rule(tx, call.path["id"], fields, expected_version=call.expected_version), call)
    )


def _checked(tx: Tx, rule: EntryRule, call: Call) -> Shape:
    now, ordering = call.services.clock.now(), call.services.settings.ordering
    return {**entry_rule_shape(rule), "warnings": routing_warnings(tx, rule.id, at=now, ordering=ordering)}


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
