"""Pools: one owner a customer at a time; claims that run out unless there is work on them; who is away when."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hub.domain.customers import Customer
from hub.domain.events import EventType
from hub.domain.ids import new_id
from hub.domain.pools import Absence, Claim, ClaimEnd
from hub.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.services.access.audit import record
from hub.services.customers.records import require
from hub.services.events.announce import customer_event
from hub.services.shapes import Shape, time_shape
from hub.services.value.class_rules import rules_in_force
from hub.services.value.standings import renew

_AT_ONCE = 100
_LONGEST_ABSENCE = timedelta(days=732)


@dataclass(frozen=True, kw_only=True)
class ByWhom:
    """Who moves a customer: the name in the audit, whose agent, and whether over the heads of others."""

    actor: str
    agent_id: str | None
    supervises: bool
    at: datetime
    expected_version: int | None = None


def claim(tx: Tx, customer_id: str, agent_id: str, who: ByWhom) -> Customer:
    """Take a customer whom nobody has; raises `ConflictError` when somebody has, or the agent has too many."""
    customer = require(tx, customer_id, expected_version=who.expected_version)
    if customer.owner_agent_id == agent_id:
        return customer
    if customer.owner_agent_id is not None:
        raise ConflictError(f"customer {customer_id} belongs to {_name(tx, customer.owner_agent_id)}")
    _refuse_too_many(tx, agent_id)
    return _give(tx, customer, agent_id, who, action="customer.claimed")


def assign(tx: Tx, customer_id: str, agent_id: str, who: ByWhom) -> Customer:
    """Give a customer to an agent, whoever has it now and however many the agent has: a supervisor's word."""
    customer = require(tx, customer_id, expected_version=who.expected_version)
    if tx.agents.get(agent_id) is None:
        raise InvalidError(f"there is no agent {agent_id}", field="agent_id")
    if customer.owner_agent_id == agent_id:
        return customer
    return _give(tx, customer, agent_id, who, action="customer.assigned")


def release(tx: Tx, customer_id: str, who: ByWhom) -> Customer:
    """Put a customer back into its pool; only its owner and supervisors may."""
    customer = require(tx, customer_id, expected_version=who.expected_version)
    if customer.owner_agent_id is None:
        return customer
    if not who.supervises and customer.owner_agent_id != who.agent_id:
        owner = _name(tx, customer.owner_agent_id)
        raise ForbiddenError(f"customer {customer_id} belongs to {owner}; only they or a supervisor may release it")
    return _free(tx, customer, ClaimEnd.RELEASED, actor=who.actor, at=who.at)


def _refuse_too_many(tx: Tx, agent_id: str) -> None:
    _, rule = rules_in_force(tx)
    if tx.pools.count_of(agent_id) >= rule.claims_per_agent:
        text = f"you look after {rule.claims_per_agent} customers already, which is the most; release one first"
        raise ConflictError(text)


def _give(tx: Tx, customer: Customer, agent_id: str, who: ByWhom, *, action: str) -> Customer:
    _, rule = rules_in_force(tx)
    _end_claim(tx, customer.id, ClaimEnd.REASSIGNED, who.at)
    tx.pools.add_claim(
        Claim(
            id=new_id(),
            owner_id=customer.id,
            agent_id=agent_id,
            by=who.actor,
            at=who.at,
            expires_at=who.at + timedelta(days=rule.claim_days),
        )
    )
    record(tx, actor=who.actor, action=action, subject=customer.id, at=who.at, agent_id=agent_id)
    return _owned(tx, customer, agent_id, who.at)


def _free(tx: Tx, customer: Customer, end: ClaimEnd, *, actor: str, at: datetime) -> Customer:
    _end_claim(tx, customer.id, end, at)
    record(
        tx,
        actor=actor,
        action="customer.released",
        subject=customer.id,
        at=at,
        agent_id=customer.owner_agent_id,
        reason=end.value,
    )
    return _owned(tx, customer, None, at)


def _owned(tx: Tx, customer: Customer, agent_id: str | None, at: datetime) -> Customer:
    """Write the owner at the version that was read: of two who want a customer the second is told of the first."""
    changed = replace(customer, owner_agent_id=agent_id, version=customer.version + 1, updated_at=at)
    tx.customers.update(changed, customer.version)
    tx.events.add(customer_event(changed, EventType.CUSTOMER_UPDATED, at=at))
    renew(tx, [customer.id], at=at, owners_before={customer.id: customer.owner_agent_id})
    return tx.customers.get(customer.id) or changed


