"""Find a patient, register somebody new, book for them: by keyboard alone, by mouse, and without script."""

import re

from playwright.async_api import Browser, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import Json, People


async def test_the_pages_are_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json, people: People) -> None:
    context, here, patient = await signed_in(browser, system), f"/c/{clinic['id']}", clinic["visits"][3]["patient_id"]
    slot = (await people.ask(Role.FRONT_DESK, "booking", "/slots", kind="consult", clinic_id=clinic["id"]))["items"][-1]
    taken = {name: slot[name] for name in ("clinic_id", "starts_at", "practitioner_id", "room_id")}
    await people.post(Role.FRONT_DESK, "booking", "/holds", {**taken, "patient_id": patient, "kind": "consult"})
    await look_at(context, "find", f"{here}/find?q=sousa")
    await look_at(context, "register", f"{here}/patients/new")
    await look_at(context, "book", f"{here}/patients/{patient}/book")
    await context.close()


async def test_somebody_new_is_registered_and_booked_for_by_keyboard_alone(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, complaints = await opened(context, f"/c/{clinic['id']}/find")
    await expect(page.locator("#q")).to_be_focused()
    await page.keyboard.type("Rosa Lima")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Register somebody new").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/patients/new*")
    for field, value in (("date_of_birth", "02031990"), ("phone", "+351210000177")):
        await tab_to(page, field)
        await page.keyboard.type(value)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Book for Rosa Lima")).to_be_visible()

    await page.locator("input[name=offer]").first.focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Hold it while they think").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".left")).to_have_text(re.compile(r"\(9:\d\d\)"))
    await page.locator("section.held").get_by_role("button", name="Book it").focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Booked: Consult on")).to_be_visible()
    assert complaints == []
    await context.close()


async def test_a_patient_waits_for_a_time_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/find")
    await page.get_by_label("Who is it about?").fill("sofia sousa")
    await page.get_by_role("button", name="Find").click()
    await page.get_by_role("link", name="Book – Sofia Sousa").click()

    await page.get_by_text("Have them wait for a time that becomes free").click()
    await page.get_by_role("button", name="Put on the waitlist").click()

    await expect(page.get_by_text("Waits for a consult")).to_be_visible()
    card = page.locator(".card", has_text="Waits for a consult")
    await card.get_by_text("Change what they wish for").click()
    await card.get_by_label("Not later than").fill("12:00")
    await card.get_by_label("Friday").check()
    await card.get_by_role("button", name="They wish for this").click()
    await expect(page.get_by_role("status")).to_contain_text("waits.")
    await card.get_by_text("Change what they wish for").click()
    await expect(card.get_by_label("Not later than")).to_have_value("12:00")
    await expect(card.get_by_label("Friday")).to_be_checked()
    await page.get_by_role("button", name="Waits no longer").click()
    await expect(page.get_by_text("Waits for a consult")).to_have_count(0)
    await context.close()
