"""Macros: kept and checked, so that what is offered can also be done."""

from collections.abc import Mapping
from dataclasses import replace

from hub.domain.canned import Reach, Scope
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.interactions import InteractionKind
from hub.domain.macros import LEAVING, Macro, MacroAction, MacroStep
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.cases.kinds import all_kinds
from hub.services.knowledge.article_shapes import usage_shape
from hub.services.knowledge.canned_replies import Keeping, check_source
from hub.services.knowledge.sharing import reach_from, reach_shape, require_keeper, tell
from hub.services.shapes import Shape, time_shape

_OWN = frozenset({"name", "hint", "kinds", "actions", "enabled"})
_MOST = 20
_NEEDS_REF = {
    MacroStep.REPLY: "names the canned reply",
    MacroStep.TIE_ARTICLE: "names the article",
    MacroStep.TRANSFER: "names the queue",
}
_NEEDS_TEXT = {
    MacroStep.NOTE: "is the note",
    MacroStep.MAKE_TASK: "is the task's title",
    MacroStep.OPEN_CASE: "is the case's subject",
}
_NEEDS_VALUE = {
    MacroStep.ADD_TAG: "is the tag",
    MacroStep.SET_DISPOSITION: "is the result code",
    MacroStep.OPEN_CASE: "is the kind of case",
}
_NEEDS_NUMBER = {MacroStep.SET_PRIORITY: "is the priority", MacroStep.SNOOZE: "is how many minutes"}
_PRIORITIES = range(-100, 101)
_YEAR_MINUTES = 366 * 24 * 60


def create_macro(tx: Tx, fields: Mapping[str, object], keeping: Keeping) -> Macro:
    """Make one."""
    blank = Macro(
        id=new_id(),
        name="",
        reach=Reach(),
        actions=(),
        created_by=keeping.caller.actor,
        created_at=keeping.at,
        updated_at=keeping.at,
    )
    macro = _changed(tx, blank, fields, keeping)
    require_keeper(keeping.caller, macro.reach)
    tx.macros.put(macro, None)
    return _told(tx, macro, macro.reach, keeping)


def edit_macro(
    tx: Tx, key: str, fields: Mapping[str, object], keeping: Keeping, *, expected_version: int | None
) -> Macro:
    """Change the fields given; `actions` replaces them all."""
    before = require_macro(tx, key, expected_version=expected_version)
    macro = _changed(tx, before, fields, keeping)
    require_keeper(keeping.caller, before.reach, macro.reach)
    macro = replace(macro, version=before.version + 1, updated_at=keeping.at)
    tx.macros.put(macro, before.version)
    return _told(tx, macro, before.reach, keeping)


def remove_macro(tx: Tx, key: str, keeping: Keeping, *, expected_version: int | None) -> None:
    """Delete one."""
    macro = require_macro(tx, key, expected_version=expected_version)
    require_keeper(keeping.caller, macro.reach)
    tx.macros.remove(key)
    _told(tx, macro, macro.reach, keeping, deleted=True)


def require_macro(tx: Tx, key: str, *, expected_version: int | None = None, field: str = "") -> Macro:
    """Return one at the expected version."""
    macro = tx.macros.get(key)
    if macro is None:
        raise NotFoundError(f"there is no macro {key}", field=field)
    if expected_version not in (None, macro.version):
        raise StaleVersionError(f"macro {key} is at version {macro.version}; read it again")
    return macro


def macro_shape(tx: Tx, macro: Macro, *, deleted: bool = False) -> Shape:
    """A macro as desks and integrators see it."""
    return {
        "id": macro.id,
        "version": macro.version,
        "name": macro.name,
        "hint": macro.hint,
        **reach_shape(macro.reach),
        "kinds": list(macro.kinds),
        "actions": [action_shape(each) for each in macro.actions],
        "enabled": macro.enabled,
        "usage": usage_shape(tx.usage.of([macro.id]).get(macro.id)),
        "created_by": macro.created_by,
        "created_at": time_shape(macro.created_at),
        "updated_at": time_shape(macro.updated_at),
        "deleted": deleted,
    }


def action_shape(action: MacroAction) -> Shape:
    """One step as it was written."""
    return {
        "step": action.step.value,
        "ref_id": action.ref_id,
        "text": action.text,
        "value": action.value,
        "number": action.number,
    }


