"""Text as both databases can store it."""

import re

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Replace NUL and lone surrogates, which PostgreSQL and UTF-8 cannot hold, by U+FFFD.

    The raw payload keeps the original bytes.
    """
    return _UNSTORABLE.sub("\ufffd", text)
