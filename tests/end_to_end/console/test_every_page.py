"""Every page there is, found in the registry, in a world whose people write hostile words into every text.

No script of theirs runs, nothing breaks out, the HTML has no fault, and a screenshot of each at three widths is kept
(SCREENSHOTS), for somebody to look at. A page whose address names something that `reached` does not know fails here:
add how it is made.
"""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page

from chassis.access.actors import Role
from needlepoint.trial.demo.cast import DEVICE_MODEL, GTIN, PLAN, PRACTITIONERS, patient
from needlepoint.trial.demo.steps import book_first, declare, register, screening_of, treating
from needlepoint.trial.demo.world import Caller, World
from needlepoint.trial.system import EmbeddedSystem
from services.console.access import POLICY
from services.console.pages import registry
from tests.end_to_end.console.browsing import SCREENSHOTS, WIDTHS, signed_in
from tests.end_to_end.console.hostile_words import RAN, WORDS, hostile_world, ids_in
from tests.end_to_end.console.stocking import stocked
from tests.end_to_end.console.test_operate import fail
from tests.end_to_end.people import NURSE, Json, clinic_form
from tests.support.html_faults import faults_in

FILES = (".csv", "/archive", "/csv", "/pdf", "/photos/{photo_id:uuid}", "/symbol")
"""Addresses that end so answer a file, which no browser shows as a page."""
SHOWN = [page for page in registry.PAGES if page.method == "GET" and not page.path.endswith(FILES)]
WHO = "Somebody"
FIRST = (Role.MEDICAL_DIRECTOR, Role.FRONT_DESK, Role.OWNER)
"""Whose view of a page is looked at, where they may see it: they see the most."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reached(system: EmbeddedSystem) -> AsyncIterator[dict[str, str]]:
    """What stands in the addresses of pages, by the name that it has there."""
    async with hostile_world(World(system)) as world:
        operator = world.caller(Role.OPERATOR)
        clinic = await operator.post("booking", "/clinics", clinic_form("Rossio", "Europe/Lisbon"))
        world.known["Rossio"] = clinic
        at = f"/clinics/{clinic['id']}"
        for name in ("Room 1", "Room 2"):
            await operator.post("booking", f"{at}/rooms", {"name": name})
        device = {"model": DEVICE_MODEL, "modality": "pen", "serial": "RO-0001", "cartridge_gtin": GTIN}
        await operator.post("booking", f"{at}/devices", device)
        for person in (PRACTITIONERS["Lisbon"][0], NURSE):
            await operator.post("booking", f"{at}/practitioners", person)
        await world.settle()
        registered = await register(world, WHO, patient("A", "B", date(1988, 4, 2), clinic["id"], "+351910000772"))
        desk = world.caller(Role.FRONT_DESK, clinics=[clinic["id"]])
        today = world.local("Rossio", world.now).date()
        visit = await book_first(world, desk, WHO, "Rossio", kind="consult", since=today, near="09:00")
        await declare(world, WHO, keloid=True, cold_sores=True)
        consult = {"skin_type": 4, "suitable": True, "plan": PLAN}
        await treating(world, visit).post("booking", f"/appointments/{visit['id']}/consult", consult)
        await world.settle()
        found = {"patient_id": registered["id"], "signs": ["not_sure"], "words": "It burns since yesterday."}
        report = await desk.post("screening", "/reactions", found)
        await world.settle()
        *_, version = await operator.every("screening", "/reference/rule-sets")
        file = await imported(system, world, clinic["id"])
        decided, course = await screening_of(world, WHO), await planned(world, desk, clinic["id"])
        thread, stock = await written(world, desk), await stocked(world, clinic["id"])
        await fail(system)  # last: nobody published what fails, and so it would count for an event that is waited for
        letter, *_ = await operator.every("inventory", "/dead-letters", limit=1)
        yield {
            **ids_in(clinic, "clinic_id"),
            **ids_in(visit, "visit_id", "appointment_id"),
            **ids_in(registered, "patient_id"),
            **ids_in(report, "report_id"),
            **ids_in(thread, "thread_id"),
            **ids_in(course, "course_id"),
            **ids_in(file, "import_id"),
            "decision_id": decided["screening_id"],
            "merge_id": await made_one(world, clinic["id"]),
            **stock,
            "gtin": GTIN,
            "service": "inventory",
            "letter_id": str(letter["id"]),
            "kind": "rule-sets",
            "version": version["version"],
        }


async def written(world: World, desk: Caller) -> Json:
    """A thread of the inbox, of somebody whom nobody knows: no number is hostile."""
    wrote = {"channel": "sms", "sender": "+351910000774", "text": "Hello"}
    await world.caller(Role.INTEGRATION).post("notifications", "/inbound", wrote)
    await world.settle()
    [thread] = await desk.every("notifications", "/threads", known=False)
    return thread


async def imported(system: EmbeddedSystem, world: World, clinic_id: str) -> Json:
    """A file of patients that was tried: what cannot be taken over is shown as it was written."""
    director = world.caller(Role.MEDICAL_DIRECTOR)
    told = {"clinic_id": clinic_id, "kind": "patients", "source": "olddesk"}
    file: Json = await director.post("booking", "/imports", told)
    lines = io.StringIO()
    rows = csv.writer(lines)
    rows.writerow(["external_id", "given_name", "family_name", "date_of_birth", "channel", "phone"])
    rows.writerow(["4711", WORDS, WORDS, WORDS, WORDS, WORDS])
    token = system.key.token(Role.MEDICAL_DIRECTOR, now=system.now)
    sent = {"Authorization": f"Bearer {token}", "Content-Type": "text/csv"}
    async with httpx.AsyncClient(base_url=f"{system.url('booking')}/v1", headers=sent) as client:
        (await client.put(f"/imports/{file['id']}/parts/1", content=lines.getvalue())).raise_for_status()
    checked: Json = await director.post("booking", f"/imports/{file['id']}/check")
    return checked


async def made_one(world: World, clinic_id: str) -> str:
    """Two records of one person, as it seemed; one of them is nobody's whom other pages are about."""
    twice = [
        await register(world, name, patient(name, "F", date(1991, 6, 4), clinic_id, number))
        for name, number in (("Once", "+351910000775"), ("Again", "+351910000776"))
    ]
    said = {"into": twice[1]["id"], "reason": "registered twice"}
    merge = await world.caller(Role.MEDICAL_DIRECTOR).post("booking", f"/patients/{twice[0]['id']}/merge", said)
    await world.settle()
    merge_id: str = merge["merge_id"]
    return merge_id


