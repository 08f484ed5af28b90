"""What listeners are told after a commit: the facts in a run of transitions."""

from collections.abc import Collection, Iterable

from hub.domain.work import WorkItem, WorkItemState
from hub.ports.router import RoutingFact, RoutingNews
from hub.routing import ItemChanged, Transition

_TALKING = frozenset({WorkItemState.CONNECTING, WorkItemState.ACTIVE, WorkItemState.HELD})
_BY_CAUSE = {
    "max_wait": RoutingFact.OVERFLOWED,
    "overflow_voicemail": RoutingFact.OVERFLOWED,
    "overflow_callback": RoutingFact.OVERFLOWED,
    "overflow_message": RoutingFact.OVERFLOWED,
    "overflow_end": RoutingFact.OVERFLOWED,
    "closed": RoutingFact.OVERFLOWED,
    "transferred": RoutingFact.TRANSFERRED,
    "promoted": RoutingFact.TRANSFERRED,
}
_IN_LINE = frozenset({WorkItemState.WAITING, WorkItemState.PARKED})
_BY_STATE = {
    WorkItemState.CONNECTING: RoutingFact.ACCEPTED,
    WorkItemState.ABANDONED: RoutingFact.ABANDONED,
    WorkItemState.EXPIRED: RoutingFact.OVERFLOWED,
    WorkItemState.WRAPPING: RoutingFact.ENDED,
    WorkItemState.CANCELED: RoutingFact.ENDED,
}


def news_of(transitions: Iterable[Transition], *, lost: Collection[str] = ()) -> list[RoutingNews]:
    """The facts in order, without those about lost work items."""
    told: list[RoutingNews] = []
    for each in transitions:
        if isinstance(each, ItemChanged) and each.item.id not in lost:
            told += [_news(fact, each.item, each.cause, each.detail) for fact in _facts(each)]
    return told


def unfinished(items: Iterable[WorkItem]) -> list[RoutingNews]:
    """Facts told again by a new owner, which cannot know whether the one before acted on them."""
    connecting = (each for each in items if each.state is WorkItemState.CONNECTING)
    return [_news(RoutingFact.ACCEPTED, each, "taken_over") for each in connecting]


def _facts(change: ItemChanged) -> list[RoutingFact]:
    before, after = change.state_before, change.item.state
    if change.cause == "plan_step":
        return [RoutingFact.ANNOUNCED] if change.detail else []
    known = _BY_CAUSE.get(change.cause)
    # An agent who closes work says "closed", too, and sends nobody away.
    if known is not None and not (known is RoutingFact.OVERFLOWED and after is WorkItemState.COMPLETED):
        return [known]
    if before is after or change.cause == "started":
        return []
    if after in _BY_STATE:
        return [_BY_STATE[after]]
    return _by_both(before, after)


def _by_both(before: WorkItemState | None, after: WorkItemState) -> list[RoutingFact]:
    if after in _IN_LINE:
        return [RoutingFact.REQUEUED] if before in _TALKING else []
    if after is WorkItemState.COMPLETED:
        return [] if before is WorkItemState.WRAPPING else [RoutingFact.ENDED]
    if after is not WorkItemState.ACTIVE:
        return []
    if before is WorkItemState.OFFERED:
        return [RoutingFact.ACCEPTED, RoutingFact.CONNECTED]
    return [RoutingFact.CONNECTED] if before is WorkItemState.CONNECTING else []


def _news(fact: RoutingFact, item: WorkItem, cause: str, detail: str = "") -> RoutingNews:
    return RoutingNews(
        fact=fact,
        interaction_id=item.interaction_id,
        work_item_id=item.id,
        epoch=item.epoch,
        agent_id=item.agent_id,
        cause=cause,
        detail=detail,
        role=item.role,
    )
