"""Nothing typed is lost: not with the session, not by a refusal, and never into another person's hands."""

from datetime import timedelta
from html import unescape
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select

from chassis.access.actors import Role
from needlepoint.trial.provider import Person
from services.console.domain.unsent import KEPT
from services.console.pages.unsent import is_action
from services.console.tables import sessions, unsent_forms
from tests.integration.console.browser import ADDRESS, BY_ROLE, Browser, Form
from tests.integration.console.conftest import Console
from tests.integration.console.patients import found

DESK = BY_ROLE[Role.FRONT_DESK]
TYPED = {
    "given_name": "Ana <b>",
    "family_name": "Reis",
    "date_of_birth": "1990-03-02",
    "channel": "email",
    "marketing": "1",
}


async def opened(console: Console) -> tuple[Browser, httpx.Response, str]:
    """The form of somebody new."""
    browser = console.browser()
    path = f"/c/{console.clinic}/patients/new"
    return browser, await browser.signs_in(DESK, path), path


async def sends(browser: Browser, page: httpx.Response, path: str, **more: str) -> httpx.Response:
    browser.client.headers["Referer"] = f"{ADDRESS}{path}?q=ana"
    return await browser.sends(page, path, **TYPED, **more)


def locked_out(console: Console) -> None:
    clock = console.running.clock
    clock.set(clock.now() + timedelta(minutes=16))


def shows_what_was_typed(page: httpx.Response) -> bool:
    return 'value="Ana &lt;b&gt;"' in page.text


def writes(console: Console) -> list[str]:
    return [each[1] for each in console.neighbours.asked if each[0] != "GET"]


async def test_what_is_sent_after_the_session_is_there_again_after_signing_in_and_then_gone(console: Console) -> None:
    browser, page, path = await opened(console)
    locked_out(console)

    late = await sends(browser, page, path)

    assert late.headers["Location"].startswith("/sign-in?next=%2Fc%2F")
    again = await browser.signs_in(DESK, f"{path}?q=ana")
    assert shows_what_was_typed(again)
    assert "What you typed before is here again" in again.text
    assert '<option value="email" selected>' in again.text
    assert 'name="marketing" value="1" checked' in again.text
    assert not writes(console), "nothing was done by itself"
    ana = found(console.clinic)
    console.neighbours.says("POST /booking/v1/patients", ana, 201)
    sent = await sends(browser, again, path)
    assert sent.is_redirect
    assert len(writes(console)) == 1
    assert not shows_what_was_typed(await browser.client.get(path))


async def test_another_person_who_signs_in_there_sees_nothing_of_it(console: Console) -> None:
    browser, page, path = await opened(console)
    locked_out(console)
    await sends(browser, page, path)
    other = Person("other.desk@example.org", Role.FRONT_DESK)

    assert not shows_what_was_typed(await browser.signs_in(other, path))
    assert not shows_what_was_typed(await browser.signs_in(DESK, path)), "it was deleted"


async def test_it_is_kept_for_minutes_and_the_database_alone_does_not_read_it(console: Console) -> None:
    browser, page, path = await opened(console)
    locked_out(console)
    await sends(browser, page, path)

    async with console.running.work() as work:
        rows = (await work.execute(select(unsent_forms))).all()
    assert rows
    assert not [each for each in rows if b"Reis" in bytes(each.content)]
    clock = console.running.clock
    clock.set(clock.now() + KEPT)
    assert not shows_what_was_typed(await browser.signs_in(DESK, path))


async def test_who_signs_out_leaves_nothing_behind(console: Console) -> None:
    browser, page, path = await opened(console)
    locked_out(console)
    await sends(browser, page, path)
    elsewhere = await browser.signs_in(DESK, "/clinics")
    await browser.sends(elsewhere, "/sign-out")

    assert not shows_what_was_typed(await browser.signs_in(DESK, path))


async def test_a_form_of_an_earlier_session_of_the_same_person_is_sent_as_it_is(console: Console) -> None:
    browser, page, path = await opened(console)
    locked_out(console)
    await browser.signs_in(DESK, "/clinics")
    console.neighbours.says("POST /booking/v1/patients", found(console.clinic), 201)

    assert (await sends(browser, page, path)).is_redirect
    assert len(writes(console)) == 1


