"""A mail's HTML made harmless."""

from collections.abc import Mapping
from typing import Protocol


class HtmlCleaner(Protocol):
    """Turns a stranger's HTML into a document that may be shown in a sandboxed frame."""

    def __call__(self, html: str, *, inline_images: Mapping[str, str], remote_images: bool) -> str:
        """Return a whole, harmless document.

        `inline_images` maps content ids (without brackets) to addresses of ours; other images are left out unless
        `remote_images`.
        """
