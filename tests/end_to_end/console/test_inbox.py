"""The inbox: with the mouse, by keyboard alone, and without script."""

from playwright.async_api import Browser, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import Json, People

STRANGER = "+351900000001"


async def writes(system: EmbeddedSystem, people: People, sender: str, text: str) -> None:
    wrote = {"channel": "sms", "sender": sender, "text": text}
    await people.post(Role.INTEGRATION, "notifications", "/inbound", wrote)
    await system.settle()


async def phone_of(people: People, visit: Json) -> str:
    patient = await people.ask(Role.FRONT_DESK, "booking", f"/patients/{visit['patient_id']}")
    return str(patient["phone"])


async def test_the_inbox_and_its_threads_are_accessible(
    browser: Browser, system: EmbeddedSystem, clinic: Json, people: People
) -> None:
    marta = await phone_of(people, clinic["visits"][0])
    await writes(system, people, marta, "Good morning! Can I come at three instead?\nI am late.")
    await writes(system, people, marta, "My face burns and oozes since yesterday")
    await writes(system, people, STRANGER, "Do you open on Saturdays?")
    context, here = await signed_in(browser, system), f"/c/{clinic['id']}/inbox"
    await look_at(context, "inbox", here)
    page, _ = await opened(context, here)
    await page.locator(".item h2 a").first.click()
    thread = page.url.removeprefix(system.url("console"))
    await look_at(context, "inbox-thread", thread)
    await page.goto(f"{here}?tab=unknown")
    await page.locator(".item h2 a").first.click()
    await look_at(context, "inbox-unknown", f"{page.url.removeprefix(system.url('console'))}?find=Marta")
    await context.close()


async def test_a_text_appears_at_once_and_is_answered_by_keyboard_alone(
    browser: Browser, system: EmbeddedSystem, clinic: Json, people: People
) -> None:
    desk = await signed_in(browser, system)
    page, complaints = await opened(desk, f"/c/{clinic['id']}/inbox")
    await writes(system, people, await phone_of(people, clinic["visits"][1]), "Where can I park?")
    await expect(page.get_by_text("Where can I park?")).to_be_visible()
    await page.get_by_role("link", name="Joana").press("Enter")
    await tab_to(page, "text")
    await page.keyboard.type("Behind the house.")
    await tab_to(page, "preview")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("As the patient reads it")).to_be_visible()
    await tab_to(page, "send")
    await page.keyboard.press("Enter")
    await expect(page.locator(".facts .badge").first).to_have_text("Waits for the patient")
    await expect(page.locator(".line.by-clinic").last).to_contain_text("Behind the house.")
    assert complaints == []
    await desk.close()


async def test_a_thread_is_taken_and_closed_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json, people: People
) -> None:
    await writes(system, people, await phone_of(people, clinic["visits"][2]), "Thank you!")
    context = await signed_in(browser, system, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/inbox")
    await page.get_by_role("link", name="Sofia").click()
    await page.get_by_role("button", name="Take it").click()
    await expect(page.get_by_role("button", name="Give it back")).to_be_visible()
    await page.get_by_label("It needs no answer").check()
    await page.get_by_label("Note for colleagues").fill("Only a thank you.")
    await page.get_by_role("button", name="Close it").click()
    await expect(page.locator(".facts .badge").first).to_have_text("Closed")
    await context.close()