async def test_a_form_that_somebody_else_had_opened_does_nothing_and_is_not_kept(console: Console) -> None:
    browser, page, path = await opened(console)
    await browser.signs_in(Person("third.desk@example.org", Role.FRONT_DESK), "/clinics")

    refused = await sends(browser, page, path)

    assert refused.status_code == 403
    assert not writes(console)
    assert not shows_what_was_typed(await browser.client.get(path))


async def test_another_sites_form_fills_nothing_in(console: Console) -> None:
    browser, page, path = await opened(console)
    token = Form(page.text).fields[path]["form_token"]
    locked_out(console)
    for token_sent, origin in ((token, "https://evil.example"), ("guessed", ADDRESS)):
        body = urlencode({**TYPED, "form_token": token_sent})
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin}
        await browser.client.post(path, content=body, headers=kind)
        assert "needlepoint-unsent" not in browser.client.cookies


async def test_a_refusal_keeps_every_field_and_box(console: Console) -> None:
    browser, page, path = await opened(console)
    console.neighbours.says("POST /booking/v1/patients", {"type": "x", "detail": "Not so."}, 409)

    refused = await sends(browser, page, path)

    assert refused.status_code == 409
    assert "Not so." in refused.text
    assert shows_what_was_typed(refused)
    assert 'name="marketing" value="1" checked' in refused.text
    assert "data-filled" in refused.text, "an open page does not write over it"


async def test_what_nobody_answered_is_filled_in_again_with_the_key_by_which_it_is_done_once(console: Console) -> None:
    browser, page, path = await opened(console)
    key = Form(page.text).fields[path]["key"]
    console.neighbours.says("POST /booking/v1/patients", {"type": "x", "detail": "Away."}, 503)

    away = await sends(browser, page, path)

    assert away.status_code == 503
    back = unescape(away.text).split('class="button" href="')[1].split('"')[0]
    again = await browser.client.get(back)
    assert shows_what_was_typed(again)
    assert Form(again.text).fields[path]["key"] == key


async def test_where_the_page_has_the_form_no_more_it_can_be_sent_all_the_same(console: Console) -> None:
    browser, page, path = await opened(console)
    gone = f"/c/{console.clinic}/visits/{console.clinic}/cancel"
    assert is_action(gone)
    token = Form(page.text).fields[path]["form_token"]
    locked_out(console)
    browser.client.headers["Referer"] = f"{ADDRESS}{path}"
    body = urlencode({"form_token": token, "reason": "Is ill"})
    await browser.client.post(gone, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})

    shown = await browser.signs_in(DESK, path)

    assert "Not recorded yet" in shown.text
    assert Form(shown.text).fields[gone]["reason"] == "Is ill"
    assert "Not recorded yet" not in (await browser.client.get(path)).text


async def test_an_open_page_leaves_what_is_typed_when_it_hears_that_the_session_is_over(console: Console) -> None:
    browser, page, path = await opened(console)
    hidden = Form(page.text).fields[path]
    locked_out(console)
    browser.client.headers["Referer"] = f"{ADDRESS}{path}"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}

    left = await browser.client.post(
        "/unsent", params={"to": path}, content=urlencode({**hidden, **TYPED}), headers=kind
    )

    assert left.status_code == 204
    assert shows_what_was_typed(await browser.signs_in(DESK, path))
    assert not writes(console)


async def test_what_is_too_long_to_be_kept_is_not(console: Console) -> None:
    browser, page, path = await opened(console)
    locked_out(console)
    await sends(browser, page, path, words="x" * 300_000)
    assert "needlepoint-unsent" not in browser.client.cookies


@pytest.mark.parametrize("changed", [b"", b"x"])
async def test_a_row_that_somebody_changed_is_as_good_as_none(console: Console, changed: bytes) -> None:
    browser, page, path = await opened(console)
    locked_out(console)
    await sends(browser, page, path)
    async with console.running.work() as work:
        await work.execute(unsent_forms.update().values(content=changed))

    assert not shows_what_was_typed(await browser.signs_in(DESK, path))
    async with console.running.work() as work:
        assert not (await work.execute(select(unsent_forms))).all()


async def test_a_session_that_ended_holds_no_token(console: Console) -> None:
    browser, _, _ = await opened(console)
    locked_out(console)
    await browser.client.get("/clinics")
    async with console.running.work() as work:
        ended = (await work.execute(select(sessions).where(sessions.c.ended_at.is_not(None)))).all()
    assert {bytes(each.tokens) for each in ended} == {b""}
