"""The hot write of the log: many inbound messages committed together.

Storage reads all that the batch needs in one round trip (`IntakeView`), asks `decide` for the rows, and writes them
in a second one. `decide` is pure
and may be called again on a fresh view when a race with another process made the write fail.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hub.domain.addresses import Address
from hub.domain.consent import Consent
from hub.domain.customers import ContactPoint, Customer
from hub.domain.events import NewEvent
from hub.domain.interactions import Interaction
from hub.domain.messages import Message
from hub.domain.work import WorkItem
from hub.ports.channels import Bookmark, Inbound, Outcome


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """An inbound file whose bytes already lie in the blob store."""

    id: str
    name: str
    type: str
    size: int
    blob: str
    content_id: str | None = None
    inline: bool = False


@dataclass(frozen=True, kw_only=True)
class RawRecord:
    """A raw payload's row: small bodies in `body`, large ones in the blob `blob`; `error` is set when it could not be
    parsed.
    """

    id: str
    channel: str
    provider_id: str
    content_type: str
    headers: dict[str, str]
    body: bytes | None
    blob: str | None
    error: str | None
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class IntakeItem:
    """One inbound message ready to be stored: parsed, normalised, its files in the blob store.

    `address` is None when the sender identifies nobody. `thread_key` is never empty. `text` and `subject` are storable.
    """

    inbound: Inbound
    address: Address | None
    thread_key: str
    text: str
    subject: str
    files: tuple[StoredFile, ...] = ()
    html_blob: str | None = None
    raw: RawRecord | None = None


@dataclass(frozen=True, kw_only=True)
class Repeat:
    """A message that is in the log already."""

    message_id: str
    interaction_id: str
    customer_id: str | None
    seq: int


@dataclass(frozen=True, kw_only=True)
class Thread:
    """An existing conversation with its newest work item (live or ended)."""

    interaction: Interaction
    work_item: WorkItem | None


@dataclass(frozen=True, kw_only=True)
class IntakeView:
    """What the database knows about a batch.

    `repeats` by (channel, provider id); `contacts` by (contact point kind, value): the identifying contact point with
    its customer;
    `shared` lists addresses that several customers share; `by_id`, `by_message_id` (channel, message id) and `by_key`
    (channel, thread key; the newest) find conversations; `withdrawn` holds (interaction kind, address) that opted out
    of everything.
    """

    repeats: Mapping[tuple[str, str], Repeat]
    contacts: Mapping[tuple[str, str], tuple[ContactPoint, Customer]]
    shared: frozenset[tuple[str, str]]
    by_id: Mapping[str, Thread]
    by_message_id: Mapping[tuple[str, str], Thread]
    by_key: Mapping[tuple[str, str], Thread]
    withdrawn: frozenset[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class InteractionChange:
    """A new state of a stored interaction, valid only if its row still has `expected_version`."""

    after: Interaction
    expected_version: int


@dataclass(kw_only=True)
class IntakeRows:
    """All rows of a batch, written in one transaction or not at all."""

    customers: list[Customer] = field(default_factory=list)
    contact_points: list[ContactPoint] = field(default_factory=list)
    seen_contact_points: dict[str, datetime] = field(default_factory=dict)
    interactions: list[Interaction] = field(default_factory=list)
    changes: list[InteractionChange] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    work_items: list[WorkItem] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    raws: list[RawRecord] = field(default_factory=list)
    bookmarks: list[tuple[str, Bookmark]] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class IntakePlan:
    """The rows to write and, in the batch's order, what each sender is told."""

    rows: IntakeRows
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, kw_only=True)
class IntakeResult:
    """What became of one item: an outcome, or the error that kept it (alone) from being stored."""

    outcome: Outcome | None
    error: Exception | None = None


IntakeDecide = Callable[[Sequence[IntakeItem], IntakeView], IntakePlan]
