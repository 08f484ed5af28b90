"""A whole web layer over a real SQLite database, with people to sign in as."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.http.chat import ChatHub, running_chat
from tests.http.hub import TestHub, running_hub


@pytest.fixture
async def hub(sqlite_url: str, tmp_path: Path) -> AsyncIterator[TestHub]:
    """A hub on an empty SQLite file."""
    async with running_hub(sqlite_url, tmp_path) as hub:
        yield hub


@pytest.fixture
async def chat(sqlite_url: str, tmp_path: Path) -> AsyncIterator[ChatHub]:
    """A hub with a web chat."""
    async with running_chat(sqlite_url, tmp_path) as chat:
        yield chat
