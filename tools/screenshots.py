"""Start the demo, drive it as a person would, and take a picture of every page in both languages and two sizes."""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Page, Playwright, async_playwright

from hub.demo.places import HOST
from hub.demo.run import TOKEN_FILE
from tools.desk_story import AGENTS, COVER, desk_pages
from tools.running_demo import running_demo
from tools.sheets import make_sheets
from tools.studio import OUTPUT, ROOT, SIZES, Studio, signed_in

ADMIN_TABS = (
    "users",
    "agents",
    "skills",
    "profiles",
    "queues",
    "entry-rules",
    "plans",
    "hours",
    "sla",
    "results",
    "check",
    "case-kinds",
    "departments",
    "notices",
    "customer-fields",
    "merge-rules",
    "channels",
    "templates",
    "care",
    "webhooks",
)
RECORDS = {f"records-{tab}": f"/records/{tab}" for tab in ("duplicates", "addresses", "imports")}
FORMS = ("agents", "profiles", "queues", "entry-rules", "plans", "hours", "sla")


async def service_pages(studio: Studio, language: str) -> None:
    """An agent's first screen of the day, the tasks, and a case."""
    state = await signed_in(studio, AGENTS[language])
    for size in SIZES:
        context = await studio.window(size, language, state=state)
        page = await context.new_page()
        for name in ("today", "tasks", "cases"):
            await page.goto(f"{studio.hub}/{name}")
            await page.get_by_role("main").get_by_role("heading").first.wait_for()
            await studio.shoot(page, f"{language}/{size}/{name}")
        await page.locator("tbody tr").first.click()
        await page.locator(".case-history li").first.wait_for()
        await studio.shoot(page, f"{language}/{size}/case")
        await context.close()


async def sign_in_pages(studio: Studio, language: str) -> None:
    for size in SIZES:
        context = await studio.window(size, language)
        page = await context.new_page()
        await page.goto(studio.hub)
        await page.locator("input[autocomplete=username]").wait_for()
        await studio.shoot(page, f"{language}/{size}/sign-in")
        await page.locator("input[autocomplete=username]").fill("anna")
        await page.locator("input[type=password]").fill("wrong")
        await page.locator("button[type=submit]").click()
        await page.get_by_role("alert").wait_for()
        await studio.shoot(page, f"{language}/{size}/sign-in-wrong")
        await context.close()


async def office_pages(studio: Studio, language: str) -> None:
    """What supervisors and administrators see."""
    for login, paths in (
        (
            "sam",
            {
                "live": "/live",
                "value": "/value",
                "pools": "/pools",
                "reports": "/reports",
                "service": "/service",
                "staffing": "/staffing",
            },
        ),
        ("admin", {f"admin-{tab}": f"/admin/{tab}" for tab in ADMIN_TABS} | {"customers": "/customers"} | RECORDS),
    ):
        state = await signed_in(studio, login)
        for size in SIZES:
            context = await studio.window(size, language, state=state)
            page = await context.new_page()
            for name, path in paths.items():
                await page.goto(f"{studio.hub}{path}")
                await page.get_by_role("main").wait_for()
                await studio.shoot(page, f"{language}/{size}/{name}")
            if login == "admin":
                await form_pages(studio, page, f"{language}/{size}")
                await customer_pages(studio, page, f"{language}/{size}")
                await knowledge_pages(studio, page, f"{language}/{size}")
            else:
                await acting_pages(studio, page, f"{language}/{size}")
            await context.close()


async def form_pages(studio: Studio, page: Page, place: str) -> None:
    """The first of each list, being changed."""
    for tab in FORMS:
        await page.goto(f"{studio.hub}/admin/{tab}")
        await page.locator("tbody tr button").first.click()
        await page.get_by_role("dialog").wait_for()
        await studio.shoot(page, f"{place}/admin-{tab}-form")


async def acting_pages(studio: Studio, page: Page, place: str) -> None:
    """A supervisor asks why somebody waits, and gives the contact to an agent."""
    await page.goto(f"{studio.hub}/live")
    await page.locator(".live-row .live-menu").first.wait_for()
    for key, name in (("w", "live-why"), ("a", "live-give")):
        await page.keyboard.press("j")
        await page.keyboard.press(key)
        await page.get_by_role("dialog").wait_for()
        await studio.shoot(page, f"{place}/{name}")
        await page.keyboard.press("Escape")
        await page.get_by_role("dialog").wait_for(state="detached")


