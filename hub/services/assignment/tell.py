"""Tells listeners what routing committed: in order for one interaction, side by side for different ones."""

import asyncio
import logging

from hub.ports.router import RoutingListener, RoutingNews

_log = logging.getLogger(__name__)


class Teller:
    """Owns the tasks in which listeners act."""

    def __init__(self) -> None:
        self._listeners: list[RoutingListener] = []
        self._last: dict[str, asyncio.Task[None]] = {}

    def listen(self, listener: RoutingListener) -> None:
        """Register a listener."""
        self._listeners.append(listener)

    def tell(self, news: RoutingNews) -> None:
        """Let all listeners act, after what was told about the same interaction before."""
        before = self._last.get(news.interaction_id)
        task = asyncio.create_task(self._act(news, before), name=f"routing news {news.fact.value}")
        self._last[news.interaction_id] = task
        task.add_done_callback(lambda done: self._forget(news.interaction_id, done))

    async def close(self) -> None:
        """Wait until everybody has acted."""
        while self._last:
            await asyncio.wait(list(self._last.values()))

    async def _act(self, news: RoutingNews, before: "asyncio.Task[None] | None") -> None:
        if before is not None:
            await asyncio.wait([before])
        for listener in self._listeners:
            try:
                await listener(news)
            except Exception:  # noqa: BLE001 - the other listeners must still hear it
                _log.exception(
                    "a follow-up of routing failed", extra={"fact": news.fact.value, "id": news.interaction_id}
                )

    def _forget(self, interaction_id: str, done: "asyncio.Task[None]") -> None:
        if self._last.get(interaction_id) is done:
            del self._last[interaction_id]
