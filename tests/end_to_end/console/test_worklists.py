"""The worklists of all services on one page."""

from playwright.async_api import Browser, expect

from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in
from tests.end_to_end.people import Json


async def test_worklists_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await signed_in(browser, system)
    await look_at(context, "worklists", f"/c/{clinic['id']}/worklists")
    await context.close()


async def test_an_item_is_taken_and_given_back_with_the_mouse(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, complaints = await opened(context, f"/c/{clinic['id']}/worklists")
    item = page.locator(".item").first
    mine = await item.get_attribute("id")

    await item.get_by_role("button", name="Take it").click()
    await expect(page.locator(f"#{mine}")).to_contain_text("You work on it")
    await page.locator(f"#{mine}").get_by_role("button", name="Give it back").click()

    await expect(page.locator(f"#{mine}").get_by_role("button", name="Take it")).to_be_visible()
    assert complaints == []
    await context.close()
