"""Plans what standing rules send."""

from collections.abc import Iterator

from hub.app.parts import Parts
from hub.app.recurring.job import Job
from hub.services.care.birthdays import Birthdays

_BIRTHDAYS_S = 60.0


def jobs(parts: Parts) -> Iterator[Job]:
    """Birthday greetings."""
    ground = parts.ground
    birthdays = Birthdays(
        database=ground.database,
        clock=ground.clock,
        channels=parts.channels,
        renderer=ground.house.renderer,
        organisation=ground.house.organisation,
        language=ground.house.language,
    )

    async def greet() -> None:
        if await birthdays.plan():
            parts.pump.wake()

    yield Job(every_s=_BIRTHDAYS_S, name="birthdays", work=greet)
