"""A supervisor asks in a real browser how many agents a load needs, and walks along the chart with the keyboard."""

from playwright.async_api import expect

from tests.browser.house import House


async def test_a_supervisor_learns_what_one_agent_more_buys(house: House) -> None:
    sam = await house.supervisor()
    page = sam.page
    await page.get_by_role("link", name="Staffing").click()

    answer = page.get_by_role("region", name="Answer")
    await expect(answer).to_contain_text("14agents answer 80% within 20s")
    await expect(answer).to_contain_text("88.8%")

    chart = page.get_by_role("slider", name="Agents at work")
    await chart.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(chart).to_have_attribute("aria-valuenow", "13")
    await expect(answer).to_contain_text("With 13 agents")
    await expect(answer).to_contain_text("79.6%")
    await page.keyboard.press("Home")
    await expect(answer).to_contain_text("10 agents cannot keep up")

    await page.get_by_role("textbox", name="Patience before hanging up").fill("120")
    await expect(answer).to_contain_text("12agents answer 80% within 20s")
    await expect(answer).to_contain_text("Erlang A")
    row = page.get_by_role("row").filter(has_text="least that keeps the promise")
    await expect(row).to_contain_text("85.5%")
