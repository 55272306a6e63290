"""Pages: who sees which, what stands on them, and what their buttons do."""

import asyncio
import html
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from chassis.access.actors import Role
from contracts.booking.appointments import AppointmentBooked
from contracts.event import Event
from needlepoint.trial.provider import PEOPLE, Person
from services.console.queries.worklists import MOST
from tests.integration.console.browser import BY_ROLE, HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.stories import arrived, booked, claimed, closed, item
from tests.support.running import WORK_DAY
from tests.support.waiting import eventually

DESK = BY_ROLE[Role.FRONT_DESK]


def on_the_day(of: AppointmentBooked, where: str = "expected", **changes: Any) -> dict[str, Any]:
    """One appointment of ``GET /clinics/{id}/day``."""
    said = {
        "appointment_id": str(of.appointment_id),
        "patient_id": str(of.patient_id),
        "patient_name": "Ana Reis",
        "kind": of.kind,
        "status": "booked",
        "starts_at": of.time.starts_at.isoformat(),
        "treatment_starts_at": of.time.treatment_starts_at.isoformat(),
        "ends_at": of.time.ends_at.isoformat(),
        "practitioner_id": str(uuid4()),
        "practitioner_name": "Rita Nunes",
        "room_id": str(uuid4()),
        "room_name": "Room 1",
        "where": where,
        "since": None,
        "waits_minutes": 0,
        "waits_too_long": False,
        "held": False,
    }
    return {**said, **changes}


def a_day(console: Console, *visits: dict[str, Any]) -> None:
    """What booking says of the clinic's day."""
    console.neighbours.says(f"GET /booking/v1/clinics/{console.clinic}/day", {"appointments": list(visits)})


def now(console: Console) -> datetime:
    return console.running.clock.now()


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.role))
async def test_each_role_sees_the_pages_that_it_works_on(console: Console, person: Person) -> None:
    browser = console.browser()
    await browser.signs_in(person)
    sees = {}
    for name in ("today", "worklists"):
        page = await browser.client.get(f"/c/{console.clinic}/{name}")
        sees[name] = page.status_code

    care = person.role in (Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OWNER)
    works = care or person.role in (Role.STOCK_MANAGER, Role.OPERATOR)
    assert sees == {"today": 200 if care else 403, "worklists": 200 if works else 403}


async def test_the_board_shows_where_each_patient_is_and_what_comes_next(console: Console) -> None:
    late = booked(console.clinic, WORK_DAY - timedelta(minutes=30))
    waits = on_the_day(booked(console.clinic, WORK_DAY), "arrived", waits_minutes=20, waits_too_long=True)
    a_day(console, on_the_day(late, "late"), waits)
    browser = console.browser()

    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today")

    assert "All times are those of Lisbon." in page.text
    assert "waits for 20 minutes" in page.text
    assert f"/visits/{late.appointment_id}/note/arrived" in page.text
    assert f"/visits/{late.appointment_id}/note/missed" in page.text
    assert "Free 1" in page.text, "free gaps of the afternoon"


async def test_who_has_left_or_did_not_come_stands_below_who_is_there_or_comes(console: Console) -> None:
    gone, missed, comes = (booked(console.clinic, WORK_DAY + timedelta(hours=each)) for each in range(3))
    a_day(console, on_the_day(gone, "left"), on_the_day(missed, "missed"), on_the_day(comes, "expected"))
    browser = console.browser()

    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today")
    above, below = page.text.split("Left, or did not come (2)")
    assert "Visits (1)" in above
    assert [f'id="visit-{each.appointment_id}"' in above for each in (gone, missed, comes)] == [False, False, True]
    assert [f'id="visit-{each.appointment_id}"' in below for each in (gone, missed, comes)] == [True, True, False]

    a_day(console, on_the_day(gone, "left"))
    page = await browser.client.get(f"/c/{console.clinic}/today")
    assert "Everybody has left." in page.text


