"""Every change of an item, as it happens: places kept, hops counted, steps in their time, wrap-up by its rule."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from hub.domain.plans import Measure, PlanStep, SkipIf
from hub.domain.queues import Queue, WrapUpMode, WrapUpRule
from hub.domain.work import WorkItem, WorkItemState
from hub.routing import ItemChanged
from tests.unit.routing.judge import pools
from tests.unit.routing.judge.eligible import Eligible
from tests.unit.routing.judge.rows import Rows, seconds

MAX_HOPS = 5
MAX_STEPS = 10
_BACK = frozenset({WorkItemState.OFFERED, WorkItemState.CONNECTING, WorkItemState.PARKED})
_DISCRETION = 900
_AFTERWARDS = timedelta(milliseconds=1)


@dataclass
class Changes:
    """Reads changes in order; `entered` are all items that ever came in, `skips` steps taken before their time."""

    eligible: Eligible
    entered: set[str] = field(default_factory=set)
    skips: dict[str, int] = field(default_factory=dict)
    extended: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        return self.eligible.rows

    def check(self, change: ItemChanged, before: WorkItem | None) -> None:
        """Judge a change with the row as it was."""
        item = change.item
        if before is None:
            self._comes_in(item)
            return
        assert item.epoch >= before.epoch, f"{item.id}: the fence went back"
        assert (item.id, item.interaction_id, item.kind) == (before.id, before.interaction_id, before.kind)
        changed_at = self.rows.now if item.state is not before.state else before.state_at
        assert item.state_at == changed_at, f"{item.id}: {item.state_at} is not when it changed"
        self._place(change, before)
        self._steps(change, before)
        if change.cause == "overflowed":
            self._hop(item, before)
        if item.state is WorkItemState.WRAPPING:
            self._wraps(item, before)
        if item.state is WorkItemState.COMPLETED and before.state is WorkItemState.WRAPPING:
            self._wrapped(change, before)

    def _comes_in(self, item: WorkItem) -> None:
        assert item.id not in self.entered, f"{item.id} came in twice"
        self.entered.add(item.id)

    def _place(self, change: ItemChanged, before: WorkItem) -> None:
        item = change.item
        if item.state is WorkItemState.WAITING and before.state in _BACK:
            assert item.queued_at <= before.queued_at, f"{item.id} lost its arrival: {change.cause}"
            assert self.rows.key(item) <= self.rows.key(before), f"{item.id} lost its place: {change.cause}"
        if item.state is WorkItemState.PARKED and before.callback is None and item.callback is not None:
            assert item.queued_at == before.queued_at, f"{item.id} asked to be called back and lost its place"
            assert item.due_at is not None
            assert item.due_at >= self.rows.now + seconds(10)
        if item.callback is not None:
            assert item.callback.attempts <= item.callback.max_attempts
        if before.entered_at is not None:
            assert item.entered_at is not None

    def _hop(self, item: WorkItem, before: WorkItem) -> None:
        assert before.queue_id in item.visited_queue_ids, f"{item.id} forgot where it came from"
        assert item.queue_id not in before.visited_queue_ids, f"{item.id} went in a circle"
        assert len(item.visited_queue_ids) <= MAX_HOPS, f"{item.id} went too far"
        assert (item.queued_at, item.entered_at) == (before.queued_at, before.entered_at), f"{item.id} lost its place"

    # -- plans

    def _steps(self, change: ItemChanged, before: WorkItem) -> None:
        item, plan = change.item, self.rows.plan_of(change.item)
        if item.plan_id != before.plan_id or plan is None or item.plan_step == before.plan_step:
            return
        if item.plan_step < before.plan_step:
            return  # the plan was changed, or begun anew after a move
        taken = plan.steps[before.plan_step : item.plan_step]
        if change.cause == "plan_step":
            added = sum(each.priority for each in taken)
            assert item.priority == before.priority + added, f"{item.id}: the step's priority is missing"
        moves = [each.move_to for each in taken if each.move_to]
        if moves:
            assert item.queue_id == moves[-1], f"{item.id}: the step moves it to {moves[-1]}"
            assert item.queued_at == before.queued_at
        for number, step in enumerate(taken, start=before.plan_step):
            self._in_time(before, number, step, plan.steps[number - 1] if number else None)

    def _in_time(self, before: WorkItem, number: int, step: PlanStep, last: PlanStep | None) -> None:
        if pools.entered(before) + seconds(step.at_s) <= self.rows.now:
            return
        assert last, f"{before.id}: the first step came before its time"
        assert last.skip_if, f"{before.id}: step {number + 1} came before its time"
        passed = replace(before, plan_step=number)
        assert any(self._holds(passed, each) for each in last.skip_if), (
            f"{before.id}: nothing to skip step {number} for"
        )

    def _holds(self, item: WorkItem, skip: SkipIf) -> bool:
        """Whether a condition holds as far as the rows say; what is estimated is not judged."""
        agents = [each for each in self.rows.agents.values() if any(pools.admissions(self.rows, each, item))]
        match skip.measure:
            case Measure.AVAILABLE:
                value = sum(self.eligible.is_free_for(each, item.kind) for each in agents)
            case Measure.LOGGED_IN:
                value = sum(each.presence.state != "offline" for each in agents)
            case Measure.QUEUE_LENGTH:
                value = sum(each.queue_id == item.queue_id for each in self.rows.waiting())
                return self._between(skip, value) or self._between(skip, value + 1) or self._between(skip, value - 1)
            case _:
                return True
        return self._between(skip, value)

    def _between(self, skip: SkipIf, value: float) -> bool:
        low = skip.at_least is None or value >= skip.at_least
        return low and (skip.at_most is None or value <= skip.at_most)

    # -- wrap-up

    def _wraps(self, item: WorkItem, before: WorkItem) -> None:
        queue, rule = self._rule(item)
        time_s = queue.wrap_up_s.get(item.kind, 0) if queue else 0
        if rule.mode is WrapUpMode.DISCRETIONARY:
            time_s = max(time_s, _DISCRETION)
        assert item.due_at is not None, f"{item.id} wraps up for ever"
        if before.state is not WorkItemState.WRAPPING:
            assert item.due_at == self.rows.now + seconds(time_s), f"{item.id}: wrap-up lasts {time_s} s"
        elif item.due_at != before.due_at:
            self.extended[item.id] = self.extended.get(item.id, 0) + 1
            assert self.extended[item.id] == 1, f"{item.id}: wrap-up was extended twice"
            assert before.due_at is not None
            assert item.due_at == before.due_at + seconds(rule.extension_s)

    def _wrapped(self, change: ItemChanged, before: WorkItem) -> None:
        _, rule = self._rule(before)
        if change.cause == "wrapped_up" and rule.mode is WrapUpMode.TIMEBOXED:
            assert self.rows.now >= before.state_at + seconds(rule.min_s), f"{before.id}: wrap-up ended too early"
        if change.cause == "wrap_up_timed_out":
            assert change.item.disposition, f"{before.id}: time-out without a result code"

    def _rule(self, item: WorkItem) -> tuple[Queue | None, WrapUpRule]:
        queue = self.rows.queue_of(item)
        return queue, (queue.wrap_up_rules.get(item.kind) if queue else None) or WrapUpRule()

    def steps_due(self, item: WorkItem, now: datetime) -> int:
        """How many steps must have been taken by now."""
        plan = self.rows.plan_of(item)
        return sum(pools.entered(item) + seconds(each.at_s) <= now for each in plan.steps) if plan else 0
