"""How tests look at pages: Debian's Chromium, somebody signed in, screenshots and axe.

Screenshots of every page at three widths in both themes are kept in the folder SCREENSHOTS, for somebody to look at.
"""

import os
import re
import shutil
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from axe_playwright_python.base import AxeResults
from playwright.async_api import Browser, BrowserContext, Page

from needlepoint.trial.system import EmbeddedSystem

KNOWN_AS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is here. The first of all draws the same pages without Chromium's own windows around them, each of
which is a process more."""
CHROMIUM = next(filter(None, map(shutil.which, KNOWN_AS)), "/usr/bin/chromium")
SCREENSHOTS = Path(os.environ.get("SCREENSHOTS", ".screenshots"))
WIDTHS = (360, 1024, 1920)
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = {**ALL_RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
AXE = {("light", 360): ALL_RULES, ("light", 1920): ALL_RULES, ("dark", 360): COLOURS, ("dark", 1024): COLOURS}
"""Where axe looks, and with which rules: with all narrow and wide, for what is shown depends on the width; and with
those about colours in the dark, for nothing else is different there."""
DESK = "front_desk@example.org"


async def signed_in(browser: Browser, system: EmbeddedSystem, who: str = DESK, **options: Any) -> BrowserContext:
    """Somebody in a browser of their own."""
    context = await browser.new_context(base_url=system.url("console"), **options)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Sign in").press("Enter")
    await page.get_by_role("button", name=who).press("Enter")
    await page.wait_for_url(re.compile(r"/c/|/clinics"))
    return context


async def opened(context: BrowserContext, path: str) -> tuple[Page, list[str]]:
    """A page, and what its console complains about."""
    page, complaints = context.pages[0], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(path)
    return page, complaints


async def look_at(context: BrowserContext, name: str, path: str) -> None:
    """Keep screenshots of a page under ``name``. Axe finds nothing, nothing is wider than the screen or complains."""
    page, complaints = await opened(context, path)
    await page.evaluate(Axe().axe_script)
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.screenshot(path=SCREENSHOTS / f"{name}-{theme}-{width}.png", full_page=True)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide at {width}"
            if (theme, width) in AXE:
                found = AxeResults(await page.evaluate("options => axe.run(options)", AXE[theme, width]))
                assert found.violations_count == 0, f"{name}, {theme}, {width}: {found.generate_report()}"
    assert complaints == [], name


async def tab_to(page: Page, element_id: str) -> None:
    """Move the focus there by the keyboard alone. Raises AssertionError where it does not come there.

    While a page opens, nothing has the focus yet.
    """
    for _ in range(100):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement?.id") == element_id:
            return
    raise AssertionError(f"{element_id} is not reached with Tab")
