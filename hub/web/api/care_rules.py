"""/rules: standing rules that care for customers on schedule."""

from hub.services.care.preview import preview_rule
from hub.services.care.rules import care_rule_shape, create_care_rule, edit_care_rule, require_care_rule
from hub.services.shapes import Shape
from hub.web.models.care import CareRuleChange, NewCareRuleBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All rules."""
    return await call.read(lambda tx: {"items": [care_rule_shape(each) for each in tx.care_rules.all()], "next": None})


async def create(call: Call) -> Shape:
    """Make a rule."""
    fields, now = call.body_as(NewCareRuleBody).fields(), call.services.clock.now()
    known = _channels(call)
    return await call.write(lambda tx: care_rule_shape(create_care_rule(tx, fields, known_channels=known, at=now)))


async def edit(call: Call) -> Shape:
    """Change a rule."""
    fields, now = call.body_as(CareRuleChange).fields(), call.services.clock.now()
    known = _channels(call)
    return await call.write(
        lambda tx: care_rule_shape(
            edit_care_rule(
                tx, call.path["id"], fields, known_channels=known, expected_version=call.expected_version, at=now
            )
        )
    )


async def preview(call: Call) -> Shape:
    """Whom the rule would greet in the coming days, and how."""
    services, now = call.services, call.services.clock.now()
    return await call.read(
        lambda tx: preview_rule(tx, require_care_rule(tx, call.path["id"]), services.house, services.channels, at=now)
    )


def _channels(call: Call) -> frozenset[str]:
    return frozenset(call.services.channels.all())
