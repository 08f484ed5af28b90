"""Writes to customers whose text, mail or chat waits too long: what a queue says on overflow, what a plan announces."""

import logging
from collections.abc import Callable
from functools import partial

from hub.domain.interactions import Interaction, InteractionKind
from hub.domain.messages import Author, AuthorType
from hub.domain.queues import DestinationKind, Queue
from hub.errors import UseCaseError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.router import Router, RoutingFact, RoutingNews
from hub.services.channel_book import ChannelBook
from hub.services.conflicts import again_when_stale
from hub.services.conversations.outgoing import Draft
from hub.services.conversations.replies import reply

_log = logging.getLogger(__name__)
_MESSAGE = f"overflow_{DestinationKind.MESSAGE.value}"


class Overflowing:
    """Listens to routing; calls have their own listener. What is told twice is written once."""

    def __init__(
        self, *, database: Database, clock: Clock, router: Router, channels: ChannelBook, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._clock = clock
        self._channels = channels
        self._wake = wake
        router.listen(self.heard)

    async def heard(self, news: RoutingNews) -> None:
        """Write what is to be said, if the customer can be written to."""
        if news.cause != _MESSAGE and news.fact is not RoutingFact.ANNOUNCED:
            return
        try:
            written = await again_when_stale(self._database, partial(self._write, news=news))
        except UseCaseError as error:
            _log.info("not told", extra={"interaction_id": news.interaction_id, "error": str(error)})
            return
        if written:
            self._wake()

    def _write(self, tx: Tx, *, news: RoutingNews) -> bool:
        interaction = tx.interactions.get(news.interaction_id)
        if interaction is None or interaction.kind is InteractionKind.PHONE:
            return False
        text = _text(tx, interaction, news)
        if not text:
            return False
        draft = Draft(
            text=text,
            author=Author(type=AuthorType.SYSTEM),
            automatic=True,
            cid=f"{news.work_item_id}:{news.cause}:{news.epoch}",
        )
        reply(tx, interaction.id, draft, agent_id=None, channels=self._channels, now=self._clock.now())
        return True


def _text(tx: Tx, interaction: Interaction, news: RoutingNews) -> str:
    if news.fact is RoutingFact.ANNOUNCED:
        return news.detail
    queue = tx.queues.get(interaction.queue_id) if interaction.queue_id else None
    return _said(queue, news.detail) if queue else ""


def _said(queue: Queue, trigger: str) -> str:
    """What the queue says when this sets it off."""
    asked = (each for overflow in queue.overflow if overflow.on.value == trigger for each in overflow.to)
    return next((each.text for each in asked if each.kind is DestinationKind.MESSAGE), "")
