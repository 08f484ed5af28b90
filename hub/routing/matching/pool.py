"""Who may have an item now: its own needs, changed by the plan's steps that have been taken."""

from dataclasses import dataclass, field

from hub.domain.plans import HIGHEST_LEVEL, AfterPlan, Needs, Plan, PlanStep, StepMode, Strategy
from hub.domain.work import WorkItem

Needed = tuple[tuple[str, int, int], ...]
"""One conjunction: (skill, at least, at most), sorted, so that equal needs share a line."""
EVERYBODY = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One way in: members of the queue up to the rank `ring` (0: all) who have what is needed.

    `stage` orders claims: agents who come in by an earlier one have precedence.
    """

    queue_id: str
    needs: Needed = ()
    ring: int = EVERYBODY
    stage: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """All ways in, agents who are asked besides (with their stage), and how to choose among the free."""

    claims: tuple[Claim, ...] = ()
    named: tuple[tuple[str, int], ...] = ()
    strategy: Strategy | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Stage:
    needs: Needs
    ring: int = EVERYBODY
    queue_ids: tuple[str, ...] = ()
    agent_ids: tuple[str, ...] = field(default=())
    is_only_named: bool = False


def in_force(item: WorkItem, plan: Plan | None) -> Pool:
    """Fold the steps that `item.plan_step` counts; one more than there are means that the plan is over."""
    own = tuple(sorted((each.skill, each.level, HIGHEST_LEVEL) for each in item.requirements))
    stages: list[_Stage] = []
    strategy: Strategy | None = None
    taken = plan.steps[: item.plan_step] if plan else ()
    for step in taken:
        strategy = step.strategy or strategy
        before = stages[-1] if stages else None
        if step.mode is StepMode.REPLACE:
            stages = [_stage(step, before)]
        else:
            stages = [*(stages or [_Stage(needs=())]), _stage(step, before)]
    if plan and item.plan_step > len(plan.steps) and plan.after is AfterPlan.ANY_AGENT_IN_QUEUE:
        stages = [*(stages or [_Stage(needs=())]), _Stage(needs=((),))]
    return _pool(item, own, stages or [_Stage(needs=())], strategy)


def _stage(step: PlanStep, before: _Stage | None) -> _Stage:
    kept = before or _Stage(needs=())
    return _Stage(
        needs=kept.needs if step.needs is None else (step.needs or ((),)),
        ring=kept.ring if step.ring is None else step.ring,
        queue_ids=step.queue_ids,
        agent_ids=step.agent_ids,
        is_only_named=bool(step.agent_ids) and step.needs is None and not step.queue_ids and step.ring is None,
    )


def _pool(item: WorkItem, own: Needed, stages: list[_Stage], strategy: Strategy | None) -> Pool:
    claims: dict[tuple[str, Needed, int], Claim] = {}
    named: dict[str, int] = {}
    for number, stage in enumerate(stages):
        for agent_id in stage.agent_ids:
            named.setdefault(agent_id, number)
        if stage.is_only_named:
            continue
        for queue_id in (item.queue_id, *stage.queue_ids):
            for needs in _conjunctions(stage.needs, own):
                if queue_id is not None:
                    claim = Claim(queue_id=queue_id, needs=needs, ring=stage.ring, stage=number)
                    claims.setdefault((queue_id, needs, stage.ring), claim)
    return Pool(claims=tuple(claims.values()), named=tuple(named.items()), strategy=strategy)


def _conjunctions(needs: Needs, own: Needed) -> list[Needed]:
    """No alternatives mean the item's own needs."""
    if not needs:
        return [own]
    return [tuple(sorted((each.skill, each.at_least, each.at_most) for each in terms)) for terms in needs]