async def test_the_board_says_when_the_clinic_is_closed_who_is_away_and_that_no_reason_of_health_is_read_from_it(
    console: Console,
) -> None:
    room = {"id": str(uuid4()), "name": "Room 1", "ends_at": None}
    nurse = {"id": str(uuid4()), "given_name": "Rita", "family_name": "Nunes", "ends_at": None}
    times = {"starts_at": WORK_DAY.isoformat(), "ends_at": (WORK_DAY + timedelta(hours=4)).isoformat()}
    away = [
        {"resource_kind": "room", "resource_id": room["id"], "cause": "works", **times},
        {"resource_kind": "practitioner", "resource_id": nurse["id"], "cause": "sickness", **times},
    ]
    hours = {"open": [], "reason": "Painters & floor", "away": away}
    at = f"GET /booking/v1/clinics/{console.clinic}"
    console.neighbours.says(f"{at}/day", {"appointments": [], "hours": hours})
    console.neighbours.says(f"{at}/rooms", {"items": [room]})
    console.neighbours.says(f"{at}/practitioners", {"items": [nurse]})
    browser = console.browser()

    rooms = await browser.signs_in(DESK, f"/c/{console.clinic}/today")
    people = await browser.client.get(f"/c/{console.clinic}/today?by=practitioners")

    assert "The clinic is closed on this day." in rooms.text
    assert "Other hours than every week: Painters &amp; floor" in rooms.text
    assert "Works 09:00–13:00" in rooms.text
    assert "Free" not in rooms.text
    assert "Away 09:00–13:00" in people.text
    assert "sick" not in people.text.lower()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2027-02-30", "tomorrow", ""])
async def test_a_day_that_no_clinic_deals_with_is_today(console: Console, day: str) -> None:
    browser = console.browser()

    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today?day={day}")

    assert page.status_code == 200
    assert "Monday, 23 November 2026" in page.text


async def test_an_arrival_is_noted_by_booking_with_the_persons_own_token_and_once_for_each_form(
    console: Console,
) -> None:
    visit = booked(console.clinic, WORK_DAY)
    a_day(console, on_the_day(visit))
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today")
    action = f"/c/{console.clinic}/visits/{visit.appointment_id}/note/arrived"

    for _ in range(2):
        done = await browser.sends(page, action)
        assert done.headers["Location"] == f"/c/{console.clinic}/today"

    sent = console.neighbours.posted(f"/booking/v1/appointments/{visit.appointment_id}/stations")
    assert [body for _, body in sent] == [{"station": "arrived"}] * 2
    assert len({headers["idempotency-key"] for headers, _ in sent}) == 1
    assert sent[0][0]["authorization"].startswith("Bearer eyJ")


async def test_a_refusal_stands_beside_the_visit_in_bookings_words(console: Console) -> None:
    visit = booked(console.clinic, WORK_DAY)
    a_day(console, on_the_day(visit, "arrived"))
    path = f"POST /booking/v1/appointments/{visit.appointment_id}/stations"
    console.neighbours.refuses(path, "may-not-begin", "The appointment is held and may not begin.")
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today")

    answer = await browser.sends(page, f"/c/{console.clinic}/visits/{visit.appointment_id}/note/in_treatment")

    assert answer.status_code == 409
    assert 'role="alert">The appointment is held and may not begin.' in answer.text


async def test_when_booking_is_away_the_page_says_so_and_does_not_fail(console: Console) -> None:
    console.neighbours.says(f"GET /booking/v1/clinics/{console.clinic}/day", {"detail": "?"}, 503)
    browser = console.browser()

    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today")

    assert page.status_code == 503
    assert "Booking does not answer at the moment" in page.text


async def test_a_page_that_waits_for_booking_keeps_no_connection_from_other_pages(lone: Console) -> None:
    desk = lone.browser()
    await desk.signs_in(DESK)
    lone.neighbours.asked.clear()
    lone.neighbours.answering.clear()
    waiting = asyncio.create_task(desk.client.get(f"/c/{lone.clinic}/today"))

    async def is_asked() -> None:
        assert lone.neighbours.asked

    await eventually(is_asked)
    try:
        other = await asyncio.wait_for(desk.client.get("/clinics"), 20)
    finally:
        lone.neighbours.answering.set()

    assert (other.status_code, (await waiting).status_code) == (200, 200)


