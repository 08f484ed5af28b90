"""The house in which the desk is driven."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.house import House, open_house

expect.set_options(timeout=40_000)  # machines that run many tests at once are slow


@pytest.fixture
async def house(tmp_path: Path, browser: Browser) -> AsyncIterator[House]:
    """A hub and a browser of this test's own."""
    async with open_house(tmp_path, browser) as opened:
        yield opened
