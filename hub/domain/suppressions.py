"""Addresses that must not be written to any more, as keyed hashes: who was erased stays unknown and undisturbed."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Suppression:
    """Nothing goes to this address on this kind of channel, for a purpose (a `Purpose`'s value, "" is every one).

    The address itself is not kept.
    """

    id: str
    kind: str
    digest: str
    purpose: str = ""
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class AddressHasher:
    """Turns normalised addresses into digests that nobody can try out without the installation's secret."""

    key: bytes

    def __call__(self, address: str) -> str:
        """HMAC-SHA256 in hex (RFC 2104)."""
        return hmac.new(self.key, address.encode(), hashlib.sha256).hexdigest()
