"""A patient opens the link of a message on a telephone: by touch, by keyboard alone and without script."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, tab_to
from tests.end_to_end.people import Json, People, patient_form

PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
BORN = {"day": "1", "month": "5", "year": "1990"}


async def links_of(system: EmbeddedSystem, people: People, patient: Json, act: str) -> list[str]:
    """Where the links of this kind in a patient's messages lead, the newest first."""
    await system.settle()
    found = await people.list(Role.FRONT_DESK, "notifications", "/links", patient_id=patient["id"], act=act)
    return [urlsplit(system.address_of_link(each["id"])).path for each in found]


async def opened_by(browser: Browser, system: EmbeddedSystem, path: str, **options: Any) -> tuple[BrowserContext, Page]:
    """A telephone with the link's page."""
    context = await browser.new_context(base_url=system.url("console"), **{**PHONE, **options})
    page = await context.new_page()
    await page.goto(path)
    return context, page


async def proves(page: Page) -> None:
    for label, value in BORN.items():
        await page.get_by_label(label.capitalize(), exact=True).fill(value)
    await page.get_by_role("button", name="Go on").click()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def patient(system: EmbeddedSystem, people: People, clinic: Json) -> Json:
    """Registered now, with a consult in some days."""
    form = {**patient_form(clinic["id"], 40), "given_name": "Rosa", "date_of_birth": "1990-05-01"}
    made: Json = await people.post(Role.FRONT_DESK, "booking", "/patients", form)
    since = (system.now + timedelta(days=5)).date().isoformat()
    query = {"kind": "consult", "clinic_id": clinic["id"], "from": since, "limit": "1"}
    [slot] = (await people.ask(Role.FRONT_DESK, "booking", "/slots", **query))["items"]
    wanted = {each: slot[each] for each in ("clinic_id", "practitioner_id", "room_id", "starts_at")}
    visit = await people.post(
        Role.FRONT_DESK, "booking", "/appointments", {"patient_id": made["id"], "kind": "consult", **wanted}
    )
    return {**made, "visit": visit}


async def test_pages_of_a_visit_are_accessible_and_it_is_confirmed_by_keyboard_alone(
    browser: Browser, system: EmbeddedSystem, people: People, patient: Json
) -> None:
    [path] = await links_of(system, people, patient, "visit")
    context, page = await opened_by(browser, system, path)
    await page.get_by_role("button", name="Go on").press("Enter")
    for name in ("", "move"):
        await look_at(context, f"link-visit-{name}", f"{path}/{name}".rstrip("/"))
    await page.goto(path)
    await tab_to(page, "come")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The clinic knows that you come.")).to_be_visible()
    await system.settle()
    seen = await people.ask(Role.FRONT_DESK, "booking", f"/appointments/{patient['visit']['id']}")
    assert seen["confirmed_at"]
    await context.close()


async def test_the_health_form_is_filled_in_parts_left_and_signed_without_script(
    browser: Browser, system: EmbeddedSystem, people: People, patient: Json
) -> None:
    [path] = await links_of(system, people, patient, "form")
    context, page = await opened_by(browser, system, path, java_script_enabled=False)
    await proves(page)
    await page.get_by_role("link", name="Begin").click()
    await _answer_no(page)
    await context.close()

    context, page = await opened_by(browser, system, path, java_script_enabled=False)
    await proves(page)
    async with page.expect_navigation(url="**/part*"):
        await page.get_by_role("link", name="Go on").click()
    while "/part" in page.url:
        await _answer_no(page)
    await page.get_by_label("My name").fill("Rosa Sousa")
    await page.get_by_role("button", name="Sign and send").click()
    await expect(page.get_by_text("the form is signed")).to_be_visible()
    await context.close()


async def _answer_no(page: Page) -> None:
    """One part: no to everything. Returns on the page that follows, however slow the machine is."""
    for radio in await page.locator("input[type=radio][value=no]").all():
        await radio.check()
    async with page.expect_navigation():
        await page.get_by_role("button", name="Save and go on").click()


async def test_pages_of_the_patients_own_record_are_accessible(
    browser: Browser, system: EmbeddedSystem, people: People, patient: Json
) -> None:
    path = (await links_of(system, people, patient, "visit"))[0]
    context, page = await opened_by(browser, system, path)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("link", name="How the clinic reaches you").click()
    await proves(page)
    await look_at(context, "link-consent", f"{path}/consent?of=pen")
    await look_at(context, "link-skin", f"{path}/skin")
    await page.goto(f"{path}/skin")
    await page.locator("input[name=signs]").first.check()
    await page.get_by_role("button", name="Send it to the clinic").click()
    await expect(page.get_by_role("heading", name="The clinic has your report")).to_be_visible()
    await context.close()


async def test_a_visit_is_moved_without_any_script_and_its_link_ends(
    browser: Browser, system: EmbeddedSystem, people: People, patient: Json
) -> None:
    path = (await links_of(system, people, patient, "visit"))[0]
    context, page = await opened_by(browser, system, path, java_script_enabled=False)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("link", name="Choose another time").click()
    await page.locator("input[name=offer]").nth(3).check()
    await page.get_by_role("button", name="Move my visit").click()
    await expect(page.get_by_text("Your visit has its new time.")).to_be_visible()
    moved = await people.ask(Role.FRONT_DESK, "booking", f"/appointments/{patient['visit']['id']}")
    assert moved["starts_at"] != patient["visit"]["starts_at"]
    await context.close()

    await system.settle()
    context, page = await opened_by(browser, system, path)
    await expect(page.get_by_role("heading", name="This link does not open any more")).to_be_visible()
    await context.close()
