"""Looks at the stored rows all the time: nobody above the limits, nothing offered or accepted twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

# One statement sees one moment.
_WRONG = """
WITH held AS (
    SELECT agent_id FROM offers WHERE state = 'pending'
    UNION ALL
    SELECT agent_id FROM work_items WHERE state IN ('connecting', 'active', 'held', 'wrapping')
)
SELECT 'above the limit: ' || agent_id AS wrong FROM held GROUP BY agent_id HAVING count(*) > $1
UNION ALL
SELECT 'two open offers: ' || work_item_id FROM offers WHERE state = 'pending' GROUP BY work_item_id HAVING count(*) > 1
UNION ALL
SELECT 'two owners: ' || work_item_id FROM offers WHERE state = 'accepted'
GROUP BY work_item_id, epoch HAVING count(*) > 1
UNION ALL
SELECT 'two legs: ' || interaction_id FROM work_items
WHERE state NOT IN ('completed', 'abandoned', 'canceled', 'expired', 'voicemail')
GROUP BY interaction_id HAVING count(*) > 1
"""


@asynccontextmanager
async def watched(url: str, *, limit: int) -> AsyncIterator[list[str]]:
    """Yield the list of wrongs seen so far; it must be empty at the end."""
    wrongs: list[str] = []
    connection = await asyncpg.connect(url)
    looking = asyncio.create_task(_look(connection, limit, wrongs))
    try:
        yield wrongs
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        await connection.close()
    assert wrongs == []


async def _look(connection: asyncpg.Connection, limit: int, wrongs: list[str]) -> None:
    while True:
        wrongs += [row["wrong"] for row in await connection.fetch(_WRONG, limit)]
        await asyncio.sleep(0.02)