def _end_claim(tx: Tx, customer_id: str, end: ClaimEnd, at: datetime) -> Claim | None:
    standing = tx.pools.open_claim(customer_id)
    if standing is not None:
        tx.pools.put_claim(replace(standing, ended_at=at, end=end.value))
    return standing


def _name(tx: Tx, agent_id: str) -> str:
    agent = tx.agents.get(agent_id)
    return agent.name if agent else f"agent {agent_id}, who is no longer there"


def after_merge(tx: Tx, source_id: str, target: Customer, *, at: datetime) -> None:
    """One of two claims goes on: the target's own, or the source's when the target's owner came from it."""
    brought = _end_claim(tx, source_id, ClaimEnd.MERGED, at)
    if brought is not None and brought.agent_id == target.owner_agent_id:
        tx.pools.add_claim(replace(brought, id=new_id(), owner_id=target.id))
    renew(tx, [target.id], at=at)


def after_unmerge(tx: Tx, customers: Sequence[Customer], *, at: datetime) -> None:
    """A claim on a customer who no longer has that owner ends."""
    for customer in customers:
        standing = tx.pools.open_claim(customer.id)
        if standing is not None and standing.agent_id != customer.owner_agent_id:
            _end_claim(tx, customer.id, ClaimEnd.RELEASED, at)
    renew(tx, [each.id for each in customers], at=at)


class Claims:
    """Lets claims run out that nobody has worked on."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def tick(self) -> int:
        """Look at the claims whose time is up; return how many customers went back into their pool."""
        now, freed = self._clock.now(), 0
        while await self._database.read(lambda tx: bool(tx.pools.expired(now, limit=1))):
            freed += await self._database.write(lambda tx: _expire(tx, now))
        return freed


def _expire(tx: Tx, at: datetime) -> int:
    _, rule = rules_in_force(tx)
    return sum(_let_go(tx, each, timedelta(days=rule.claim_days), at) for each in tx.pools.expired(at, limit=_AT_ONCE))


def _let_go(tx: Tx, standing: Claim, lasts: timedelta, at: datetime) -> bool:
    """Work puts the end off; without any the customer is free again."""
    worked_at = tx.pools.worked_at(standing.owner_id, standing.agent_id, standing.at)
    if worked_at is not None and worked_at + lasts > at:
        tx.pools.put_claim(replace(standing, expires_at=worked_at + lasts))
        return False
    customer = tx.customers.get(standing.owner_id)
    if customer is None or customer.owner_agent_id != standing.agent_id:
        _end_claim(tx, standing.owner_id, ClaimEnd.REASSIGNED, at)
        return False
    _free(tx, customer, ClaimEnd.EXPIRED, actor="clock", at=at)
    return True


def add_absence(
    tx: Tx, agent_id: str, first_day: date, last_day: date, *, reason: str, by: str, at: datetime
) -> Absence:
    """Write down that an agent is away."""
    if tx.agents.get(agent_id) is None:
        raise InvalidError(f"there is no agent {agent_id}", field="agent_id")
    if last_day < first_day:
        raise InvalidError("ends before it begins; write the last day of the absence", field="last_day")
    if last_day - first_day > _LONGEST_ABSENCE:
        raise InvalidError("lasts more than two years; end the account instead", field="last_day")
    absence = Absence(
        id=new_id(),
        agent_id=agent_id,
        first_day=first_day,
        last_day=last_day,
        reason=reason,
        created_by=by,
        created_at=at,
    )
    tx.absences.add(absence)
    record(tx, actor=by, action="absence.added", subject=absence.id, at=at, agent_id=agent_id)
    return absence


def require_absence(tx: Tx, absence_id: str) -> Absence:
    """Return one."""
    found = tx.absences.get(absence_id)
    if found is None:
        raise NotFoundError(f"there is no absence {absence_id}")
    return found


def absence_shape(absence: Absence) -> Shape:
    """An absence as the API shows it."""
    return {
        "id": absence.id,
        "version": absence.version,
        "agent_id": absence.agent_id,
        "first_day": absence.first_day.isoformat(),
        "last_day": absence.last_day.isoformat(),
        "reason": absence.reason,
        "created_by": absence.created_by,
        "created_at": time_shape(absence.created_at),
    }


def claim_shape(standing: Claim | None) -> Shape | None:
    """A claim as the API shows it."""
    if standing is None:
        return None
    return {
        "agent_id": standing.agent_id,
        "by": standing.by,
        "at": time_shape(standing.at),
        "expires_at": time_shape(standing.expires_at),
    }
