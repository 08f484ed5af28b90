"""The kinds of cases: those of a fresh hub, changed and added to by administrators."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hub.domain.cases import DEFAULT_KINDS, WAITING, CaseField, CaseKind
from hub.domain.customer_fields import KEY, FieldType, WrongValueError, canonical
from hub.errors import ConflictError, InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.shapes import Shape

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DEFAULTS = {each.id: each for each in DEFAULT_KINDS}


def all_kinds(tx: Tx) -> list[CaseKind]:
    """Those of a fresh hub in their order, then the house's own; what is stored wins."""
    stored = {each.id: each for each in tx.case_kinds.all()}
    own = [each for key, each in stored.items() if key not in _DEFAULTS]
    return [*(stored.get(each.id, each) for each in DEFAULT_KINDS), *own]


def find_kind(tx: Tx, kind_id: str) -> CaseKind | None:
    """Return one."""
    return tx.case_kinds.get(kind_id) or _DEFAULTS.get(kind_id)


def known_kind(tx: Tx, kind_id: str) -> CaseKind:
    """Return one that cases may have; raises `InvalidError` for the field `kind`."""
    kind = find_kind(tx, kind_id)
    if kind is None or not kind.active:
        names = ", ".join(each.id for each in all_kinds(tx) if each.active)
        raise InvalidError(f"{kind_id!r} is no kind of case; known are {names}", field="kind")
    return kind


def create_kind(tx: Tx, kind_id: str, fields: Mapping[str, object]) -> CaseKind:
    """Add a kind."""
    if not _ID.fullmatch(kind_id):
        raise InvalidError("must be a word of small letters, digits and underscores, like spare_part", field="id")
    if find_kind(tx, kind_id) is not None:
        raise ConflictError(f"there is a kind {kind_id!r} already; change that one", field="id")
    kind = CaseKind(id=kind_id, **fields)  # type: ignore[arg-type]
    _check(tx, kind)
    tx.case_kinds.add(kind)
    return kind


def edit_kind(
    tx: Tx, kind_id: str, fields: Mapping[str, object], *, expected_version: int | None
) -> tuple[CaseKind, CaseKind]:
    """Change the fields given; return the kind as it was and as it is."""
    before = find_kind(tx, kind_id)
    if before is None:
        raise NotFoundError(f"there is no kind of case {kind_id!r}")
    if expected_version not in (None, before.version):
        raise StaleVersionError(f"kind {kind_id} is at version {before.version}; read it again")
    after: CaseKind = replace(before, **fields, version=before.version + 1)  # type: ignore[arg-type]
    _check(tx, after)
    if tx.case_kinds.get(kind_id) is None:
        tx.case_kinds.add(after)
    else:
        tx.case_kinds.update(after, before.version)
    return before, after


def checked_fields(kind: CaseKind, values: Mapping[str, str]) -> dict[str, str]:
    """Return a case's further fields as they are stored; raises `InvalidError` that names the field."""
    known = {each.key: each for each in kind.fields}
    unknown = next((key for key in values if key not in known), None)
    if unknown is not None:
        names = ", ".join(known) or "none"
        raise InvalidError(f"{unknown!r} is no field of {kind.id}; it has {names}", field=f"fields.{unknown}")
    read = {key: _read(known[key], text) for key, text in values.items()}
    missing = next((each.key for each in kind.fields if each.required and not read.get(each.key)), None)
    if missing is not None:
        raise InvalidError(f"a {kind.id} needs this", field=f"fields.{missing}")
    return {key: text for key, text in read.items() if text}


def _read(field: CaseField, text: str) -> str:
    try:
        return canonical(field, text)
    except WrongValueError as error:
        raise InvalidError(str(error), field=f"fields.{field.key}") from error


def _check(tx: Tx, kind: CaseKind) -> None:
    if not kind.name_en.strip():
        raise InvalidError("a kind of case needs a name", field="name_en")
    if kind.hours_id is not None and tx.hours.get(kind.hours_id) is None:
        raise InvalidError(f"there are no opening hours {kind.hours_id}", field="hours_id")
    unknown = next((each for each in kind.department_ids if tx.departments.get(each) is None), None)
    if unknown is not None:
        raise InvalidError(f"there is no department {unknown}", field="department_ids")
    wrong = next((each for each in kind.waiting_states if each not in WAITING), None)
    if wrong is not None:
        raise InvalidError(f"{wrong} is no state of waiting; they are {', '.join(WAITING)}", field="waiting_states")
    _check_fields(kind)


def _check_fields(kind: CaseKind) -> None:
    keys = [each.key for each in kind.fields]
    for place, field in enumerate(kind.fields):
        at = f"fields.{place}"
        if not KEY.fullmatch(field.key):
            raise InvalidError("must be a word of small letters, digits and underscores", field=f"{at}.key")
        if keys.count(field.key) > 1:
            raise InvalidError(f"two fields have the key {field.key!r}", field=f"{at}.key")
        if field.type in (FieldType.CHOICE, FieldType.CHOICES) and not field.choices:
            raise InvalidError("name the choices", field=f"{at}.choices")


def kind_shape(kind: CaseKind) -> Shape:
    """A kind as the API shows it."""
    return {
        "id": kind.id,
        "version": kind.version,
        "name_en": kind.name_en,
        "name_zh": kind.name_zh,
        "fields": [
            {
                "key": each.key,
                "name_en": each.name_en,
                "name_zh": each.name_zh,
                "type": each.type.value,
                "choices": list(each.choices),
                "required": each.required,
            }
            for each in kind.fields
        ],
        "priority": kind.priority,
        "first_reply_s": kind.first_reply_s,
        "resolution_s": kind.resolution_s,
        "joint_review_s": kind.joint_review_s,
        "result_report_s": kind.result_report_s,
        "warn_at": kind.warn_at,
        "hours_id": kind.hours_id,
        "apologise": kind.apologise,
        "department_ids": list(kind.department_ids),
        "waiting_states": [each.value for each in kind.waiting_states],
        "after_sales": kind.after_sales,
        "reopen_days": kind.reopen_days,
        "active": kind.active,
    }


def reopens(kind: CaseKind | None, ended_at: datetime, at: datetime) -> bool:
    """Whether a contact at a time still opens a case again that ended then."""
    days = kind.reopen_days if kind is not None else 0
    return (at - ended_at).total_seconds() <= days * 86_400
