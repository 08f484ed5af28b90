"""Checks queues and hours: nobody serves, never open, limits without effect, overflow in circles."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hub.domain.hours import OpeningHours
from hub.domain.plans import Strategy
from hub.domain.queues import DestinationKind, OnClose, Queue, Trigger
from hub.services.routing_setup.config import RoutingConfig
from hub.services.routing_setup.findings import Finding
from hub.services.routing_setup.serving import Serving


def check_queues(config: RoutingConfig, serving: Serving, at: datetime) -> Iterator[Finding]:
    """Every queue."""
    for queue in config.queues.values():
        for code, field, message, remedy in (
            *_service(queue, config, serving),
            *_hours(queue, at),
            *_triggers(queue),
            *_limits(queue),
            *_wrap_up(queue, config),
        ):
            yield _finding(queue, code, field, message, remedy)
    yield from _circles(config)


_Words = tuple[str, str, str, str]
"""Code, field, message, remedy."""


def _service(queue: Queue, config: RoutingConfig, serving: Serving) -> Iterator[_Words]:
    if not serving.ranks[queue.id]:
        yield "queue_unserved", "members", "is served by no agent", "add members, or a profile that serves it"
    if queue.strategy is Strategy.RING_ALL and queue.ring == 1:
        yield "ring_of_one", "ring", "rings all, but one agent at a time", "set ring to how many ring at once"
    if queue.strategy is not Strategy.RING_ALL and queue.ring > 1:
        yield "ring_without_effect", "ring", f"has a ring of {queue.ring} that only ring_all uses", "set ring to 1"
    if queue.plan_id is not None and queue.plan_id not in config.plans:
        yield "plan_gone", "plan_id", "has a plan that is not there any more", "choose another plan"


def _hours(queue: Queue, at: datetime) -> Iterator[_Words]:
    if queue.hours is None:
        if queue.on_close is not OnClose.DRAIN:
            yield "never_closes", "on_close", "never closes: it has no hours", "give it hours"
        return
    if not opens(queue.hours, at):
        field = "hours_id" if queue.hours_id else "hours"
        yield "never_open", field, "does not open within a year", "add intervals to its hours"
    if queue.on_close is OnClose.OVERFLOW and not _has(queue, Trigger.CLOSED):
        yield (
            "overflow_nowhere",
            "on_close",
            "overflows at closing, but has nowhere to overflow to then",
            "give it an overflow for closed",
        )


def opens(hours: OpeningHours, at: datetime) -> bool:
    """Whether it opens within a year."""
    return hours.next_opening(at) is not None


def _has(queue: Queue, trigger: Trigger) -> bool:
    return any(each.on is trigger for each in queue.overflow)


def _triggers(queue: Queue) -> Iterator[_Words]:
    never = {
        Trigger.FULL: (queue.max_length is None, "it has no max_length"),
        Trigger.EMPTY: (queue.join_empty, "join_empty lets everybody in"),
        Trigger.CLOSED: (queue.hours is None, "it has no hours"),
        Trigger.MAX_WAIT: (queue.max_wait_s == 0, "max_wait_s is 0"),
        Trigger.MAX_ESTIMATED_WAIT: (queue.max_estimated_wait_s is None, "it has no max_estimated_wait_s"),
        Trigger.NO_AGENT: (queue.no_agent_s is None, "it has no no_agent_s"),
    }
    for place, overflow in enumerate(queue.overflow):
        is_never, why = never.get(overflow.on, (False, ""))
        if is_never:
            message = f"never overflows by {overflow.on.value}: {why}"
            yield "trigger_never_fires", f"overflow.{place}.on", message, "set the limit, or drop the overflow"
        for number, destination in enumerate(overflow.to):
            at = f"overflow.{place}.to.{number}"
            if destination.kind is DestinationKind.CALLBACK and queue.callback is None:
                yield (
                    "callback_not_offered",
                    at,
                    "calls back, but has no callback rule",
                    "give the queue a callback rule",
                )
            if destination.kind is DestinationKind.MESSAGE and not destination.text.strip():
                yield "message_empty", at, "sends a message without words", "write the message"


def _limits(queue: Queue) -> Iterator[_Words]:
    limits = (
        (Trigger.FULL, "max_length", queue.max_length is not None),
        (Trigger.EMPTY, "join_empty", not queue.join_empty),
        (Trigger.MAX_ESTIMATED_WAIT, "max_estimated_wait_s", queue.max_estimated_wait_s is not None),
        (Trigger.NO_AGENT, "no_agent_s", queue.no_agent_s is not None),
    )
    for trigger, field, is_set in limits:
        if is_set and not _has(queue, trigger):
            message = f"is a limit without an overflow: work waits on when it is passed ({trigger.value})"
            yield "limit_without_effect", field, message, f"give the queue an overflow for {trigger.value}"


def _wrap_up(queue: Queue, config: RoutingConfig) -> Iterator[_Words]:
    for kind, rule in queue.wrap_up_rules.items():
        most = queue.wrap_up_s.get(kind, 0)
        if most == 0:
            yield (
                "wrap_up_never",
                f"wrap_up_rules.{kind}",
                "rules a wrap-up that takes 0 s and so never comes",
                f"set wrap_up_s.{kind}",
            )
        elif rule.min_s > most:
            message = f"wants at least {rule.min_s} s, of the {most} s there are"
            yield "wrap_up_too_short", f"wrap_up_rules.{kind}.min_s", message, "raise wrap_up_s, or lower min_s"
    codes = [each for each in config.dispositions if each.active and each.queue_id in (None, queue.id)]
    if queue.disposition_required and not codes:
        yield (
            "disposition_missing",
            "disposition_required",
            "asks for a result code, but there is none to choose",
            "add result codes",
        )


def _circles(config: RoutingConfig) -> Iterator[Finding]:
    for queue in config.queues.values():
        path = _path_back(queue, config)
        if path:
            names = " → ".join(config.queues[each].name for each in path)
            message = f"overflows in a circle: {names}; work goes round once and then stays"
            remedy = "let one of them end elsewhere, for instance in a voicemail or a message"
            yield _finding(queue, "overflow_circle", "overflow", message, remedy, *path)


def _path_back(queue: Queue, config: RoutingConfig) -> list[str]:
    """The shortest way by overflows from a queue to itself."""
    paths = [[queue.id]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for following in _overflows_to(config.queues.get(path[-1])):
            if following == queue.id:
                return [*path, following]
            if following not in seen and following in config.queues:
                seen.add(following)
                paths.append([*path, following])
    return []


def _overflows_to(queue: Queue | None) -> Iterable[str]:
    if queue is None:
        return ()
    return (to.queue_id for overflow in queue.overflow for to in overflow.to if to.queue_id is not None)


def _finding(queue: Queue, code: str, field: str, message: str, remedy: str, *concerns: str) -> Finding:
    return Finding(
        code=code,
        kind="queue",
        id=queue.id,
        name=queue.name,
        field=field,
        message=message,
        remedy=remedy,
        concerns=concerns,
    )
