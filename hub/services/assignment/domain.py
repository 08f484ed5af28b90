"""Who routes a domain: one owner decides, whichever process is asked, and another takes over when it dies.

The owner of a domain holds a lease with an epoch that fences its writes (M. Kleppmann, "How to do distributed
locking", 2016). It rebuilds the engine from the database, follows the events for new work, and commits decisions in
order. A process that is not the owner stores what it is asked as a row, which the owner carries out.
"""

import asyncio
import contextlib
import logging
import sys
from collections.abc import Coroutine
from functools import partial
from typing import Any

from hub.domain.ids import new_id
from hub.errors import BusyError, HubError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.routing import Lease, StoredCommand
from hub.ports.router import RoutingListener
from hub.routing import Policy
from hub.services.assignment import collector
from hub.services.assignment.draft import Pending
from hub.services.assignment.floor import Floor
from hub.services.assignment.follow import Follower
from hub.services.assignment.news import unfinished
from hub.services.assignment.owner import Owner
from hub.services.assignment.rows import LeaseLostError, read_domain
from hub.services.assignment.stored import from_result
from hub.services.assignment.tell import Teller
from hub.services.assignment.values import Ask
from hub.services.shapes import Shape

_log = logging.getLogger(__name__)
LEASE_S = 3.0
_RENEWALS = 3
_ANSWER_WITHIN_S = 10.0
_ANSWER_POLL_S = 0.1
_AFTER_FAILURE_S = 0.2
_NOBODY = "nobody routes at the moment; try again in a few seconds"


