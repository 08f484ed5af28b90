"""A supervisor reads the figures of the week in a real browser, asks what one means, and takes them along."""

import csv
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from tests.browser.house import House
from tests.support.journal import START, Leg


async def supervised(house: House) -> Page:
    """Two contacts of yesterday, one answered in time and one abandoned, and somebody who may look at them."""
    queue_id, agent_id = house.hub.queue.id, house.hub.agents["Anna"].id
    legs = [
        Leg("a", queue_id).goes("waiting", 0).goes("active", 15, agent_id=agent_id).goes("completed", 75),
        Leg("b", queue_id).goes("waiting", 30).goes("abandoned", 90),
    ]
    shift = datetime.now(UTC) - timedelta(days=1) - START
    lines = [each._replace(at=each.at + shift, since=each.since + shift) for leg in legs for each in leg.lines]

    await house.hub.parts.database.write(lambda tx: tx.journal.add(lines))
    sam = await house.supervisor()
    await sam.page.get_by_role("link", name="Reports").click()
    return sam.page


async def test_a_supervisor_reads_and_saves_the_weeks_figures(house: House) -> None:
    page = await supervised(house)
    await page.get_by_role("button", name="7 days").click()
    await expect(page.get_by_role("img", name="Answered and abandoned contacts")).to_be_visible()

    await page.get_by_text("Queues", exact=True).click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=house.hub.queue.name))
    await expect(row).to_contain_text("50%")
    await expect(row).to_contain_text("0:15")

    await page.get_by_role("button", name="Handle time").focus()
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("tooltip")).to_contain_text("Abandoned / entered.")
    await page.get_by_role("button", name="What the figures mean").click()
    await expect(page.get_by_role("dialog")).to_contain_text("until the contact was open")
    await page.keyboard.press("Escape")

    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="CSV").click()
    saved = await (await downloading.value).path()
    with saved.open(encoding="utf-8-sig", newline="") as file:
        [figures] = csv.DictReader(file)
    assert (figures["queue_name"], figures["answered"], figures["abandoned"]) == (house.hub.queue.name, "1", "1")
