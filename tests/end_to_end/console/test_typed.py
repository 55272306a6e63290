"""Nothing that somebody typed is lost: not with the session, an update, a wrong link, a reload or the network."""

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from chassis.access.actors import Role
from needlepoint.trial.system import EmbeddedSystem
from tests.end_to_end.console.browsing import DESK, opened, signed_in
from tests.end_to_end.console.test_inbox import phone_of, writes
from tests.end_to_end.people import Json, People

COOKIE = "needlepoint"


async def signs_in_again(page: Page, who: str = DESK) -> None:
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name=who).click()


async def registering(browser: Browser, system: EmbeddedSystem, clinic: Json) -> tuple[BrowserContext, Page]:
    """Somebody whose name is typed and not sent."""
    context = await signed_in(browser, system)
    page, _ = await opened(context, f"/c/{clinic['id']}/patients/new")
    await page.locator("#given_name").fill("Nadia")
    await page.locator("#channel").select_option("email")
    await page.locator("[name=marketing]").check()
    return context, page


async def is_there(page: Page) -> None:
    await expect(page.locator("#given_name")).to_have_value("Nadia")
    await expect(page.locator("#channel")).to_have_value("email")
    await expect(page.locator("[name=marketing]")).to_be_checked()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
async def test_a_note_that_is_sent_after_the_session_is_there_after_signing_in(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json, script: bool
) -> None:
    context = await signed_in(browser, system, java_script_enabled=script)
    patient = clinic["visits"][0]["patient_id"]
    page, _ = await opened(context, f"/c/{clinic['id']}/patients/{patient}?of=visits")
    writing = page.locator("#notes > form textarea[name=text]")
    await writing.fill("Comes with\nher sister")
    await context.clear_cookies(name=COOKIE)
    await writing.locator("xpath=ancestor::form").get_by_role("button").click()
    await signs_in_again(page)
    await expect(writing).to_have_value("Comes with\nher sister")
    await expect(page.get_by_text("What you typed before is here again")).to_be_visible()
    assert "of=visits" in page.url
    assert await people.list(Role.FRONT_DESK, "booking", f"/patients/{patient}/notes") == []
    await context.close()


async def test_somebody_else_who_signs_in_on_that_machine_sees_nothing_of_it(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context, page = await registering(browser, system, clinic)
    await page.locator("form.sheet").evaluate("(form) => { form.noValidate = true; }")
    await context.clear_cookies(name=COOKIE)
    await page.get_by_role("button", name="Register, and book").click()
    await page.get_by_role("link", name="Sign in").click()
    await page.get_by_role("button", name="owner@example.org").click()
    await page.goto(f"/c/{clinic['id']}/find")
    assert "Nadia" not in await page.content()
    kept = await page.evaluate("JSON.stringify({...sessionStorage})")
    assert "Nadia" not in kept
    await context.close()


async def test_a_link_that_was_pressed_by_mistake_and_a_reload_lose_nothing(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context, page = await registering(browser, system, clinic)
    await page.get_by_role("link", name="Back to finding").click()
    await expect(page).to_have_url(f"{system.url('console')}/c/{clinic['id']}/find")
    await page.go_back()
    await is_there(page)
    await page.reload()
    await is_there(page)
    await context.close()


async def test_who_leaves_by_a_link_and_comes_back_by_another_finds_their_words_and_is_told_so(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context, page = await registering(browser, system, clinic)
    await page.get_by_role("link", name="Back to finding").click()
    await expect(page).to_have_url(f"{system.url('console')}/c/{clinic['id']}/find")
    await page.goto(f"/c/{clinic['id']}/patients/new")
    await expect(page.locator("#given_name")).to_have_value("Nadia")
    await expect(page.get_by_text("What you typed before is here again")).to_be_visible()
    await expect(page.locator("[name=marketing]")).not_to_be_checked()  # what was agreed to is asked again
    await page.get_by_role("button", name="Begin anew").click()
    await expect(page.locator("#given_name")).to_have_value("")
    await context.close()


async def test_a_console_that_does_not_answer_loses_nothing(
    browser: Browser, system: EmbeddedSystem, clinic: Json
) -> None:
    context, page = await registering(browser, system, clinic)

    async def away(route: Route) -> None:
        await (route.abort() if route.request.method == "POST" else route.continue_())

    await page.route("**/patients/new", away)
    await page.locator("form.sheet").evaluate("(form) => { form.noValidate = true; }")
    await page.get_by_role("button", name="Register, and book").click()
    await page.wait_for_url("chrome-error://**")
    await page.unroute("**/patients/new")
    await page.goto(f"/c/{clinic['id']}/patients/new")
    await is_there(page)
    await context.close()


async def test_who_signs_out_leaves_nothing_in_the_tab(browser: Browser, system: EmbeddedSystem, clinic: Json) -> None:
    context, page = await registering(browser, system, clinic)
    await page.get_by_role("button", name="Sign out").locator("visible=true").click()
    await expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert await page.evaluate("JSON.stringify({...sessionStorage})") == "{}"
    await context.close()


async def test_what_is_typed_stays_when_the_page_shows_news_and_when_the_session_ends_meanwhile(
    browser: Browser, system: EmbeddedSystem, people: People, clinic: Json
) -> None:
    marta = await phone_of(people, clinic["visits"][0])
    await writes(system, people, marta, "Can I come at three?")
    context = await signed_in(browser, system)
    page, _ = await opened(context, f"/c/{clinic['id']}/inbox")
    await page.get_by_role("link", name="Marta").click()
    answer = page.locator("#text")
    await answer.fill("Yes, at three")
    await page.locator("h1").first.click()  # the field has no focus any more: the page is read again
    await writes(system, people, marta, "Or at four")
    await expect(page.locator("#live")).to_contain_text("Or at four")
    await expect(answer).to_have_value("Yes, at three")
    await context.clear_cookies(name=COOKIE)
    await writes(system, people, marta, "Hello?")  # the page asks, and is told that nobody is signed in
    await signs_in_again(page)
    await expect(page.locator("#live")).to_contain_text("Hello?")
    await expect(answer).to_have_value("Yes, at three")
    await context.close()
