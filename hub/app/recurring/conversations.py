"""Ends conversations in which nobody says anything any more."""

from collections.abc import Iterator
from datetime import timedelta

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.services.conversations.silence import Silence

_SILENCE_S = 300.0


def jobs(parts: Parts) -> Iterator[Job]:
    """What was left to the customer and never answered."""
    silence = Silence(
        database=parts.database,
        clock=parts.clock,
        router=parts.assignment,
        after=timedelta(hours=parts.config.settings.routing.silent_close_hours),
    )
    yield Job(every_s=_SILENCE_S, name="silent conversations", work=silence.close_silent)
