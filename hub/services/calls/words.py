"""What a waiting caller is told in between: a queue's message, what a plan announces, and that nobody can come."""

from collections.abc import Awaitable, Callable

from hub.domain.interactions import Interaction
from hub.domain.queues import DestinationKind
from hub.domain.work import WorkItem
from hub.ports.call_line import CallLine
from hub.ports.channels import CallRef, CallStep
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import RoutingFact, RoutingNews
from hub.services.calls.steps import before, farewell, go_to, say
from hub.services.calls.texts import language_of

_BY_CAUSE = {"overflow_callback": "callback", "overflow_message": "told", "overflow_end": "turned_away"}
Step = Callable[[CallLine, CallRef], Awaitable[CallStep]]


def step_for(news: RoutingNews) -> str | None:
    """The step that tells the caller what routing decided; None where the mailbox is what is left."""
    return "announced" if news.fact is RoutingFact.ANNOUNCED else _BY_CAUSE.get(news.cause)


class CallWords:
    """Answers these steps by the rows, so that a provider may ask twice."""

    def __init__(self, *, database: Database) -> None:
        self._database = database

    def steps(self) -> dict[str, Step]:
        """By name."""
        return {"told": self.told, "announced": self.announced, "turned_away": self.turned_away}

    async def told(self, line: CallLine, call: CallRef) -> CallStep:
        """Say the queue's message, then go on waiting."""
        return await self._said(line, call, _message)

    async def announced(self, line: CallLine, call: CallRef) -> CallStep:
        """Say what the plan's step announces, then go on waiting."""
        return await self._said(line, call, _announcement)

    async def turned_away(self, line: CallLine, call: CallRef) -> CallStep:
        """Say that nobody can take the call, and end it."""
        interaction = await self._database.read(lambda tx: _caller(tx, line, call))
        return farewell("turned_away", language_of(line.script, interaction.language if interaction else ""))

    async def _said(self, line: CallLine, call: CallRef, find: Callable[[Tx, Interaction, WorkItem], str]) -> CallStep:
        def look(tx: Tx) -> tuple[str, str]:
            interaction = _caller(tx, line, call)
            work = tx.work_items.live_of(interaction.id) if interaction else None
            if interaction is None or work is None:
                return "", ""
            return find(tx, interaction, work), interaction.language

        text, language = await self._database.read(look)
        onward = go_to("line")
        spoken_in = language_of(line.script, language)
        return before(onward, say(text, spoken_in)) if text else onward


def _caller(tx: Tx, line: CallLine, call: CallRef) -> Interaction | None:
    leg = tx.call_legs.by_provider_id(line.name, call.provider_id)
    return tx.interactions.get(leg.interaction_id) if leg else None


def _message(tx: Tx, interaction: Interaction, _: WorkItem) -> str:
    queue = tx.queues.get(interaction.queue_id) if interaction.queue_id else None
    asked = (each for overflow in (queue.overflow if queue else ()) for each in overflow.to)
    return next((each.text for each in asked if each.kind is DestinationKind.MESSAGE), "")


def _announcement(tx: Tx, _: Interaction, work: WorkItem) -> str:
    """Of the last step taken that has something to say."""
    plan = tx.plans.get(work.plan_id) if work.plan_id else None
    taken = plan.steps[: work.plan_step] if plan else ()
    return next((each.announcement for each in reversed(taken) if each.announcement), "")
