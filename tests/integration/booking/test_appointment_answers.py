"""Patients confirm and cancel by message: booking does what they wrote while it is as they were told."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.ids import new_id
from contracts.notifications.messages import (
    AppointmentAnswered,
    ContactOptedIn,
    ContactOptedOut,
    MessageFailed,
    MessageSent,
)
from contracts.vocabulary import MessageScope
from tests.integration.booking.chain import Chain, House, made, moment
from tests.integration.booking.test_clinics_and_patients import WORDING


def answered(appointment: dict[str, Any], answer: str, chain: Chain, **told: Any) -> AppointmentAnswered:
    said = {"starts_at": moment(appointment["starts_at"]), "answer": answer, **told}
    return AppointmentAnswered(
        appointment_id=UUID(appointment["id"]),
        patient_id=UUID(appointment["patient_id"]),
        answered_at=chain.booking.clock.now(),
        **said,
    )


async def read(chain: Chain, appointment: dict[str, Any]) -> dict[str, Any]:
    return made(await chain.desk.get(f"/appointments/{appointment['id']}"))


async def test_a_confirmation_shows_and_counts_for_its_time_only(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon)
    appointment = await chain.booked(patient, lisbon, "consult")
    assert appointment["confirmed_at"] is None
    await chain.booking.react(answered(appointment, "confirmed", chain))
    assert (await read(chain, appointment))["confirmed_at"] is not None
    slot = (await chain.slots(lisbon, "consult", near="17:00", limit=1))[0]
    moved = {name: slot[name] for name in ("starts_at", "practitioner_id", "room_id")}
    now = await read(chain, appointment)
    made(await chain.desk.post(f"/appointments/{appointment['id']}/move", json=moved, headers=tag(now)))
    assert (await read(chain, appointment))["confirmed_at"] is None
    await chain.booking.react(answered(appointment, "confirmed", chain))
    assert (await read(chain, appointment))["confirmed_at"] is None, "it was about the time before"


def tag(read_before: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"{read_before["version"]}"'}


async def test_a_cancellation_frees_the_time_once_and_is_the_patients(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    for _ in range(2):
        await chain.booking.react(answered(appointment, "cancelled", chain))
    assert (await read(chain, appointment))["status"] == "cancelled"
    [event] = await chain.events("AppointmentCancelled")
    assert event.reason == "patient_asked"  # type: ignore[attr-defined]


async def test_whoever_cancels_a_time_that_was_moved_is_called(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    before = moment(appointment["starts_at"]) - timedelta(hours=1)
    await chain.booking.react(answered(appointment, "cancelled", chain, starts_at=before))
    now = await read(chain, appointment)
    assert (now["status"], now["could_not_reach"]) == (
        "booked",
        "The patient wrote that it is to be cancelled, and its time had changed: call them.",
    )
    query = {"kind": "call_patient", "patient_id": appointment["patient_id"]}
    assert len(made(await chain.desk.get("/worklist", params=query))["items"]) == 1


async def test_a_message_about_the_new_time_does_not_take_that_call_back_and_a_colleague_does(
    chain: Chain, lisbon: House
) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    starts_at = moment(appointment["starts_at"])
    await chain.booking.react(answered(appointment, "cancelled", chain, starts_at=starts_at - timedelta(hours=1)))
    about: dict[str, Any] = {"message_id": new_id(), "patient_id": UUID(appointment["patient_id"])}
    about |= {"appointment_id": UUID(appointment["id"]), "template": "appointment_moved", "starts_at": starts_at}
    now, called = chain.booking.clock.now(), "The patient wrote that it is to be cancelled"
    for message in (
        MessageSent(**about, **WORDING, channel="sms", sent_at=now),
        MessageFailed(**about, reason="The number is not in use.", failed_at=now),
        MessageSent(**about, **WORDING, channel="sms", sent_at=now),
    ):
        await chain.booking.react(message)
        assert (await read(chain, appointment))["could_not_reach"].startswith(called)
        query = {"kind": "call_patient", "patient_id": appointment["patient_id"]}
        assert len(made(await chain.desk.get("/worklist", params=query))["items"]) == 1
    made(await chain.desk.post(f"/appointments/{appointment['id']}/call"))
    assert (await read(chain, appointment))["could_not_reach"] is None
    assert made(await chain.desk.get("/worklist", params=query))["items"] == []


async def test_an_answer_that_is_not_known_or_comes_after_the_end_changes_nothing(chain: Chain, lisbon: House) -> None:
    appointment = await chain.booked(await chain.register(lisbon), lisbon, "consult")
    before = await read(chain, appointment)
    await chain.booking.react(answered(appointment, "delighted", chain))
    assert await read(chain, appointment) == before
    chain.go_to(appointment, timedelta(minutes=1))
    await chain.booking.react(answered(appointment, "cancelled", chain))
    assert (await read(chain, appointment))["status"] == "booked"


async def test_who_agrees_to_messages_again_is_written_to_again(chain: Chain, lisbon: House) -> None:
    patient = await chain.register(lisbon, marketing=True)
    now = chain.booking.clock.now()
    for scope in MessageScope:
        await chain.booking.react(ContactOptedOut(patient_id=UUID(patient), scope=scope, opted_out_at=now))
    agreed = ContactOptedIn(patient_id=UUID(patient), scope=MessageScope.ALL, marketing=False, opted_in_at=now)
    await chain.booking.react(agreed)
    at = f"/patients/{patient}/contact-preferences"
    shown = made(await chain.desk.get(at))
    assert (shown["opted_out_at"], shown["marketing"]) == (None, False)
    await chain.booking.react(
        ContactOptedIn(patient_id=UUID(patient), scope=MessageScope.MARKETING, marketing=True, opted_in_at=now)
    )
    assert made(await chain.desk.get(at))["marketing"] is True
