"""Builds the configured channels, each with what it is allowed to know."""

from functools import partial

import aiohttp

from hub.config import Config, derived_key
from hub.domain.events import SUPERVISORS, EventType, NewEvent
from hub.ports.blobs import Blobs
from hub.ports.channels import ChannelContext, Host, LinkState
from hub.ports.clock import Clock
from hub.ports.repositories import Tx
from hub.services.channel_book import ChannelBook, ChannelState


def build_channels(
    config: Config, *, host: Host, blobs: Blobs, clock: Clock, http: aiohttp.ClientSession, secret: bytes
) -> ChannelBook:
    """Make every channel; nothing connects yet."""
    book = ChannelBook()
    for block in config.channels:
        context = ChannelContext(
            name=block.name,
            host=host,
            clock=clock,
            blobs=blobs,
            http=http,
            public_url=config.settings.server.base_url,
            secret=derived_key(secret, f"channel:{block.name}"),
            state=partial(book.set_state, block.name),
            data_dir=str(config.data),
        )
        channel = block.kind.build(block.settings, context)
        book.add(channel)
        if book.state(block.name).state is LinkState.STARTING and not hasattr(channel, "listen"):
            book.set_state(block.name, LinkState.UP)
    return book


def channel_event(book: ChannelBook, clock: Clock, name: str, state: ChannelState) -> NewEvent:
    """Make the event of a channel whose connection changed."""
    channel = book.get(name)
    return NewEvent(
        type=EventType.CHANNEL_UPDATED,
        data={
            "name": name,
            "kind": channel.kind.value,
            "capabilities": sorted(each.value for each in channel.capabilities),
            "state": state.state.value,
            "detail": state.detail,
            "address": channel.address,
        },
        subject_id=name,
        audience=(SUPERVISORS,),
        at=clock.now(),
    )


def note_event(tx: Tx, event: NewEvent) -> None:
    """Write an event of its own."""
    tx.events.add(event)