class Domain:
    """One process's part in a routing domain: owner, or standby."""

    def __init__(
        self, *, database: Database, clock: Clock, routing_domain: str, policy: Policy, name: str | None = None
    ) -> None:
        self._database = database
        self._clock = clock
        self._routing_domain = routing_domain
        self._policy = policy
        self._name = name or new_id()
        self._teller = Teller()
        self._owner: Owner | None = None
        self._held: Lease | None = None
        self._turn = asyncio.Lock()  # of renewing and committing: in the database they would clash
        self._left: list[Pending] = []
        self._forwarding: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._standing = asyncio.Event()

    @property
    def is_owner(self) -> bool:
        """Whether this process routes now."""
        return self._owner is not None

    def start(self) -> None:
        """Take the domain as soon as it is free."""
        self._task = asyncio.create_task(self._take_part(), name="routing")

    async def stop(self) -> None:
        """Stop routing, and let a standby take over at once."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
            self._task = None
        with contextlib.suppress(BusyError):  # the lease then runs out by itself
            await self._database.write(lambda tx: tx.routing.release_lease(self._routing_domain, self._name))
        for each in self._left:
            if not each.answer.done():
                each.answer.set_exception(BusyError("the hub is stopping; try again"))
        await self._teller.close()

    # -- owning

    async def _take_part(self) -> None:
        while True:
            self._held = await self._lease()
            if self._held is None:
                self._standing.set()
                self._forward_what_is_left()
                await asyncio.sleep(LEASE_S / _RENEWALS)
                continue
            try:
                await _until_first_ends(self._rule(), self._renew())
            except (LeaseLostError, BusyError) as error:
                _log.warning("routing begins again", extra={"reason": str(error)})
            except Exception:  # noqa: BLE001 - whatever it was, the next reign starts from the database
                _log.exception("routing failed and begins again")
            finally:
                self._step_down()
            await asyncio.sleep(_AFTER_FAILURE_S)

    async def _lease(self) -> Lease | None:
        try:
            return await self._database.write(self._take)
        except BusyError as error:
            _log.warning("the routing lease cannot be reached", extra={"error": str(error)})
            return None

    def _take(self, tx: Tx) -> Lease | None:
        return tx.routing.take_lease(self._routing_domain, self._name, LEASE_S)

    async def _renew(self) -> None:
        """Hold the lease; while the database is away nothing can be committed under it anyway."""
        while True:
            await asyncio.sleep(LEASE_S / _RENEWALS)
            with contextlib.suppress(BusyError):
                await self._hold()

    async def _hold(self) -> Lease:
        """Renew the lease; when it had run out and only we took it since, what was read under it is still true."""
        async with self._turn:
            held = await self._database.write(self._take)
        known = self._held
        if held is None or known is None or held.epoch - known.epoch not in (0, 1):
            raise LeaseLostError(f"routing domain {self._routing_domain} went to another owner")
        self._held = held
        return held

    async def _rule(self) -> None:
        with collector.loading():
            rows = await self._database.read(partial(read_domain, routing_domain=self._routing_domain))
            floor = await asyncio.to_thread(Floor, rows, self._policy, self._clock.now())
        lease = await self._hold()
        owner = Owner(
            database=self._database,
            clock=self._clock,
            lease=lease,
            hold=self._hold,
            turn=self._turn,
            floor=floor,
            tell=self._teller.tell,
        )
        for each in self._left:
            owner.put(each)
        self._left = []
        self._owner = owner
        self._standing.set()
        _log.info("routing", extra={"routing_domain": self._routing_domain, "epoch": lease.epoch})
        for news in unfinished(rows.items):
            self._teller.tell(news)
        follower = Follower(
            database=self._database,
            clock=self._clock,
            owner=owner,
            cursor=rows.cursor,
            routing_domain=self._routing_domain,
        )
        await _until_first_ends(owner.reign(), follower.follow())

    def _step_down(self) -> None:
        self._standing.clear()
        if self._owner is not None:
            self._left += self._owner.abdicate()
            self._owner = None
            collector.forget()

    def _forward_what_is_left(self) -> None:
        left, self._left = self._left, []
        for each in left:
            task = asyncio.create_task(self._forward(each))
            self._forwarding.add(task)
            task.add_done_callback(self._forwarding.discard)

    async def _forward(self, pending: Pending) -> None:
        try:
            answer = await self._ask_owner(pending.ask)
        except HubError as error:
            if not pending.answer.done():
                pending.answer.set_exception(error)
        else:
            if not pending.answer.done():
                pending.answer.set_result(answer)

    # -- asking

    def listen(self, listener: RoutingListener) -> None:
        """Register a listener."""
        self._teller.listen(listener)

    def hint(self, interaction_id: str) -> None:
        """Look at an interaction soon; a standby leaves that to the owner, who follows the events."""
        if self._owner is not None:
            self._owner.hint(interaction_id)

    async def ask(self, ask: Ask) -> Shape:
        """Return the answer once it is committed."""
        await self._know_who_routes()
        owner = self._owner
        if owner is None:
            return await self._ask_owner(ask)
        answer: asyncio.Future[Shape] = asyncio.get_running_loop().create_future()
        owner.put(Pending(ask=ask, since=self._clock.monotonic(), answer=answer))
        return await answer

    async def _know_who_routes(self) -> None:
        """Wait until this process is owner or standby, which takes a moment at the start and after a failure."""
        if self._standing.is_set():
            return
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                await self._standing.wait()
        except TimeoutError as error:
            raise BusyError(_NOBODY) from error

    async def _ask_owner(self, ask: Ask) -> Shape:
        """Ask through the database; the owner may be any process, soon even this one."""
        command = StoredCommand(
            id=new_id(),
            routing_domain=self._routing_domain,
            name=ask.name,
            data=dict(ask.data),
            created_at=self._clock.now(),
        )
        await self._database.write(lambda tx: tx.routing.add_command(command))
        try:
            async with asyncio.timeout(_ANSWER_WITHIN_S):
                while (result := await self._database.read(partial(_result, command_id=command.id))) is None:
                    await self._database.wait_for_events(sys.maxsize, _ANSWER_POLL_S)
        except TimeoutError as error:
            raise BusyError(_NOBODY) from error
        return from_result(result)


async def _until_first_ends(*parts: Coroutine[Any, Any, None]) -> None:
    """Run parts side by side until one ends or fails; the others are cancelled, and the failure is raised."""
    tasks = [asyncio.ensure_future(each) for each in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _result(tx: Tx, *, command_id: str) -> dict[str, object] | None:
    command = tx.routing.command(command_id)
    return command.result if command else None
