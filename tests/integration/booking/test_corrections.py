"""What was recorded by mistake is put right: the record keeps both, and whoever acted on it is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.appointments import AppointmentReinstated, AttendanceSettled
from contracts.booking.cartridges import CartridgeUsed
from contracts.booking.courses import CourseResumed, CourseStopped, ResultsReviewed
from contracts.booking.sessions import SessionPerformed
from contracts.inventory.stock import CartridgesFellShort, LotRecalled
from contracts.notifications.messages import AppointmentAnswered
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import GTIN, Chain, House, made, moment, refused
from tests.integration.booking.test_follow_ups import first_session
from tests.integration.booking.test_moves_and_swaps import course_ahead

MISTAKE = {"reason": "it was the patient before her"}
FOUND = {"improvement": "clear", "satisfied": True, "next_step": "maintenance", "note": "Finer texture"}


async def cancel(chain: Chain, appointment: dict[str, Any]) -> dict[str, Any]:
    return made(await chain.desk.post(f"/appointments/{appointment['id']}/cancel", json={"reason": "is away"}))


async def reinstate(chain: Chain, appointment: dict[str, Any]) -> httpx.Response:
    return await chain.desk.post(f"/appointments/{appointment['id']}/reinstate", json=MISTAKE)


async def test_an_appointment_that_was_cancelled_by_mistake_stands_again(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    await cancel(chain, booked)
    stands = made(await reinstate(chain, booked))
    assert (stands["status"], stands["starts_at"]) == ("booked", booked["starts_at"])
    assert (stands["reinstated_from"], stands["reinstated_because"]) == ("cancelled", MISTAKE["reason"])
    assert stands["cancel_reason"] == "is away", "both facts stay"
    event = (await chain.events("AppointmentReinstated"))[-1]
    assert isinstance(event, AppointmentReinstated)
    assert (str(event.appointment_id), event.was, event.cartridges) == (booked["id"], "cancelled", None)
    slot = {name: booked[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    refused(await chain.book(await chain.register(lisbon), lisbon, "consult", slot), "slot-taken")


async def test_who_came_late_is_not_missed_and_the_consult_is_recorded(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    chain.go_to(booked, timedelta(minutes=20))
    made(await chain.desk.post(f"/appointments/{booked['id']}/miss"))
    stands = made(await reinstate(chain, booked))
    assert (stands["status"], stands["reinstated_from"]) == ("booked", "missed")
    plan = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.5"}
    made(await chain.complete(booked, {"skin_type": 3, "suitable": True, "plan": plan}))


async def test_a_time_that_somebody_else_took_is_not_taken_back(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    await cancel(chain, booked)
    slot = {name: booked[name] for name in ("starts_at", "practitioner_id", "room_id", "device_id")}
    made(await chain.book(await chain.register(lisbon), lisbon, "consult", slot))
    refused(await reinstate(chain, booked), "slot-taken", "Choose another")
    assert (await chain.appointment(booked["id"]))["status"] == "cancelled"


async def test_what_stands_and_what_is_over_are_not_reinstated(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    refused(await reinstate(chain, booked), "wrong-status")
    await cancel(chain, booked)
    own = chain.booking.client(Role.PATIENT, subject=booked["patient_id"])
    refused(await own.post(f"/appointments/{booked['id']}/reinstate", json=MISTAKE), "forbidden", "", 403)
    chain.go_to(booked, timedelta(days=1))
    refused(await reinstate(chain, booked), "not-its-day", "or book anew")


async def test_a_follow_up_is_off_the_list_again_and_its_cartridge_is_asked_for(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (held,) = await chain.ahead(course["patient_id"])
    await cancel(chain, held)
    assert len(made(await chain.desk.get("/follow-ups"))["items"]) == 1
    made(await reinstate(chain, held))
    assert made(await chain.desk.get("/follow-ups"))["items"] == []
    event = (await chain.events("AppointmentReinstated"))[-1]
    assert isinstance(event, AppointmentReinstated)
    assert event.cartridges is not None
    assert event.course_id == UUID(course["id"])


async def test_a_session_that_may_not_be_any_more_is_not_reinstated(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await cancel(chain, booked)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    refused(await reinstate(chain, booked), "declined")


async def test_another_booking_of_the_course_goes_before(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    await cancel(chain, booked)
    await chain.booked(course["patient_id"], lisbon, "session", near="16:00", course_id=course["id"])
    refused(await reinstate(chain, booked), "already-booked")


async def unrecorded(chain: Chain, house: House) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Consult, course and appointment of a session that took place, checked that day, and was not recorded."""
    consult, course = await chain.cleared(await chain.register(house), house)
    appointment = await chain.booked(course["patient_id"], house, "session", course_id=course["id"])
    await chain.came(consult, appointment)
    return consult, course, appointment


