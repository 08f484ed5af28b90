"""/case-kinds and /departments: what cases may be, and whom they may concern."""

from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.cases.departments import create_department, department_shape, edit_department
from hub.services.cases.kinds import all_kinds, create_kind, edit_kind, find_kind, kind_shape
from hub.services.cases.retime import retime_kind
from hub.services.shapes import Shape
from hub.web.models.cases import CaseKindChange, DepartmentChange, NewCaseKindBody, NewDepartmentBody
from hub.web.route import Call


async def kinds(call: Call) -> Shape:
    """All kinds of cases, also those that are switched off."""
    return await call.read(lambda tx: {"items": [kind_shape(each) for each in all_kinds(tx)], "next": None})


async def add_kind(call: Call) -> Shape:
    """Add a kind."""
    body = call.body_as(NewCaseKindBody)

    def work(tx: Tx) -> Shape:
        kind = create_kind(tx, body.id, body.values())
        _record(tx, call, "case_kind.made", kind.id)
        return kind_shape(kind)

    return await call.write(work)


async def change_kind(call: Call) -> Shape:
    """Change a kind, also for the cases that run under it."""
    values, now = call.body_as(CaseKindChange).values(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        kind_id = call.path["id"]
        before, after = edit_kind(tx, kind_id, values, expected_version=call.expected_version)
        retime_kind(tx, before, find_kind(tx, kind_id) or after, at=now)
        _record(tx, call, "case_kind.changed", kind_id, fields=sorted(values))
        return kind_shape(after)

    return await call.write(work)


async def departments(call: Call) -> Shape:
    """All departments."""
    return await call.read(
        lambda tx: {"items": [department_shape(each) for each in tx.departments.all()], "next": None}
    )


async def add_department(call: Call) -> Shape:
    """Make a department."""
    fields, now = call.body_as(NewDepartmentBody).given(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        made = create_department(tx, fields, at=now)
        _record(tx, call, "department.made", made.id)
        return department_shape(made)

    return await call.write(work)


async def change_department(call: Call) -> Shape:
    """Change a department."""
    fields, now = call.body_as(DepartmentChange).given(), call.services.clock.now()

    def work(tx: Tx) -> Shape:
        key, version = call.path["id"], call.expected_version
        changed = edit_department(tx, key, fields, expected_version=version, at=now)
        _record(tx, call, "department.changed", key, fields=sorted(fields))
        return department_shape(changed)

    return await call.write(work)


def _record(tx: Tx, call: Call, action: str, key: str, **detail: object) -> None:
    record(tx, actor=call.caller.actor, action=action, subject=key, at=call.services.clock.now(), **detail)
