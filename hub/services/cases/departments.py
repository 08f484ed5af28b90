"""Departments that cases may concern."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from hub.domain.cases import Department
from hub.domain.ids import new_id
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.repositories import Tx
from hub.services.shapes import Shape


def create_department(tx: Tx, fields: Mapping[str, object], *, at: datetime) -> Department:
    """Make one."""
    made = Department(id=new_id(), **fields, created_at=at, updated_at=at)  # type: ignore[arg-type]
    _check(tx, made)
    tx.departments.add(made)
    return made


def edit_department(
    tx: Tx, key: str, fields: Mapping[str, object], *, expected_version: int | None, at: datetime
) -> Department:
    """Change the fields given."""
    before = tx.departments.get(key)
    if before is None:
        raise NotFoundError(f"there is no department {key}")
    if expected_version not in (None, before.version):
        raise StaleVersionError(f"department {key} is at version {before.version}; read it again")
    after: Department = replace(before, **fields, version=before.version + 1, updated_at=at)  # type: ignore[arg-type]
    _check(tx, after)
    tx.departments.update(after, before.version)
    return after


def _check(tx: Tx, department: Department) -> None:
    if not department.name.strip():
        raise InvalidError("a department needs a name", field="name")
    if any(each.name == department.name and each.id != department.id for each in tx.departments.all()):
        raise InvalidError(f"another department is called {department.name!r}", field="name")
    if department.lead_agent_id and tx.agents.get(department.lead_agent_id) is None:
        raise InvalidError(f"there is no agent {department.lead_agent_id}", field="lead_agent_id")


def department_shape(department: Department) -> Shape:
    """A department as the API shows it."""
    return {
        "id": department.id,
        "version": department.version,
        "name": department.name,
        "name_zh": department.name_zh,
        "lead_agent_id": department.lead_agent_id,
        "team": department.team,
    }
