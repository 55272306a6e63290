"""The page of a patient: a note by keyboard alone, the telephone number put right without script."""

from playwright.async_api import Browser, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import Json, People

DIRECTOR = "medical_director@example.org"


async def test_the_page_is_accessible(browser: Browser, system: EmbeddedSystem, clinic: Json, people: People) -> None:
    patient = clinic["visits"][2]["patient_id"]
    guardian = {"name": "Rosa Sousa", "relation": "parent", "phone": "+351210000188"}
    await people.post(Role.FRONT_DESK, "booking", f"/patients/{patient}/guardians", guardian)
    await people.post(Role.FRONT_DESK, "booking", f"/patients/{patient}/notes", {"text": "Prefers mornings"})
    context = await signed_in(browser, system, DIRECTOR)
    await look_at(context, "patient", f"/c/{clinic['id']}/patients/{patient}")
    await context.close()


async def test_a_note_is_written_by_keyboard_alone(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await signed_in(browser, system)
    page, complaints = await opened(context, f"/c/{clinic['id']}/patients/{clinic['visits'][1]['patient_id']}")

    await tab_to(page, "note")
    await page.keyboard.type("Comes by train")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")

    await expect(page.locator("#notes .said")).to_contain_text("Comes by train")
    assert complaints == []
    await context.close()


async def test_a_telephone_number_is_put_right_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/patients/{clinic['visits'][1]['patient_id']}")
    await page.get_by_role("link", name="Put their data right").click()

    await page.get_by_label("Telephone number").fill("+351210000199")
    await page.get_by_role("button", name="Put it right").click()
    await page.get_by_label("Why the birthday, a number, an address or the home clinic changes").fill(
        "Showed it at the desk"
    )
    await page.get_by_role("button", name="Put it right").click()

    await expect(page.get_by_role("link", name="+351210000199")).to_be_visible()
    await context.close()