async def test_hostile_words_in_every_field_break_out_nowhere(console: Console) -> None:
    visit = booked(console.clinic, WORK_DAY)
    words = dict.fromkeys(("patient_name", "practitioner_name", "room_name", "kind"), HOSTILE)
    a_day(console, on_the_day(visit, **words))
    room = {"id": str(uuid4()), "name": HOSTILE, "ends_at": None}
    console.neighbours.says(f"GET /booking/v1/clinics/{console.clinic}/rooms", {"items": [room]})
    hostile = item(console.clinic, now(console), kind="call_patient")
    await console.running.react(hostile)
    names = {"items": [{"patient_id": str(hostile.patient_id), "name": HOSTILE}]}
    console.neighbours.says("GET /booking/v1/patients/names", names)
    await console.running.react(claimed(hostile, HOSTILE))
    browser = console.browser()
    await browser.signs_in(DESK)
    for name in ("today", "worklists"):
        page = await browser.client.get(f"/c/{console.clinic}/{name}")
        assert page.status_code == 200
        assert "&lt;img src=x" in page.text
        assert "<img" not in page.text
        assert page.text.count("<script") == {"today": 3, "worklists": 2}[name], "our own"
        assert "{{7*7}}" in page.text
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy


async def test_worklists_of_all_services_are_on_one_page_and_follow_their_events(console: Console) -> None:
    open_one, done = item(console.clinic, now(console)), item(console.clinic, now(console), kind="nothing_booked")
    for event in (open_one, done, closed(done)):
        await console.running.react(event)
    browser = console.browser()

    page = await browser.signs_in(DESK, f"/c/{console.clinic}/worklists")

    assert "Call the patient about the appointment" in page.text
    assert "has no appointment" not in page.text
    await console.running.react(claimed(open_one, "rita@example.org"))
    page = await browser.client.get(f"/c/{console.clinic}/worklists")
    assert "rita@example.org works on it" in page.text
    assert f"{open_one.item_id}/claim" not in page.text


async def test_the_next_item_is_the_first_that_nobody_has_and_that_is_for_this_person(console: Console) -> None:
    at = now(console)
    taken, others, mine = (item(console.clinic, at + timedelta(minutes=each)) for each in range(3))
    for event in (taken, others, mine, claimed(taken, "rita@example.org")):
        await console.running.react(event)
    path = "/booking/v1/worklist/{}/claim"
    console.neighbours.refuses("POST " + path.format(others.item_id), "item-for-others", "For others.", 403)
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/worklists")

    done = await browser.sends(page, f"/c/{console.clinic}/worklists/next")

    assert done.headers["Location"].endswith(f"#item-{mine.item_id}")
    assert len(console.neighbours.posted(path.format(mine.item_id))) == 1
    assert console.neighbours.posted(path.format(taken.item_id)) == []


async def test_a_long_worklist_has_pages_whose_counts_are_of_the_whole_list_and_an_act_stays_on_its_page(
    console: Console,
) -> None:
    wanted = [item(console.clinic, now(console) + timedelta(seconds=each)) for each in range(MOST + 5)]
    for event in wanted:
        await console.running.react(event)
    path = f"/c/{console.clinic}/worklists"
    browser = console.browser()

    first = await browser.signs_in(DESK, path)
    later = await browser.client.get(link_of(first, "later"))
    back = await browser.client.get(link_of(later, "earlier"))

    assert shown(first) == [str(each.item_id) for each in wanted[:MOST]]
    assert shown(later) == [str(each.item_id) for each in wanted[MOST:]]
    assert shown(back) == shown(first)
    assert 'id="earlier"' not in first.text + back.text
    assert 'id="later"' not in later.text
    assert f"({len(wanted)})" in later.text
    last = str(wanted[-1].item_id)
    done = await browser.sends(later, f"{path}/{last}/claim")
    assert shown(await browser.client.get(done.headers["Location"])) == shown(later)
    ended = await browser.client.get(f"{path}?after=2999-01-01T00:00:00Z~{last}")
    assert "To the first page" in ended.text
    assert shown(await browser.client.get(f"{path}?after=nowhere")) == shown(first)


async def test_what_is_free_behind_a_page_of_what_others_have_is_taken_and_seen(console: Console) -> None:
    held = [item(console.clinic, now(console) + timedelta(seconds=each)) for each in range(MOST)]
    free = item(console.clinic, now(console) + timedelta(hours=1))
    events: list[Event] = [*held, free, *(claimed(each, "rita@example.org") for each in held)]
    for event in events:
        await console.running.react(event)
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/worklists")

    done = await browser.sends(page, f"/c/{console.clinic}/worklists/next")

    assert done.headers["Location"].endswith(f"worklists?mine=1#item-{free.item_id}")


def link_of(page: httpx.Response, name: str) -> str:
    """Where the link of this id leads."""
    return html.unescape(re.findall(f'id="{name}" href="([^"]+)"', page.text)[0])


