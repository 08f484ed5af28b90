"""Canned replies: kept with a shortcut, checked when they are saved, filled in for a contact."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.canned import CannedReply, CannedText, Reach
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.interactions import Interaction
from hub.errors import InvalidError, NotFoundError, StaleVersionError
from hub.ports.rendering import Renderer
from hub.ports.repositories import Tx
from hub.services.access.callers import Caller
from hub.services.knowledge.article_shapes import usage_shape
from hub.services.knowledge.reply_values import ATTRIBUTES, NAMES, Filled, fill
from hub.services.knowledge.sharing import reach_from, reach_shape, require_keeper, tell
from hub.services.shapes import Shape, time_shape

_OWN = frozenset({"name", "shortcut", "texts"})
_SHORTCUT = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """Who keeps it, when, and what checks its texts."""

    caller: Caller
    renderer: Renderer
    at: datetime


def create_canned(tx: Tx, fields: Mapping[str, object], keeping: Keeping) -> CannedReply:
    """Make one."""
    blank = CannedReply(
        id=new_id(),
        name="",
        shortcut="",
        reach=Reach(),
        texts=(),
        created_by=keeping.caller.actor,
        created_at=keeping.at,
        updated_at=keeping.at,
    )
    reply = _changed(tx, blank, fields, keeping)
    require_keeper(keeping.caller, reply.reach)
    tx.canned_replies.put(reply, None)
    return _told(tx, reply, reply.reach, keeping)


def edit_canned(
    tx: Tx, key: str, fields: Mapping[str, object], keeping: Keeping, *, expected_version: int | None
) -> CannedReply:
    """Change the fields given; `texts` replaces them all."""
    before = require_canned(tx, key, expected_version=expected_version)
    reply = _changed(tx, before, fields, keeping)
    require_keeper(keeping.caller, before.reach, reply.reach)
    reply = replace(reply, version=before.version + 1, updated_at=keeping.at)
    tx.canned_replies.put(reply, before.version)
    return _told(tx, reply, before.reach, keeping)


def remove_canned(tx: Tx, key: str, keeping: Keeping, *, expected_version: int | None) -> None:
    """Delete one that no macro uses."""
    reply = require_canned(tx, key, expected_version=expected_version)
    require_keeper(keeping.caller, reply.reach)
    users = [macro.name for macro in tx.macros.all() if any(each.ref_id == key for each in macro.actions)]
    if users:
        raise InvalidError(f"is used by the macros {', '.join(users[:5])}; change these first", field="id")
    tx.canned_replies.remove(key)
    _told(tx, reply, reply.reach, keeping, deleted=True)


def require_canned(tx: Tx, key: str, *, expected_version: int | None = None, field: str = "") -> CannedReply:
    """Return one at the expected version."""
    reply = tx.canned_replies.get(key)
    if reply is None:
        raise NotFoundError(f"there is no canned reply {key}", field=field)
    if expected_version not in (None, reply.version):
        raise StaleVersionError(f"canned reply {key} is at version {reply.version}; read it again")
    return reply


def render_canned(reply: CannedReply, values: Mapping[str, str], wanted: "Wanted", renderer: Renderer) -> Filled:
    """Fill in the wording that suits the contact."""
    chosen = max(reply.texts, key=lambda each: _fitness(each, wanted))
    return fill(chosen, values, renderer)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which wording suits: the kind of channel, then languages by preference."""

    kind: str
    languages: tuple[str, ...]


def wanted_for(tx: Tx, interaction: Interaction, house_language: str) -> Wanted:
    """The customer's language, the contact's, the house's."""
    customer = tx.customers.get(interaction.customer_id) if interaction.customer_id else None
    languages = (customer.language if customer else "", interaction.language, house_language)
    return Wanted(kind=interaction.kind.value, languages=tuple(each for each in languages if each))


def canned_shape(tx: Tx, reply: CannedReply, *, deleted: bool = False) -> Shape:
    """A canned reply as desks and integrators see it."""
    return {
        "id": reply.id,
        "version": reply.version,
        "name": reply.name,
        "shortcut": reply.shortcut,
        **reach_shape(reply.reach),
        "texts": [
            {"locale": each.locale, "kind": each.kind, "subject": each.subject, "text": each.text}
            for each in reply.texts
        ],
        "usage": usage_shape(tx.usage.of([reply.id]).get(reply.id)),
        "created_by": reply.created_by,
        "created_at": time_shape(reply.created_at),
        "updated_at": time_shape(reply.updated_at),
        "deleted": deleted,
    }


def _fitness(text: CannedText, wanted: Wanted) -> tuple[int, int]:
    """Its language counts before its kind: a long text is better than one that the customer cannot read."""
    kind = 2 if text.kind == wanted.kind else 1 if not text.kind else 0
    for place, language in enumerate(wanted.languages):
        if text.locale.lower() == language.lower():
            return 20 - 2 * place, kind
        if text.locale.partition("-")[0].lower() == language.partition("-")[0].lower():
            return 19 - 2 * place, kind
    return 0, kind


def _changed(tx: Tx, before: CannedReply, fields: Mapping[str, object], keeping: Keeping) -> CannedReply:
    own = {key: fields[key] for key in _OWN & fields.keys()}
    reach = reach_from(tx, fields, before.reach, keeping.caller)
    reply: CannedReply = replace(before, **own, reach=reach)  # type: ignore[arg-type]
    reply = replace(reply, name=reply.name.strip(), shortcut=reply.shortcut.strip().lstrip("/").lower())
    if not reply.name:
        raise InvalidError("a canned reply needs a name", field="name")
    _check_shortcut(tx, reply)
    _check_texts(reply, keeping.renderer)
    return reply


def _check_shortcut(tx: Tx, reply: CannedReply) -> None:
    if not _SHORTCUT.fullmatch(reply.shortcut):
        raise InvalidError("is one word of letters, digits, - and _, at most 40", field="shortcut")
    for other in tx.canned_replies.all():
        if other.id != reply.id and other.shortcut == reply.shortcut and other.reach == reply.reach:
            raise InvalidError(f"/{reply.shortcut} stands for {other.name!r} already", field="shortcut")


def _check_texts(reply: CannedReply, renderer: Renderer) -> None:
    if not reply.texts:
        raise InvalidError("a canned reply needs at least one text", field="texts")
    if len({(each.locale, each.kind) for each in reply.texts}) < len(reply.texts):
        raise InvalidError("has two texts for one language and kind", field="texts")
    for number, text in enumerate(reply.texts):
        for part, source in (("subject", text.subject), ("text", text.text)):
            check_source(source, renderer, field=f"texts.{number}.{part}")
        if not text.text.strip():
            raise InvalidError("is empty", field=f"texts.{number}.text")


def check_source(source: str, renderer: Renderer, *, field: str) -> None:
    """Refuse a text that cannot be rendered, or that asks for what nobody knows."""
    wrong = renderer.problems(source)
    if wrong:
        raise InvalidError(wrong[0], field=field)
    unknown = sorted(
        name for name in renderer.variables(source) if name not in NAMES and not name.startswith(f"{ATTRIBUTES}.")
    )
    if unknown:
        known = ", ".join([*NAMES, f"{ATTRIBUTES}.KEY"])
        raise InvalidError(f"{unknown[0]} is unknown; known are {known}", field=field)


def _told(tx: Tx, reply: CannedReply, former: Reach, keeping: Keeping, *, deleted: bool = False) -> CannedReply:
    shape = canned_shape(tx, reply, deleted=deleted)
    tell(tx, EventType.CANNED_UPDATED, reply, shape, former=former, caller=keeping.caller, at=keeping.at)
    return reply
