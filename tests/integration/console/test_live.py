"""Open pages: which changes concern them, and what is made once for several of them."""

import asyncio
from datetime import timedelta

import httpx

from chassis.access.actors import Role
from needlepoint.trial.provider import Person
from tests.integration.console.browser import Browser
from tests.integration.console.conftest import Console
from tests.integration.console.stories import arrived, booked
from tests.integration.console.test_pages import DESK, first_event
from tests.support.running import WORK_DAY
from tests.support.waiting import eventually

DAY = timedelta(days=1)
TOLD = {"Live": "told"}


async def opened(console: Console, person: Person = DESK) -> tuple[Browser, str]:
    """A board, and since when it is to be told."""
    browser = console.browser()
    page = await browser.signs_in(person, f"/c/{console.clinic}/today")
    return browser, page.text.split('data-since="')[1].split('"')[0]


async def test_a_board_is_told_of_its_own_day_alone(console: Console) -> None:
    browser, since = await opened(console)
    live, of_today, of_tomorrow = f"/c/{console.clinic}/live", booked(console.clinic, WORK_DAY), WORK_DAY + DAY

    async def told(**day: str) -> str:
        return await first_event(browser.client, live, page="today", since=since, **day)

    visit = booked(console.clinic, of_tomorrow)
    await console.running.react(visit)
    assert await told() == "here", "it shows today"
    assert await told(day=of_tomorrow.date().isoformat()) == "changed"
    await console.running.react(arrived(visit))
    assert await told() == "here", "an event without a time is about the day of its appointment"
    await console.running.react(of_today)
    assert await told() == "changed"


async def test_what_changes_without_a_known_time_concerns_every_day(console: Console) -> None:
    browser, since = await opened(console)
    await console.running.react(arrived(booked(console.clinic, WORK_DAY)))  # of an appointment that is not stored

    live = f"/c/{console.clinic}/live"
    assert await first_event(browser.client, live, page="today", since=since, day="2026-12-24") == "changed"


def asked(console: Console) -> list[str]:
    """The tokens with which booking was asked for the day."""
    path = f"/booking/v1/clinics/{console.clinic}/day"
    return [headers["authorization"] for _, at, headers, _ in console.neighbours.asked if at == path]


async def asked_times(console: Console, times: int) -> None:
    """Return once booking was asked so often."""

    async def enough() -> None:
        assert len(asked(console)) >= times

    await eventually(enough)


async def at_once(console: Console, *readers: httpx.AsyncClient) -> list[httpx.Response]:
    """Each reads the board because it was told, while booking takes its time."""
    console.neighbours.asked.clear()
    console.neighbours.answering.clear()
    reading = asyncio.gather(*[each.get(f"/c/{console.clinic}/today", headers=TOLD) for each in readers])
    await asked_times(console, 1)
    console.neighbours.answering.set()
    return await reading


async def test_open_pages_of_one_person_are_made_once(console: Console) -> None:
    browser, _ = await opened(console)

    answers = await at_once(console, *[browser.client] * 5)

    assert len(asked(console)) == 1
    assert {each.status_code for each in answers} == {200}
    assert len({each.text for each in answers}) == 1


async def test_nobody_is_shown_what_another_persons_token_read(console: Console) -> None:
    (mine, _), (theirs, _) = await opened(console), await opened(console, Person("other@example.org", Role.FRONT_DESK))

    await at_once(console, mine.client, theirs.client)

    assert len(set(asked(console))) == 2, "each with a token of its own, and in the access log by itself"


async def test_what_is_being_made_is_not_shown_to_who_was_told_of_something_newer(console: Console) -> None:
    browser, _ = await opened(console)
    console.neighbours.asked.clear()
    console.neighbours.answering.clear()
    address = f"/c/{console.clinic}/today"
    before = asyncio.create_task(browser.client.get(address, headers=TOLD))
    await asked_times(console, 1)
    await console.running.react(booked(console.clinic, WORK_DAY))
    after = asyncio.create_task(browser.client.get(address, headers=TOLD))
    await asked_times(console, 2)
    console.neighbours.answering.set()

    assert [(await each).status_code for each in (before, after)] == [200, 200]


async def test_who_did_something_sees_what_it_did(console: Console) -> None:
    browser, _ = await opened(console)
    console.neighbours.asked.clear()
    for how in ({"Live": "told"}, {"Live": "1"}, {}):
        await browser.client.get(f"/c/{console.clinic}/today", headers=how)

    assert len(asked(console)) == 3


async def test_a_failure_is_not_shared(console: Console) -> None:
    browser, _ = await opened(console)
    console.neighbours.refuses(f"GET /booking/v1/clinics/{console.clinic}/day", "forbidden", "Not yours.", 403)
    first = await browser.client.get(f"/c/{console.clinic}/today", headers=TOLD)
    console.neighbours.says(f"GET /booking/v1/clinics/{console.clinic}/day", {"appointments": []})

    assert first.status_code == 403
    assert (await browser.client.get(f"/c/{console.clinic}/today", headers=TOLD)).status_code == 200


async def test_a_board_that_shows_today_shows_the_next_day_after_midnight(console: Console) -> None:
    browser, since = await opened(console)
    await console.running.react(booked(console.clinic, WORK_DAY + DAY))
    console.running.clock.set(WORK_DAY + DAY)

    live = f"/c/{console.clinic}/live"
    browser, _ = await opened(console)
    assert await first_event(browser.client, live, page="today", since=since) == "changed"
