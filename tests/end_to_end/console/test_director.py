"""The director's pages: a review is decided by mouse without script, a reaction is acknowledged by keyboard alone."""

from collections.abc import AsyncIterator
from datetime import date

import pytest_asyncio
from playwright.async_api import Browser, expect

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, PLAN, PRACTITIONERS, patient
from needlepoint.trial.demo.steps import book_first, declare, register, screening_of, treating
from needlepoint.trial.demo.world import Json, World
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import look_at, opened, signed_in, tab_to
from tests.end_to_end.people import clinic_form

DIRECTOR = "medical_director@example.org"
CAUTIOUS = "Rosa"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def place(system: EmbeddedSystem) -> AsyncIterator[Json]:
    """A clinic where a keloid waits for a review and a burn for its acknowledgement."""
    async with World(system) as world:
        operator = world.caller(Role.OPERATOR)
        made = await operator.post("booking", "/clinics", clinic_form("Rossio", "Europe/Lisbon"))
        world.known["Rossio"] = made
        at = f"/clinics/{made['id']}"
        await operator.post("booking", f"{at}/rooms", {"name": "Room 1"})
        device = {"model": DEVICE_MODEL, "modality": "pen", "serial": "RO-0001", "cartridge_gtin": GTIN}
        await operator.post("booking", f"{at}/devices", device)
        await operator.post("booking", f"{at}/practitioners", PRACTITIONERS["Lisbon"][0])
        await world.settle()
        await register(world, CAUTIOUS, patient(CAUTIOUS, "Prudente", date(1988, 4, 2), made["id"], "+351910000771"))
        desk = world.caller(Role.FRONT_DESK, clinics=[made["id"]])
        today = world.local("Rossio", world.now).date()
        appointment = await book_first(world, desk, CAUTIOUS, "Rossio", kind="consult", since=today, near="09:00")
        await declare(world, CAUTIOUS, keloid=True, cold_sores=True)
        consult = {"skin_type": 4, "suitable": True, "plan": PLAN}
        await treating(world, appointment).post("booking", f"/appointments/{appointment['id']}/consult", consult)
        await world.settle()
        found = {"patient_id": world.known[CAUTIOUS]["id"], "signs": ["not_sure"], "words": "It burns since yesterday."}
        report = await desk.post("screening", "/reactions", found)
        await world.settle()
        yield {**made, "world": world, "review": await screening_of(world, CAUTIOUS), "report": report}


async def test_the_directors_pages_are_accessible(browser: Browser, system: EmbeddedSystem, place: Json) -> None:
    context, here = await signed_in(browser, system, DIRECTOR), f"/c/{place['id']}"
    await look_at(context, "director", f"{here}/director")
    await look_at(context, "decision", f"{here}/decisions/{place['review']['screening_id']}")
    await look_at(context, "reaction", f"{here}/reactions/{place['report']['id']}")
    await context.close()


async def test_a_reaction_is_acknowledged_by_keyboard_alone(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    context = await signed_in(browser, system, DIRECTOR)
    page, complaints = await opened(context, f"/c/{place['id']}/director")
    item = page.locator(".item", has_text="acknowledge")
    await tab_to(page, await item.locator("a").get_attribute("id") or "")
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("No session may take place until a director decides.")).to_be_visible()
    await tab_to(page, "acknowledge")
    await page.keyboard.press("Enter")

    await expect(page.locator("#acknowledge")).to_have_count(0)
    assert complaints == []
    await context.close()