def late(appointment: dict[str, Any], minutes: int = 40) -> dict[str, str]:
    took_place = moment(appointment["starts_at"]) + timedelta(minutes=minutes)
    return {"performed_at": took_place.isoformat(), "reason": "a power cut on that day"}


async def test_a_session_that_was_not_recorded_on_its_day_is_entered_by_its_true_moment(
    chain: Chain, lisbon: House
) -> None:
    _, course, appointment = await unrecorded(chain, lisbon)
    chain.go_to(appointment, timedelta(days=3))
    refused(await chain.record(appointment), "not-its-day", "Enter it late")
    session = made(await chain.record(appointment, late=late(appointment)))
    took_place = moment(late(appointment)["performed_at"])
    assert (moment(session["performed_at"]), session["late_because"]) == (took_place, "a power cut on that day")
    assert moment(session["recorded_at"]) > took_place + timedelta(days=2)
    (performed,), (used,) = await chain.events("SessionPerformed"), await chain.events("CartridgeUsed")
    assert isinstance(performed, SessionPerformed)
    assert isinstance(used, CartridgeUsed)
    assert (performed.performed_at, used.used_at) == (took_place, took_place)
    await chain.booking.react(performed)
    (held,) = await chain.ahead(course["patient_id"])
    weeks = (moment(held["starts_at"]) - took_place).days / 7
    assert course["spacing_weeks_min"] - 1 < weeks < course["spacing_weeks_max"] + 1, "counted from its own day"


async def test_what_was_decided_later_does_not_count_for_it_and_what_was_not_checked_is_not_entered(
    chain: Chain, lisbon: House
) -> None:
    consult, _, appointment = await unrecorded(chain, lisbon)
    chain.go_to(appointment, timedelta(days=1))
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    await chain.booking.react(LotRecalled(**_recall(chain, lisbon, "L1")))
    made(await chain.record(appointment, late=late(appointment)))
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    unchecked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    chain.go_to(unchecked, timedelta(days=1))
    refused(await chain.record(unchecked, late=late(unchecked)), "no-day-of-clearance")


async def given_up(chain: Chain, appointment: dict[str, Any], how: str) -> None:
    """Marked as missed once it was due, or cancelled at the last moment, by mistake."""
    chain.go_to(appointment, timedelta(minutes=30) if how == "missed" else -timedelta(minutes=10))
    path, form = ("miss", None) if how == "missed" else ("cancel", {"reason": "another", "code": "patient_asked"})
    made(await chain.desk.post(f"/appointments/{appointment['id']}/{path}", json=form))


async def standing(chain: Chain, appointment: dict[str, Any]) -> list[tuple[str, str]]:
    query = {"patient_id": appointment["patient_id"]}
    facts = made(await chain.desk.get("/attendance-facts", params=query))["items"]
    return [(one["fact"], one["state"]) for one in facts]


async def open_items(chain: Chain, patient: str) -> set[str]:
    query = {"patient_id": patient, "state": "open"}
    return {one["kind"] for one in made(await chain.desk.get("/worklist", params=query))["items"]}


