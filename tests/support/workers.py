"""Which tests share a worker: those of one demo, and those with browsers, of which two at a time are enough."""

from zlib import crc32

from typing_extensions import override
from xdist.scheduler import LoadScopeScheduling

DEMO = "tests/demo/test_demo.py"
WITH_BROWSER = ("tests/browser/", "tests/http/test_chat_widget.py")


class TogetherScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out tests one by one, and a group at once; groups come first, since they take longest.

    xdist 3.8's own groups have no effect with pytest 9.2, which made the name of a test unchangeable.
    """

    @override
    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(DEMO):
            return "demo"
        if nodeid.startswith(WITH_BROWSER):
            return f"browser-{crc32(nodeid.encode()) % 2}"
        return nodeid
