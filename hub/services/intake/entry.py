"""Which queue a new interaction enters: the entry rules with the queues they name, kept in memory and refreshed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.entry_rules import EntryFacts, EntryRule, first_match
from hub.domain.hours import OpeningHours
from hub.domain.profiles import RoutingProfile, queues_served
from hub.domain.queues import Queue, Trigger
from hub.domain.sla import SlaPolicy
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.intake.last_service import Served
from hub.services.sla.terms import Terms

_MAX_AGE_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Where a contact goes and the rule that says so (None: no rule matched and the default queue takes it)."""

    queue: Queue | None
    rule: EntryRule | None
    opens_at: datetime | None
    terms: Terms | None = None

    @property
    def overflows(self) -> bool:
        """Whether the closed queue says where to go instead."""
        return self.queue is not None and any(each.on is Trigger.CLOSED for each in self.queue.overflow)


@dataclass(frozen=True, kw_only=True)
class EntryBook:
    """A snapshot of rules, queues and agents; who was `last_served` by whom, by (kind, value) of an address, is read
    where rules ask for it.
    """

    rules: tuple[EntryRule, ...] = ()
    queues: dict[str, Queue]
    agents: dict[str, Agent]
    default_queue: Queue | None
    last_served: Mapping[tuple[str, str], Served] = field(default_factory=dict)
    policies: dict[str, SlaPolicy] = field(default_factory=dict)
    hours: dict[str, OpeningHours] = field(default_factory=dict)
    profiles: dict[str, RoutingProfile] = field(default_factory=dict)

    def choose(self, facts: EntryFacts) -> Entry:
        """Return the queue of the first matching rule; `opens_at` is set when that queue is closed now."""
        rule = first_match(self.rules, facts)
        queue = self.queues.get(rule.queue_id) if rule else self.default_queue
        if queue is None:
            return Entry(queue=None, rule=rule, opens_at=None)
        closed = queue.hours is not None and not queue.hours.is_open(facts.at)
        return Entry(
            queue=queue,
            rule=rule,
            opens_at=queue.hours.next_opening(facts.at) if closed and queue.hours else None,
            terms=self.terms((rule.sla_id if rule else None) or queue.sla_id, queue.id),
        )

    def terms(self, policy_id: str | None, queue_id: str | None) -> Terms | None:
        """What a policy promises to what waits in a queue; None without a policy."""
        policy = self.policies.get(policy_id or "")
        if policy is None:
            return None
        queue = self.queues.get(queue_id or "")
        own = queue.hours if queue else None
        return Terms(policy=policy, hours=self.hours.get(policy.hours_id) if policy.hours_id else own)

    @property
    def asks_who_served(self) -> bool:
        """Whether a rule looks for who served a customer last."""
        return any(rule.to_last_agent_days is not None for rule in self.rules if rule.enabled)

    def serving(self, queue: Queue) -> list[str]:
        """The agents who serve a queue, as members or by profile."""
        served = queues_served(self.agents.values(), [queue], self.profiles)
        return [agent_id for agent_id, queue_ids in served.items() if queue_ids]

    def queue_name(self, queue_id: str | None) -> str:
        """Name a queue for people."""
        queue = self.queues.get(queue_id or "")
        return queue.name if queue else ""

    def agent_with_phone(self, phone: str) -> Agent | None:
        """Find whose telephone or extension this is."""
        return next((each for each in self.agents.values() if phone and each.phone == phone), None)


def read_entry_book(tx: Tx) -> EntryBook:
    """Read rules, queues and agents; the oldest queue takes what no rule claims."""
    queues = {queue.id: queue for queue in tx.queues.all()}
    default = min(queues.values(), key=lambda each: each.id, default=None)
    agents = {agent.id: agent for agent in tx.agents.all()}
    rules = tuple(_with_hours(each, queues.get(each.queue_id)) for each in tx.queues.entry_rules())
    return EntryBook(
        rules=rules,
        queues=queues,
        agents=agents,
        default_queue=default,
        policies={each.id: each for each in tx.sla_policies.all()},
        hours={each.id: each.hours for each in tx.hours.all()},
        profiles={each.id: each for each in tx.profiles.all()},
    )


def _with_hours(rule: EntryRule, queue: Queue | None) -> EntryRule:
    """A rule that asks for open or closed without hours of its own means those of its queue."""
    conditions = rule.conditions
    if conditions.open is None or conditions.hours is not None or queue is None:
        return rule
    return replace(rule, conditions=replace(conditions, hours=queue.hours))


class EntryDesk:
    """Holds the current book; at most two seconds old, so that another process's edit counts soon."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._book: EntryBook | None = None
        self._read_at = 0.0

    async def book(self) -> EntryBook:
        """Return the book, reading it again when it is too old."""
        now = self._clock.monotonic()
        if self._book is None or now - self._read_at > _MAX_AGE_S:
            self._book = await self._database.read(read_entry_book)
            self._read_at = now
        return self._book

    def forget(self) -> None:
        """Read again next time: this process changed something."""
        self._book = None