@pytest.mark.parametrize("how", ["missed", "cancelled"])
async def test_who_was_seen_although_the_appointment_was_given_up_is_recorded_on_a_later_day(
    chain: Chain, lisbon: House, how: str
) -> None:
    consult = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    await given_up(chain, consult, how)
    chain.go_to(consult, timedelta(days=2))
    assert "nothing_booked" in await open_items(chain, consult["patient_id"])
    plan = {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.5"}
    found = {"skin_type": 3, "suitable": True, "plan": plan}
    refused(await chain.complete(consult, found), "wrong-status")
    refused(await reinstate(chain, consult), "not-its-day", "record with `late`")
    made(await chain.complete(consult, found | {"late": late(consult)}))
    seen = await chain.appointment(consult["id"])
    assert (seen["status"], seen["reinstated_from"]) == ("performed", how)
    assert seen["reinstated_because"] == late(consult)["reason"]
    assert {state for _, state in await standing(chain, consult)} <= {"withdrawn"}
    assert "nothing_booked" not in await open_items(chain, consult["patient_id"])
    refused(await chain.complete(consult, found | {"late": late(consult)}), "wrong-status", "amend that")


@pytest.mark.parametrize("how", ["missed", "cancelled"])
async def test_a_session_that_took_place_counts_for_its_course_and_no_longer_against_the_patient(
    chain: Chain, lisbon: House, how: str
) -> None:
    _, course, appointment = await unrecorded(chain, lisbon)
    made(await chain.desk.post(f"/appointments/{appointment['id']}/miss"))
    if how == "cancelled":
        outcome = {"outcome": "cancelled", "reason": "she called", "code": "patient_asked"}
        made(await chain.desk.post(f"/appointments/{appointment['id']}/outcome", json=outcome))
    chain.go_to(appointment, timedelta(days=1))
    made(await chain.record(appointment, late=late(appointment)))
    seen = await chain.appointment(appointment["id"])
    assert (seen["status"], seen["reinstated_from"]) == ("performed", how)
    assert {state for _, state in await standing(chain, appointment)} == {"withdrawn"}
    settled = (await chain.events("AttendanceSettled"))[-1]
    assert isinstance(settled, AttendanceSettled)
    assert (str(settled.appointment_id), settled.state) == (appointment["id"], "withdrawn")
    [now] = made(await chain.desk.get("/courses", params={"patient_id": course["patient_id"]}))["items"]
    assert now["performed"] == 1


async def test_a_review_that_took_place_closes_what_waited_because_it_was_said_to_be_missed(
    chain: Chain, lisbon: House
) -> None:
    course, review = await reviewed(chain, lisbon)
    await given_up(chain, review, "missed")
    chain.go_to(review, timedelta(days=1))
    assert "follow_up_to_place" in await open_items(chain, course["patient_id"])
    form = FOUND | {"late": late(review)}
    recorded = made(await chain.treating(review).post(f"/appointments/{review['id']}/results-review", json=form))
    assert moment(recorded["reviewed_at"]) == moment(late(review)["performed_at"])
    assert "follow_up_to_place" not in await open_items(chain, course["patient_id"])


def _recall(chain: Chain, house: House, lot: str) -> dict[str, Any]:
    return {
        "recall_id": new_id(),
        "clinic_id": UUID(house.clinic_id),
        "gtin": GTIN,
        "lot": lot,
        "reason": "a seal may leak",
        "quarantined": 3,
        "released_reservations": 0,
        "recalled_at": chain.booking.clock.now(),
    }


async def test_a_late_entry_is_of_the_appointments_day_and_not_too_late(chain: Chain, lisbon: House) -> None:
    _, _, appointment = await unrecorded(chain, lisbon)
    ahead = late(appointment, minutes=60 * 10)
    refused(await chain.record(appointment, late=ahead), "not-its-day", "lies ahead")
    chain.go_to(appointment, timedelta(days=15))
    next_day = late(appointment, minutes=60 * 24)
    refused(await chain.record(appointment, late=next_day), "not-its-day", "a moment of that day")
    refused(await chain.record(appointment, late=late(appointment)), "not-its-day", "more than 14 days ago")
    nurse = appointment["practitioner_id"]
    behalf = {"practitioner_id": nurse, "reason": "she has left meanwhile"}
    made(await chain.record(appointment, chain.director, late=late(appointment), on_behalf_of=behalf))


async def reviewed(chain: Chain, house: House) -> tuple[dict[str, Any], dict[str, Any]]:
    """A course whose sessions took place, and its review, which lies ahead."""
    consult, course = await first_session(chain, house)
    for _ in range(course["sessions"] - 1):
        (held,) = await chain.ahead(course["patient_id"])
        await chain.treated(consult, held)
    (review,) = await chain.ahead(course["patient_id"])
    return course, review


async def test_a_review_of_results_takes_place_and_is_found_again(chain: Chain, lisbon: House) -> None:
    course, review = await reviewed(chain, lisbon)
    at = f"/appointments/{review['id']}/results-review"
    refused(await chain.treating(review).post(at, json=FOUND), "not-its-day")
    chain.go_to(review)
    refused(await chain.desk.post(at, json=FOUND), "forbidden", "", 403)
    recorded = made(await chain.treating(review).post(at, json=FOUND))
    assert {name: recorded[name] for name in FOUND} == FOUND
    assert (await chain.appointment(review["id"]))["status"] == "performed"
    query = {"patient_id": course["patient_id"], "course_id": course["id"]}
    assert made(await chain.director.get("/results-reviews", params=query))["items"] == [recorded]
    event = (await chain.events("ResultsReviewed"))[-1]
    assert isinstance(event, ResultsReviewed)
    assert "Finer" not in event.model_dump_json(), "what was found stays in booking"
    refused(await chain.treating(review).post(at, json=FOUND), "wrong-status", "taken place already")


async def test_a_review_is_recorded_at_a_review(chain: Chain, lisbon: House) -> None:
    booked = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    chain.go_to(booked)
    at = f"/appointments/{booked['id']}/results-review"
    refused(await chain.treating(booked).post(at, json=FOUND), "wrong-status", "This appointment is a consult")


async def to_do(chain: Chain, course: dict[str, Any]) -> list[str]:
    """What the worklist has about the course's patient."""
    items = made(await chain.desk.get("/worklist", params={"patient_id": course["patient_id"]}))["items"]
    return [each["kind"] for each in items]


async def test_a_course_is_stopped_with_a_reason_and_what_is_booked_is_called_off(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    (held,) = await chain.ahead(course["patient_id"])
    at = f"/courses/{course['id']}"
    why = {"reason": "The patient moves abroad"}
    refused(await chain.desk.post(f"{at}/stop", json=why), "forbidden", "", 403)
    stopped = made(await chain.practitioner.post(f"{at}/stop", json=why))
    assert stopped["called_off_appointment_id"] == held["id"]
    gone = await chain.appointment(held["id"])
    assert (gone["status"], gone["cancel_reason"]) == ("cancelled", "The course was stopped: The patient moves abroad")
    now = made(await chain.desk.get(at))
    assert (now["stopped_because"], now["performed"]) == ("The patient moves abroad", 1)
    assert "stopped" in now["hold"]
    assert made(await chain.desk.get("/follow-ups"))["items"] == [], "nothing waits to be placed"
    assert await to_do(chain, course) == []
    assert [type(each) for each in await chain.events("CourseStopped")] == [CourseStopped]
    slots = {"clinic_id": lisbon.clinic_id, "kind": "session", "course_id": course["id"]}
    refused(await chain.desk.get("/slots", params=slots), "course-finished", "stopped")
    refused(await chain.practitioner.post(f"{at}/stop", json=why), "wrong-course-state", "already")


async def test_a_course_that_was_stopped_goes_on_and_waits_for_the_desk(chain: Chain, lisbon: House) -> None:
    _, course = await first_session(chain, lisbon)
    at = f"/courses/{course['id']}"
    refused(await chain.practitioner.post(f"{at}/resume", json=MISTAKE), "wrong-course-state", "goes on")
    made(await chain.practitioner.post(f"{at}/stop", json=MISTAKE))
    assert made(await chain.practitioner.post(f"{at}/resume", json=MISTAKE))["stopped_at"] is None
    (waiting,) = made(await chain.desk.get("/follow-ups"))["items"]
    assert (waiting["course_id"], waiting["why"]) == (course["id"], "The course goes on after it was stopped.")
    assert await to_do(chain, course) == ["follow_up_to_place"]
    assert [type(each) for each in await chain.events("CourseResumed")] == [CourseResumed]
    await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    assert made(await chain.desk.get("/follow-ups"))["items"] == []


async def test_a_stopped_course_is_not_planned_again_by_a_new_decision(chain: Chain, lisbon: House) -> None:
    consult, course = await chain.cleared(await chain.register(lisbon), lisbon)
    made(await chain.practitioner.post(f"/courses/{course['id']}/stop", json=MISTAKE))
    await chain.decide(consult, ScreeningStage.CONSULT)
    (only,) = await chain.courses(course["patient_id"])
    assert only["stopped_at"] is not None


async def test_one_of_several_sessions_that_were_booked_at_once_comes_back_in_its_place(
    chain: Chain, lisbon: House
) -> None:
    for each in await course_ahead(chain, lisbon):
        await cancel(chain, each)
        assert made(await reinstate(chain, each))["starts_at"] == each["starts_at"]


async def test_what_has_taken_the_place_of_one_of_several_goes_before(chain: Chain, lisbon: House) -> None:
    *_, third, _ = await course_ahead(chain, lisbon)
    await cancel(chain, third)
    made(await chain.desk.post(f"/courses/{third['course_id']}/appointments", json={"wish": {"near": "15:00"}}))
    refused(await reinstate(chain, third), "already-booked")


async def test_what_stands_again_is_neither_short_nor_confirmed_nor_forgotten(chain: Chain, lisbon: House) -> None:
    _, course = await chain.cleared(await chain.register(lisbon), lisbon)
    booked = await chain.booked(course["patient_id"], lisbon, "session", course_id=course["id"])
    now, starts = chain.booking.clock.now(), moment(booked["starts_at"])
    about = {"clinic_id": UUID(lisbon.clinic_id), "appointment_id": UUID(booked["id"]), "gtin": GTIN}
    session_at = moment(booked["treatment_starts_at"])
    await chain.booking.react(CartridgesFellShort(**about, session_at=session_at, quantity=1, noticed_at=now))
    who = {"appointment_id": UUID(booked["id"]), "patient_id": UUID(course["patient_id"]), "starts_at": starts}
    await chain.booking.react(AppointmentAnswered(**who, answer="confirmed", answered_at=now))
    await cancel(chain, booked)
    again = made(await reinstate(chain, booked))
    assert (again["problems"], again["confirmed_at"]) == ([], None), "inventory says anew whether it has some"
    chain.go_to(booked, timedelta(hours=3))
    await chain.booking.fire_timers()
    assert "appointment_not_closed" in await to_do(chain, course)
    made(await chain.desk.post(f"/appointments/{booked['id']}/miss"))
    made(await reinstate(chain, booked))
    chain.booking.clock.advance(timedelta(hours=7))
    await chain.booking.fire_timers()
    assert "appointment_not_closed" in await to_do(chain, course)