async def test_who_is_next_in_line_what_was_set_aside_and_rules_and_texts_are_accessible(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    context, here = await signed_in(browser, system, DIRECTOR), f"/c/{place['id']}"
    await look_at(context, "escalations", f"{here}/escalations")
    await look_at(context, "published", f"{here}/published")
    page, complaints = await opened(context, f"{here}/overrides")
    await expect(page.get_by_text("Nothing was set aside in these days.")).to_be_visible()
    assert complaints == []
    await context.close()


async def test_a_line_is_set_and_texts_are_read_as_they_will_be(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    context = await signed_in(browser, system, DIRECTOR, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{place['id']}/escalations")
    await page.locator("[name=review-0-name]").fill("Dr Costa")
    await page.locator("[name=review-0-phone]").fill("+351 210 000 001")
    await page.locator("[name=review-0-minutes]").fill("20")
    await page.get_by_role("button", name="Set it").click()
    await expect(page.get_by_text("Dr Costa · 20 minutes")).to_be_visible()

    await page.goto(f"/c/{place['id']}/published")
    await page.locator("a[href*='/notifications/templates/2']").first.click()
    await expect(page.get_by_text("parts as SMS").first).to_be_visible()
    await context.close()


async def test_a_protocol_is_changed_by_its_fields_without_script(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    context = await signed_in(browser, system, DIRECTOR, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{place['id']}/published")
    await page.get_by_role("link", name="Draft a change – Protocols of courses").click()
    await page.get_by_label("Name of the version").fill("our-2027-02")
    await page.get_by_label("Title").fill("Cream for longer")
    await page.get_by_label("Meant to count from").fill("2031-02-01")
    await page.get_by_role("button", name="Keep the draft").click()
    await page.get_by_text("Numbing", exact=True).click()
    await page.get_by_role("link", name="numbing", exact=True).click()
    await page.get_by_label("Minutes").fill("40")
    await page.get_by_role("button", name="Keep it in the draft").click()
    await expect(page.get_by_role("article").filter(has_text="numbing.minutes")).to_contain_text("40")
    await context.close()

    context = await signed_in(browser, system, DIRECTOR)
    here = f"/c/{place['id']}/published/booking/protocols"
    await look_at(context, "published-draft", f"{here}?extends=2026-11")
    await look_at(context, "published-part", f"{here}/our-2027-02/part?at=protocols.skin-pen")
    page, _ = await opened(context, f"{here}/our-2027-02")
    await page.get_by_role("button", name="Check it").click()
    await expect(page.get_by_text("Nothing is wrong with it.")).to_be_visible()
    await context.close()


async def test_what_a_rule_asks_is_changed_by_its_lines_without_script(
    browser: Browser, system: EmbeddedSystem, place: Json
) -> None:
    here = f"/c/{place['id']}/published/screening/rule-sets"
    context = await signed_in(browser, system, DIRECTOR, java_script_enabled=False)
    page, _ = await opened(context, f"{here}?extends=2026-11.4")
    await page.get_by_label("Name of the version").fill("our-2027-03")
    await page.get_by_label("Title").fill("Children and keloids")
    await page.get_by_label("Meant to count from").fill("2031-03-01")
    await page.get_by_role("button", name="Keep the draft").click()
    await expect(page.get_by_role("button", name="Check it")).to_be_visible()
    await page.goto(f"{here}/our-2027-03/part?at=rules.R08")
    holds = page.get_by_role("group", name="When it holds")
    await holds.get_by_label("What line 2 looks at").select_option("fact:age")
    await holds.get_by_label("How line 2 looks at it").select_option("above")
    await holds.get_by_label("What line 2 compares it with").fill("17")
    await page.get_by_role("button", name="Keep it in the draft").click()
    await expect(page.get_by_role("article").filter(has_text="rules.R08.when").first).to_contain_text("17")
    await context.close()

    context = await signed_in(browser, system, DIRECTOR)
    await look_at(context, "published-rule", f"{here}/our-2027-03/part?at=rules.R08")
    await context.close()


async def test_a_review_is_decided_without_any_script(browser: Browser, system: EmbeddedSystem, place: Json) -> None:
    context = await signed_in(browser, system, DIRECTOR, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{place['id']}/director")
    await page.locator(".item", has_text="A review").get_by_role("link", name=CAUTIOUS).click()
    await expect(page.get_by_role("heading", name="Keloid", exact=False).first).to_be_visible()

    await page.get_by_label("Clear with conditions").check()
    await page.get_by_label("Why, for other clinicians").fill("Seen today: the scar is flat and far from the area.")
    await page.get_by_role("button", name="Decide").click()

    await expect(page.get_by_role("heading", name="A director ruled")).to_be_visible()
    assert (await screening_of(place["world"], CAUTIOUS))["outcome"] == "cleared_with_conditions"
    await context.close()
