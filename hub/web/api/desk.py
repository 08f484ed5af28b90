"""/desk: the first picture of an agent's or supervisor's screen."""

from hub.services.channel_book import ChannelBook
from hub.services.desk.snapshot import snapshot
from hub.services.shapes import Shape
from hub.web.api.session import caller_shape
from hub.web.route import Call


async def show(call: Call) -> Shape:
    """Everything the screen shows, with the event number to go on from."""
    services = call.services
    now = services.clock.now()
    picture = await call.read(lambda tx: snapshot(tx, agent_id=call.caller.agent_id, at=now))
    settings = services.settings
    return {
        **picture,
        "user": caller_shape(call.caller),
        "channels": channel_shapes(services.channels),
        "settings": {
            "languages": list(settings.languages),
            "public_url": settings.public_url,
            "time_zone": settings.time_zone,
            "demo": settings.demo,
            "softphone": settings.softphone,
            "not_ready_reasons": list(settings.not_ready_reasons),
            "max_upload_bytes": settings.max_upload_bytes,
        },
    }


async def channels(call: Call) -> Shape:
    """All channels with the state of their connections."""
    return {"items": channel_shapes(call.services.channels), "next": None}


def channel_shapes(book: ChannelBook) -> list[Shape]:
    """Channels as the API shows them."""
    return [
        {
            "name": name,
            "kind": channel.kind.value,
            "capabilities": sorted(each.value for each in channel.capabilities),
            "state": book.state(name).state.value,
            "detail": book.state(name).detail,
            "address": channel.address,
        }
        for name, channel in book.all().items()
    ]
