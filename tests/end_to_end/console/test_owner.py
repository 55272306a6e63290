"""The owner's figures: looked at, and another period asked for by keyboard alone and without script."""

import re

from playwright.async_api import Browser, expect

from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in
from tests.end_to_end.people import Json

OWNER = "owner@example.org"


async def test_another_period_is_asked_for_without_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, OWNER, java_script_enabled=False)
    page, _ = await opened(context, "/owner")
    today = system.now.date().isoformat()
    await page.get_by_label("From the day").fill(today)
    await page.get_by_label("Until the day").fill(today)
    await page.get_by_label("Until the day").press("Enter")
    row = page.get_by_role("row").filter(has_text="Avenida").first
    await expect(row.get_by_role("cell").last).to_have_text(re.compile(r"^\s*[1-9]"))
    await page.get_by_role("link", name="By week, and one by one").press("Enter")
    await expect(page.get_by_role("heading", name="Avenida").first).to_be_visible()
    await context.close()


async def test_the_figures_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await signed_in(browser, system, OWNER)
    today = system.now.date().isoformat()
    await look_at(context, "owner", f"/owner?from={today}&to={today}")
    await look_at(context, "owner-utilisation", f"/owner/utilisation?from={today}&to={today}")
    await look_at(context, "owner-courses", f"/owner/courses?from={today}&to={today}")
    await context.close()
