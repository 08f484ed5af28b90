"""Interactions, messages and raw payloads."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hub.domain.ids import first_id
from hub.domain.interactions import Interaction
from hub.domain.messages import Attachment, Message, MessageDelivery, MessageKind
from hub.domain.sla import next_look, worst_state
from hub.errors import ConflictError, NotFoundError
from hub.ports.intake import RawRecord
from hub.ports.repositories.log import InteractionFilter
from hub.storage.connection import Unit, chunks
from hub.storage.rows import Codec
from hub.storage.search import Search
from hub.storage.tables.log import attachments, bookmarks, interactions, messages, raw_payloads


def _mail_id(message: Message) -> str | None:
    return (message.headers or {}).get("message_id") or None


def _sla_state(interaction: Interaction) -> str:
    worst = worst_state(interaction.clocks)
    return worst.value if worst else ""


def _sla_at(interaction: Interaction) -> datetime | None:
    return next_look(interaction.clocks)


INTERACTION = Codec(interactions, Interaction, extra={"sla_state": _sla_state, "sla_at": _sla_at})
MESSAGE = Codec(messages, Message, extra={"mail_id": _mail_id})
_ROUTED = (
    *("version", "state", "work_item_id", "queue_id", "agent_id", "priority", "requirements", "disposition"),
    *("attributes", "queued_at", "accepted_at", "ended_at", "closed_at", "updated_at", "clocks", "sla_state", "sla_at"),
)
ATTACHMENT = Codec(attachments, Attachment)
RAW = Codec(raw_payloads, RawRecord)


class Interactions:
    """Implements `hub.ports.repositories.log.Interactions`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def get(self, interaction_id: str) -> Interaction | None:
        return self._unit.one(INTERACTION, interactions.c.id == interaction_id)

    def get_many(self, interaction_ids: Sequence[str]) -> dict[str, Interaction]:
        found: dict[str, Interaction] = {}
        for ids in chunks(list(set(interaction_ids))):
            wanted = sa.select(interactions).where(interactions.c.id.in_(ids))
            found.update({each.id: each for each in self._unit.list(INTERACTION, wanted)})
        return found

    def add(self, interaction: Interaction) -> None:
        self._unit.add(INTERACTION, [interaction])

    def update(self, interaction: Interaction, expected_version: int) -> None:
        self._unit.update_version(INTERACTION, INTERACTION.row(interaction), expected_version)

    def lock_many(self, interaction_ids: Sequence[str]) -> dict[str, Interaction]:
        found: dict[str, Interaction] = {}
        for ids in chunks(sorted(set(interaction_ids))):
            wanted = sa.select(interactions).where(interactions.c.id.in_(ids)).order_by(interactions.c.id)
            found.update({each.id: each for each in self._unit.list(INTERACTION, wanted.with_for_update())})
        return found

    def mirror(self, changed: Sequence[Interaction]) -> None:
        self._unit.overwrite(INTERACTION, changed, _ROUTED)

    def page(self, wanted: InteractionFilter, *, after: str | None, limit: int) -> Sequence[Interaction]:
        statement = sa.select(interactions).where(*_conditions(wanted))
        if after is not None:
            statement = statement.where(interactions.c.id < after)
        return self._unit.list(INTERACTION, statement.order_by(interactions.c.id.desc()).limit(limit))

    def promised_before(self, at: datetime, limit: int) -> Sequence[Interaction]:
        due = sa.select(interactions).where(interactions.c.sla_at <= at)
        return self._unit.list(INTERACTION, due.order_by(interactions.c.sla_at).limit(limit))

    def next_promise(self) -> datetime | None:
        first: datetime | None = self._unit.connection.scalar(
            sa.select(interactions.c.sla_at).where(interactions.c.sla_at.is_not(None)).order_by("sla_at").limit(1)
        )
        return first

    def by_thread(self, channel: str, thread_key: str) -> Interaction | None:
        of_thread = sa.select(interactions).where(
            interactions.c.channel == channel, interactions.c.thread_key == thread_key
        )
        return next(iter(self._unit.list(INTERACTION, of_thread.order_by(interactions.c.id.desc()).limit(1))), None)


def _conditions(wanted: InteractionFilter) -> list[Any]:
    exact = {name: getattr(wanted, name) for name in ("customer_id", "agent_id", "queue_id", "channel", "kind")}
    conditions: list[Any] = [interactions.c[name] == value for name, value in exact.items() if value is not None]
    if wanted.states:
        conditions.append(interactions.c.state.in_(wanted.states))
        if not {"closed", "abandoned"} & set(wanted.states):
            # Said literally, so that both planners may use the partial index over open ones.
            conditions.append(sa.text("interactions.state NOT IN ('closed', 'abandoned')"))
    if wanted.created_after is not None:
        conditions.append(interactions.c.created_at > wanted.created_after)
    if wanted.sla_states:
        conditions += [interactions.c.sla_state.in_(wanted.sla_states), sa.text("interactions.sla_state <> ''")]
    if wanted.idle_since is not None:
        conditions.append(interactions.c.updated_at <= wanted.idle_since)
    return conditions


