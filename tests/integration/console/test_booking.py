"""Book for a patient: a time, a held time, a whole course, the waitlist."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.access.actors import Role
from tests.integration.console.browser import HOSTILE
from tests.integration.console.conftest import Console
from tests.integration.console.patients import Known, course, hold, listed, opened, slot

POLICY = {
    "in_force": True,
    "kinds": ["consult", "session"],
    "late_hours": 24,
    "deposit_kinds": [],
    "missed_limit": None,
    "before_booking": "confirmation",
}


async def test_times_are_offered_with_why_each_is_good_and_booked_as_they_stand(console: Console) -> None:
    known, booked = Known(console), str(uuid4())
    console.neighbours.says("POST /booking/v1/appointments", {"id": booked}, 201)
    browser, page = await opened(f"{known.page}/book", console)
    assert "Nothing is free sooner." in page.text

    done = await browser.sends(page, f"{known.page}/book", offer=known.offer)

    assert done.headers["Location"] == f"{known.page}/book?booked={booked}"
    wanted = {name: known.free[name] for name in ("clinic_id", "starts_at", "practitioner_id", "room_id")}
    assert known.sent("/appointments") == [{**wanted, "patient_id": known.id, "kind": "consult"}]


async def test_what_is_booked_ahead_is_listed_and_leads_to_its_visit(console: Console) -> None:
    known = Known(console)
    ahead = {**slot(console.clinic), "id": str(uuid4()), "kind": "consult"}
    known.says("/appointments", listed(ahead))

    _, page = await opened(f"{known.page}/book?booked={ahead['id']}", console)

    assert page.status_code == 200
    assert "Booked: Consult on" in page.text
    assert f'href="/c/{console.clinic}/visits/{ahead["id"]}"' in page.text


async def test_the_next_of_a_course_is_what_is_booked_unless_something_else_is_chosen(console: Console) -> None:
    known, running = Known(console), course()
    known.says("/courses", listed(course(hold="Screening must decide first."), running))
    console.neighbours.says("POST /booking/v1/holds", {}, 201)

    browser, page = await opened(f"{known.page}/book", console)
    await browser.sends(page, f"{known.page}/holds", offer=known.offer)

    assert "Session 2/4" in page.text
    assert f"{known.page}/courses/{running['id']}/book" in page.text, "all that remain"
    assert known.sent("/holds")[0]["course_id"] == running["id"]
    assert known.sent("/holds")[0]["kind"] == "session"


async def test_what_stands_in_the_way_of_a_course_is_said_and_no_time_is_offered(console: Console) -> None:
    known, held = Known(console), course(hold="Screening must decide first.")
    known.says("/courses", listed(held))

    _, page = await opened(f"{known.page}/book?what=session:{held['id']}", console)

    assert "Screening must decide first." in page.text
    assert 'name="offer"' not in page.text


async def test_when_somebody_was_quicker_the_nearest_other_times_stand_beside_the_refusal(console: Console) -> None:
    known, other = Known(console), slot(console.clinic, 25)
    browser, page = await opened(f"{known.page}/book?earliest=09:00", console)
    problem = {
        "type": "urn:needlepoint:problem:slot-taken",
        "detail": "Somebody else has this time now.",
        "alternatives": [
            {name: value for name, value in other.items() if name not in ("clinic_id", "clinic_name", "reasons")}
        ],
    }
    console.neighbours.says("POST /booking/v1/appointments", problem, 409)

    answer = await browser.sends(page, f"{known.page}/book", offer=known.offer)

    assert answer.status_code == 409
    assert 'role="alert">Somebody else has this time now.' in answer.text
    assert f"{console.clinic}|{other['starts_at']}|{other['practitioner_id']}" in answer.text
    assert 'name="earliest" value="09:00"' in answer.text, "the wishes stay"


async def test_nothing_found_says_why_and_what_would_help(console: Console) -> None:
    known = Known(console)
    nearest = {"without": "days", "sentence": "On another day.", "slot": slot(console.clinic, 72)}
    nothing = {"why": "all_taken", "sentence": "Everything is taken.", "nearest": [nearest]}
    known.says("/slots", listed(nothing_found=nothing))

    _, page = await opened(f"{known.page}/book", console)

    assert "Everything is taken." in page.text
    assert "On another day." in page.text
    assert 'id="join" open' in page.text, "the waitlist is offered"


async def test_a_held_time_is_shown_booked_held_longer_and_given_back(console: Console) -> None:
    known = Known(console)
    held = hold(known.id, console.clinic)
    known.says("/holds", listed(held))
    console.neighbours.says("POST /booking/v1/appointments", {"id": str(uuid4())}, 201)
    browser, page = await opened(f"{known.page}/book", console)
    assert 'data-seconds="' in page.text

    await browser.sends(page, f"{known.page}/book", hold_id=held["id"])
    for act in ("extend", "release"):
        await browser.sends(page, f"{known.page}/holds/{held['id']}/{act}")

    assert known.sent("/appointments")[0]["hold_id"] == held["id"]
    asked = [(method, path) for method, path, _, _ in console.neighbours.asked if held["id"] in path]
    assert asked == [("POST", f"/booking/v1/holds/{held['id']}/extend"), ("DELETE", f"/booking/v1/holds/{held['id']}")]


@pytest.mark.parametrize(
    ("refusal", "role", "field"),
    [
        ("deposit-needed", Role.FRONT_DESK, "deposit_reference"),
        ("confirmation-needed", Role.MEDICAL_DIRECTOR, "confirmed_because"),
        ("confirmation-needed", Role.FRONT_DESK, None),
    ],
)
async def test_what_is_asked_of_who_missed_too_often_can_be_given(
    console: Console, refusal: str, role: Role, field: str | None
) -> None:
    known = Known(console)
    browser, page = await opened(f"{known.page}/book", console, role)
    console.neighbours.refuses("POST /booking/v1/appointments", refusal, "They missed 3 appointments.")

    answer = await browser.sends(page, f"{known.page}/book", offer=known.offer)
    given = {field: "Paid at the till"} if field else {}
    await browser.sends(answer, f"{known.page}/book", offer=known.offer, **given)

    shown = {each for each in ("deposit_reference", "confirmed_because") if f'name="{each}"' in answer.text}
    assert shown == ({field} if field else set())
    assert known.sent("/appointments")[-1].get(field or "") == given.get(field or "")


async def test_what_is_agreed_with_patients_is_said(console: Console) -> None:
    known = Known(console)
    known.says(f"/clinics/{console.clinic}/attendance-policies", listed({**POLICY, "deposit_kinds": ["consult"]}))
    known.says(f"/patients/{known.id}/attendance", {"missed": 1, "cancelled_late": 2, "deposits_open": 1})

    _, page = await opened(f"{known.page}/book", console)

    assert "who cancels less than 24 hours before cancels late" in page.text
    assert "Did not come: 1. Cancelled late: 2." in page.text
    assert 'name="deposit_reference"' in page.text


async def test_a_patient_is_put_on_the_waitlist_with_the_wishes_and_taken_off(console: Console) -> None:
    known = Known(console)
    entry: dict[str, Any] = {"id": str(uuid4()), "wants": "consult", "priority": "normal"}
    entry |= {"unmet_since": "2026-11-23T09:00:00Z", "clinic_ids": [str(console.clinic)], "weekdays": []}
    entry |= {"earliest": None, "latest": None, "practitioner_id": None, "notice_minutes": 1440, "version": 1}
    known.says("/waitlist-entries", listed({**entry, "first_day": "2026-12-01", "last_day": "2026-12-24"}))
    console.neighbours.says("POST /booking/v1/waitlist-entries", {**entry, "free_now": None}, 201)
    browser, page = await opened(f"{known.page}/book?from=2026-12-01&latest=12:00", console)
    assert "Whom they wait for is not there in this period" in page.text

    done = await browser.sends(page, f"{known.page}/waitlist", notice_hours="48", **{"weekday-1": "1"})
    await browser.sends(page, f"{known.page}/waitlist/{entry['id']}/leave")

    assert "joined=waiting" in done.headers["Location"]
    assert known.sent("/waitlist-entries") == [
        {
            "patient_id": known.id,
            "clinic_ids": [str(console.clinic)],
            "first_day": "2026-12-01",
            "latest": "12:00",
            "weekdays": [1],
            "notice_minutes": 2880,
            "priority": "normal",
        }
    ]
    assert known.sent(f"/waitlist-entries/{entry['id']}/withdraw") == [None]


async def test_what_somebody_on_the_waitlist_wishes_for_is_changed_and_stays_theirs(console: Console) -> None:
    known, id, gone = Known(console), str(uuid4()), str(uuid4())
    clinics = [str(console.clinic), str(uuid4())]
    entry = {
        "id": id,
        "wants": "consult",
        "priority": "high",
        "clinic_ids": clinics,
        "first_day": "2026-12-01",
        "last_day": "2026-12-24",
        "earliest": "09:30:00",
        "latest": None,
        "practitioner_id": gone,
        "weekdays": [1],
        "notice_minutes": 0,
        "unmet_since": "2026-11-23T09:00:00Z",
        "version": 3,
    }
    known.says("/waitlist-entries", listed(entry))
    browser, page = await opened(f"{known.page}/book", console)
    for shown in (
        f'name="earliest-{id}" type="time" value="09:30"',
        f'name="notice_hours-{id}" type="number" value="0"',
        f'<option value="{gone}" selected>Whom they wait for now',
        f'name="weekday-1-{id}" value="1" checked',
        f'name="soon-{id}" value="1" checked',
    ):
        assert shown in page.text
    refusal = {"type": "urn:needlepoint:problem:waits-for-nobody", "detail": "Ana is not there.", "status": 422}
    console.neighbours.says(f"PUT /booking/v1/waitlist-entries/{id}/wish", refusal, 422)
    as_shown = {"version": "3", f"clinics-{id}": ",".join(clinics), f"first_day-{id}": "2026-12-01"}
    wished = {**as_shown, f"latest-{id}": "12:00", f"notice_hours-{id}": "0", f"weekday-4-{id}": "1"}

    refused = await browser.sends(page, f"{known.page}/waitlist/{id}/wish", **{**wished, f"practitioner-{id}": gone})
    console.neighbours.says(f"PUT /booking/v1/waitlist-entries/{id}/wish", {**entry, "free_now": None})
    done = await browser.sends(page, f"{known.page}/waitlist/{id}/wish", **wished)

    assert refused.status_code == 422
    assert "Ana is not there." in refused.text
    assert f'name="latest-{id}" type="time" value="12:00"' in refused.text, "what was typed is there still"
    assert "joined=waiting" in done.headers["Location"]
    said = {
        "clinic_ids": clinics,
        "first_day": "2026-12-01",
        "latest": "12:00",
        "notice_minutes": 0,
        "weekdays": [4],
        "priority": "normal",
    }
    path = f"/booking/v1/waitlist-entries/{id}/wish"
    sent = [
        (body, headers["if-match"]) for how, at, headers, body in known.neighbours.asked if (how, at) == ("PUT", path)
    ]
    assert sent == [({**said, "practitioner_id": gone}, '"3"'), (said, '"3"')]


async def test_a_whole_course_is_planned_changed_and_booked_at_once(console: Console) -> None:
    known, running = Known(console), course()
    known.says("/courses", listed(running))
    first, other, second = slot(console.clinic), slot(console.clinic, 26), slot(console.clinic, 700)
    api, page_of = f"/courses/{running['id']}/appointments", f"{known.page}/courses/{running['id']}/book"
    window = {"window_from": "2026-11-24", "window_until": None, "why_not": None, "appointment": None}
    was = "2026-12-09T10:00:00Z"
    planned = [
        {"number": 2, "kind": "session", "slot": first, "alternatives": [other], **window},
        {"number": None, "kind": "review", "slot": second, "alternatives": [], "moved_from": was, **window},
    ]
    console.neighbours.says(f"POST /booking/v1{api}/proposal", {"appointments": planned, "complete": True})
    console.neighbours.says(f"POST /booking/v1{api}", {}, 201)
    browser, page = await opened(page_of, console)
    values = [f"{each['starts_at']}|{each['practitioner_id']}" for each in (first, other, second)]
    chosen = {"slot-0": values[1], "slot-1": values[2]}

    changed = await browser.sends(page, f"{page_of}/plan", **chosen, near="17:30")
    done = await browser.sends(page, page_of, **chosen)

    assert "It is booked for Wed 9 Dec 2026 and moves" in page.text
    assert "slot-0=" in changed.headers["Location"]
    assert "slot-1=" not in changed.headers["Location"], "the wishes find what comes after"
    assert "form_token" not in changed.headers["Location"]
    assert done.headers["Location"] == f"{known.page}/book?booked=course"
    starts = [each["starts_at"] for each in known.sent(api)[0]["slots"]]
    assert starts == [other["starts_at"], second["starts_at"]]


async def test_a_course_that_does_not_fit_any_more_says_so_beside_a_new_plan(console: Console) -> None:
    known, running = Known(console), course()
    known.says("/courses", listed(running))
    api, page_of = f"/booking/v1/courses/{running['id']}/appointments", f"{known.page}/courses/{running['id']}/book"
    console.neighbours.says(f"POST {api}/proposal", {"appointments": [], "complete": False})
    browser, page = await opened(page_of, console)
    console.neighbours.refuses(f"POST {api}", "course-does-not-fit", "Session 2 cannot be booked.")

    answer = await browser.sends(page, page_of)

    assert answer.status_code == 409
    assert "Session 2 cannot be booked. Nothing was booked." in answer.text


async def test_who_only_looks_books_nothing(console: Console) -> None:
    known = Known(console)
    browser, page = await opened(f"{known.page}/book", console, Role.OWNER)
    assert page.status_code == 403

    for path in ("book", "holds", "waitlist", f"courses/{uuid4()}/book"):
        assert (await browser.client.post(f"{known.page}/{path}", data={"form_token": "x"})).status_code == 403


async def test_a_part_that_booking_does_not_answer_leaves_the_others(console: Console) -> None:
    known = Known(console)
    console.neighbours.says("GET /booking/v1/courses", {"detail": "?"}, 503)
    console.neighbours.says("GET /booking/v1/waitlist-entries", {"detail": "?"}, 503)

    _, page = await opened(f"{known.page}/book", console)

    assert page.status_code == 200
    assert 'name="offer"' in page.text


@pytest.mark.parametrize("given", ["offer=", "offer=%7C%7C", "offer=a%7Cb", ""])
async def test_a_form_without_a_time_is_asked_for_one(console: Console, given: str) -> None:
    known = Known(console)
    browser, page = await opened(f"{known.page}/book", console)
    fields: dict[str, Any] = dict(each.split("=") for each in given.split("&") if each)

    for path in ("book", "holds"):
        answer = await browser.sends(page, f"{known.page}/{path}", **fields)
        assert answer.status_code == 422
        assert "Choose one of the times first." in answer.text


async def test_hostile_words_break_out_nowhere(console: Console) -> None:
    known = Known(console, given_name=HOSTILE, phone=HOSTILE, channel=HOSTILE)
    names = ("practitioner_name", "room_name", "device_name", "clinic_name")
    words: dict[str, Any] = dict.fromkeys(names, HOSTILE)
    bad = slot(console.clinic, clinic_id=str(uuid4()), reasons=[{"sentence": HOSTILE}], **words)
    known.says("/slots", listed(bad, nothing_found=None))
    known.says("/courses", listed(course(area=HOSTILE, concern=HOSTILE, hold=HOSTILE, next_kind=HOSTILE)))
    known.says("/holds", listed({**hold(known.id, console.clinic), **words, "kind": HOSTILE}))

    _, page = await opened(f"{known.page}/book", console)

    assert page.text.count("&lt;img src=x") >= 12
    assert "<img" not in page.text
    assert page.text.count("<script") == 3, "our own"
