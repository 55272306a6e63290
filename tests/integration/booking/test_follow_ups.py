"""After a session the next appointment is held in the protocol's window, near the patient's usual hour."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.access.actors import Role
from contracts.booking.courses import CourseCompleted, FollowUpScheduled
from contracts.booking.sessions import SessionPerformed
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.store.slots import Wish, days_as_moments, free_slots
from services.booking.care.domain.needs import consult_needs
from services.booking.care.reactions import hold_follow_up
from services.booking.people.store.clinics import place_of
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.test_double_booking import require_sound


async def first_session(chain: Chain, house: House, near: str = "12:30") -> tuple[dict[str, Any], dict[str, Any]]:
    consult, course = await chain.cleared(await chain.register(house), house)
    session = await chain.booked(course["patient_id"], house, "session", near=near, course_id=course["id"])
    await chain.treated(consult, session)
    return consult, course


async def test_a_follow_up_is_held_four_weeks_on_at_the_usual_hour(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (held,) = await chain.ahead(course["patient_id"])
    (event,) = await chain.events("FollowUpScheduled")
    assert isinstance(event, FollowUpScheduled)
    assert (held["origin"], held["kind"], str(event.appointment_id)) == ("follow_up", "session", held["id"])
    assert (event.kind, event.starts_at) == (AppointmentKind.SESSION, moment(held["starts_at"]))
    (session,) = await chain.events("SessionPerformed")
    assert isinstance(session, SessionPerformed)
    days = (event.starts_at.date() - session.performed_at.date()).days
    assert 28 <= days <= 42
    assert held["local_start"][11:16] == "12:30"
    assert held["cartridges"] is not None
    (shown,) = await chain.courses(course["patient_id"])
    assert (shown["performed"], shown["next_appointment_id"]) == (1, held["id"])


@pytest.mark.parametrize(
    ("zone", "monday"),
    [
        ("Europe/Lisbon", datetime(2027, 3, 8, 8, tzinfo=UTC)),
        ("Europe/Lisbon", datetime(2027, 10, 11, 7, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 3, 8, 12, tzinfo=UTC)),
        ("America/New_York", datetime(2027, 10, 18, 12, tzinfo=UTC)),
    ],
)
async def test_the_usual_hour_is_local_over_a_change_of_clocks(chain: Chain, zone: str, monday: datetime) -> None:
    house = await chain.open(zone)
    chain.booking.clock.set(monday)
    _, course = await first_session(chain, house)
    (held,) = await chain.ahead(course["patient_id"])
    (session,) = await chain.events("SessionPerformed")
    assert isinstance(session, SessionPerformed)
    before = session.performed_at.astimezone(house.zone)
    after = moment(held["starts_at"]).astimezone(house.zone)
    assert before.utcoffset() != after.utcoffset()
    assert (after.hour, after.minute) == (12, 30)


async def test_when_the_usual_hour_is_taken_on_every_day_the_nearest_is_held(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    other = await chain.register(lisbon)
    for slot in await chain.slots(
        lisbon, "consult", near="13:00", limit=12, **{"from": "2027-03-29", "to": "2027-04-14"}
    ):
        made(await chain.book(other, lisbon, "consult", slot))
    await chain.treated(consult, session)
    (held,) = await chain.ahead(course["patient_id"])
    assert held["local_start"][11:16] == "13:30"  # at 11:30 the treatment would end a quarter of an hour before 13:00
    await require_sound(chain)


async def test_the_same_practitioner_is_preferred(chain: Chain) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0", "2.0"), pens=2)
    consult, course = await chain.cleared(await chain.register(house), house)
    nurse = house.nurses[1]  # neither the first nor the last that the query comes by
    names = {"course_id": course["id"], "practitioner_id": nurse}
    (slot, *_) = await chain.slots(house, "session", near="12:30", **names)
    await chain.treated(consult, made(await chain.book(course["patient_id"], house, "session", slot, **names)))
    (held,) = await chain.ahead(course["patient_id"])
    assert held["practitioner_id"] == nurse


@pytest.mark.parametrize(
    ("busy", "starts", "same"),
    [(["12:30"], "12:00", True), (["11:30", "12:00", "12:30", "13:00", "13:30"], "12:30", False)],
    ids=["half an hour off is worth it", "more than an hour off is not"],
)
async def test_the_same_practitioner_is_worth_an_hour_off_the_usual_time(
    chain: Chain, busy: list[str], starts: str, same: bool
) -> None:
    house = await chain.open(rooms=2, nurses=("2.0", "2.0"))
    usual = house.nurses[0]
    day = {"from": "2027-03-02", "to": "2027-03-02"}
    for time in busy:
        (slot,) = await chain.slots(house, "consult", near=time, limit=1, practitioner_id=usual, **day)
        made(await chain.book(await chain.register(house), house, "consult", slot))
    wish = Wish(
        *days_as_moments(date(2027, 3, 2), date(2027, 3, 2), house.zone),
        near=12 * 60 + 30,
        preferred_practitioner_id=UUID(usual),
    )
    async with chain.booking.work() as work:
        place = await place_of(work, UUID(house.clinic_id))
        (first, *_) = await free_slots(work, place, consult_needs(30), wish)
    assert f"{first.starts_at.astimezone(house.zone):%H:%M}" == starts
    assert (str(first.practitioner_id) == usual) is same


async def test_after_the_last_session_a_review_is_held_and_the_course_is_complete(chain: Chain, lisbon: House) -> None:
    consult, course = await first_session(chain, lisbon)
    for _ in range(2):
        (held,) = await chain.ahead(course["patient_id"])
        await chain.treated(consult, held)
    (completed,) = await chain.events("CourseCompleted")
    assert isinstance(completed, CourseCompleted)
    (review,) = await chain.ahead(course["patient_id"])
    assert (review["kind"], review["origin"], review["device_id"], review["cartridges"]) == (
        "review",
        "follow_up",
        None,
        None,
    )
    weeks = (moment(review["starts_at"]).date() - completed.completed_at.date()).days / 7
    assert 4 <= weeks <= 6
    (shown,) = await chain.courses(course["patient_id"])
    assert (shown["completed"], shown["performed"], shown["next_kind"]) == (True, 3, "review")


async def test_moving_a_follow_up_out_of_the_protocols_window_takes_a_reason(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (held,) = await chain.ahead(course["patient_id"])
    within = {"starts_at": (moment(held["starts_at"]) + timedelta(days=7)).isoformat()}
    at, first = f"/appointments/{held['id']}/move", {"If-Match": '"1"'}
    too_late = {"starts_at": (moment(held["starts_at"]) + timedelta(days=21)).isoformat()}
    problem = refused(await chain.desk.post(at, json=too_late, headers=first), "outside-protocol-window", "between")
    assert problem["window_from"] == held["local_start"][:10]
    patient = chain.booking.client(Role.PATIENT, subject=course["patient_id"])
    begging = too_late | {"reason": "please"}
    refused(await patient.post(at, json=begging, headers=first), "outside-protocol-window")
    assert made(await chain.desk.post(at, json=within, headers=first))["version"] == 2
    reasoned = too_late | {"reason": "the patient is at sea until then"}
    made(await chain.desk.post(at, json=reasoned, headers={"If-Match": '"2"'}))
    audit = made(await chain.director.get("/audit", params={"subject": f"appointment/{held['id']}"}))["items"]
    assert audit[0]["details"] == {"reason": "the patient is at sea until then"}


async def test_what_booking_cannot_hold_waits_for_the_front_desk_until_it_is_booked(
    chain: Chain, lisbon: House
) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon, valid_until=date(2027, 3, 20))
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.treated(consult, session)
    assert await chain.ahead(course["patient_id"]) == []
    (waiting,) = made(await chain.desk.get("/follow-ups"))["items"]
    assert (waiting["course_id"], waiting["patient_name"]) == (course["id"], "Inês Sousa")
    assert waiting["near"] == "12:30:00"
    assert waiting["why"]
    await chain.decide(consult, ScreeningStage.CONSULT, valid_until=date(2027, 12, 1))
    await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    assert made(await chain.desk.get("/follow-ups"))["items"] == []


async def test_a_patient_who_may_not_come_has_a_follow_up_that_says_why(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, session)
    made(await chain.record(session))
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.REVIEW)
    (performed,) = await chain.events("SessionPerformed")
    await chain.booking.react(performed)
    (waiting,) = made(await chain.desk.get("/follow-ups", params={"clinic_id": lisbon.clinic_id}))["items"]
    assert "review" in waiting["why"]
    assert await chain.events("FollowUpScheduled") == []


async def test_a_cancelled_follow_up_goes_back_to_those_that_wait(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (held,) = await chain.ahead(course["patient_id"])
    made(await chain.desk.post(f"/appointments/{held['id']}/cancel", json={"reason": "on holiday"}))
    (waiting,) = made(await chain.desk.get("/follow-ups"))["items"]
    assert waiting["why"] == "The appointment was cancelled: on holiday"
    again = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    assert again["origin"] == "requested"
    assert made(await chain.desk.get("/follow-ups"))["items"] == []


async def test_nothing_is_held_when_somebody_was_quicker(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, session)
    made(await chain.record(session))
    by_hand = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    (performed,) = await chain.events("SessionPerformed")
    await chain.booking.react(performed)
    assert [one["id"] for one in await chain.ahead(course["patient_id"])] == [by_hand["id"]]


async def test_a_reaction_that_comes_weeks_late_holds_the_soonest_that_is_still_right(
    chain: Chain, lisbon: House
) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, session)
    made(await chain.record(session))
    chain.booking.clock.advance(timedelta(weeks=9))
    (performed,) = await chain.events("SessionPerformed")
    await chain.booking.react(performed)
    (held,) = await chain.ahead(course["patient_id"])
    assert chain.booking.clock.now() < moment(held["starts_at"]) < chain.booking.clock.now() + timedelta(days=3)


async def test_a_slot_that_is_taken_meanwhile_is_passed_over(chain: Chain, lisbon: House, monkeypatch: Any) -> None:
    """The slots were looked up before somebody else booked the best of them."""
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    session = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await chain.came(consult, session)
    made(await chain.record(session))
    other = await chain.register(lisbon)
    looked_up = free_slots

    async def overtaken(*asked: Any) -> Any:
        slots = await looked_up(*asked)
        best = {"starts_at": slots[0].starts_at.isoformat(), "practitioner_id": str(slots[0].practitioner_id)}
        taken = best | {"room_id": str(slots[0].room_id), "device_id": None}
        made(await chain.book(other, lisbon, "consult", taken))
        return slots

    monkeypatch.setattr("services.booking.care.commands.follow_ups.free_slots", overtaken)
    (performed,) = await chain.events("SessionPerformed")
    assert isinstance(performed, SessionPerformed)
    async with chain.booking.work() as work:
        await hold_follow_up(work, performed)
    (held,) = await chain.ahead(course["patient_id"])
    (theirs,) = await chain.ahead(other)
    assert held["starts_at"] != theirs["starts_at"]
    assert len(await chain.events("FollowUpScheduled")) == 1
    await require_sound(chain)
