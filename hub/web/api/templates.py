"""/templates: message templates."""

from hub.services.care.preview import preview_template
from hub.services.care.templates import create_template, edit_template, template_shape
from hub.services.shapes import Shape
from hub.web.models.care import NewTemplateBody, PreviewBody, TemplateChange, TemplateQuery
from hub.web.route import Call


async def list_(call: Call) -> Shape:
    """All templates, or those of a purpose."""
    purpose = call.query_as(TemplateQuery).purpose
    return await call.read(
        lambda tx: {"items": [template_shape(each) for each in tx.templates.all(purpose)], "next": None}
    )


async def create(call: Call) -> Shape:
    """Make a template."""
    fields, now = call.body_as(NewTemplateBody).fields(), call.services.clock.now()
    renderer = call.services.house.renderer
    return await call.write(lambda tx: template_shape(create_template(tx, fields, renderer=renderer, at=now)))


async def edit(call: Call) -> Shape:
    """Change a template."""
    fields, now = call.body_as(TemplateChange).fields(), call.services.clock.now()
    renderer = call.services.house.renderer
    return await call.write(
        lambda tx: template_shape(
            edit_template(
                tx, call.path["id"], fields, renderer=renderer, expected_version=call.expected_version, at=now
            )
        )
    )


async def preview(call: Call) -> Shape:
    """The template as one customer would read it."""
    body, house = call.body_as(PreviewBody), call.services.house
    return await call.read(lambda tx: preview_template(tx, call.path["id"], body.customer_id, body.kind.value, house))
