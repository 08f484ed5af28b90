"""The owner of a routing domain: applies what is asked, commits the decisions in order, then tells those who act."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from hub.domain.work import WorkItem, WorkItemState
from hub.errors import BusyError, HubError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.routing import Lease
from hub.ports.router import RoutingNews
from hub.routing import ItemChanged, Reactivate, Refused, Reprioritise, Tick, Transition
from hub.services.assignment import collector
from hub.services.assignment.alarms import EVERY_S, UnroutableWatch
from hub.services.assignment.asks import error_of, orders
from hub.services.assignment.draft import MOST_ASKS, Draft, Pending
from hub.services.assignment.floor import Floor
from hub.services.assignment.news import news_of
from hub.services.assignment.read import Read, read_items, read_rows
from hub.services.assignment.rows import Decided, LeaseLostError, Memory, Written, write_decided
from hub.services.assignment.setup import Changed
from hub.services.assignment.values import Orders, Scene, Seen
from hub.services.assignment.views import EXPLAIN, is_view, view
from hub.services.reports.journal import Clerk

_log = logging.getLogger(__name__)
_ASIDE = frozenset({WorkItemState.PENDING, WorkItemState.SNOOZED})
_PATIENCE_S = 15.0
_GATHER_S = 0.003  # new work that comes in crowds is read together


class Owner:
    """One reign over a domain: from taking the lease to losing it. Used on the event loop only."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        lease: Lease,
        hold: Callable[[], Awaitable[Lease]],
        turn: asyncio.Lock,
        floor: Floor,
        tell: Callable[[RoutingNews], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._hold = hold
        self._turn = turn
        self._tell = tell
        self.floor = floor
        self._asks: list[Pending] = []
        self._hinted: set[str] = set()
        self._changed = Changed()
        self._watch = UnroutableWatch()
        self._looks_again = False
        self._carry: list[Transition] = list(floor.first)
        self._clerk = Clerk(floor.engine)
        self._entered: list[WorkItem] = list(floor.unjournalled)
        self._draft = Draft()
        self._memory = Memory()
        self._storing: asyncio.Task[None] | None = None
        self._stored_soon: set[str] = set()
        self._lost: set[str] = set()
        self._woken = asyncio.Event()
        self._woken.set()

    def put(self, pending: Pending) -> None:
        """Take an ask in."""
        self._asks.append(pending)
        self._woken.set()

    def hint(self, interaction_id: str) -> None:
        """Look at an interaction's rows in the next round, unless a message cannot change what its leg does."""
        leg = self.floor.leg(interaction_id)
        if leg is None or leg.state in _ASIDE:
            self.look_at(interaction_id)

    def look_at(self, interaction_id: str) -> None:
        """Read an interaction whatever the engine knows of it: its priority may be another."""
        self._hinted.add(interaction_id)
        self._woken.set()

    def changed(self, changed: Changed) -> None:
        """Read these again in the next round."""
        self._changed.add(changed)
        self._woken.set()

    async def reign(self) -> None:
        """Work until the lease is lost (`LeaseLostError`) or the database fails (`BusyError`)."""
        try:
            while True:
                await self._rest()
                await self._go_on()
        except asyncio.CancelledError:
            if self._storing is not None:
                self._storing.cancel()
            raise
        finally:
            if self._storing is not None:
                await asyncio.gather(self._storing, return_exceptions=True)
            self._give_back(())

    def abdicate(self) -> list[Pending]:
        """Give back the asks that have no answer yet; those that waited too long get `BusyError`."""
        now = self._clock.monotonic()
        left = [each for each in self._asks if not each.answer.done()]
        self._asks = []
        for each in left:
            if now - each.since > _PATIENCE_S:
                each.answer.set_exception(BusyError("routing could not store this in time; try again"))
        return [each for each in left if not each.answer.done()]

    async def _rest(self) -> None:
        deadline = self.floor.engine.next_deadline()
        wait = None if deadline is None else max(0.0, (deadline - self._clock.now()) / timedelta(seconds=1))
        if wait != 0.0 and not self._woken.is_set():
            collector.tidy()
        try:
            async with asyncio.timeout(wait):
                await self._woken.wait()
        except TimeoutError:
            return
        if not self._asks and not self._draft.made and (self._hinted or self._changed):
            await asyncio.sleep(_GATHER_S)
        self._woken.clear()

    async def _go_on(self) -> None:
        """Decide what there is to decide, while the decisions before are stored."""
        self._see_to_the_commit()
        if self._lost:
            await self._all_stored()
            await self._reload()
        failed = bool(self._asks) and self._asks[0].failed
        if failed:
            await self._all_stored()
        elif self._draft.is_full:
            await self._next_commit()
        size = 1 if failed else MOST_ASKS - len(self._draft.batch)
        batch, self._asks = self._asks[:size], self._asks[size:]
        if self._asks:
            self._woken.set()
        try:
            await self._decide(batch)
        except (LeaseLostError, BusyError, asyncio.CancelledError):
            self._asks = batch + self._asks
            raise
        except Exception as error:
            self._asks = _blamed(batch, error) + self._asks
            raise
        self._see_to_the_commit()
        if failed:
            await self._all_stored()

    async def _decide(self, batch: list[Pending]) -> None:
        hinted, self._hinted = self._hinted, set()
        changed, self._changed = self._changed, Changed()
        try:
            read = await self._read(batch, hinted, changed)
        except BaseException:
            self._hinted |= hinted
            self._changed.add(changed)
            raise
        now = self._clock.now()
        wishes = self._wishes(read)
        made, self._carry = self._carry, []
        made += self.floor.set_up(read.set_up, now)
        made += self.floor.apply(Tick(), now)
        made += self._take_in(read, now)
        made += self._heed(wishes, hinted, read, now)
        notes = [note for each in batch for note in self._carry_out(each, read, made, now)]
        notes += self._alarms(now)
        entered, self._entered = self._entered, []
        self._draft.take(batch, made, notes, self._clerk.minutes(made, entered, at=now))

    # -- reading what the engine does not hold

    async def _read(self, batch: list[Pending], hinted: set[str], changed: Changed) -> Read:
        named = [each.ask.data for each in batch]
        floor = self.floor
        asked = {data["interaction_id"] for data in named if "interaction_id" in data}
        explained = {each.ask.data["interaction_id"] for each in batch if each.ask.name == EXPLAIN}
        interactions = hinted | explained | {each for each in asked if floor.leg(each) is None}
        offers = {each for data in named if (each := data.get("offer_id")) and floor.engine.offer(each) is None}
        people = {each for data in named if (each := data.get("agent_id")) and floor.engine.agent(each) is None}
        places = {each for data in named if (each := data.get("queue_id")) and floor.engine.queue(each) is None}
        if not (interactions or offers or people or places or changed):
            return Read()
        if not interactions.isdisjoint(self._draft.interactions | self._stored_soon):
            await self._all_stored()  # what is on its way into these rows must be seen
        work = partial(
            read_rows,
            floor=floor,
            interactions=sorted(interactions),
            offers=sorted(offers),
            changed=replace(changed, agents=changed.agents | people, queues=changed.queues | places),
            domain=self._lease.routing_domain,
        )
        return await self._database.read(work)

    def _wishes(self, read: Read) -> dict[str, int]:
        """Priorities that somebody has written into the log, by interaction: other than those the engine wrote."""
        legs = ((each, self.floor.leg(each.id)) for each in read.interactions.values())
        return {
            each.id: each.priority
            for each, leg in legs
            if leg and each.work_item_id == leg.id and each.priority != leg.priority
        }

    def _take_in(self, read: Read, now: datetime) -> list[Transition]:
        new = [self._in_own_time(each) for each in read.items if not self.floor.engine.knows(each.id)]
        ids = {each.id for each in new}
        offers = [each for each in read.offers if each.work_item_id in ids]
        self._entered += new
        return self.floor.adopt(new, offers, now) if new else []

    def _in_own_time(self, item: WorkItem) -> WorkItem:
        """A leg that intake has made bears the system's times; after a jump of its clock they would jump the line."""
        queued_at = self._clock.of_system(item.queued_at)
        if queued_at == item.queued_at or item.epoch:
            return item
        until = item.preferred_until
        return replace(item, queued_at=queued_at, preferred_until=until and self._clock.of_system(until))

    def _heed(self, wishes: dict[str, int], hinted: set[str], read: Read, now: datetime) -> list[Transition]:
        """Go on with what its customer wrote to, and take priorities as they were wished."""
        made: list[Transition] = []
        for interaction_id in sorted(hinted):
            interaction, leg = read.interactions.get(interaction_id), self.floor.leg(interaction_id)
            if interaction is None or leg is None:
                continue
            wrote_at = interaction.last_customer_at
            if leg.state in _ASIDE and wrote_at and self._clock.of_system(wrote_at) > leg.state_at:
                made += self.floor.apply(Reactivate(item_id=leg.id), now)
            if interaction_id in wishes:
                made += self.floor.apply(Reprioritise(item_id=leg.id, priority=wishes[interaction_id]), now)
        return made

    # -- deciding

    def _carry_out(
        self, pending: Pending, read: Read, made: list[Transition], now: datetime
    ) -> list[Callable[[Tx], None]]:
        """Apply one ask; its transitions join `made`, its error waits for the commit like everybody's answer."""
        pending.error, pending.touched = pending.doomed, frozenset()
        if pending.error is not None:
            return []
        seen = Seen(interactions=dict(read.interactions), offers=dict(read.judged))
        scene = Scene(floor=self.floor, seen=seen, now=now)
        try:
            if is_view(pending.ask):
                pending.result = view(pending.ask, self.floor, read.interactions)
                return []
            told = orders(pending.ask, scene)
            own = self._apply(told, made, now)
        except HubError as error:
            pending.error = error
            return []
        pending.touched = frozenset(each.item.id for each in own if isinstance(each, ItemChanged))
        return [told.note] if told.note else []

    def _apply(self, told: Orders, made: list[Transition], now: datetime) -> list[Transition]:
        own: list[Transition] = []
        for command in told.commands:
            transitions = self.floor.apply(command, now)
            made += transitions
            own += transitions
            refused = next((each for each in transitions if isinstance(each, Refused)), None)
            if refused:
                raise error_of(refused)
        return own

    def _alarms(self, now: datetime) -> list[Callable[[Tx], None]]:
        """What to tell of work that nobody can take; when it is too early to look, a round follows in time."""
        told = self._watch.changes(self.floor, now=now, monotonic=self._clock.monotonic())
        if told is None and not self._looks_again:
            self._looks_again = True
            asyncio.get_running_loop().call_later(EVERY_S, self._woken.set)
        elif told is not None:
            self._looks_again = False
        return [lambda tx: tx.events.add_all(told)] if told else []

    # -- writing

    def _see_to_the_commit(self) -> None:
        """Begin the next commit unless one is under way; raises what the one before ended with."""
        if self._storing is not None:
            if not self._storing.done():
                return
            done, self._storing = self._storing, None
            done.result()
        draft, self._draft = self._draft, Draft()
        decided = draft.decided(self.floor, self._clock.now())
        if decided is None:
            draft.answer(())
            return
        self._storing = asyncio.create_task(self._store(draft, decided), name="routing commit")
        self._stored_soon = draft.interactions
        self._storing.add_done_callback(lambda _: self._woken.set())

    async def _next_commit(self) -> None:
        if self._storing is not None:
            await asyncio.wait([self._storing])
        self._see_to_the_commit()

    async def _all_stored(self) -> None:
        while self._storing is not None:
            await self._next_commit()

    async def _store(self, draft: Draft, decided: Decided) -> None:
        try:
            written = await self._write(decided)
        except (LeaseLostError, BusyError, asyncio.CancelledError):
            self._give_back(draft.batch)
            raise
        except Exception as error:
            self._give_back(_blamed(draft.batch, error))
            raise
        self._memory.keep(written)
        for news in news_of(draft.made, lost=written.lost):
            self._tell(news)
        draft.answer(written.lost)
        self._lost |= written.lost

    async def _write(self, decided: Decided) -> Written:
        try:
            return await self._write_once(decided)
        except LeaseLostError:
            self._lease = await self._hold()  # it ran out, which is no harm if nobody else took it
            return await self._write_once(decided)

    async def _write_once(self, decided: Decided) -> Written:
        async with self._turn:
            work = partial(write_decided, decided=decided, lease=self._lease, memory=self._memory)
            return await self._database.write(work)

    def _give_back(self, batch: Sequence[Pending]) -> None:
        """Put asks back that were not stored, before those that came later; the engine that decided them is lost."""
        self._asks = [*batch, *self._draft.batch, *self._asks]
        self._draft = Draft()

    async def _reload(self) -> None:
        """Another writer was faster: take those rows as they are stored."""
        lost, self._lost = self._lost, set()
        _log.warning("routing lost a race", extra={"work_items": sorted(lost)})
        items, offers = await self._database.read(partial(read_items, ids=sorted(lost)))
        live = [each for each in items if not each.state.is_terminal]
        gone = lost - {each.id for each in live}
        self._carry += self.floor.adopt(live, offers, self._clock.now(), gone=gone)
        self._woken.set()


def _blamed(batch: list[Pending], error: Exception) -> list[Pending]:
    """A batch that cannot be stored is tried one by one, so that what is poisonous fails alone."""
    if len(batch) == 1:
        [alone] = batch
        if not alone.answer.done():
            alone.answer.set_exception(error)
        return []
    for each in batch:
        each.failed = True
    return batch
