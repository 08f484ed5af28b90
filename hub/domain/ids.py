"""Identifiers that sort by creation: UUID version 7 (RFC 9562 section 5.7)."""

import os
import threading
import time
from datetime import datetime

_LOCK = threading.Lock()
_RANDOM_AT_ONCE = 2_048
_last = 0
_random = b""
_used = 0


def new_id() -> str:
    """Return a new UUIDv7 in canonical form, greater than every one made before it in this process.

    The 48 bits of Unix milliseconds are followed by 12 bits that count within the millisecond
    (RFC 9562 section 6.2, method 1) and 62 random bits.
    """
    global _last  # noqa: PLW0603 - one monotonic counter a process is the point
    with _LOCK:
        stamp = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = stamp
        entropy = _eight_bytes()
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    random_bits = int.from_bytes(entropy, "big") & (1 << 62) - 1
    digits = f"{milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_bits:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def first_id(at: datetime) -> str:
    """Return the smallest identifier that can be made at a time, to find what was made from then on."""
    digits = f"{int(at.timestamp() * 1000) << 80:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _eight_bytes() -> bytes:
    """Take random bytes from a store, used once each: asking the kernel for every id costs more than all the rest."""
    global _random, _used  # noqa: PLW0603 - one store a process, under the lock
    if _used == len(_random):
        _random, _used = os.urandom(_RANDOM_AT_ONCE), 0
    _used += 8
    return _random[_used - 8 : _used]
