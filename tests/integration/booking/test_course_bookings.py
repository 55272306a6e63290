"""All appointments of a course that remain are booked at once, or nothing is."""

import asyncio
from datetime import date, timedelta
from typing import Any

import httpx

from chassis.access.actors import Role
from contracts.booking.appointments import AppointmentBooked
from tests.integration.booking.chain import Chain, House, made, moment, refused
from tests.integration.booking.test_attendance import agreed, attendance, miss
from tests.integration.booking.test_double_booking import require_sound


def at(course: dict[str, Any]) -> str:
    return f"/courses/{course['id']}/appointments"


def starts(planned: list[dict[str, Any]]) -> list[str]:
    return [one["slot"]["local_start"] for one in planned]


def days(planned: list[dict[str, Any]]) -> list[date]:
    return [date.fromisoformat(start[:10]) for start in starts(planned)]


async def booked_course(chain: Chain, course: dict[str, Any], **form: Any) -> list[dict[str, Any]]:
    answer = made(await chain.desk.post(at(course), json=form))
    assert answer["complete"]
    planned: list[dict[str, Any]] = answer["appointments"]
    return planned


async def test_a_whole_course_is_booked_on_the_weekday_and_hour_that_the_patient_wishes(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    wish = {"weekdays": [3], "near": "16:00"}
    proposal = made(await chain.desk.post(f"{at(course)}/proposal", json={"wish": wish}))
    assert [one["number"] for one in proposal["appointments"]] == [1, 2, 3, None]
    assert await chain.ahead(patient) == []
    planned = await booked_course(chain, course, wish=wish)
    assert starts(planned) == starts(proposal["appointments"])
    assert {start[11:16] for start in starts(planned)} == {"16:00"}
    assert {day.weekday() for day in days(planned)} == {3}
    first, second, third, review = days(planned)
    assert [second - first, third - second] == [timedelta(weeks=4)] * 2
    assert review > third
    ahead = await chain.ahead(patient)
    assert [one["kind"] for one in ahead] == ["session", "session", "session", "review"]
    assert [one["id"] for one in ahead] == [one["appointment"]["id"] for one in planned]
    of_consult, *booked = [one for one in await chain.events("AppointmentBooked") if isinstance(one, AppointmentBooked)]
    assert of_consult.together is None
    assert [str(one.appointment_id) for one in booked] == [one["id"] for one in ahead]
    [together] = {one.together for one in booked}
    assert together is not None
    assert [(str(one.appointment_id), one.kind) for one in together.appointments] == [
        (one["id"], one["kind"]) for one in ahead
    ]
    assert [one.starts_at for one in together.appointments] == [one.time.starts_at for one in booked]
    await require_sound(chain)
    refused(await chain.desk.post(at(course), json={}), "already-booked", "move one, or cancel one")


async def test_each_session_comes_with_alternatives(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    proposal = made(await chain.desk.post(f"{at(course)}/proposal", json={"wish": {"near": "10:00"}}))
    for one in proposal["appointments"]:
        others = [other["starts_at"] for other in one["alternatives"]]
        assert len(set(others)) == 3
        assert one["slot"]["starts_at"] not in others


async def test_a_course_that_outlasts_the_clearance_is_not_booked_in_part(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon, valid_until=chain.booking.clock.now().date() + timedelta(weeks=6))
    proposal = made(await chain.desk.post(f"{at(course)}/proposal", json={}))
    assert not proposal["complete"]
    assert [one["slot"] is None for one in proposal["appointments"]] == [False, False, True]
    problem = refused(await chain.desk.post(at(course), json={}), "course-does-not-fit", "Session 3 cannot be booked")
    assert "the clearance ends on" in problem["detail"]
    assert problem["session"] == 3
    assert await chain.ahead(patient) == []
    two = await booked_course(chain, course, sessions=2)
    assert [one["number"] for one in two] == [1, 2]


async def test_what_is_booked_already_counts(chain: Chain, lisbon: House) -> None:
    """The first is booked by hand; after the second was cancelled it is placed between the others once more."""
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    first = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    planned = await booked_course(chain, course)
    assert [one["number"] for one in planned] == [2, 3, None]
    assert days(planned)[0] >= moment(first["starts_at"]).date() + timedelta(weeks=4)
    second = planned[0]["appointment"]
    made(await chain.desk.post(f"/appointments/{second['id']}/cancel", json={"reason": "has to work"}))
    [again] = await booked_course(chain, course, wish={"near": "15:00"})
    assert again["number"] == 2
    assert again["window_until"] is not None
    assert date.fromisoformat(again["window_until"]) == days(planned)[1] - timedelta(weeks=4)
    await require_sound(chain)


async def test_slots_that_were_chosen_are_booked_and_another_weekday_is_not_forced(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    proposal = made(await chain.desk.post(f"{at(course)}/proposal", json={"wish": {"near": "10:00"}}))
    other = proposal["appointments"][0]["alternatives"][1]
    chosen = [{name: other[name] for name in ("starts_at", "practitioner_id")}]
    planned = await booked_course(chain, course, slots=chosen, wish={"near": "10:00"})
    assert planned[0]["slot"]["starts_at"] == other["starts_at"]
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    problem = refused(await chain.desk.post(at(course), json={"slots": chosen}), "course-does-not-fit", "is taken")
    assert problem["session"] == 1
    assert problem["alternatives"]
    sunday = {"weekdays": [6]}
    problem = refused(await chain.desk.post(at(course), json={"wish": sunday}), "course-does-not-fit", "the wishes")
    assert len(problem["alternatives"]) == 3


async def test_of_two_courses_for_the_same_hours_each_is_booked_whole_or_not_at_all(
    chain: Chain, lisbon: House
) -> None:
    courses = [(await chain.cleared(await chain.register(lisbon), lisbon))[1] for _ in range(4)]
    wish = {"wish": {"weekdays": [2], "near": "11:00"}}

    async def book(course: dict[str, Any]) -> httpx.Response:
        return await chain.desk.post(at(course), json=wish)

    answers = await asyncio.gather(*[book(course) for course in courses])
    assert {answer.status_code for answer in answers} <= {201, 409}
    for course, answer in zip(courses, answers, strict=True):
        ahead = await chain.ahead(course["patient_id"])
        assert len(ahead) == (4 if answer.status_code == 201 else 0)
        if answer.status_code == 409:
            assert refused(answer, "slot-taken")["alternatives"]
    assert any(answer.status_code == 201 for answer in answers)
    await require_sound(chain)


async def test_a_patient_books_their_own_course_within_their_bounds(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    own = chain.booking.client(Role.PATIENT, subject=patient, clinics=[])
    for _ in range(2):
        await chain.booked(patient, lisbon, "consult")
    refused(await own.post(at(course), json={}), "ask-the-clinic", "appointments ahead")
    made(await own.post(at(course), json={"review": False}))


async def test_sessions_that_are_booked_ahead_take_place_one_after_the_other(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    planned = await booked_course(chain, course)
    for number, one in enumerate(planned[:3], start=1):
        session = await chain.treated(consult, one["appointment"])
        assert session["number"] == number
    ahead = await chain.ahead(patient)
    assert [one["kind"] for one in ahead] == ["review"]  # nothing was held twice
    assert made(await chain.desk.get("/follow-ups", params={"clinic_id": lisbon.clinic_id}))["items"] == []
    (course,) = await chain.courses(patient)
    assert course["next_appointment_id"] == ahead[0]["id"]


async def test_a_course_that_is_stopped_frees_all_that_was_booked(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    planned = await booked_course(chain, course)
    stop = f"/courses/{course['id']}/stop"
    stopped = made(await chain.practitioner.post(stop, json={"reason": "The patient moves abroad"}))
    assert stopped["called_off_appointment_ids"] == [one["appointment"]["id"] for one in planned]
    assert await chain.ahead(patient) == []
    await require_sound(chain)


async def test_a_course_is_booked_by_the_policy_that_holds_for_each_of_its_appointments(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    await agreed(chain, missed_limit=1, before_booking="deposit", deposit_kinds=["session"])
    await miss(chain, lisbon, patient)
    own = chain.booking.client(Role.PATIENT, subject=patient)
    refused(await own.post(at(course), json={}), "ask-the-clinic", "You missed 1 appointment:")
    refused(await chain.desk.post(at(course), json={}), "deposit-needed", "deposit_reference")
    planned = await booked_course(chain, course, deposit_reference="till 9")
    deposits = [each for each in (await attendance(chain, patient))["facts"] if each["fact"] == "deposit"]
    states = {each["appointment_id"]: each["state"] for each in deposits}
    sessions = [each["appointment"]["id"] for each in planned if each["number"]]
    assert [states.get(each) for each in sessions] == ["paid", "stands", "stands"]
    assert len(states) == len(sessions), "none is asked for the review"