def shown(page: httpx.Response) -> list[str]:
    """The items of a page, in their order."""
    return re.findall('id="item-([^"]+)"', page.text)


async def test_a_stock_manager_sees_items_about_stock_alone(console: Console) -> None:
    await console.running.react(item(console.clinic, now(console)))
    browser = console.browser()

    page = await browser.signs_in(BY_ROLE[Role.STOCK_MANAGER], f"/c/{console.clinic}/worklists")

    assert "Call the patient" not in page.text
    assert "Nothing is open." in page.text


async def test_who_reads_a_list_with_patients_is_in_the_access_log(console: Console) -> None:
    seen = item(console.clinic, now(console))
    await console.running.react(seen)
    browser = console.browser()
    await browser.signs_in(DESK, f"/c/{console.clinic}/worklists")
    auditor = console.running.client(Role.AUDITOR)

    async def noted() -> None:
        await console.running.api.access_log.write()
        entries = (await auditor.get("/access-log", params={"patient_id": str(seen.patient_id)})).json()["items"]
        assert entries

    await eventually(noted)


async def test_an_open_page_hears_of_a_change_and_of_what_it_missed(console: Console) -> None:
    visit = booked(console.clinic, WORK_DAY)
    browser = console.browser()
    page = await browser.signs_in(DESK, f"/c/{console.clinic}/today")
    since = page.text.split('data-since="')[1].split('"')[0]
    await console.running.react(visit)
    live = f"/c/{console.clinic}/live"

    assert await first_event(browser.client, live, page="today", since=since) == "changed", "between page and stream"
    assert await first_event(browser.client, live, page="worklists", since=since) == "here"


async def first_event(client: httpx.AsyncClient, address: str, **query: str) -> str:
    """ASGITransport gives a stream only when it has ended, so the application is called by hand."""
    transport = client._transport
    assert isinstance(transport, httpx.ASGITransport)
    request = client.build_request("GET", address, params=query)
    scope = {
        "type": "http",
        "method": "GET",
        "path": address,
        "raw_path": address.encode(),
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("console", 80),
        "scheme": "http",
        "state": {},
    }
    found: asyncio.Queue[str] = asyncio.Queue()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3600)
        raise AssertionError("unreachable")

    async def send(message: Any) -> None:
        if message.get("body"):
            found.put_nowait(message["body"].decode())

    running = asyncio.ensure_future(transport.app(scope, receive, send))
    try:
        sent = await asyncio.wait_for(found.get(), 20)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return sent.split("event: ")[1].split("\n")[0]


async def test_pages_of_another_clinic_are_not_for_who_works_at_this_one(console: Console) -> None:
    away = Person("away@example.org", Role.FRONT_DESK, clinics=(UUID(int=7),))
    browser = console.browser()

    page = await browser.signs_in(away, f"/c/{console.clinic}/today")

    assert page.status_code == 403
    assert (await browser.client.get(f"/c/{console.clinic}/live?page=today")).status_code == 403


async def test_the_first_page_counts_visits_and_items_of_each_clinic(console: Console) -> None:
    visit = booked(console.clinic, WORK_DAY + timedelta(hours=1))
    for event in (visit, arrived(visit), booked(console.clinic, WORK_DAY + timedelta(days=1))):
        await console.running.react(event)
    await console.running.react(item(console.clinic, WORK_DAY - timedelta(hours=2)))
    browser = console.browser()

    page = await browser.signs_in(DESK)

    row = page.text.split(f'href="/c/{console.clinic}/today"')[1].split("</tr>")[0]
    cells = [each.split("</td>")[0] for each in row.split('<td class="number">')[1:]]
    assert cells[:3] == ["1", "1", "1"]
    assert ">1<" in cells[3]


@pytest.mark.parametrize(
    "path",
    ["/c/nowhere", "/c/{clinic}/todya", "/owner/attendence", "/stock/x/y", "/c", "/sign-in/", "/c/{clinic}/today/"],
)
async def test_an_address_that_is_no_page_is_said_in_words(console: Console, path: str) -> None:
    browser = console.browser()
    browser.client.headers["Accept-Language"] = "pt-PT"
    page = await browser.client.get(path.format(clinic=console.clinic), headers={"Host": "evil.example"})
    assert page.status_code == 404, "nobody is led to the host that a request says it came by"
    assert "Não há página neste endereço." in page.text
    assert (await browser.client.get("/v1/nothing")).headers["Content-Type"].startswith("application/")
