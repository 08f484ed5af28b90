"""Who may have an item, read off its row, its plan, the queues and the profiles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hub.domain.agents import Agent
from hub.domain.plans import AfterPlan, Plan, PlanStep, StepMode, Strategy, Term
from hub.domain.work import WorkItem
from tests.unit.routing.judge.rows import Rows, seconds

Terms = tuple[Term, ...]


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Those whom one step lets in: members and served queues up to `ring` who have one of `needs`, and the named."""

    needs: tuple[Terms, ...]
    ring: int = 0
    queue_ids: tuple[str, ...] = ()
    agent_ids: tuple[str, ...] = ()
    is_named_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Served:
    """How an agent serves a queue for one kind."""

    rank: int
    delay_s: int = 0


def openings(item: WorkItem, plan: Plan | None) -> list[Opening]:
    """What the steps taken have opened, earliest first."""
    own = tuple(Term(skill=each.skill, at_least=each.level) for each in item.requirements)
    found = [Opening(needs=(own,))]
    steps = plan.steps[: item.plan_step] if plan else ()
    for step in steps:
        opened = _opened(step, found[-1])
        found = [*found, opened] if step.mode is StepMode.ADD else [opened]
    if plan and item.plan_step > len(plan.steps) and plan.after is AfterPlan.ANY_AGENT_IN_QUEUE:
        found.append(Opening(needs=((),)))
    return found


def _opened(step: PlanStep, last: Opening) -> Opening:
    only_names = bool(step.agent_ids) and step.needs is None and step.ring is None and not step.queue_ids
    opened = replace(last, queue_ids=step.queue_ids, agent_ids=step.agent_ids, is_named_only=only_names)
    if step.needs is not None:
        opened = replace(opened, needs=step.needs or ((),))
    return opened if step.ring is None else replace(opened, ring=step.ring)


def strategy(rows: Rows, item: WorkItem) -> Strategy:
    """The strategy of the last step that names one, else the queue's."""
    plan, queue = rows.plan_of(item), rows.queue_of(item)
    named = [each.strategy for each in (plan.steps[: item.plan_step] if plan else ()) if each.strategy]
    return named[-1] if named else queue.strategy if queue else Strategy.LONGEST_IDLE


def service(rows: Rows, agent: Agent, queue_id: str | None, kind: str) -> Served | None:
    """How the agent serves the queue: by profile for this kind, by profile for all kinds, or as a member."""
    profile = rows.profiles.get(agent.profile_id or "")
    entries = [each for each in (profile.entries if profile else ()) if each.queue_id == queue_id]
    for wanted in (kind, None):
        for each in entries:
            if each.kind == wanted:
                return Served(rank=each.rank, delay_s=each.delay_s)
    queue = rows.queues.get(queue_id or "")
    ranks = [each.rank for each in (queue.members if queue else ()) if each.agent_id == agent.id]
    return Served(rank=ranks[0]) if ranks else None


def has(skills: Mapping[str, int], terms: Terms) -> bool:
    return all(each.at_least <= skills.get(each.skill, 0) <= each.at_most for each in terms)


def is_skilled(rows: Rows, agent: Agent, item: WorkItem) -> bool:
    """Whether the agent has what any of the openings asks for."""
    found = openings(item, rows.plan_of(item))
    return any(has(agent.skills, terms) for each in found for terms in each.needs)


def has_own_needs(agent: Agent, item: WorkItem) -> bool:
    """Whether the agent has what the item itself needs."""
    return all(agent.skills.get(each.skill, 0) >= each.level for each in item.requirements)


def entered(item: WorkItem) -> datetime:
    return item.entered_at or item.queued_at


def admissions(rows: Rows, agent: Agent, item: WorkItem) -> Iterator[tuple[int, datetime]]:
    """Each opening (by number) that lets the agent in, and from when."""
    for number, opening in enumerate(openings(item, rows.plan_of(item))):
        if agent.id in opening.agent_ids:
            yield number, entered(item)
        if opening.is_named_only or not any(has(agent.skills, terms) for terms in opening.needs):
            continue
        for queue_id in (item.queue_id, *opening.queue_ids):
            served = service(rows, agent, queue_id, item.kind)
            if served and (opening.ring == 0 or served.rank <= opening.ring):
                yield number, entered(item) + seconds(served.delay_s)


def stage(rows: Rows, agent: Agent, item: WorkItem) -> int | None:
    """The earliest opening by which the agent sees the item now."""
    return min((number for number, since in admissions(rows, agent, item) if since <= rows.now), default=None)


def seen_from(rows: Rows, agent: Agent, item: WorkItem) -> datetime | None:
    """When the agent sees the item first, by the steps taken so far."""
    target = rows.target(item)
    if target is not None:
        return entered(item) if target == agent.id else None
    return min((since for _, since in admissions(rows, agent, item)), default=None)


def is_plain(rows: Rows, item: WorkItem) -> bool:
    """Whether all who may have it come by the item's own queue."""
    found = openings(item, rows.plan_of(item))
    return not any(each.queue_ids or each.agent_ids for each in found)
