"""The console in a real browser, Debian's Chromium: the desk's day by mouse, by keyboard alone and without script.

Screenshots of every page at three widths in both themes are kept in the folder SCREENSHOTS, for somebody to look at.
"""

import os
import re
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.people import NURSE, Json, People, clinic_form, patient_form

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "/usr/bin/chromium")
SCREENSHOTS = Path(os.environ.get("SCREENSHOTS", ".screenshots"))
WIDTHS = (360, 1024, 1920)
FIRST_PAGE = 60_000
"""Bytes over the wire."""
DESK = "front_desk@example.org"
PATIENTS = ("Marta", "Joana", "Sofia", "Inês")

pytestmark = pytest.mark.timeout(240)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedSystem]:
    """Everything, on the morning of a working day."""
    begins = datetime.now(UTC).replace(hour=8, minute=30) + timedelta(days=7)
    async with EmbeddedSystem(tmp_path_factory.mktemp("console"), durable=False, start=begins) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def clinic(system: EmbeddedSystem) -> AsyncIterator[Json]:
    """In Lisbon, with a nurse, two rooms and four patients who come for a consult today."""
    addresses = {name: running.url for name, running in system.running.items()}
    people = People(addresses, {role: system.key.token(role, now=system.now) for role in Role})
    made = await people.post(Role.OPERATOR, "booking", "/clinics", clinic_form("Avenida", "Europe/Lisbon"))
    at = f"/clinics/{made['id']}"
    await people.post(Role.OPERATOR, "booking", f"{at}/practitioners", NURSE)
    for name in ("Room 1", "Room 2"):
        await people.post(Role.OPERATOR, "booking", f"{at}/rooms", {"name": name})
    day = system.now.date().isoformat()
    query = {"kind": "consult", "clinic_id": made["id"], "from": day, "to": day, "limit": "50"}
    slots = (await people.ask(Role.FRONT_DESK, "booking", "/slots", **query))["items"]
    visits = []
    for number, (name, slot) in enumerate(zip(PATIENTS, slots[2::6], strict=False)):
        form = {**patient_form(made["id"], number), "given_name": name}
        patient = await people.post(Role.FRONT_DESK, "booking", "/patients", form)
        wanted = {
            "patient_id": patient["id"],
            "kind": "consult",
            **{each: slot[each] for each in ("clinic_id", "practitioner_id", "room_id", "starts_at")},
        }
        visits.append(await people.post(Role.FRONT_DESK, "booking", "/appointments", wanted))
    await system.settle()
    yield {**made, "visits": visits, "people": people}
    await people.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        await launched.close()


async def signed_in(browser: Browser, system: EmbeddedSystem, who: str = DESK, **options: Any) -> BrowserContext:
    """Somebody in a browser of their own."""
    context = await browser.new_context(base_url=system.url("console"), **options)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link", name="Sign in").press("Enter")
    await page.get_by_role("button", name=who).press("Enter")
    await page.wait_for_url(re.compile(r"/c/|/clinics"))
    return context


async def opened(context: BrowserContext, path: str) -> tuple[Page, list[str]]:
    """A page, and what its console complains about."""
    page, complaints = context.pages[0], []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    await page.goto(path)
    return page, complaints


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_every_page_is_accessible_in_both_themes_and_at_every_width(
    browser: Browser, system: EmbeddedSystem, clinic: Json, theme: Any
) -> None:
    context = await signed_in(browser, system, color_scheme=theme)
    here = f"/c/{clinic['id']}"
    pages = {
        "today": f"{here}/today?day={clinic['visits'][0]['local_start'][:10]}",
        "visit": f"{here}/visits/{clinic['visits'][0]['id']}",
        "worklists": f"{here}/worklists",
        "clinics": "/clinics",
    }
    for name, path in pages.items():
        page, complaints = await opened(context, path)
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 900})
            await page.screenshot(path=SCREENSHOTS / f"{name}-{theme}-{width}.png", full_page=True)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name} is {wide} wide at {width}"
            found = await Axe().run(page)
            assert found.violations_count == 0, f"{name}, {theme}, {width}: {found.generate_report()}"
        assert complaints == [], name
    await context.close()


async def test_a_patient_arrives_by_keyboard_alone_and_another_open_page_shows_it_within_seconds(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    visit = clinic["visits"][0]
    here = f"/c/{clinic['id']}/today"
    await system.travel(datetime.fromisoformat(visit["starts_at"]) - timedelta(minutes=5))
    desk, other = await signed_in(browser, system), await signed_in(browser, system, "owner@example.org")
    page, complaints = await opened(desk, here)
    watching, _ = await opened(other, here)
    await expect(watching.locator(f"#visit-{visit['id']} .badge")).to_have_text("Expected")

    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.id") == f"arrived-{visit['id']}":
            break
    await page.keyboard.press("Enter")

    await expect(page.locator(f"#visit-{visit['id']} .badge")).to_have_text("Waiting")
    await expect(watching.locator(f"#visit-{visit['id']} .badge")).to_have_text("Waiting", timeout=15_000)
    focus = await page.evaluate("document.activeElement.closest('article')?.id")
    assert focus == f"visit-{visit['id']}", "the focus stays at the patient"
    assert complaints == []
    await desk.close()
    await other.close()


async def test_the_desk_moves_a_patient_without_any_script(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    visit = clinic["visits"][1]
    context = await signed_in(browser, system, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/visits/{visit['id']}")

    await page.locator("input[name=offer]").nth(3).check()
    await page.get_by_role("button", name="Move it there").click()

    await expect(page.locator(f"#visit-{visit['id']}")).to_be_visible()
    moved = await clinic["people"].ask(Role.FRONT_DESK, "booking", f"/appointments/{visit['id']}")
    assert moved["starts_at"] != visit["starts_at"]
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


async def test_a_first_page_is_small_and_comes_from_this_host_alone(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, sizes = await context.new_page(), []

    async def weigh(request: Any) -> None:
        sizes.append((request.url, (await request.sizes())["responseBodySize"]))

    page.on("requestfinished", weigh)
    await page.goto(f"/c/{clinic['id']}/today")
    await page.wait_for_timeout(500)
    assert all(url.startswith(system.url("console")) for url, _ in sizes)
    assert sum(size for _, size in sizes) < FIRST_PAGE, sizes
    await context.close()


async def test_portuguese_is_spoken_to_who_reads_it(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context = await browser.new_context(base_url=system.url("console"), locale="pt-PT")
    page = await context.new_page()
    await page.goto(f"/c/{clinic['id']}/today")
    await page.get_by_role("link", name="Iniciar sessão").click()
    await page.get_by_role("button", name=DESK).click()
    await expect(page.get_by_text("Todas as horas são as de Lisboa.")).to_be_visible()
    assert await page.evaluate("document.documentElement.lang") == "pt-PT"
    await context.close()
