"""/customer-fields: what an administrator lets be known of customers."""

from hub.ports.repositories import Tx
from hub.services.customers import fields
from hub.services.customers.fields import field_shape
from hub.services.shapes import Shape
from hub.web.models.records import FieldChange, NewFieldBody
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All definitions."""
    return await call.read(lambda tx: {"items": [field_shape(each) for each in tx.customer_fields.all()], "next": None})


async def create(call: Call) -> Shape:
    """Define an attribute."""
    body, now = call.body_as(NewFieldBody), call.services.clock.now()
    return await call.write(lambda tx: field_shape(fields.make_field(tx, body.own(), actor=call.caller.actor, at=now)))


async def edit(call: Call) -> Shape:
    """Change a definition."""
    own, now = call.body_as(FieldChange).own(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        changed = fields.edit_field(
            tx, call.path["id"], own, expected_version=call.expected_version, actor=call.caller.actor, at=now
        )
        return field_shape(changed)

    return await call.write(work)


async def remove(call: Call) -> None:
    """Delete a definition; values stay."""
    now = call.services.clock.now()
    await call.services.database.write(
        lambda tx: fields.remove_field(tx, call.path["id"], actor=call.caller.actor, at=now)
    )
