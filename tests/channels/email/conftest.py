"""A hub in memory for each test."""

import pytest

from tests.channels.email.peers import MemoryHub


@pytest.fixture
async def hub() -> MemoryHub:
    return MemoryHub()
