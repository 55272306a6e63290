"""A suspension stops what screening cleared: no session is booked or recorded, and what is booked is held."""

from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.booking.appointments import AppointmentCancelled, AppointmentHeld
from contracts.screening.screenings import ClearanceEnded, ClearanceSuspended, SuspensionLifted
from contracts.vocabulary import Outcome, ScreeningStage
from tests.integration.booking.chain import Chain, House, made, refused
from tests.integration.booking.test_sessions import signed_in_as_director


def suspended(chain: Chain, patient: str, house: House, suspension_id: UUID | None = None) -> ClearanceSuspended:
    return ClearanceSuspended(
        suspension_id=suspension_id or new_id(),
        patient_id=UUID(patient),
        clinic_id=UUID(house.clinic_id),
        reason="reaction",
        suspended_at=chain.booking.clock.now(),
    )


def lifted(chain: Chain, event: ClearanceSuspended) -> SuspensionLifted:
    return SuspensionLifted(
        suspension_id=event.suspension_id,
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        reason="director",
        lifted_at=chain.booking.clock.now(),
    )


def ended(chain: Chain, event: ClearanceSuspended) -> ClearanceEnded:
    return ClearanceEnded(
        suspension_id=event.suspension_id,
        patient_id=event.patient_id,
        clinic_id=event.clinic_id,
        ended_at=chain.booking.clock.now(),
    )


async def held(chain: Chain, house: House) -> list[dict[str, Any]]:
    """The desk's list."""
    items: list[dict[str, Any]] = made(
        await chain.desk.get("/appointments", params={"clinic_id": house.clinic_id, "held": True})
    )["items"]
    return items


async def test_what_is_booked_is_held_and_listed_and_its_session_is_refused(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    assert await held(chain, lisbon) == []

    await chain.booking.react(suspended(chain, patient, lisbon))
    assert [one["id"] for one in await held(chain, lisbon)] == [session["id"]]
    (event,) = await chain.events("AppointmentHeld")
    assert isinstance(event, AppointmentHeld)
    assert (str(event.appointment_id), event.reason) == (session["id"], "clearance_suspended")
    await chain.came(consult, session)
    refused(await chain.record(session), "suspended", "before the medical director decides")
    override = {"override": {"reason": "She insists, and it looks healed."}}
    director = signed_in_as_director(chain, session)
    refused(await chain.record(session, by=director, **override), "suspended")


async def test_nothing_is_offered_booked_or_moved_while_a_suspension_runs(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    (slot, later, *_) = await chain.slots(lisbon, "session", course_id=course["id"])
    suspension = suspended(chain, patient, lisbon)
    await chain.booking.react(suspension)
    refused(await chain.book(patient, lisbon, "session", slot, course_id=course["id"]), "suspended")
    asked = {"clinic_id": lisbon.clinic_id, "kind": "session", "course_id": course["id"]}
    refused(await chain.desk.get("/slots", params=asked), "suspended")
    consult = await chain.booked(patient, lisbon, "consult")
    assert consult["held_since"] is None

    await chain.booking.react(lifted(chain, suspension))
    booked = made(await chain.book(patient, lisbon, "session", slot, course_id=course["id"]))
    await chain.booking.react(suspended(chain, patient, lisbon))
    move, tag = {"starts_at": later["starts_at"]}, {"If-Match": '"2"'}
    refused(await chain.desk.post(f"/appointments/{booked['id']}/move", json=move, headers=tag), "suspended")


async def test_lifting_releases_at_the_time_that_was_kept(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    first, second = suspended(chain, patient, lisbon), suspended(chain, patient, lisbon)
    for event in (first, second):
        await chain.booking.react(event)
    assert len(await chain.events("AppointmentHeld")) == 1
    await chain.booking.react(lifted(chain, first))
    assert len(await held(chain, lisbon)) == 1
    await chain.booking.react(lifted(chain, second))
    assert await held(chain, lisbon) == []
    assert len(await chain.events("AppointmentReleased")) == 1
    kept = await chain.appointment(session["id"])
    assert (kept["starts_at"], kept["status"]) == (session["starts_at"], "booked")
    await chain.came(consult, session)
    made(await chain.record(session))


async def test_ending_calls_off_what_was_held(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    first = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    await chain.treated(consult, first)
    (follow_up,) = await chain.ahead(patient)
    suspension = suspended(chain, patient, lisbon)
    await chain.booking.react(suspension)
    await chain.decide(consult, ScreeningStage.CONSULT, Outcome.DECLINED)
    await chain.booking.react(ended(chain, suspension))
    assert await chain.ahead(patient) == []
    (cancelled,) = await chain.events("AppointmentCancelled")
    assert isinstance(cancelled, AppointmentCancelled)
    assert (str(cancelled.appointment_id), cancelled.reason) == (follow_up["id"], "not_cleared")
    asked = {"clinic_id": lisbon.clinic_id, "kind": "session", "course_id": course["id"]}
    refused(await chain.desk.get("/slots", params=asked), "declined")


async def test_a_clearance_that_comes_after_the_suspension_counts_no_more_than_one_before(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    suspension = suspended(chain, patient, lisbon)
    await chain.booking.react(suspension)
    await chain.decide(consult, ScreeningStage.CONSULT)
    assert await chain.courses(patient) == []
    await chain.booking.react(lifted(chain, suspension))
    assert len(await chain.courses(patient)) == 1


async def test_an_event_that_comes_twice_holds_once_and_does_not_undo_the_end(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    _, course = await chain.cleared(patient, lisbon)
    await chain.booked(patient, lisbon, "session", course_id=course["id"])
    suspension = suspended(chain, patient, lisbon)
    event_id = await chain.booking.react(suspension)
    await chain.booking.react(suspension, event_id=event_id)
    await chain.booking.react(lifted(chain, suspension))
    await chain.booking.react(suspension)  # published again: another event that says the same
    assert await held(chain, lisbon) == []
    assert len(await chain.events("AppointmentHeld")) == 1


async def test_a_follow_up_is_not_held_in_the_calendar_while_a_suspension_runs(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    consult, course = await chain.cleared(patient, lisbon)
    session = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    await chain.came(consult, session)
    made(await chain.record(session))
    await chain.booking.react(suspended(chain, patient, lisbon))
    (performed,) = await chain.events("SessionPerformed")
    await chain.booking.react(performed)
    assert await chain.ahead(patient) == []
    listed = made(await chain.desk.get("/follow-ups", params={"clinic_id": lisbon.clinic_id}))["items"]
    assert ["suspended" in one["why"] for one in listed] == [True]