def _changed(tx: Tx, before: Macro, fields: Mapping[str, object], keeping: Keeping) -> Macro:
    own = {key: fields[key] for key in _OWN & fields.keys()}
    macro: Macro = replace(before, **own, reach=reach_from(tx, fields, before.reach, keeping.caller))  # type: ignore[arg-type]
    macro = replace(macro, name=macro.name.strip())
    if not macro.name:
        raise InvalidError("a macro needs a name", field="name")
    unknown = sorted(set(macro.kinds) - {each.value for each in InteractionKind})
    if unknown:
        raise InvalidError(
            f"{unknown[0]!r} is no kind of contact; known are {', '.join(InteractionKind)}", field="kinds"
        )
    if not 1 <= len(macro.actions) <= _MOST:
        raise InvalidError(f"a macro has 1 to {_MOST} steps", field="actions")
    for number, action in enumerate(macro.actions):
        _check(tx, macro, action, f"actions.{number}", keeping.renderer)
    _check_leaving(macro)
    return macro


def _check_leaving(macro: Macro) -> None:
    """Nothing can be done with a contact that has left the agent's hands."""
    for number, action in enumerate(macro.actions[:-1]):
        if action.step in LEAVING:
            raise InvalidError("comes last: it takes the contact out of the agent's hands", field=f"actions.{number}")


def _check(tx: Tx, macro: Macro, action: MacroAction, field: str, renderer: Renderer) -> None:
    needed = (
        (_NEEDS_REF, action.ref_id, "ref_id"),
        (_NEEDS_TEXT, action.text.strip(), "text"),
        (_NEEDS_VALUE, action.value.strip(), "value"),
        (_NEEDS_NUMBER, action.number, "number"),
    )
    for needs, held, part in needed:
        if action.step in needs and held in ("", None):
            raise InvalidError(f"{action.step} needs {part}: it {needs[action.step]}", field=f"{field}.{part}")
    if action.text:
        check_source(action.text, renderer, field=f"{field}.text")
    _check_number(action, field)
    _check_reference(tx, macro, action, field)


def _check_number(action: MacroAction, field: str) -> None:
    if action.number is None:
        return
    if action.step is MacroStep.SET_PRIORITY and action.number not in _PRIORITIES:
        raise InvalidError("is a priority from -100 to 100", field=f"{field}.number")
    if action.step is not MacroStep.SET_PRIORITY and not 1 <= action.number <= _YEAR_MINUTES:
        raise InvalidError("is a number of minutes, at least 1 and at most a year", field=f"{field}.number")


def _check_reference(tx: Tx, macro: Macro, action: MacroAction, field: str) -> None:
    step, key = action.step, action.ref_id
    if step is MacroStep.REPLY:
        _check_reply(tx, macro, key, f"{field}.ref_id")
    elif step is MacroStep.TIE_ARTICLE and tx.articles.get(key) is None:
        raise InvalidError(f"there is no article {key}", field=f"{field}.ref_id")
    elif step is MacroStep.TRANSFER and tx.queues.get(key) is None:
        raise InvalidError(f"there is no queue {key}", field=f"{field}.ref_id")
    elif step in (MacroStep.SET_DISPOSITION, MacroStep.CLOSE) and action.value:
        _check_disposition(tx, action.value, f"{field}.value")
    elif step is MacroStep.OPEN_CASE:
        _check_kind(tx, action.value, f"{field}.value")


def _check_reply(tx: Tx, macro: Macro, key: str, field: str) -> None:
    reply = tx.canned_replies.get(key)
    if reply is None:
        raise InvalidError(f"there is no canned reply {key}", field=field)
    if reply.reach.scope is not Scope.EVERYBODY and reply.reach != macro.reach:
        raise InvalidError(f"not everybody who has this macro may use {reply.name!r}; share it as widely", field=field)


def _check_disposition(tx: Tx, code: str, field: str) -> None:
    codes = sorted({each.code for each in tx.queues.dispositions() if each.active})
    if code not in codes:
        raise InvalidError(f"{code!r} is no result code; known are {', '.join(codes) or 'none'}", field=field)


def _check_kind(tx: Tx, kind: str, field: str) -> None:
    kinds = [each.id for each in all_kinds(tx) if each.active]
    if kind not in kinds:
        raise InvalidError(f"{kind!r} is no kind of case; known are {', '.join(kinds)}", field=field)


def _told(tx: Tx, macro: Macro, former: Reach, keeping: Keeping, *, deleted: bool = False) -> Macro:
    shape = macro_shape(tx, macro, deleted=deleted)
    tell(tx, EventType.MACRO_UPDATED, macro, shape, former=former, caller=keeping.caller, at=keeping.at)
    return macro
