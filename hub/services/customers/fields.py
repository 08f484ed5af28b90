"""Definitions of customers' attributes as administrators write them, and values held against them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hub.domain.customer_fields import KEY, CustomerField, FieldType, WrongValueError, canonical
from hub.domain.ids import new_id
from hub.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.shapes import Shape, time_shape

_OWN = frozenset({"label_en", "label_zh", "type", "choices", "required", "personal", "position", "active"})
_HIDDEN = "\u2022\u2022\u2022"
_CHOOSING = frozenset({FieldType.CHOICE, FieldType.CHOICES})


def make_field(tx: Tx, own: dict[str, object], *, actor: str, at: datetime) -> CustomerField:
    """Define an attribute; raises `InvalidError` with the field, `ConflictError` when the key is taken."""
    key = str(own.get("key", ""))
    if not KEY.fullmatch(key):
        raise InvalidError("must be small letters, digits and _, beginning with a letter, at most 40", field="key")
    made = _with(CustomerField(id=new_id(), key=key, created_at=at, updated_at=at), own)
    tx.customer_fields.put(made, None)
    record(tx, actor=actor, action="customer_field.created", subject=made.id, at=at, key=key)
    return made


def edit_field(
    tx: Tx, field_id: str, own: dict[str, object], *, expected_version: int | None, actor: str, at: datetime
) -> CustomerField:
    """Change what is given; the key stays, since values are kept under it."""
    field = require_field(tx, field_id)
    if expected_version not in (None, field.version):
        raise StaleVersionError(f"field {field.key} is at version {field.version}; read it again")
    changed = replace(_with(field, own), version=field.version + 1, updated_at=at)
    tx.customer_fields.put(changed, field.version)
    record(tx, actor=actor, action="customer_field.updated", subject=field_id, at=at, key=field.key)
    return changed


def remove_field(tx: Tx, field_id: str, *, actor: str, at: datetime) -> None:
    """Delete a definition; values under its key stay, as undefined ones."""
    field = require_field(tx, field_id)
    tx.customer_fields.remove(field_id)
    record(tx, actor=actor, action="customer_field.deleted", subject=field_id, at=at, key=field.key)


def require_field(tx: Tx, field_id: str) -> CustomerField:
    """Return a definition."""
    field = tx.customer_fields.get(field_id)
    if field is None:
        raise NotFoundError(f"there is no customer field {field_id}")
    return field


def checked_attributes(
    fields: Sequence[CustomerField], before: Mapping[str, str], after: Mapping[str, str], *, strict: bool = False
) -> dict[str, str]:
    """Return `after` with every changed value in its canonical form; raises `InvalidError` (field `attributes.KEY`).

    Values that were there before and have not changed are left alone, so that a new definition breaks no old record.
    A required one may not be taken away; `strict` asks for all of them (a record made by a person).
    """
    known = {each.key: each for each in fields}
    values = {key: _value(known.get(key), key, text, before) for key, text in after.items()}
    kept = {key: text for key, text in values.items() if text}
    for field in fields:
        gone = field.key not in kept and (strict or field.key in before)
        if field.active and field.required and gone:
            raise InvalidError(f"{_label(field)} is required", field=f"attributes.{field.key}")
    return kept


def _value(field: CustomerField | None, key: str, text: str, before: Mapping[str, str]) -> str:
    if field is None or before.get(key) == text:
        return text
    try:
        return canonical(field, text)
    except WrongValueError as error:
        raise InvalidError(f"{_label(field)}: {error}", field=f"attributes.{key}") from error


def masked(fields: Sequence[CustomerField], values: Mapping[str, str]) -> dict[str, str]:
    """The attributes for somebody who does not serve customers: of personal ones only that there is a value."""
    personal = {each.key for each in fields if each.personal}
    return {key: _HIDDEN if key in personal else value for key, value in values.items()}


def field_shape(field: CustomerField) -> Shape:
    """A definition as the API shows it."""
    return {
        "id": field.id,
        "version": field.version,
        "key": field.key,
        "label_en": field.label_en,
        "label_zh": field.label_zh,
        "type": field.type.value,
        "choices": list(field.choices),
        "required": field.required,
        "personal": field.personal,
        "position": field.position,
        "active": field.active,
        "created_at": time_shape(field.created_at),
        "updated_at": time_shape(field.updated_at),
    }


def _label(field: CustomerField) -> str:
    return field.label_en or field.label_zh or field.key


def _with(field: CustomerField, own: dict[str, object]) -> CustomerField:
    changed: CustomerField = replace(field, **{key: own[key] for key in _OWN & own.keys()})  # type: ignore[arg-type]
    if changed.type in _CHOOSING and not changed.choices:
        raise InvalidError("name at least one choice", field="choices")
    if changed.type not in _CHOOSING and changed.choices:
        raise InvalidError(f"a field of type {changed.type.value} has no choices", field="choices")
    if any(";" in each or not each.strip() for each in changed.choices):
        raise InvalidError("a choice may not be empty nor hold a semicolon", field="choices")
    if len({each.casefold() for each in changed.choices}) < len(changed.choices):
        raise ConflictError("a choice is named twice", field="choices")
    return changed
