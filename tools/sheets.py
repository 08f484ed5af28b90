"""Contact sheets of the pictures, six to a sheet, so that all of them are looked at in a few minutes."""

from html import escape
from pathlib import Path

from playwright.async_api import Browser

A_SHEET = 6
_WIDTH = 1980
_STYLE = """
body { margin: 0; padding: 12px; background: #d5d8dc; font: 15px sans-serif; }
main { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; }
main.narrow { grid-template-columns: repeat(6, 1fr); }
figure { margin: 0; }
figcaption { padding: 4px 0; overflow-wrap: anywhere; }
img { display: block; width: 100%; }
"""


async def make_sheets(browser: Browser, pictures: Path, names: list[str]) -> int:
    """Write `sheets/LANGUAGE-SIZE-NUMBER.png` below `pictures`; return how many."""
    folder = pictures / "sheets"
    folder.mkdir(exist_ok=True)
    page = await browser.new_page(viewport={"width": _WIDTH, "height": 900})
    number = 0
    for place in sorted({name.rpartition("/")[0] for name in names}):
        mine = [name for name in names if name.rpartition("/")[0] == place]
        for first in range(0, len(mine), A_SHEET):
            draft = folder / "sheet.html"
            draft.write_text(_sheet(place, mine[first : first + A_SHEET]), encoding="utf-8")
            await page.goto(draft.as_uri())
            name = f"{place.replace('/', '-')}-{first // A_SHEET + 1:02}.png"
            await page.screenshot(path=folder / name, full_page=True)
            draft.unlink()
            number += 1
    await page.close()
    return number


def _sheet(place: str, names: list[str]) -> str:
    figures = "".join(
        f'<figure><figcaption>{escape(name)}</figcaption><img src="../{escape(name)}.png"></figure>' for name in names
    )
    kind = "narrow" if place.endswith("narrow") else "wide"
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><main class="{kind}">{figures}</main>'
