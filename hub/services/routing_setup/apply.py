"""Writes what a routing document changes, in one transaction, and tells everyone."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from hub.ports.repositories import Tx
from hub.services.events.announce import announce_agent
from hub.services.routing_setup.check import findings
from hub.services.routing_setup.config import read_routing
from hub.services.routing_setup.files import Change, Given, compared
from hub.services.routing_setup.names import names_of
from hub.services.routing_setup.opening_hours import HOURS
from hub.services.routing_setup.plans import PLANS
from hub.services.routing_setup.profiles import PROFILES
from hub.services.routing_setup.queues import announce_queue
from hub.services.routing_setup.shelf import Keeper
from hub.services.routing_setup.sla_policies import SLA_POLICIES
from hub.services.shapes import Shape
from hub.services.sla.retime import retime_hours, retime_policy, retime_queue


def apply_routing(tx: Tx, given: Given, *, dry_run: bool, at: datetime) -> Shape:
    """Compare, check and (unless it is a dry run) write; what is already so is not written again."""
    target = compared(read_routing(tx), given, at=at)
    if not dry_run:
        for change in target.changes:
            _WRITERS[change.section](tx, change, at)
        for change in target.changes:
            _retime(tx, change, at)
    names = names_of(target.config)
    return {
        "applied": not dry_run,
        "changes": [each.shape(names) for each in target.changes],
        "warnings": [each.shape() for each in findings(target.config, at=at)],
    }


def _next(change: Change, at: datetime) -> Any:
    if change.before is None:
        return change.after
    return replace(change.after, version=change.before.version + 1, updated_at=at)


def _shelved(keeper: Keeper[Any]) -> Callable[[Tx, Change, datetime], None]:
    def write(tx: Tx, change: Change, at: datetime) -> None:
        value = _next(change, at)
        if change.before is None:
            keeper.shelf(tx).add(value)
        else:
            keeper.shelf(tx).update(value, change.before.version)
        keeper.announce(tx, value, at=at)

    return write


def _queue(tx: Tx, change: Change, at: datetime) -> None:
    queue = _next(change, at)
    if change.before is None:
        tx.queues.add(queue)
    else:
        tx.queues.update(queue, change.before.version)
    announce_queue(tx, queue, at=at)


def _agent(tx: Tx, change: Change, at: datetime) -> None:
    agent = _next(change, at)
    if change.before is None:
        tx.agents.add(agent)
    else:
        tx.agents.update(agent, change.before.version)
    announce_agent(tx, agent, at=at)


def _rule(tx: Tx, change: Change, _: datetime) -> None:
    rule = change.after
    tx.queues.put_entry_rule(rule if change.before is None else replace(rule, version=change.before.version + 1))


_WRITERS: dict[str, Callable[[Tx, Change, datetime], None]] = {
    "skills": lambda tx, change, _: tx.skills.put(change.after),
    "hours": _shelved(HOURS),
    "sla_policies": _shelved(SLA_POLICIES),
    "agents": _agent,
    "profiles": _shelved(PROFILES),
    "queues": _queue,
    "plans": _shelved(PLANS),
    "entry_rules": _rule,
    "dispositions": lambda tx, change, _: tx.queues.put_disposition(change.after),
}


def _retime(tx: Tx, change: Change, at: datetime) -> None:
    if change.before is None:
        return
    if change.section == "sla_policies":
        retime_policy(tx, change.before, at=at)
    if change.section == "hours":
        retime_hours(tx, change.before, at=at)
    if change.section == "queues" and change.before.hours != change.after.hours:
        retime_queue(tx, change.before, at=at)
