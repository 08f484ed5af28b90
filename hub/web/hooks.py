"""/hooks/{channel}: providers' requests, handed to the channel with their bytes exactly as they came."""

from functools import cache
from typing import cast

from aiohttp import web

from hub.errors import InboundRejectedError, NotFoundError
from hub.ports.channels import WebhookChannel, WebhookReply, WebhookRequest
from hub.web.context import SERVICES, WebServices
from hub.web.wire import remote_of


def add_hooks(app: web.Application) -> None:
    """Route every method: some providers ask by GET, and the channel knows what is right."""
    app.router.add_route("*", "/hooks/{channel}", receive)
    app.router.add_route("*", "/hooks/{channel}/{subpath:.*}", receive)


async def receive(request: web.Request) -> web.Response:
    """Let the channel check, store and answer."""
    services = request.app[SERVICES]
    name = request.match_info["channel"]
    channel = services.channels.find(name)
    if channel is None or not _takes_webhooks(type(channel)):
        raise NotFoundError(f"no channel called {name[:80]!r} takes webhooks")
    try:
        reply = await cast("WebhookChannel", channel).receive(await _plain(request, services))
    except InboundRejectedError as error:
        services.metrics.webhook(name, error.status)
        raise
    services.metrics.webhook(name, reply.status)
    return _response(reply)


@cache
def _takes_webhooks(kind: type) -> bool:
    """Asked once a class: matching a protocol looks at every method anew, which costs more than a signature check."""
    return issubclass(kind, WebhookChannel)


async def _plain(request: web.Request, services: WebServices) -> WebhookRequest:
    return WebhookRequest(
        method=request.method,
        raw_target=request.raw_path,
        subpath=request.match_info.get("subpath", ""),
        headers=request.headers,
        body=await request.read(),
        remote=remote_of(request, services.settings.trusted_proxies),
    )


def _response(reply: WebhookReply) -> web.Response:
    headers = {**reply.headers, "Content-Type": reply.content_type}
    return web.Response(status=reply.status, body=reply.body, headers=headers)
