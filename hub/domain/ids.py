"""Identifiers that sort by creation: UUID version 7 (RFC 9562 section 5.7)."""

import os
import threading
import time

_LOCK = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a new UUIDv7 in canonical form, greater than every one made before it in this process.

    The 48 bits of Unix milliseconds are followed by 12 bits that count within the millisecond
    (RFC 9562 section 6.2, method 1) and 62 random bits.
    """
    global _last  # noqa: PLW0603 - one monotonic counter a process is the point
    with _LOCK:
        stamp = max(time.time_ns() // 1_000_000 << 12, _last + 1)
        _last = stamp
    milliseconds, counter = stamp >> 12, stamp & 0xFFF
    random_bits = int.from_bytes(os.urandom(8), "big") & (1 << 62) - 1
    digits = f"{milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << 62 | random_bits:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
