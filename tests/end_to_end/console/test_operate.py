"""The operator's pages: an event that failed is found, tried out and discarded; those behind it are replayed."""

from dataclasses import replace

from playwright.async_api import Browser, expect
from sqlalchemy import select

from chassis.data.tables import event_log
from chassis.ids import new_id
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import Json
from tests.integration.console.stories import opened as clinic_opened
from tests.support.running import delivery_of

OPERATOR = "operator@example.org"


async def fail(system: EmbeddedSystem) -> None:
    """Inventory gets an event that it cannot read, and one more of its key."""
    worker = system.running["inventory"].worker
    assert worker is not None
    event = clinic_opened(new_id())
    unreadable = replace(delivery_of(event, new_id(), at=system.now), value=b'{"name": "Ana Reis"}')
    await worker.inbox.take([unreadable])
    await worker.inbox.take([delivery_of(event, new_id(), at=system.now)])


async def test_an_event_that_failed_is_settled_by_keyboard_alone(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    await fail(system)
    context = await signed_in(browser, system, OPERATOR)
    page, complaints = await opened(context, "/operate")
    await expect(page.locator(".alerts")).to_contain_text("1 failed, 1 behind them")

    await tab_to(page, "group-1")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="ClinicOpened").press("Enter")
    await expect(page.locator("pre")).not_to_contain_text("Ana Reis")
    await page.get_by_role("button", name="Try it out").press("Enter")
    await expect(page.get_by_text("would fail again: ValidationError")).to_be_visible()
    await page.get_by_text("Discard it instead").press("Enter")
    await page.get_by_label("Why nobody needs it").fill("Sent by a test.")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("Still parked behind it: 1.")
    assert complaints == []
    await context.close()


async def test_what_waited_behind_it_is_replayed_without_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, OPERATOR, java_script_enabled=False)
    page, _ = await opened(context, "/operate")
    await page.locator("#group-1").click()
    await page.get_by_role("button", name="Try it out").click()
    await expect(page.get_by_text("Would take effect: 1.")).to_be_visible()
    await page.get_by_role("button", name="Replay up to 25 keys").click()
    await expect(page.get_by_text("Took effect: 1.")).to_be_visible()
    await page.goto("/operate")
    await expect(page.get_by_text("There are none: every event took effect.")).to_be_visible()
    await context.close()


async def test_the_operators_pages_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    await fail(system)
    worker = system.running["booking"].worker
    assert worker is not None
    async with worker.transactions.begin(reading=True) as work:
        event_id = await work.scalar(select(event_log.c.id).order_by(event_log.c.sequence))
    context = await signed_in(browser, system, OPERATOR)
    page, _ = await opened(context, "/operate")
    address = await page.locator("#group-1").get_attribute("href")
    await look_at(context, "operate", "/operate")
    await look_at(context, "operate-group", address or "")
    letter = await page.get_by_role("link", name="ClinicOpened").get_attribute("href")
    await look_at(context, "operate-letter", letter or "")
    await look_at(context, "operate-follow", f"/operate/follow?id={event_id}")
    await context.close()
