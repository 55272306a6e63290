"""The pages at the chair, as a practitioner uses them on a tablet: from the consult to the signed session."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from cartridge_codes.gs1 import CartridgeCode, write_scan
from chassis.access.actors import Role
from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, PLAN, PRACTITIONERS, patient
from needlepoint.trial.demo.steps import book_first, declare, register, treating
from needlepoint.trial.demo.world import Json, World
from needlepoint.trial.provider import Person
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import clinic_form

NURSE = "nurse_at_the_chair@example.org"
TABLET = {"viewport": {"width": 820, "height": 1180}, "has_touch": True}
WHO = "Clara"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(system: EmbeddedSystem) -> AsyncIterator[Json]:
    """A clinic with two visits of today: a consult, and the first session of a cleared patient, who has arrived."""
    async with World(system) as world:
        operator = world.caller(Role.OPERATOR)
        made = await operator.post("booking", "/clinics", clinic_form("Graça", "Europe/Lisbon"))
        world.known["Graça"] = made
        at = f"/clinics/{made['id']}"
        await operator.post("booking", f"{at}/rooms", {"name": "Room 1"})
        device = {"model": DEVICE_MODEL, "modality": "pen", "serial": "GR-0001", "cartridge_gtin": GTIN}
        await operator.post("booking", f"{at}/devices", device)
        nurse = await operator.post("booking", f"{at}/practitioners", PRACTITIONERS["Lisbon"][0])
        system.provider.people.append(
            Person(NURSE, Role.PRACTITIONER, clinics=(UUID(made["id"]),), practitioner=UUID(nurse["id"]))
        )
        await world.settle()
        desk = world.caller(Role.FRONT_DESK, clinics=[made["id"]])
        today = world.local("Graça", world.now).date()
        for number, name in enumerate((WHO, "Duarte")):
            born = patient(name, "Prova", date(1988, 4 + number, 2), made["id"], f"+35191000088{number}")
            await register(world, name, born)
        consult = await book_first(world, desk, WHO, "Graça", kind="consult", since=today, near="09:00")
        waiting = await book_first(world, desk, "Duarte", "Graça", kind="consult", since=today, near="11:00")
        await declare(world, WHO)
        found = {"skin_type": 3, "suitable": True, "plan": PLAN}
        await treating(world, consult).post("booking", f"/appointments/{consult['id']}/consult", found)
        await world.settle()
        [course] = await desk.every("booking", "/courses", patient_id=world.known[WHO]["id"])
        session = await book_first(
            world, desk, WHO, "Graça", kind="session", since=today, near="14:00", course_id=course["id"]
        )
        await world.settle()
        yield {**made, "world": world, "consult": waiting, "session": session}


def at_the_chair(place: Json, visit: str, step: str) -> str:
    return f"/c/{place['id']}/visits/{place[visit]['id']}/{step}"


async def nurse(browser: Browser, system: EmbeddedSystem, **options: object) -> BrowserContext:
    return await signed_in(browser, system, NURSE, **{**TABLET, **options})


async def test_a_consult_that_is_half_typed_is_there_again_after_the_tablet_slept(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    context, path = await nurse(browser, system), at_the_chair(place, "consult", "consult")
    page, complaints = await opened(context, path)

    await page.get_by_label("Something to note").select_option("lesion")
    await page.locator(".body label[for=found-nose]").click()
    await expect(page.locator("#found-nose")).to_be_checked()
    await page.get_by_role("button", name="Add this finding").click()
    await tab_to(page, "concern")
    await page.keyboard.type("Acne s")
    await page.get_by_label("Device").select_option(label=f"{DEVICE_MODEL} · Pen")
    await page.get_by_label("Area, the first one").select_option("face")
    await page.locator("#depth").fill("1,25")
    await expect(page.locator("#figures")).to_contain_text("≤")
    await page.wait_for_timeout(400)
    await page.goto("about:blank")
    await page.goto(path)

    await expect(page.locator("[data-kept]")).to_be_visible()
    await expect(page.locator("#depth")).to_have_value("1,25")
    await expect(page.locator("#findings")).to_contain_text("Nose")
    await page.get_by_role("button", name="Sign out").click()
    assert await page.evaluate("sessionStorage.length") == 0
    assert complaints == []
    await context.close()


async def test_the_day_is_checked_by_keyboard_alone(browser: Browser, system: EmbeddedSystem, place: Json) -> None:
    starts = datetime.fromisoformat(place["session"]["starts_at"])
    await system.travel(starts - timedelta(minutes=5))
    context = await nurse(browser, system)
    await look_at(context, "check", at_the_chair(place, "session", "check"))
    page, complaints = await opened(context, at_the_chair(place, "session", "check"))
    for question in await page.locator("section[aria-labelledby='part-a-'] fieldset.question").all():
        name = await question.get_attribute("id")
        said = "yes" if name == "a-conditions_met" else "no"
        await question.locator(f"input[value={said}]").focus()
        await page.keyboard.press("Space")
    await page.locator("#asked input").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Do the check").focus()
    await page.keyboard.press("Enter")

    await expect(page.locator(".badge").first).to_have_text("Cleared")
    assert complaints == []
    await context.close()


async def test_a_consent_is_signed_on_glass(browser: Browser, system: EmbeddedSystem, place: Json) -> None:
    context = await nurse(browser, system)
    await look_at(context, "consent", at_the_chair(place, "session", "consent"))
    await context.pages[0].set_viewport_size({"width": 820, "height": 1180})
    page, complaints = await opened(context, at_the_chair(place, "session", "consent"))
    glass = page.locator("#glass")
    await glass.scroll_into_view_if_needed()
    box = await glass.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 20, box["y"] + 60)
    await page.mouse.down()
    for step in range(1, 30):
        await page.mouse.move(box["x"] + 20 + 8 * step, box["y"] + 60 + (step % 5) * 10)
    await page.mouse.up()
    await page.get_by_role("button", name="Sign the consent").click()

    await expect(page.locator("svg.signature path")).to_be_visible()
    assert complaints == []
    await context.close()


async def test_a_session_is_recorded_signed_and_put_right_with_the_scanner(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    world: World = place["world"]
    await world.settle()
    desk = world.caller(Role.FRONT_DESK, clinics=[place["id"]])
    await desk.post("booking", f"/appointments/{place['session']['id']}/stations", {"station": "arrived"})
    context = await nurse(browser, system)
    page, complaints = await opened(context, at_the_chair(place, "session", "session"))
    await page.get_by_role("button", name="The cream is on, from now").click()
    await expect(page.locator(".countdown")).to_contain_text(":")
    await look_at(context, "session", at_the_chair(place, "session", "session"))
    await context.close()
    await system.travel(system.now + timedelta(minutes=40))
    context = await nurse(browser, system)
    page, complaints = await opened(context, at_the_chair(place, "session", "session"))
    await page.get_by_role("button", name="The treatment begins now").click()

    for serial in ("0001", "0002"):
        await page.locator("#scan").fill(write_scan(CartridgeCode(GTIN, "L1", date(2028, 1, 31), serial)))
        await page.keyboard.press("Enter")
        await expect(page.locator(".scans")).to_contain_text(f"serial number {serial}")
    await page.get_by_label("What became of it, 1").select_option("dropped")
    await page.get_by_label("Deepest depth used").fill("1,0")
    await page.get_by_label("Where").first.select_option("cheeks")
    await page.locator("#zdepth-0").fill("0,75")
    await page.get_by_role("radio", name="Transient").check()
    await page.get_by_role("button", name="Record and sign").click()

    await expect(page.locator(".badge").first).to_have_text("Signed")
    await expect(page.locator("#recorded-title + p")).to_contain_text(NURSE)
    await expect(page.locator(".facts").first).to_contain_text("0002")
    assert complaints == []
    await look_at(context, "session-recorded", at_the_chair(place, "session", "session"))
    await look_at(context, "photos", at_the_chair(place, "session", "photos"))
    await context.close()


async def test_a_session_is_put_right_without_script(browser: Browser, system: EmbeddedSystem, place: Json) -> None:
    context = await nurse(browser, system, java_script_enabled=False)
    page, _ = await opened(context, at_the_chair(place, "session", "session"))
    await page.locator("#amend > summary").click()
    await page.get_by_label("Deepest depth used").fill("1,25")
    await page.get_by_role("button", name="Put the session right").click()
    await expect(page.locator("#reason-wrong")).to_be_visible()
    await page.get_by_label("What was wrong, and how it was found").fill("The dial was read wrongly")
    await page.get_by_role("button", name="Put the session right").click()

    await expect(page.locator(".facts").first).to_contain_text("1.25 mm")
    await context.close()
