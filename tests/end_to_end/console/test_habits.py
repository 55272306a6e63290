"""What people do with any page: press twice, go back, keep two tabs, zoom, print in the dark, be called as they are."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import opened, signed_in
from tests.end_to_end.people import Json, People

NAMES = [("محمد", "العربي"), ("Zoë", "O'Brien-D’Ávila"), ("Wolfgang" * 5, "Maximilian" * 5)]


async def fill_in(page: Page, clinic: Json, given: str, family: str, phone: str) -> None:
    await page.goto(f"/c/{clinic['id']}/patients/new")
    for name, words in (("given_name", given), ("family_name", family), ("date_of_birth", "1990-02-03")):
        await page.locator(f"#{name}").fill(words)
    await page.locator("#phone").fill(phone)


async def called(people: People, name: str) -> list[Any]:
    found = await people.ask(Role.FRONT_DESK, "booking", "/patients", name=name)
    return [each for each in found["items"] if each["family_name"] == name]


async def test_who_presses_twice_or_goes_back_registers_one_person(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, _ = await opened(context, f"/c/{clinic['id']}/find")
    await fill_in(page, clinic, "Telma", "Twice", "+351210055001")
    await page.get_by_role("button", name="Register, and book").dblclick()
    await expect(page.get_by_role("heading", name="Book for Telma Twice")).to_be_visible()
    await page.go_back()
    await expect(page.locator("#family_name")).to_have_value("")  # nothing to send once more
    assert len(await called(people, "Twice")) == 1
    await context.close()


async def test_two_tabs_that_note_the_same_arrival_note_it_once(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, java_script_enabled=False)
    one, _ = await opened(context, f"/c/{clinic['id']}/today")
    other = await context.new_page()
    await other.goto(f"/c/{clinic['id']}/today")
    visit = clinic["visits"][0]["id"]
    for page in (one, other):  # the second shows what was before the first was pressed
        await page.locator(f"#arrived-{visit}").click()
    await expect(other.locator(f"#visit-{visit}")).to_contain_text("Waiting")
    await context.close()


@pytest.mark.parametrize(("given", "family"), NAMES, ids=["right to left", "signs", "long"])
async def test_people_are_called_as_they_are_at_twice_the_size(
    browser: Browser, system: EmbeddedSystem, clinic: Json, given: str, family: str
) -> None:
    context = await signed_in(browser, system, viewport={"width": 640, "height": 400})  # 1280 at 200 %
    page, complaints = await opened(context, f"/c/{clinic['id']}/find")
    await fill_in(page, clinic, given, family, f"+35121005510{NAMES.index((given, family))}")
    await page.get_by_role("button", name="Register, and book").click()
    await expect(page.get_by_role("heading", name=given).first).to_contain_text(family)
    patient = page.url.split("/patients/")[1].split("/")[0]
    for path in (f"patients/{patient}", f"patients/{patient}/book", f"patients/{patient}/edit"):
        await page.goto(f"/c/{clinic['id']}/{path}")
        wide = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 640, f"{path} is {wide} wide"
    assert complaints == []
    await context.close()


async def test_what_is_printed_of_a_dark_page_is_dark_on_white(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, color_scheme="dark")
    page, _ = await opened(context, f"/c/{clinic['id']}/today")
    await page.emulate_media(media="print", color_scheme="dark")
    shown = await page.evaluate(
        "(() => { const of = (each) => getComputedStyle(document.querySelector(each)).color.match(/\\d+/g).map(Number);"
        " return ['h1', '.who', '.badge'].map((each) => Math.max(...of(each).slice(0, 3))); })()"
    )
    assert max(shown) < 140, f"ink is as light as {shown}"
    await context.close()


UNSEEN = """(() => {
  let hidden = true;
  Object.defineProperty(document, "hidden", { get: () => hidden });
  window.look = () => { hidden = false; document.dispatchEvent(new Event("visibilitychange")); };
})()"""


async def test_whoever_keeps_many_tabs_open_gets_one_more_and_it_is_live(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    await context.add_init_script(UNSEEN)  # a browser without a screen shows every tab
    for _ in range(8):  # of one address a browser keeps six connections
        tab = await context.new_page()
        await tab.goto(f"/c/{clinic['id']}/today")
    visit = clinic["visits"][1]["id"]
    await people.post(Role.FRONT_DESK, "booking", f"/appointments/{visit}/stations", {"station": "arrived"})
    await tab.evaluate("window.look()")
    await expect(tab.locator(f"#visit-{visit}")).to_contain_text("Waiting")
    await context.close()
