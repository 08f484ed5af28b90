"""/hooks/{channel}: providers' requests, handed to the channel with their bytes exactly as they came."""

from aiohttp import web

from hub.errors import InboundRejectedError, NotFoundError
from hub.ports.channels import WebhookChannel, WebhookReply, WebhookRequest
from hub.web.context import SERVICES
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
    if channel is None or not isinstance(channel, WebhookChannel):
        raise NotFoundError(f"no channel called {name[:80]!r} takes webhooks")
    try:
        reply = await channel.receive(await _plain(request))
    except InboundRejectedError as error:
        services.metrics.webhooks.labels(name, str(error.status)).inc()
        raise
    services.metrics.webhooks.labels(name, str(reply.status)).inc()
    return _response(reply)


async def _plain(request: web.Request) -> WebhookRequest:
    return WebhookRequest(
        method=request.method,
        raw_target=request.raw_path,
        subpath=request.match_info.get("subpath", ""),
        headers=request.headers,
        body=await request.read(),
        remote=remote_of(request, request.app[SERVICES].settings.trusted_proxies),
    )


def _response(reply: WebhookReply) -> web.Response:
    headers = {**reply.headers, "Content-Type": reply.content_type}
    return web.Response(status=reply.status, body=reply.body, headers=headers)
