"""Posts our webhooks over the shared HTTP session, without following where a peer would lead us."""

from collections.abc import Mapping

import aiohttp
from typing_extensions import override

from hub.ports.posting import Poster, PostResult


class HttpPoster(Poster):
    """One attempt with a time-out; what goes wrong is a result, for the log and the next attempt."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @override
    async def post(self, url: str, *, headers: Mapping[str, str], body: bytes, timeout_s: float) -> PostResult:
        limit = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with self._session.post(
                url, data=body, headers=headers, timeout=limit, allow_redirects=False
            ) as answer:
                return PostResult(status=answer.status)
        except TimeoutError:
            return PostResult(status=None, error=f"no answer within {timeout_s:g} s")
        except aiohttp.ClientError as error:
            return PostResult(status=None, error=f"{type(error).__name__}: {error}"[:300])