class Messages:
    """Implements `hub.ports.repositories.log.Messages`."""

    def __init__(self, unit: Unit, search: Search) -> None:
        """Keep the search index in step through `search`."""
        self._unit = unit
        self._search = search

    def get(self, message_id: str) -> Message | None:
        return self._first(sa.select(messages).where(messages.c.id == message_id))

    def add(self, message: Message) -> None:
        if not self._unit.add_new(MESSAGE, message):
            raise ConflictError(
                f"interaction {message.interaction_id} has a message {message.seq}, "
                f"or {message.channel} one with the provider's id {message.provider_id}: read it again",
                field="seq",
            )
        for attachment in message.attachments:
            self._unit.put(ATTACHMENT, attachment)
        self._search.add_messages([message])

    def of_interaction(self, interaction_id: str, *, after_seq: int = 0, limit: int = 500) -> Sequence[Message]:
        later = sa.select(messages).where(messages.c.interaction_id == interaction_id, messages.c.seq > after_seq)
        return self._list(later.order_by(messages.c.seq).limit(limit))

    def of_interactions(self, interaction_ids: Sequence[str], *, newest: int) -> Sequence[Message]:
        found: list[Message] = []
        place = sa.func.row_number().over(partition_by=messages.c.interaction_id, order_by=messages.c.seq.desc())
        for ids in chunks(list(interaction_ids)):
            ranked = sa.select(messages, place.label("place")).where(messages.c.interaction_id.in_(ids)).subquery()
            found += self._list(
                sa.select(ranked).where(ranked.c.place <= newest).order_by(ranked.c.interaction_id, ranked.c.seq)
            )
        return found

    def by_provider_id(self, channel: str, provider_id: str) -> Message | None:
        return self._first(
            sa.select(messages).where(messages.c.channel == channel, messages.c.provider_id == provider_id)
        )

    def set_delivery(self, message_id: str, delivery: MessageDelivery, provider_id: str | None) -> Message:
        message = self.get(message_id)
        if message is None:
            raise NotFoundError(f"message {message_id} does not exist")
        headers = message.headers
        if provider_id and message.kind is MessageKind.EMAIL:  # a mail's provider id is its Message-ID: answers name it
            headers = {**(headers or {}), "message_id": provider_id}
        after = replace(message, delivery=delivery, provider_id=provider_id or message.provider_id, headers=headers)
        row = MESSAGE.row(after)
        changed = {name: row[name] for name in ("delivery", "provider_id", "headers", "mail_id")}
        self._unit.connection.execute(sa.update(messages).where(messages.c.id == message_id).values(changed))
        return after

    def attachment(self, attachment_id: str) -> tuple[Attachment, Message] | None:
        attachment = self._unit.one(ATTACHMENT, attachments.c.id == attachment_id)
        message = None if attachment is None else self.get(attachment.message_id)
        return None if attachment is None or message is None else (attachment, message)

    def add_attachment(self, attachment: Attachment) -> None:
        self._unit.add(ATTACHMENT, [attachment])

    def add_upload(self, attachment: Attachment) -> None:
        self._unit.add(ATTACHMENT, [attachment])

    def uploads(self, attachment_ids: Sequence[str]) -> Sequence[Attachment]:
        c = attachments.c
        waiting = sa.select(attachments).where(c.id.in_(attachment_ids), c.message_id == "")
        return self._unit.list(ATTACHMENT, waiting.order_by(c.id))

    def thread_ids(self, interaction_id: str) -> Sequence[str]:
        statement = sa.select(messages.c.mail_id).where(
            messages.c.interaction_id == interaction_id, messages.c.mail_id.is_not(None)
        )
        return self._unit.connection.execute(statement.order_by(messages.c.seq)).scalars().all()

    def _first(self, statement: Any) -> Message | None:
        return next(iter(self._list(statement)), None)

    def _list(self, statement: Any) -> list[Message]:
        rows = self._unit.rows(statement)
        files = self._files([row["id"] for row in rows])
        return [MESSAGE.value(row, attachments=tuple(files[row["id"]])) for row in rows]

    def _files(self, message_ids: Sequence[str]) -> Mapping[str, list[Attachment]]:
        found: defaultdict[str, list[Attachment]] = defaultdict(list)
        for ids in chunks(message_ids):
            wanted = sa.select(attachments).where(attachments.c.message_id.in_(ids)).order_by(attachments.c.id)
            for each in self._unit.list(ATTACHMENT, wanted):
                found[each.message_id].append(each)
        return found


class RawPayloads:
    """Implements `hub.ports.repositories.log.RawPayloads`."""

    def __init__(self, unit: Unit) -> None:
        """Work inside `unit`."""
        self._unit = unit

    def add(self, raw: RawRecord) -> None:
        self._unit.add_new(RAW, raw)

    def unparsed(self, limit: int) -> Sequence[RawRecord]:
        waiting = sa.select(raw_payloads).where(raw_payloads.c.error.is_not(None))
        return self._unit.list(RAW, waiting.order_by(raw_payloads.c.id).limit(limit))

    def prune(self, before: datetime, *, limit: int) -> int:
        """Ids say when they were made, and have an index already."""
        c = raw_payloads.c
        return self._unit.prune(c.id, sa.and_(c.id < first_id(before), c.error.is_(None)), limit=limit)

    def bookmark(self, channel: str, name: str) -> str | None:
        statement = sa.select(bookmarks.c.value).where(bookmarks.c.channel == channel, bookmarks.c.name == name)
        return self._unit.connection.execute(statement).scalar()

    def set_bookmark(self, channel: str, name: str, value: str) -> None:
        statement = self._unit.insert(bookmarks).values(channel=channel, name=name, value=value)
        self._unit.connection.execute(
            statement.on_conflict_do_update(index_elements=["channel", "name"], set_={"value": value})
        )
