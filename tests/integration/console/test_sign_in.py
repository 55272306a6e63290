"""Signing in, being recognised, and being signed out."""

import asyncio
import ssl
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from chassis.access.actors import Role
from needlepoint.trial.provider import PEOPLE, Person
from services.console.tables import sessions
from tests.integration.console.conftest import Console

DESK = PEOPLE[0]
assert DESK.role is Role.FRONT_DESK


async def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_the_page_that_was_wanted(console: Console) -> None:
    browser = console.browser()
    wanted = f"/c/{console.clinic}/worklists"

    sent = await browser.client.get(wanted)

    assert sent.headers["Location"].startswith("/sign-in?next=%2Fc%2F")
    page = await browser.signs_in(DESK, wanted)
    assert (page.status_code, page.url.path) == (200, wanted)
    assert DESK.subject in page.text


async def test_a_sign_in_reads_no_authorities_again(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    await console.browser().signs_in(DESK)

    def read(*_: object, **__: object) -> None:
        raise AssertionError("the authorities of the machine are read again, for 25 ms of a processor")

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", read)
    page = await console.browser().signs_in(DESK)

    assert page.status_code == 200


async def test_the_cookie_is_for_this_host_and_for_no_script(console: Console) -> None:
    browser = console.browser()
    going = await browser.client.get("/sign-in/go")
    assert "HttpOnly" in going.headers["Set-Cookie"]
    await browser.signs_in(DESK)
    [cookie] = [each for each in browser.client.cookies.jar if each.name == "needlepoint"]
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"


async def test_the_database_alone_opens_no_session_and_holds_no_token(lone: Console) -> None:
    browser = lone.browser()
    await browser.signs_in(DESK)

    async with lone.running.work() as work:
        row = (await work.execute(select(sessions))).one()

    assert browser.client.cookies["needlepoint"].encode() not in bytes(row.id) + bytes(row.tokens)
    assert b"eyJ" not in bytes(row.tokens)


async def test_a_code_of_a_sign_in_that_this_browser_did_not_begin_signs_nobody_in(console: Console) -> None:
    browser = console.browser()
    await browser.client.get("/sign-in/go")

    page = await browser.client.get("/sign-in/back", params={"code": "stolen", "state": "of somebody else"})

    assert page.status_code == 403
    assert "needlepoint" not in browser.client.cookies


async def test_signing_in_leads_to_no_other_site(console: Console) -> None:
    for wanted in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        browser = console.browser()
        page = await browser.signs_in(DESK, wanted)
        assert page.url.host == "console", wanted


async def test_whoever_does_nothing_for_a_while_has_to_sign_in_again(console: Console) -> None:
    browser = console.browser()
    await browser.signs_in(DESK)
    clock = console.running.clock
    clock.set(clock.now() + timedelta(minutes=10))
    assert (await browser.client.get("/clinics")).status_code == 200
    clock.set(clock.now() + timedelta(minutes=14))
    assert (await browser.client.get("/clinics")).status_code == 200, "an act begins the time again"

    clock.set(clock.now() + timedelta(minutes=10))
    assert (await browser.client.get("/clinics", headers={"Live": "1"})).status_code == 200
    clock.set(clock.now() + timedelta(minutes=6))
    page = await browser.client.get("/clinics")

    assert page.is_redirect, "what an open page reads by itself is no act"
    asked = await browser.client.get(page.headers["Location"])
    assert "signed out" in asked.text
    assert "again=1" in asked.text, "the provider asks who it is, and does not just send them back"


async def test_an_access_token_is_renewed_while_somebody_works(console: Console) -> None:
    browser = console.browser()
    await browser.signs_in(DESK)
    clock = console.running.clock
    for _ in range(4):  # an hour, with tokens that last for 15 minutes
        clock.set(clock.now() + timedelta(minutes=14, seconds=45))
        assert (await browser.client.get("/clinics")).status_code == 200


async def test_a_session_ends_with_the_day(console: Console) -> None:
    browser = console.browser()
    await browser.signs_in(DESK)
    clock = console.running.clock
    for _ in range(12 * 5):
        clock.set(clock.now() + timedelta(minutes=12))
        page = await browser.client.get("/clinics")

    assert page.is_redirect


async def test_who_signs_out_is_signed_out_here_and_at_the_provider(console: Console) -> None:
    browser = console.browser()
    page = await browser.signs_in(DESK)
    cookie = browser.client.cookies["needlepoint"]

    left = await browser.sends(page, "/sign-out")

    assert left.headers["Location"].startswith(f"{console.provider.address}/end?id_token_hint=")
    browser.client.cookies.set("needlepoint", cookie, domain="console")
    assert (await browser.client.get("/clinics")).is_redirect, "the cookie is worth nothing any more"


async def test_another_sites_form_signs_nobody_out_and_does_nothing(console: Console) -> None:
    browser = console.browser()
    await browser.signs_in(DESK)

    out = await browser.client.post("/sign-out", content="form_token=guessed")
    act = await browser.client.post(f"/c/{console.clinic}/visits/{uuid4()}/note/arrived", content="form_token=guessed")

    assert (out.status_code, act.status_code) == (403, 403)
    assert (await browser.client.get("/clinics")).status_code == 200
    assert not [each for each in console.neighbours.asked if each[0] == "POST"]


async def test_a_form_that_comes_from_another_origin_is_refused_even_with_the_right_token(console: Console) -> None:
    browser = console.browser()
    page = await browser.signs_in(DESK)
    browser.client.headers["Origin"] = "https://evil.example"

    out = await browser.sends(page, "/sign-out")

    assert out.status_code == 403


async def test_two_requests_at_once_renew_the_tokens_once(console: Console) -> None:
    browser = console.browser()
    await browser.signs_in(DESK)
    clock = console.running.clock
    clock.set(clock.now() + timedelta(minutes=14, seconds=40))

    pages = await asyncio.gather(*[browser.client.get("/clinics") for _ in range(6)])

    assert [each.status_code for each in pages] == [200] * 6, "a refresh token is good once"


async def test_whoever_works_for_no_clinic_is_told_to_ask_the_operator_and_sees_none(console: Console) -> None:
    console.provider.people.append(Person("nobody@example.org", Role.FRONT_DESK, clinics=()))
    browser = console.browser()
    page = await browser.signs_in(console.provider.people[-1])
    assert "ask the operator" in page.text
    refused = await browser.client.get(f"/c/{console.clinic}/today")
    assert refused.status_code == 403
    assert "You do not work for this clinic" in refused.text


async def test_many_who_are_not_signed_in_are_slowed_down(lone: Console) -> None:
    browser = lone.browser()
    answers = [(await browser.client.get("/clinics")).status_code for _ in range(3)]
    assert answers == [303, 429, 429]
