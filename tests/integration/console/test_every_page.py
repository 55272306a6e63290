"""What holds for every page, found in the registry: who is let in, and that its requests are counted by its address.

A page that lands is tested here without a line more.
"""

import re
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
import pytest_asyncio

from chassis.access.actors import Role
from chassis.access.scopes import About
from needlepoint.trial.provider import PEOPLE, Person
from services.console.access import POLICY
from services.console.domain.sessions import form_token
from services.console.pages.registry import PAGES, Page
from tests.integration.console.browser import ADDRESS, Browser
from tests.integration.console.conftest import Console

OF_ANOTHER_CLINIC = Person("away@example.org", Role.FRONT_DESK, clinics=(uuid4(),), also=(Role.OWNER,))


def address_of(page: Page, clinic: UUID) -> str:
    """With the clinic in its place, and something that nobody knows in every other."""
    path = re.sub(r"\{\w+:int\}", "1", page.path.replace("{clinic_id:uuid}", str(clinic)))
    return re.sub(r"\{\w+(:uuid)?\}", str(uuid4()), re.sub(r"\{\w+:str\}", "anything", path))


async def asks(browser: Browser, page: Page, clinic: UUID) -> int:
    """The status; forms are sent as ours, with nothing in them."""
    secret = next(iter(browser.client.cookies.jar)).value or ""
    form = {"form_token": form_token(secret)} if page.method == "POST" else None
    return (await browser.client.request(page.method, address_of(page, clinic), data=form)).status_code


@pytest_asyncio.fixture(loop_scope="session")
async def browser(console: Console) -> AsyncIterator[Browser]:
    """Which goes on where a page fails: here it counts who is let in, and nothing is there to show."""
    found = console.browser()
    transport = httpx.ASGITransport(console.running.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=ADDRESS, timeout=60) as found.client:
        yield found


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_each_page_lets_in_the_roles_that_the_policy_names_and_no_other(
    console: Console, browser: Browser, person: Person
) -> None:
    await browser.signs_in(person)
    let_in = {page: await asks(browser, page, console.clinic) != 403 for page in PAGES}

    wrong = [page for page in PAGES if let_in[page] != (person.role in POLICY.holders(page.scope))]
    assert [f"{page.method} {page.path}: {let_in[page]}" for page in wrong] == []


async def test_who_is_of_another_clinic_sees_no_page_of_this_one(console: Console, browser: Browser) -> None:
    await browser.signs_in(OF_ANOTHER_CLINIC)

    for page in PAGES:
        if page.scope.about is About.CLINIC:
            assert "{clinic_id" in page.path, f"{page.path} is about a clinic, which its address must name"
            assert await asks(browser, page, console.clinic) == 403, page.path


async def test_who_is_not_signed_in_is_asked_to_sign_in_and_sees_nothing(console: Console, browser: Browser) -> None:
    for page in PAGES:
        answer = await browser.client.request(page.method, address_of(page, console.clinic))
        assert answer.status_code == 303, page.path
        assert answer.headers["Location"].startswith("/sign-in"), page.path


async def test_requests_are_counted_by_the_address_of_the_page_and_not_by_its_ids(
    console: Console, browser: Browser
) -> None:
    await browser.signs_in(Person("owner@example.org", Role.OWNER))
    for page in PAGES:
        await asks(browser, page, console.clinic)

    said = (await browser.client.get("/metrics")).text
    routes = set(re.findall(r'needlepoint_http_request_seconds_count\{[^}]*route="([^"]+)"', said))
    assert {page.path for page in PAGES} <= routes
    assert str(console.clinic) not in said
