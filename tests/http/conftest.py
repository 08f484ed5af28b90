"""A whole web layer over a real SQLite database, with people to sign in as."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.http.hub import TestHub, running_hub


@pytest.fixture
async def hub(tmp_path: Path) -> AsyncIterator[TestHub]:
    """A hub on an empty SQLite file."""
    async with running_hub(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as hub:
        yield hub
