"""The engine's explanations as JSON: why an interaction is where it is, and why an agent gets what or nothing."""

from collections.abc import Iterable

from hub.domain.interactions import Interaction
from hub.errors import NotFoundError
from hub.routing import AgentExplanation, Block, Candidate, Claim, ItemExplanation, Refusal
from hub.services.assignment.floor import Floor
from hub.services.shapes import Shape, time_shape


def interaction_explained(floor: Floor, interaction: Interaction) -> Shape:
    """Where the interaction stands, and the first thing between it and each candidate."""
    told: Shape = {
        "interaction_id": interaction.id,
        "state": interaction.state.value,
        "rule": interaction.entry_rule,
        "queue_id": interaction.queue_id,
        "queue_name": floor.queue_names.get(interaction.queue_id or "", ""),
        "agent_id": interaction.agent_id,
        "candidates": [],
    }
    leg = floor.leg(interaction.id)
    found = floor.engine.explain_item(leg.id) if leg else Refusal.UNKNOWN_ITEM
    return told | _leg_shape(floor, found) if isinstance(found, ItemExplanation) else told


def _leg_shape(floor: Floor, found: ItemExplanation) -> Shape:
    item = found.item
    return {
        "state": item.state.value,
        "work_item_id": item.id,
        "epoch": item.epoch,
        "priority": item.priority,
        "requirements": [{"skill": each.skill, "level": each.level} for each in item.requirements],
        "waiting_since": time_shape(found.waiting_since),
        "waited_s": round(found.waited_s),
        "position": found.position,
        "due_at": time_shape(item.due_at),
        "target_agent_id": found.target_agent_id,
        "target_until": time_shape(item.preferred_until) if found.target_agent_id else None,
        "offer_id": found.offer_id,
        "verdict": found.verdict.value,
        "strategy": found.strategy.value,
        "needs": _needs_shape(found.pool.claims),
        "plan_id": item.plan_id,
        "plan_step": item.plan_step,
        "plan_steps": found.plan_steps,
        "next_step_at": time_shape(found.next_step_at),
        "estimated_wait_s": _estimated_s(floor, item.id),
        "blockers": {blocker.value: count for blocker, count in found.blockers.items()},
        "candidates_total": found.candidates_total,
        "candidates": [_candidate_shape(floor, each) for each in found.candidates],
    }


def _candidate_shape(floor: Floor, found: Candidate) -> Shape:
    return {
        "agent_id": found.agent_id,
        "name": _name(floor, found.agent_id),
        "ticket": found.ticket,
        "stage": found.stage,
        "rank": found.rank,
        "block": block_shape(found.block),
        "opens_at": time_shape(found.opens_at),
    }


def _needs_shape(claims: Iterable[Claim]) -> list[list[Shape]]:
    """The alternatives in force, each once."""
    return [
        [{"skill": skill, "at_least": least, "at_most": most} for skill, least, most in needs]
        for needs in dict.fromkeys(claim.needs for claim in claims)
    ]


def _estimated_s(floor: Floor, item_id: str) -> int | None:
    guess = floor.engine.estimate(item_id)
    return None if guess is None else round(guess.seconds)


def agent_explained(floor: Floor, agent_id: str) -> Shape:
    """What keeps work of each kind from an agent, and each waiting item that the agent could see."""
    found = floor.engine.explain_agent(agent_id)
    if not isinstance(found, AgentExplanation):
        raise NotFoundError(f"routing knows no agent {agent_id}")
    return {
        "agent_id": agent_id,
        "name": _name(floor, agent_id),
        "ticket": found.ticket,
        "units_used": found.used,
        "units": found.units,
        "by_kind": found.counts,
        "kinds": {kind: block_shape(block) for kind, block in found.blocks.items()},
        "items": [
            {
                "interaction_id": _interaction_id(floor, each.item_id),
                "work_item_id": each.item_id,
                "queue_id": each.queue_id,
                "queue_name": floor.queue_names.get(each.queue_id or "", ""),
                "rank": each.rank,
                "position": each.position,
                "block": block_shape(each.block),
            }
            for each in found.items
        ],
    }


def block_shape(block: Block | None) -> Shape | None:
    """The obstacle with its values; None when there is none."""
    if block is None:
        return None
    return {
        "blocker": block.blocker.value,
        "detail": block.detail,
        "have": block.have,
        "need": block.need,
        "until": time_shape(block.until),
    }


def _name(floor: Floor, agent_id: str) -> str:
    agent = floor.engine.agent(agent_id)
    return agent.name if agent else ""


def _interaction_id(floor: Floor, item_id: str) -> str:
    item = floor.engine.item(item_id)
    return item.interaction_id if item else ""
