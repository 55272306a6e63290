"""The pages at the chair, as a practitioner uses them on a tablet."""

import pytest
from playwright.async_api import Browser, expect

from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import Json

pytestmark = pytest.mark.timeout(240)
NURSE = "practitioner@example.org"


async def test_the_consult_page_is_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await signed_in(browser, system, NURSE)
    await look_at(context, "consult", f"/c/{clinic['id']}/visits/{clinic['visits'][3]['id']}/consult")
    await context.close()


async def test_a_consult_that_is_half_typed_is_there_again_after_the_tablet_slept(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, NURSE, viewport={"width": 820, "height": 1180}, has_touch=True)
    page, complaints = await opened(context, f"/c/{clinic['id']}/visits/{clinic['visits'][3]['id']}/consult")

    await page.get_by_label("Something to note").select_option("lesion")
    await page.locator(".body label[for=found-nose]").click()
    await expect(page.locator("#found-nose")).to_be_checked()
    await page.get_by_role("button", name="Add this finding").click()
    await tab_to(page, "concern")
    await page.keyboard.type("Acne s")
    await page.get_by_label("Depth", exact=False).first.fill("1,25")
    await page.wait_for_timeout(400)
    await page.goto("about:blank")
    await page.goto(f"/c/{clinic['id']}/visits/{clinic['visits'][3]['id']}/consult")

    await expect(page.locator("[data-kept]")).to_be_visible()
    await expect(page.locator("#depth")).to_have_value("1,25")
    await expect(page.locator("#findings")).to_contain_text("Nose")
    await page.locator(".out button").click()
    assert await page.evaluate("sessionStorage.length") == 0
    assert complaints == []
    await context.close()
