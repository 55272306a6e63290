"""Stock in a browser: the board, a clinic's shelf, and a label that is scanned by keyboard wedge."""

from datetime import timedelta

import pytest_asyncio
from playwright.async_api import Browser, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in
from tests.end_to_end.people import Json, People, clinic_form

KEEPER = "stock_manager@example.org"
PEN = "09506000134352"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shelf(system: EmbeddedSystem, people: People, clinic: Json) -> Json:
    """Pens at the clinic, a second clinic that has none, and an order level that is reached."""
    other = await people.post(Role.OPERATOR, "booking", "/clinics", clinic_form("Chiado", "Europe/Lisbon"))
    await system.settle()
    product = {"gtin": PEN, "name": "Pen cartridge, 12 needles", "fits": [], "price_minor": 450}
    await people.post(Role.STOCK_MANAGER, "inventory", "/products", {**product, "currency": "EUR"})
    expires = system.now.date() + timedelta(days=200)
    label = f"(01){PEN}(17){expires:%y%m%d}(10)NP24A"
    items = [{"scan": label, "quantity": 12}, {"scan": f"{label}(21)S1"}]
    await people.post(Role.STOCK_MANAGER, "inventory", "/receipts", {"clinic_id": clinic["id"], "items": items})
    return {"label": label, "other": other["id"]}


async def test_stock_pages_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json, shelf: Json) -> None:
    context = await signed_in(browser, system, KEEPER)
    await look_at(context, "stock", "/stock")
    await look_at(context, "stock-clinic", f"/c/{clinic['id']}/stock")
    for name in ("receive", "send", "aside", "counts", "orders"):
        await look_at(context, f"stock-{name}", f"/c/{clinic['id']}/stock/{name}")
    await look_at(context, "recalls-enter", "/recalls/enter")
    await context.close()


async def test_a_scan_is_answered_at_once_and_the_field_waits_for_the_next(
    browser: Browser, system: EmbeddedSystem, clinic: Json, shelf: Json
) -> None:
    context = await signed_in(browser, system, KEEPER)
    page, complaints = await opened(context, f"/c/{clinic['id']}/stock/what")

    await expect(page.locator("#scan")).to_be_focused()
    await page.keyboard.type(f"{shelf['label']}(21)S1")
    await page.keyboard.press("Enter")

    await expect(page.locator("#answer")).to_contain_text("On the shelf · Avenida")
    await expect(page.locator("#scan")).to_be_focused()
    await expect(page.locator("#scan")).to_have_value("")
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(page.locator("#answer [role=alert]")).to_be_visible()
    assert [each for each in complaints if "422" not in each] == []
    await context.close()


async def test_a_label_is_read_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json, shelf: Json
) -> None:
    context = await signed_in(browser, system, KEEPER, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/stock/what")
    await page.get_by_label("Scan a label").fill(f"{shelf['label']}(21)S1")
    await page.get_by_role("button", name="Read it").click()
    await expect(page.locator("#answer")).to_contain_text("Its life")
    await context.close()


async def test_a_delivery_is_received_by_keyboard_wedge_alone(
    browser: Browser, system: EmbeddedSystem, clinic: Json, shelf: Json
) -> None:
    context = await signed_in(browser, system, KEEPER)
    page, complaints = await opened(context, f"/c/{clinic['id']}/stock/receive")

    await expect(page.locator("#scan")).to_be_focused()
    for serial in ("R1", "R2"):  # faster than the pages come
        await page.keyboard.type(f"{shelf['label']}(21){serial}")
        await page.keyboard.press("Enter")
    await expect(page.locator("#finish")).to_have_text("Put 2 on the shelf")
    await page.locator("#finish").press("Enter")

    await expect(page.get_by_role("heading", name="A delivery")).to_be_visible()
    await expect(page.get_by_role("cell", name="R1, R2")).to_be_visible()
    assert complaints == []
    await context.close()


async def test_a_lot_is_recalled_from_a_scanned_notice_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json, shelf: Json
) -> None:
    context = await signed_in(browser, system, KEEPER, java_script_enabled=False)
    page, _ = await opened(context, "/recalls/enter")
    await page.get_by_label("Scan the codes on the notice").fill(f"(01){PEN}(10)NP24A")
    await page.get_by_role("button", name="Only look").click()
    await expect(page.get_by_text("It concerns us.")).to_be_visible()
    await page.get_by_label("Why, as the manufacturer").fill("Sterility cannot be assured.")
    await page.get_by_role("button", name="Recall it in all clinics").click()

    await page.get_by_role("link", name="NP24A").click()
    await expect(page.get_by_role("heading", name="Recall of lot NP24A")).to_be_visible()
    await page.get_by_label("Lie apart, counted").fill("15")
    await page.get_by_role("button", name="Confirm").click()
    await expect(page.get_by_text("counted 15, the books say 15")).to_be_visible()
    await context.close()
