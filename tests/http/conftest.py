"""A whole web layer over a real SQLite database, with people to sign in as."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.storage.migrations.run import migrate_sqlite
from tests.http.chat import ChatHub, running_chat
from tests.http.hub import TestHub, running_hub


@pytest.fixture(scope="session")
def blank_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, made once and copied for every test."""
    path = tmp_path_factory.mktemp("blank") / "hub.db"
    migrate_sqlite(path)
    return path


@pytest.fixture
async def hub(blank_sqlite: Path, tmp_path: Path) -> AsyncIterator[TestHub]:
    """A hub on an empty SQLite file."""
    shutil.copy(blank_sqlite, tmp_path / "hub.db")
    async with running_hub(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as hub:
        yield hub


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[ChatHub]:
    """A hub with a web chat."""
    async with running_chat(f"sqlite:///{tmp_path / 'hub.db'}", tmp_path) as chat:
        yield chat
