"""What every part of a serving hub stands on: configuration, database, clock, files, the network."""

from dataclasses import dataclass, field
from functools import cached_property

import aiohttp

from hub.blobs.folder import FolderBlobs
from hub.blobs.rows import RowBlobs
from hub.clock import SystemClock
from hub.config import Config, derived_key, installation_secret
from hub.domain.masking import Masking
from hub.domain.suppressions import AddressHasher
from hub.ports.blobs import Blobs
from hub.ports.clock import Clock
from hub.ports.database import Database
from hub.rendering.templates import JinjaRenderer
from hub.services.care.preview import House


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Given to the builder of each part, which takes from it what the part needs."""

    config: Config
    database: Database
    http: aiohttp.ClientSession
    clock: Clock = field(default_factory=SystemClock)

    @cached_property
    def secret(self) -> bytes:
        """The installation's secret, from which each part gets a key of its own."""
        return installation_secret(self.config)

    @cached_property
    def blobs(self) -> Blobs:
        """One machine keeps files in a folder; several share them through PostgreSQL."""
        if self.config.settings.database.is_postgresql:
            return RowBlobs(self.database)
        return FolderBlobs(self.config.data / "blobs")

    @cached_property
    def house(self) -> House:
        """How texts to customers are filled, and in whose name."""
        organisation = self.config.settings.organisation
        return House(renderer=JinjaRenderer(), organisation=organisation.name, language=organisation.language)

    @cached_property
    def masking(self) -> Masking:
        """What is hidden in what is written down."""
        return Masking(secrets=frozenset(self.config.settings.privacy.mask))

    @cached_property
    def hasher(self) -> AddressHasher:
        """How suppressed addresses are kept."""
        return AddressHasher(key=self.key("suppressions"))

    def key(self, purpose: str) -> bytes:
        """A key for one purpose only."""
        return derived_key(self.secret, purpose)