async def customer_pages(studio: Studio, page: Page, place: str) -> None:
    """One customer, looked at and edited; and the box that finds everything."""
    await page.goto(f"{studio.hub}/customers/new")
    await page.get_by_role("dialog").wait_for()
    await studio.shoot(page, f"{place}/customer-new")
    await page.goto(f"{studio.hub}/customers")
    await page.get_by_text("Rosa María", exact=False).first.click()
    await page.locator(".card-head").first.wait_for()
    await studio.shoot(page, f"{place}/customer")
    await page.locator(".card-head button").first.click()
    await page.get_by_role("dialog").wait_for()
    await studio.shoot(page, f"{place}/customer-edit")
    await page.keyboard.press("Escape")
    await page.get_by_role("dialog").wait_for(state="detached")
    await page.keyboard.press("Control+k")
    await page.get_by_role("searchbox").last.fill("Glide")
    await page.get_by_role("option").first.wait_for()
    await studio.shoot(page, f"{place}/search")


async def knowledge_pages(studio: Studio, page: Page, place: str) -> None:
    """Articles searched, read, compared and translated; canned replies and macros."""
    await page.goto(f"{studio.hub}/knowledge")
    await page.locator(".article-line").first.wait_for()
    await studio.shoot(page, f"{place}/knowledge")
    await page.locator(".page-search input").fill("Glide")
    await page.locator(".article-line").first.click()
    await page.locator(".article-text").wait_for()
    await studio.shoot(page, f"{place}/knowledge-article")
    await page.locator(".article-bar button", has=page.locator("svg.tabler-icon-pencil")).click()
    await page.get_by_role("dialog").wait_for()
    await studio.shoot(page, f"{place}/knowledge-edit")
    for tab in ("canned", "macros"):
        await page.goto(f"{studio.hub}/knowledge/{tab}")
        await page.locator("tbody tr").first.wait_for()
        await studio.shoot(page, f"{place}/knowledge-{tab}")
        await page.locator("tbody tr button").first.click()
        await page.get_by_role("dialog").wait_for()
        await studio.shoot(page, f"{place}/knowledge-{tab}-form")


async def outside_pages(studio: Studio, language: str) -> None:
    """The play page, and the widget on the sample shop."""
    for size in SIZES:
        context = await studio.window(size, language)
        page = await context.new_page()
        await page.goto(studio.play)
        await page.locator("#you button, #you label").first.wait_for()
        await studio.shoot(page, f"{language}/{size}/play")
        await page.goto(f"{studio.play}/shop?as=alex.rivera&language={language}")
        await page.get_by_role("button", name="打开在线客服" if language == "zh-CN" else "Open chat").click()
        await page.frame_locator("iframe").get_by_role("textbox").first.wait_for()
        await studio.shoot(page, f"{language}/{size}/widget")
        await context.close()


async def main() -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    taken: list[str] = []
    for language in AGENTS:
        taken += await pictures_of(language)
    async with async_playwright() as playwright:
        browser = await browser_of(playwright)
        sheets = await make_sheets(browser, OUTPUT, taken)
        await browser.close()
    place, cover = OUTPUT.relative_to(ROOT), COVER.relative_to(ROOT)
    print(f"{len(taken)} pictures in {place}/, on {sheets} sheets in {place}/sheets/; the README's is {cover}")


async def browser_of(playwright: Playwright) -> Browser:
    program = shutil.which("chromium") or "/usr/bin/chromium"
    return await playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


async def pictures_of(language: str) -> list[str]:
    """Each language has a demo of its own: nobody's contact is still with the other agent."""
    async with AsyncExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "data"
        port = await stack.enter_async_context(running_demo(data))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await browser_of(playwright)
        stack.push_async_callback(browser.close)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        hub, carrier, play = (f"http://{HOST}:{port + step}" for step in range(3))
        token = (data / TOKEN_FILE).read_text().strip()
        studio = Studio(browser=browser, session=session, hub=hub, carrier=carrier, play=play, token=token)
        for pages in (sign_in_pages, service_pages, office_pages, outside_pages, desk_pages):
            await pages(studio, language)
            print(f"  {language}: {pages.__name__.replace('_', ' ')}", flush=True)
        return studio.taken


if __name__ == "__main__":
    asyncio.run(main())
