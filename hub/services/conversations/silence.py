"""Closes texts and chats that agents answered and left open, once nobody has written for a day.

Those that wait for the customer (`pending`) have a timer of their own in routing.
"""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from hub.domain.interactions import Interaction, InteractionState
from hub.errors import UseCaseError
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.ports.repositories import Tx
from hub.ports.repositories.log import InteractionFilter
from hub.ports.router import Router

_log = logging.getLogger(__name__)
_KINDS = ("sms", "webchat", "webhook")
_STATES = (InteractionState.ACTIVE.value,)
_PAGE = 200
DISPOSITION = "silent"


class Silence:
    """What waits for an agent, or was not read, is never closed by itself."""

    def __init__(self, *, database: Database, clock: Clock, router: Router, after: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._router = router
        self._after = after

    async def close_silent(self) -> int:
        """Close what has been silent long enough; return how many."""
        idle_since = self._clock.now() - self._after
        closed = 0
        for kind in _KINDS:
            closed += await self._close_all(InteractionFilter(kind=kind, states=_STATES, idle_since=idle_since))
        return closed

    async def _close_all(self, wanted: InteractionFilter) -> int:
        """Go through all pages: those that stay open must not hide the others."""
        after: str | None = None
        closed = 0
        while page := await self._database.read(partial(_page, wanted=wanted, after=after)):
            for interaction in page:
                closed += await self._close(interaction)
            after = page[-1].id
        return closed

    async def _close(self, interaction: Interaction) -> int:
        if interaction.unread:
            return 0
        try:
            await self._router.close(interaction.id, by="system", disposition=DISPOSITION)
        except UseCaseError as error:
            _log.info("not closed", extra={"interaction_id": interaction.id, "error": str(error)})
            return 0
        return 1


def _page(tx: Tx, *, wanted: InteractionFilter, after: str | None) -> Sequence[Interaction]:
    return tx.interactions.page(wanted, after=after, limit=_PAGE)
