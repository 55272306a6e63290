"""Spacing belongs to the body, not to the course."""

from datetime import timedelta
from typing import Any

import httpx

from contracts.vocabulary import ScreeningStage
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused
from tests.integration.booking.test_corrections import late
from tests.integration.booking.test_validity import codes

CONSULT = ScreeningStage.CONSULT


async def second_course(chain: Chain, house: House, patient: str, **plan: Any) -> dict[str, Any]:
    """Another consult and another concern: cleared, with a course of its own."""
    consult = await chain.consulted(patient, house, **{"concern": "fine_lines"} | plan)
    before = {course["id"] for course in await chain.courses(patient)}
    await chain.decide(consult, CONSULT, limits={"area": plan.get("area", "face")})
    (course,) = [each for each in await chain.courses(patient) if each["id"] not in before]
    return course | {"consult": consult}


async def treated_patient(chain: Chain, house: House) -> tuple[str, dict[str, Any]]:
    patient = await chain.register(house)
    consult, course = await chain.cleared(patient, house)
    session = await chain.booked(patient, house, "session", course_id=course["id"])
    await chain.treated(consult, session)
    return patient, session


async def books_at(
    chain: Chain, by: httpx.AsyncClient, like: dict[str, Any], course: dict[str, Any], days: int, **more: str
) -> httpx.Response:
    """The same hour, so many days later."""
    names = ("patient_id", "clinic_id", *CHOICE)
    form = {name: like[name] for name in names} | {"kind": "session", "course_id": course["id"]}
    starts_at = moment(like["starts_at"]) + timedelta(days=days)
    return await by.post("/appointments", json=form | {"starts_at": starts_at.isoformat()} | more)


async def test_another_course_on_the_same_area_is_offered_when_every_protocol_allows_it(
    chain: Chain, lisbon: House
) -> None:
    patient, session = await treated_patient(chain, lisbon)
    course = await second_course(chain, lisbon, patient)
    treated_on = moment(session["starts_at"]).astimezone(lisbon.zone).date()
    first = treated_on + timedelta(weeks=course["spacing_weeks_min"])
    assert course["next_from"] >= str(first)
    slots = await chain.slots(lisbon, "session", course_id=course["id"], limit=500)
    assert min(moment(slot["starts_at"]).astimezone(lisbon.zone).date() for slot in slots) >= first
    problem = refused(await books_at(chain, chain.desk, session, course, 7), "too-soon", "same part of the body")
    assert problem["free_from"] >= str(first)


async def test_the_desk_gives_no_reason_for_it_and_a_clinician_does_which_is_audited(
    chain: Chain, lisbon: House
) -> None:
    patient, session = await treated_patient(chain, lisbon)
    course = await second_course(chain, lisbon, patient)
    why = {"reason": "Only a spot that was left out."}
    refused(await books_at(chain, chain.desk, session, course, 7, **why), "too-soon", "let a clinician give a reason")
    booked = made(await books_at(chain, chain.director, session, course, 7, **why))
    assert (codes(booked), codes(await chain.appointment(booked["id"]))) == ([], [])
    (entry,) = made(
        await chain.director.get(
            "/audit", params={"action": "appointment.outside_protocol", "subject": f"appointment/{booked['id']}"}
        )
    )["items"]
    assert entry["details"]["reason"] == why["reason"]


async def test_another_area_is_free_at_once(chain: Chain, lisbon: House) -> None:
    patient, session = await treated_patient(chain, lisbon)
    course = await second_course(chain, lisbon, patient, area="neck")
    made(await books_at(chain, chain.desk, session, course, 7))


async def test_two_courses_do_not_get_sessions_on_one_day(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    other = await second_course(chain, lisbon, patient)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    starts = {slot["starts_at"][:10] for slot in await chain.slots(lisbon, "session", course_id=other["id"])}
    assert session["starts_at"][:10] not in starts
    refused(await books_at(chain, chain.desk, session, other, 1), "too-soon")
    made(await books_at(chain, chain.desk, session, other, 7 * 8))


async def test_a_session_that_takes_place_first_holds_the_one_that_was_booked_for_a_reason_no_longer(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    other = await second_course(chain, lisbon, patient)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    later = made(await books_at(chain, chain.desk, session, other, 7 * 8))
    now = await chain.appointment(session["id"])
    slot = {"starts_at": (moment(later["starts_at"]) - timedelta(days=7)).isoformat(), "reason": "A wedding."}
    moved = await chain.director.post(
        f"/appointments/{now['id']}/move", json=slot, headers={"If-Match": f'"{now["version"]}"'}
    )
    assert codes(made(moved)) == []
    held = await chain.appointment(later["id"])
    assert (codes(held), held["held_since"] is not None) == (["too_soon"], True)
    made(await chain.desk.post(f"/appointments/{now['id']}/cancel", json={"reason": "No wedding."}))
    assert codes(await chain.appointment(later["id"])) == []


async def _marked_as_missed(chain: Chain, house: House) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """A session that took place and was marked as missed, and another course of that patient for the same area."""
    patient = await chain.register(house)
    consult, course = await chain.cleared(patient, house)
    other = await second_course(chain, house, patient)
    session = await chain.booked(patient, house, "session", course_id=course["id"])
    await chain.came(consult, session)
    chain.go_to(session, timedelta(hours=1))
    made(await chain.desk.post(f"/appointments/{session['id']}/miss"))
    return session, other, late(session)


async def test_what_was_done_two_days_later_is_too_near_to_a_session_that_is_entered_late(
    chain: Chain, lisbon: House
) -> None:
    session, other, entry = await _marked_as_missed(chain, lisbon)
    performed = made(await books_at(chain, chain.desk, session, other, 2))
    await chain.treated(other["consult"], performed)
    refused(await chain.record(session, late=entry), "too-soon", "same part of the body")
    why = {"reason": "Both are in the paper record."}
    entered = made(await chain.record(session, late=entry, override=why))
    assert (entered["overridden"], entered["override_reason"]) == (True, why["reason"])


async def test_what_was_done_weeks_later_is_not_too_near_to_a_session_that_is_entered_late(
    chain: Chain, lisbon: House
) -> None:
    session, other, entry = await _marked_as_missed(chain, lisbon)
    performed = made(await books_at(chain, chain.desk, session, other, 7 * other["spacing_weeks_min"]))
    await chain.treated(other["consult"], performed)
    behalf = {"practitioner_id": session["practitioner_id"], "reason": "she has left meanwhile"}
    entered = made(await chain.record(session, chain.director, late=entry, on_behalf_of=behalf))
    assert not entered["overridden"]
