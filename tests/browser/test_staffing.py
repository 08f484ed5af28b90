"""A supervisor asks in a real browser how many agents a load needs, and walks along the chart with the keyboard."""

from datetime import UTC, datetime

from playwright.async_api import expect

from hub.domain.ids import new_id
from hub.domain.users import Role, User
from hub.security.passwords import Argon2Passwords
from tests.browser.house import PASSWORD, House


async def test_a_supervisor_learns_what_one_agent_more_buys(house: House) -> None:
    user = User(
        id=new_id(),
        login="sam",
        name="Sam",
        roles=frozenset({Role.SUPERVISOR}),
        password_hash=await Argon2Passwords().hash(PASSWORD),
        created_at=datetime.now(UTC),
    )
    await house.hub.parts.database.write(lambda tx: tx.users.put(user))
    sam = await house.desk()
    page = sam.page
    await page.get_by_role("textbox", name="Login").fill("sam")
    await page.get_by_role("textbox", name="Password").fill(PASSWORD)
    await sam.button("Sign in").click()
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
