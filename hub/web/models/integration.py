"""Webhooks, events, search, users, tokens, audit and the softphone on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from hub.domain.users import Role
from hub.errors import InvalidError
from hub.ports.repositories.access import AuditFilter
from hub.ports.repositories.log import HitFilter
from hub.services.desk.search import TYPES
from hub.web.models.base import Body, Id, Line, Name, Page, Query, QueryTime, Shown, ShownVersioned, Words
from hub.web.models.session import Language

Url = Annotated[str, StringConstraints(min_length=8, max_length=2000, pattern=r"^https?://")]
Roles = Annotated[list[Role], Field(min_length=1, max_length=10)]
Password = Annotated[str, StringConstraints(min_length=10, max_length=1024)]
Seq = Annotated[int, Field(ge=0, le=9_000_000_000_000_000)]


class WebhookChange(Body):
    """A subscriber's own fields; only those given change. No types means all."""

    url: Url = "https://example.com/"
    types: Words = Field(default_factory=list)
    secret: Annotated[str, StringConstraints(min_length=16, max_length=200)] | None = None
    enabled: bool = True

    def fields(self) -> dict[str, object]:
        """The fields that were given."""
        values = self.given()
        if "types" in values:
            values["types"] = tuple(dict.fromkeys(self.types))
        return values


class NewWebhookBody(WebhookChange):
    """A subscriber to make; without a secret one is made and shown once."""

    url: Url


class ReplayBody(Body):
    """Which event to send again."""

    event_seq: Seq


class EventQuery(Query):
    """Events above `after`."""

    after: Seq = 0
    limit: Annotated[int, Field(ge=1, le=1000)] = 200


class SearchQuery(Query):
    """What to look for: `types` are some of customer, case, article and message, joined by commas; `each` asks for so
    many of every type instead of a page of all.
    """

    q: Annotated[Line, Field(min_length=1)]
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    each: Annotated[int, Field(ge=1, le=50)] | None = None
    after: Annotated[int, Field(ge=0, lt=2**62)] | None = None
    types: Line | None = None
    customer_id: Id | None = None
    agent_id: Id | None = None
    channel: Line | None = None
    queue_id: Id | None = None
    state: Line | None = None
    tag: Line | None = None
    since: QueryTime | None = None
    until: QueryTime | None = None

    def filter(self) -> HitFilter:
        """What hits must be like."""
        names = ("customer_id", "agent_id", "channel", "queue_id", "state", "tag", "since", "until")
        return HitFilter(types=_types(self.types), **{name: getattr(self, name) for name in names})


def _types(text: str | None) -> tuple[str, ...]:
    named = tuple(dict.fromkeys(each.strip() for each in text.split(","))) if text else ()
    unknown = next((each for each in named if each not in TYPES), None)
    if unknown is not None:
        raise InvalidError(f"{unknown!r} is no type; write some of {', '.join(TYPES)}", field="types")
    return named


class NewUserBody(Body):
    """Somebody to let in; with the role `agent` also an agent on these queues (by name)."""

    login: Name
    password: Password
    name: Line = ""
    roles: Roles = Field(default_factory=lambda: [Role.AGENT])
    language: Language = ""
    phone: Line = ""
    queues: Words = Field(default_factory=list)


class UserChange(Body):
    """What an administrator changes about a user."""

    name: Name | None = None
    roles: Roles | None = None
    language: Language | None = None
    disabled: bool | None = None
    password: Password | None = None


class NewTokenBody(Body):
    """A program to let in."""

    name: Name
    roles: Roles = Field(default_factory=lambda: [Role.INTEGRATION])


class ShownWebhook(ShownVersioned):
    """A subscriber; the secret is shown only when it was just made."""

    url: str
    types: list[str]
    enabled: bool
    cursor: int
    created_at: str


class ShownWebhooks(Shown):
    """All subscribers."""

    items: list[ShownWebhook]
    next: str | None


class ShownAttempt(Shown):
    """A line of a subscriber's delivery log."""

    id: str
    event_seq: int
    state: str
    status: int | None
    error: str
    attempt: int
    next_at: str | None
    at: str


class ShownAttempts(Shown):
    """The delivery log, newest first."""

    items: list[ShownAttempt]
    next: str | None


class ShownEvent(Shown):
    """Something that changed."""

    seq: int
    type: str
    at: str
    data: dict[str, object]


class ShownEvents(Shown):
    """Events in order; `reload` says that some after the cursor are no longer kept."""

    items: list[ShownEvent]
    next: str | None
    reload: bool


class ShownHit(Shown):
    """A search result."""

    type: str
    id: str
    customer_id: str | None
    interaction_id: str | None
    title: str
    excerpt: str
    at: str


class ShownHits(Shown):
    """Search results, newest first."""

    items: list[ShownHit]
    next: str | None


class ShownPerson(Shown):
    """A user."""

    id: str
    login: str
    name: str
    roles: list[Role]
    agent_id: str | None
    disabled: bool


class ShownPeople(Shown):
    """All users."""

    items: list[ShownPerson]
    next: str | None


class ShownToken(Shown):
    """A token; `secret` is shown only when it was just made."""

    id: str
    name: str
    roles: list[Role]
    created_at: str
    revoked_at: str | None


class ShownTokens(Shown):
    """All tokens."""

    items: list[ShownToken]
    next: str | None


class AuditQuery(Page):
    """Which lines: by who, by what was done (`customer.seen`, or `customer.` for all of these), to what, when."""

    actor: Line | None = None
    action: Line | None = None
    subject: Line | None = None
    since: QueryTime | None = None
    until: QueryTime | None = None

    def filter(self) -> AuditFilter:
        """As the storage asks."""
        return AuditFilter(
            actor=self.actor, action=self.action, subject=self.subject, since=self.since, until=self.until
        )


class ShownAuditLine(Shown):
    """Who saw or did what."""

    id: str
    actor: str
    action: str
    subject: str
    detail: dict[str, object]
    at: str


class ShownAudit(Shown):
    """A page of the audit, newest first."""

    items: list[ShownAuditLine]
    next: str | None


class RawQuery(Query):
    """Which raw payloads: those that could not be read."""

    state: Annotated[str, StringConstraints(pattern="^unparsed$")] = "unparsed"
    limit: Annotated[int, Field(ge=1, le=200)] = 50
