"""What holds for the site: its first page, its weight, its languages."""

from typing import Any

from playwright.async_api import Browser, expect

from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import DESK, look_at, signed_in
from tests.end_to_end.people import Json

FIRST_PAGE = 60_000
"""Bytes over the wire."""


async def test_the_clinics_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await signed_in(browser, system)
    await look_at(context, "clinics", "/clinics")
    await context.close()


async def test_a_first_page_is_small_and_comes_from_this_host_alone(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, sizes = await context.new_page(), []

    async def weigh(request: Any) -> None:
        sizes.append((request.url, (await request.sizes())["responseBodySize"]))

    page.on("requestfinished", weigh)
    await page.goto(f"/c/{clinic['id']}/today")
    await page.wait_for_timeout(500)
    assert all(url.startswith(system.url("console")) for url, _ in sizes)
    assert sum(size for _, size in sizes) < FIRST_PAGE, sizes
    await context.close()


async def test_portuguese_is_spoken_to_who_reads_it(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await browser.new_context(base_url=system.url("console"), locale="pt-PT")
    page = await context.new_page()
    await page.goto(f"/c/{clinic['id']}/today")
    await page.get_by_role("link", name="Iniciar sessão").click()
    await page.get_by_role("button", name=DESK).click()
    await expect(page.get_by_text("Todas as horas são as de Lisboa.")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "pt-PT"
    await context.close()
