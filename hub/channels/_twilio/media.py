"""Fetches files that a provider keeps for us: only from its own host with our credentials, never beyond a size."""

import base64
from urllib.parse import urljoin, urlsplit

import aiohttp

from hub.channels._twilio.account import Account
from hub.errors import ConnectionNotReadyError

_TIMEOUT = aiohttp.ClientTimeout(total=4)
_MAX_HOPS = 3


async def fetch(session: aiohttp.ClientSession, account: Account, url: str, max_bytes: int) -> tuple[str, bytes]:
    """Return content type and bytes; raises `ConnectionNotReadyError` when the file cannot be had.

    The first address must be the provider's; the storage host that it redirects to never sees our credentials
    (https://www.twilio.com/docs/messaging/api/media-resource).
    """
    if urlsplit(url).netloc != urlsplit(account.api_url).netloc:
        raise ConnectionNotReadyError(f"{urlsplit(url).netloc} is not the provider's host")
    headers = {"Authorization": "Basic " + base64.b64encode(":".join(account.credentials).encode()).decode()}
    try:
        for _ in range(_MAX_HOPS):
            async with session.get(url, headers=headers, allow_redirects=False, timeout=_TIMEOUT) as answer:
                if answer.status in (301, 302, 303, 307, 308):
                    url, headers = urljoin(url, answer.headers.get("Location", "")), {}
                    continue
                return answer.content_type, await _body(answer, max_bytes)
    except (TimeoutError, aiohttp.ClientError) as error:
        raise ConnectionNotReadyError(f"the file could not be fetched: {type(error).__name__}") from error
    raise ConnectionNotReadyError("the file redirects too often")


async def _body(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    if answer.status != 200:
        raise ConnectionNotReadyError(f"the provider answered {answer.status} for the file")
    data = bytearray()
    async for chunk in answer.content.iter_chunked(65_536):
        data += chunk
        if len(data) > max_bytes:
            raise ConnectionNotReadyError(f"the file is larger than {max_bytes} bytes")
    return bytes(data)