async def planned(world: World, desk: Caller, clinic_id: str) -> Json:
    """A course, of another patient whom nothing keeps from one."""
    other = await register(world, "Another", patient("C", "D", date(1990, 5, 3), clinic_id, "+351910000773"))
    today = world.local("Rossio", world.now).date()
    visit = await book_first(world, desk, "Another", "Rossio", kind="consult", since=today, near="09:00")
    await declare(world, "Another")
    consult = {"skin_type": 3, "suitable": True, "plan": PLAN}
    await treating(world, visit).post("booking", f"/appointments/{visit['id']}/consult", consult)
    await world.settle()
    [course] = await desk.every("booking", "/courses", patient_id=other["id"])
    return course


async def test_no_page_takes_the_words_of_people_for_more_than_words(
    browser: Browser, system: EmbeddedSystem, reached: dict[str, str]
) -> None:
    contexts: dict[Role, BrowserContext] = {}
    wrong: list[str] = []
    for each in SHOWN:
        holders = POLICY.holders(each.scope)
        role = next((role for role in FIRST if role in holders), holders[0])
        if role not in contexts:
            contexts[role] = await signed_in(browser, system, f"{role}@example.org")
        try:
            await try_page(contexts[role], each.path, reached)
        except (AssertionError, KeyError) as error:
            wrong.append(f"{each.path}, as {role}: {error}")
    for context in contexts.values():
        await context.close()
    assert not wrong, "\n".join(wrong)


async def try_page(context: BrowserContext, path: str, reached: dict[str, str]) -> None:
    """It is shown, none of the words is more than words, and screenshots are kept. Raises AssertionError."""
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = await page.goto(address_of(path, reached))
    assert answer is not None
    assert answer.ok, f"answered with {answer.status}"
    assert not await page.evaluate(RAN), "a script of somebody's words ran"
    assert complaints == [], complaints
    assert "\u202e" not in await page.content(), "somebody's words turn around what stands beside them"
    if answer.headers["content-type"].startswith("text/html"):  # else a drawing, which a page shows
        assert (faults := faults_in(await answer.text())) == [], faults
        await keep_screenshots(page, path)
    await page.close()


def address_of(path: str, reached: dict[str, str]) -> str:
    """With what it names in its places. Raises AssertionError for a name that nobody knows."""
    names = re.findall(r"\{(\w+)(?::\w+)?\}", path)
    unknown = [name for name in names if name not in reached]
    assert not unknown, f"make {unknown} in `reached`, so that this page is tried too"
    there = {**reached, "service": "screening"} if "/published/" in path else reached  # whose rule sets they are
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: there[found[1]], path)


async def keep_screenshots(page: Page, path: str) -> None:
    """At three widths, by the page's own name. Nothing is wider than the screen, whatever people write."""
    name = re.sub(r"\W+", "-", re.sub(r"\{[^}]*\}", "", path)).strip("-") or "home"
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        await page.screenshot(path=SCREENSHOTS / f"hostile-{name}-{width}.png", full_page=True)
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"it is {wide} wide at {width}"
