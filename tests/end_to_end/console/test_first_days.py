"""What people try in their first days, beside pressing twice and going back: Enter, Escape, pasting, old links, a
screen that is turned, a network that is slow or gone, two clinics side by side."""

import asyncio
from uuid import uuid4

from playwright.async_api import Browser, Page, Route, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import opened, signed_in, tab_to
from tests.end_to_end.people import Json, People, clinic_form

PHONE = {"width": 360, "height": 740}


async def stations(people: People, visit: str) -> list[Json]:
    """What stands of what was noted of a visit."""
    found: Json = await people.ask(Role.FRONT_DESK, "booking", f"/appointments/{visit}/stations")
    return [each for each in found["stations"] if each["withdrawn_at"] is None]


async def width_of(page: Page) -> int:
    wide: int = await page.evaluate("document.documentElement.scrollWidth")
    return wide


async def test_enter_in_the_field_finds_and_spaces_around_a_name_do_not_matter(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, complaints = await opened(context, f"/c/{clinic['id']}/find")
    await page.locator("#q").fill("  Marta \t Sousa ")
    await page.keyboard.press("Enter")
    await expect(page.locator(".item h3", has_text="Marta Sousa")).to_be_visible()
    assert complaints == []
    await context.close()


async def test_escape_closes_the_menu_and_the_focus_is_at_its_button(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, viewport=PHONE)
    page, _ = await opened(context, f"/c/{clinic['id']}/today")
    menu = page.locator("details.menu")
    await menu.locator("summary").focus()
    await page.keyboard.press("Enter")
    inbox = menu.get_by_role("link", name="Inbox")
    await expect(inbox).to_be_visible()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(inbox).not_to_be_visible()
    assert await page.evaluate("document.activeElement.matches('details.menu > summary')")
    await menu.locator("summary").click()
    await expect(inbox).to_be_visible()
    await page.mouse.click(3, 700)  # beside it, where nothing is
    await expect(inbox).not_to_be_visible()
    await context.close()


async def test_what_is_pasted_with_spaces_and_line_breaks_is_taken_as_it_is_meant(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, _ = await opened(context, f"/c/{clinic['id']}/patients/new")
    pasted = {"given_name": " Paula ", "family_name": "Pasted\n", "phone": " +351 210 056 001 "}
    pasted["email"] = " p@example.org "
    for name, words in pasted.items():
        await page.locator(f"#{name}").focus()
        await page.keyboard.insert_text(words)
    await page.locator("#date_of_birth").fill("1991-02-03")
    await page.get_by_role("button", name="Register, and book").click()
    await expect(page.get_by_role("heading", name="Book for Paula Pasted")).to_be_visible()
    [found] = await people.list(Role.FRONT_DESK, "booking", "/patients", name="Pasted")
    assert (found["given_name"], found["family_name"]) == ("Paula", "Pasted")
    assert (found["phone"], found["email"]) == ("+351210056001", "p@example.org")
    await context.close()


async def test_a_link_that_a_colleague_may_not_open_or_that_leads_nowhere_says_so_and_leads_on(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, "stock_manager@example.org")
    page = context.pages[0]
    for path in (f"/c/{clinic['id']}/visits/{clinic['visits'][0]['id']}", f"/c/{clinic['id']}/nothing/here"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status in (403, 404), path
        await expect(page.locator("[role=alert]")).not_to_be_empty()
        await page.locator("main a.button").click()
        await expect(page.locator("h1").first).not_to_have_text("Not possible")
    desk = await signed_in(browser, system)
    page = desk.pages[0]
    answer = await page.goto(f"/c/{clinic['id']}/visits/{uuid4()}")
    assert answer is not None
    assert answer.status == 404
    await page.locator("main a.button").click()
    await expect(page.locator("h1").first).not_to_have_text("Not possible")
    await context.close()
    await desk.close()


async def test_two_clinics_in_two_tabs_stay_apart(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    other = await people.post(Role.OPERATOR, "booking", "/clinics", clinic_form("Baixa", "Atlantic/Azores"))
    await system.settle()
    context = await signed_in(browser, system)
    one, _ = await opened(context, f"/c/{clinic['id']}/today")
    two = await context.new_page()
    await two.goto(f"/c/{other['id']}/today")
    await expect(two.locator("main")).not_to_contain_text("Marta")
    visit = clinic["visits"][0]["id"]
    await one.locator(f"#arrived-{visit}").click()
    await expect(one.locator(f"#visit-{visit}")).to_contain_text("Waiting")
    assert f"/c/{clinic['id']}/" in one.url
    assert len(await stations(people, visit)) == 1
    await context.close()


async def test_a_reload_after_an_act_does_nothing_twice(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system, java_script_enabled=False)
    page, _ = await opened(context, f"/c/{clinic['id']}/today")
    visit = clinic["visits"][1]["id"]
    await page.locator(f"#arrived-{visit}").click()
    await expect(page.locator(f"#visit-{visit}")).to_contain_text("Waiting")
    await page.reload()
    await expect(page.locator(f"#visit-{visit}")).to_contain_text("Waiting")
    assert len(await stations(people, visit)) == 1
    await context.close()


async def test_on_a_slow_network_an_impatient_press_does_nothing_more(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, _ = await opened(context, f"/c/{clinic['id']}/today")
    visit = clinic["visits"][2]["id"]
    let_go, sent = asyncio.Event(), 0

    async def slowly(route: Route) -> None:
        nonlocal sent
        if route.request.method == "POST":
            sent += 1
            await let_go.wait()
        await route.continue_()

    await page.route("**/note/*", slowly)
    button = page.locator(f"#arrived-{visit}")
    for _ in range(3):
        await button.click()
    let_go.set()
    await expect(page.locator(f"#visit-{visit}")).to_contain_text("Waiting")
    assert sent == 1
    assert len(await stations(people, visit)) == 1
    await context.close()


async def test_an_act_without_network_says_so_and_works_when_it_is_back(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    visit = clinic["visits"][0]["id"]
    if not await stations(people, visit):
        await people.post(Role.FRONT_DESK, "booking", f"/appointments/{visit}/stations", {"station": "arrived"})
    await system.settle()
    page, _ = await opened(context, f"/c/{clinic['id']}/today")
    await context.set_offline(True)
    await page.locator(f"#in_treatment-{visit}").click()
    await expect(page.locator("#news")).to_contain_text("The connection is lost")
    await context.set_offline(False)
    await page.locator(f"#in_treatment-{visit}").click()
    await expect(page.locator(f"#visit-{visit}")).to_contain_text("In treatment")
    await expect(page.locator("#news")).to_be_empty()
    await context.close()


async def test_a_machine_whose_clock_is_wrong_shows_the_clinics_day(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, complaints = await opened(context, f"/c/{clinic['id']}/today")
    said = await page.locator("h1").first.inner_text()
    await context.clock.set_fixed_time("2001-01-01T03:00:00Z")
    await page.reload()
    await expect(page.locator("h1").first).to_have_text(said)
    assert complaints == []
    await context.close()


async def test_a_screen_that_is_turned_keeps_what_is_typed_and_scrolls_no_page_sideways(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system, viewport=PHONE, has_touch=True)
    page, _ = await opened(context, f"/c/{clinic['id']}/patients/new")
    await page.locator("#given_name").fill("Turned")
    await page.set_viewport_size({"width": 740, "height": 360})
    await expect(page.locator("#given_name")).to_have_value("Turned")
    assert await width_of(page) <= 740
    await page.goto(f"/c/{clinic['id']}/today")
    assert await width_of(page) <= 740
    await context.close()


async def test_a_bookmark_of_an_appointment_that_was_called_off_says_so(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    visit = clinic["visits"][3]
    bookmark = f"/c/{clinic['id']}/visits/{visit['id']}"
    page, _ = await opened(context, bookmark)
    before = await page.locator("main").inner_text()
    wish = {"code": "patient_asked", "reason": "Has no time"}
    await people.post(Role.FRONT_DESK, "booking", f"/appointments/{visit['id']}/cancel", wish)
    await page.goto(bookmark)
    await expect(page.locator("h1")).to_contain_text("Inês")
    assert await page.locator("main").inner_text() != before, "it says that it was cancelled"
    await context.close()


async def test_the_keyboard_alone_leads_past_the_menu_to_the_content(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context = await signed_in(browser, system)
    page, _ = await opened(context, f"/c/{clinic['id']}/find")
    await page.locator("#q").blur()
    await page.locator("body").press("Home")
    await page.locator(".skip").focus()
    await page.keyboard.press("Enter")
    await tab_to(page, "q")
    await context.close()
