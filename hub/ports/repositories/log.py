"""The interaction log: interactions, messages, raw payloads, search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from hub.domain.interactions import Interaction
from hub.domain.messages import Attachment, Message, MessageDelivery
from hub.ports.intake import RawRecord


@dataclass(frozen=True, kw_only=True)
class InteractionFilter:
    """All that are given must hold."""

    customer_id: str | None = None
    agent_id: str | None = None
    queue_id: str | None = None
    channel: str | None = None
    kind: str | None = None
    states: tuple[str, ...] = ()
    created_after: datetime | None = None
    idle_since: datetime | None = None
    sla_states: tuple[str, ...] = ()


class Interactions(Protocol):
    """Rows of the log."""

    def get(self, interaction_id: str) -> Interaction | None:
        """Return one."""

    def get_many(self, interaction_ids: Sequence[str]) -> dict[str, Interaction]:
        """Return those that exist."""

    def add(self, interaction: Interaction) -> None:
        """Insert."""

    def update(self, interaction: Interaction, expected_version: int) -> None:
        """Write all fields with `interaction.version`; raise `StaleVersionError` when the row is at another version."""

    def lock_many(self, interaction_ids: Sequence[str]) -> dict[str, Interaction]:
        """Return those that exist, and keep others from changing them until the transaction ends."""

    def mirror(self, changed: Sequence[Interaction]) -> None:
        """Write what routing decides of interactions that the transaction holds, with their versions and clocks."""

    def page(self, wanted: InteractionFilter, *, after: str | None, limit: int) -> Sequence[Interaction]:
        """List by id, newest first; `after` is the last id of the page before."""

    def promised_before(self, at: datetime, limit: int) -> Sequence[Interaction]:
        """List those whose next warning or breach has come, the earliest first."""

    def next_promise(self) -> datetime | None:
        """Return when the next warning or breach of any comes."""

    def by_thread(self, channel: str, thread_key: str) -> Interaction | None:
        """Return the newest of a conversation."""


class Messages(Protocol):
    """Entries of interactions."""

    def get(self, message_id: str) -> Message | None:
        """Return one with its attachments."""

    def add(self, message: Message) -> None:
        """Insert with attachments; raise `ConflictError` when `seq` or the provider's id is taken. Also indexes it
        for search.
        """

    def of_interaction(self, interaction_id: str, *, after_seq: int = 0, limit: int = 500) -> Sequence[Message]:
        """List by seq."""

    def of_interactions(self, interaction_ids: Sequence[str], *, newest: int) -> Sequence[Message]:
        """List the `newest` messages of each, by seq."""

    def by_provider_id(self, channel: str, provider_id: str) -> Message | None:
        """Find by the provider's id."""

    def set_delivery(self, message_id: str, delivery: MessageDelivery, provider_id: str | None) -> Message:
        """Record how far it got; return the message as it is now."""

    def attachment(self, attachment_id: str) -> tuple[Attachment, Message] | None:
        """Return an attachment with its message."""

    def add_attachment(self, attachment: Attachment) -> None:
        """Insert one for a message that is stored (a recording that arrived later)."""

    def add_upload(self, attachment: Attachment) -> None:
        """Keep a file that belongs to no message yet (`message_id` is "")."""

    def uploads(self, attachment_ids: Sequence[str]) -> Sequence[Attachment]:
        """Return uploaded files that no message has taken; `add` with the same attachment ids takes them."""

    def thread_ids(self, interaction_id: str) -> Sequence[str]:
        """Return the e-mail message ids of an interaction, oldest first."""


class RawPayloads(Protocol):
    """What came in, byte for byte."""

    def add(self, raw: RawRecord) -> None:
        """Insert; a repeat of (channel, provider id) changes nothing."""

    def unparsed(self, limit: int) -> Sequence[RawRecord]:
        """List those that wait for a person, oldest first."""

    def prune(self, before: datetime, *, limit: int) -> int:
        """Remove up to `limit` older ones that were read without trouble; return how many."""

    def bookmark(self, channel: str, name: str) -> str | None:
        """Return how far a source was read."""

    def set_bookmark(self, channel: str, name: str, value: str) -> None:
        """Store how far a source was read."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A search result: a customer, a message, a case or an article, with an excerpt where the words are."""

    type: str
    id: str
    customer_id: str | None
    interaction_id: str | None
    title: str
    excerpt: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class HitFilter:
    """All that are given must hold; a kind of thing that has no such property is not found.

    `types` are some of customer, message, case and article; `agent_id` is who has it, or had it.
    """

    types: tuple[str, ...] = ()
    customer_id: str | None = None
    agent_id: str | None = None
    channel: str | None = None
    queue_id: str | None = None
    state: str | None = None
    tag: str | None = None
    since: datetime | None = None
    until: datetime | None = None


ALL_HITS = HitFilter()


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of hits; `next` is the `after` that goes on, None at the end. A page may be short or empty before that:
    a filter that lets little through ends it when enough was looked at.
    """

    hits: Sequence[Hit]
    next: int | None


class Search(Protocol):
    """Full text over customers, messages, cases and articles; CJK bigrams plus words."""

    def put_texts(self, kind: str, ref_id: str, texts: Sequence[str]) -> None:
        """Index what can change (a case, an article) anew by the words of some texts; without any it is gone."""

    def find(self, query: str, *, limit: int, wanted: HitFilter = ALL_HITS, after: int | None = None) -> Found:
        """Return hits that hold every word of the query, what was indexed last first."""

    def shown(self, refs: Sequence[tuple[str, str]], query: str, wanted: HitFilter = ALL_HITS) -> Sequence[Hit]:
        """Return hits of (type, id), in that order, where they exist and fit."""
