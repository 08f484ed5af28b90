"""The configured channels with the state of their connections."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.domain.interactions import InteractionKind
from hub.errors import NotFoundError
from hub.ports.channels import Capability, Channel, LinkState


@dataclass(frozen=True, kw_only=True)
class ChannelState:
    """How a channel's connection is, for operators."""

    state: LinkState = LinkState.STARTING
    detail: str = ""


class ChannelBook:
    """Finds channels by name or kind, and keeps what they said of their connection."""

    def __init__(self) -> None:
        self._channels: dict[str, Channel] = {}
        self._states: dict[str, ChannelState] = {}
        self._watchers: list[Callable[[str, ChannelState], None]] = []

    def add(self, channel: Channel) -> None:
        """Register a channel under its configured name."""
        self._channels[channel.name] = channel
        self._states.setdefault(channel.name, ChannelState())

    def set_state(self, name: str, state: LinkState, detail: str = "") -> None:
        """Note a channel's connection state and tell the watchers when it changed."""
        new = ChannelState(state=state, detail=detail)
        if self._states.get(name) == new:
            return
        self._states[name] = new
        for watcher in self._watchers:
            watcher(name, new)

    def watch(self, watcher: Callable[[str, ChannelState], None]) -> None:
        """Call `watcher` at every change of state."""
        self._watchers.append(watcher)

    def find(self, name: str) -> Channel | None:
        """Return a channel, or None."""
        return self._channels.get(name)

    def get(self, name: str) -> Channel:
        """Return a channel; raise `NotFoundError` (field `channel`) when none has that name."""
        channel = self._channels.get(name)
        if channel is None:
            known = ", ".join(sorted(self._channels)) or "none"
            raise NotFoundError(f"no channel is called {name!r}; configured are {known}", field="channel")
        return channel

    def first_of(self, kind: InteractionKind, capability: Capability | None = None) -> Channel | None:
        """Return the first configured channel of a kind that can do `capability`."""
        fitting = (each for each in self._channels.values() if each.kind is kind)
        return next((each for each in fitting if capability is None or capability in each.capabilities), None)

    def all(self) -> Mapping[str, Channel]:
        """Return all by name, in the order of configuration."""
        return dict(self._channels)

    def state(self, name: str) -> ChannelState:
        """Return a channel's connection state."""
        return self._states.get(name, ChannelState())
