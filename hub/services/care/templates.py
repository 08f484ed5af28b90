"""Message templates as campaign owners and supervisors write them."""

from dataclasses import replace
from datetime import datetime

from hub.domain.ids import new_id
from hub.domain.templates import MessageTemplate
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.shapes import Shape, time_shape

_FIELDS = frozenset({"name", "purpose", "texts"})


def create_template(tx: Tx, fields: dict[str, object], *, renderer: Renderer, at: datetime) -> MessageTemplate:
    """Make a template."""
    blank = MessageTemplate(id=new_id(), name="", purpose="transactional", texts=(), created_at=at, updated_at=at)
    template = _with(blank, fields, renderer)
    tx.templates.put(template, None)
    return template


def edit_template(
    tx: Tx,
    template_id: str,
    fields: dict[str, object],
    *,
    renderer: Renderer,
    expected_version: int | None,
    at: datetime,
) -> MessageTemplate:
    """Change the fields given; `texts` replaces them all."""
    template = require_template(tx, template_id)
    if expected_version not in (None, template.version):
        raise StaleVersionError(f"template {template_id} is at version {template.version}; read it again")
    changed = replace(_with(template, fields, renderer), version=template.version + 1, updated_at=at)
    tx.templates.put(changed, template.version)
    return changed


def require_template(tx: Tx, template_id: str, *, field: str = "") -> MessageTemplate:
    """Return a template."""
    template = tx.templates.get(template_id)
    if template is None:
        raise NotFoundError(f"there is no template {template_id}", field=field)
    return template


def template_shape(template: MessageTemplate) -> Shape:
    """A template as the API shows it."""
    return {
        "id": template.id,
        "version": template.version,
        "name": template.name,
        "purpose": template.purpose,
        "texts": [
            {
                "locale": each.locale,
                "kind": each.kind,
                "subject": each.subject,
                "text": each.text,
                "html": each.html,
            }
            for each in template.texts
        ],
        "created_at": time_shape(template.created_at),
        "updated_at": time_shape(template.updated_at),
    }


def _with(template: MessageTemplate, fields: dict[str, object], renderer: Renderer) -> MessageTemplate:
    changed: MessageTemplate = replace(template, **{key: fields[key] for key in _FIELDS & fields.keys()})  # type: ignore[arg-type]
    if not changed.texts:
        raise InvalidError("a template needs at least one text", field="texts")
    if len({(each.locale, each.kind) for each in changed.texts}) < len(changed.texts):
        raise InvalidError("has two texts for one locale and kind", field="texts")
    for number, text in enumerate(changed.texts):
        for name, source in (("subject", text.subject), ("text", text.text), ("html", text.html)):
            wrong = renderer.problems(source)
            if wrong:
                raise InvalidError(wrong[0], field=f"texts.{number}.{name}")
    return changed
