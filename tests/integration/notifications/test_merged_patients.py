"""Two records of one person become one: one person is written to, and who said stop in either has said stop."""

from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import select

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import ContactPreferencesChanged, PatientMerged, PatientMergeUndone
from contracts.notifications.messages import ContactOptedOut, MessageSent
from contracts.screening.screenings import IntakeRequested
from services.notifications.tables import messages as table
from services.notifications.tables import opt_outs
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    messages,
    run_until,
    standing,
)
from tests.integration.notifications.test_opt_out import completed, says
from tests.support.orders import ORDERS, in_order
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def twice(notifications: Running, clinic: UUID) -> Patient:
    """Ana's other record, with the number that she had before."""
    patient = Patient(clinic, phone="+351910000009", email=None)
    await notifications.react(patient.registered())
    return patient


def merged(ends: Patient, stays: Patient) -> PatientMerged:
    return PatientMerged(patient_id=ends.id, into=stays.id, merged_at=START, merge_id=new_id())


async def test_what_is_planned_goes_to_the_person_and_is_told_to_booking_under_the_record_that_goes_on(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    await notifications.react(Appointment(twice, START + 3 * DAY).booked())
    await notifications.react(merged(twice, ana))
    await run_until(notifications, START + HOUR)
    [confirmation] = await arrived(notifications)
    assert confirmation.address == ana.phone
    [sent] = [each for each in await notifications.events() if isinstance(each, MessageSent)]
    assert sent.patient_id == ana.id
    assert {each["patient_id"] for each in await messages(notifications)} == {str(ana.id)}


async def test_what_arrives_late_goes_to_the_person(notifications: Running, ana: Patient, twice: Patient) -> None:
    await notifications.react(merged(twice, ana))
    await notifications.react(Appointment(twice, START + 3 * DAY).booked())
    await run_until(notifications, START + HOUR)
    [confirmation] = await arrived(notifications)
    assert confirmation.address == ana.phone


async def test_a_cancellation_that_arrives_late_calls_off_what_was_planned(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    appointment = Appointment(twice, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.react(merged(twice, ana))
    await notifications.react(appointment.cancelled())
    await run_until(notifications, START + 4 * DAY)
    assert all("see you" not in each.text for each in await arrived(notifications))
    assert {each["status"] for each in await messages(notifications) if "reminder" in each["template"]} <= {"cancelled"}


async def test_a_stop_in_either_record_silences_the_person_until_they_agree_again(
    notifications: Running, ana: Patient, clinic: UUID
) -> None:
    stopped, agreed = [Patient(clinic, phone=f"+35191000001{number}", marketing=True) for number in (1, 2)]
    for each in (stopped, agreed):
        await notifications.react(each.registered())
    await says(notifications, "stop", sender="+351910000011")
    await notifications.react(merged(stopped, agreed))
    await completed(notifications, agreed)
    await run_until(notifications, START + 181 * DAY)
    assert dict(await standing(notifications, patient_id=agreed.id))["maintenance_invited"] == "skipped"
    wishes = ContactPreferencesChanged(patient_id=agreed.id, channel="sms", marketing=True)
    await notifications.react(wishes, event_id=new_id())
    seen = await notifications.client(Role.FRONT_DESK).get(f"/patients/{agreed.id}/reachability")
    assert seen.json()["opted_out"] == []


async def test_a_stop_from_the_number_of_the_record_that_ended_silences_the_person(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    await notifications.react(merged(twice, ana))
    made_of_it = await says(notifications, "stop", sender="+351910000009")
    assert made_of_it["silenced"] == 1
    [stop] = [each for each in await notifications.events() if isinstance(each, ContactOptedOut)]
    assert stop.patient_id == ana.id


async def test_the_health_form_is_not_asked_for_under_the_record_that_ended(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    await notifications.react(
        IntakeRequested(
            intake_id=new_id(), patient_id=twice.id, clinic_id=twice.clinic_id, reason="registered", requested_at=START
        )
    )
    await notifications.react(merged(twice, ana))
    await run_until(notifications, START + DAY)
    assert await arrived(notifications) == []


async def test_the_record_that_ended_names_the_other(notifications: Running, ana: Patient, twice: Patient) -> None:
    await notifications.react(merged(twice, ana))
    answer = await notifications.client(Role.FRONT_DESK).get(f"/patients/{twice.id}/reachability")
    assert (answer.status_code, answer.json()["type"]) == (410, "urn:needlepoint:problem:record-merged")
    assert str(ana.id) in answer.json()["detail"]
    own = notifications.client(Role.PATIENT, subject=twice.id)
    assert (await own.get(f"/patients/{ana.id}/reachability")).status_code == 403


async def test_what_the_person_stopped_is_read_under_the_record_that_goes_on(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    await says(notifications, "STOP")
    await notifications.react(merged(twice, ana))
    desk = notifications.client(Role.FRONT_DESK)
    ended = await desk.get(f"/patients/{twice.id}/opt-outs")
    assert (ended.status_code, ended.json()["type"]) == (410, "urn:needlepoint:problem:record-merged")
    assert len((await desk.get(f"/patients/{ana.id}/opt-outs")).json()["items"]) == 1


async def test_two_merges_in_either_order_lead_to_the_same_person(
    notifications: Running, ana: Patient, twice: Patient, clinic: UUID
) -> None:
    first = Patient(clinic, phone="+351910000008")
    await notifications.react(first.registered())
    await notifications.react(Appointment(first, START + 3 * DAY).booked())
    await notifications.react(merged(twice, ana))
    await notifications.react(merged(first, twice))
    await run_until(notifications, START + HOUR)
    [confirmation] = await arrived(notifications)
    assert confirmation.address == ana.phone


def undone(merge: PatientMerged, *subjects: UUID) -> PatientMergeUndone:
    assert merge.merge_id is not None
    return PatientMergeUndone(
        patient_id=merge.patient_id,
        merge_id=merge.merge_id,
        parted_from=merge.into,
        merged_at=merge.merged_at,
        undone_at=START,
        subjects=subjects,
    )


async def test_each_is_written_to_about_their_own_when_the_merge_is_undone(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    theirs, since = Appointment(twice, START + 3 * DAY), Appointment(ana, START + 4 * DAY)
    await notifications.react(theirs.booked())
    merge = merged(twice, ana)
    await notifications.react(merge)
    await notifications.react(since.booked())
    for _ in range(2):
        await notifications.react(undone(merge, theirs.id, since.id))
    await run_until(notifications, START + HOUR)
    assert {each.address for each in await arrived(notifications)} == {twice.phone}
    await notifications.react(since.cancelled())
    await run_until(notifications, START + 2 * HOUR)
    assert {each.address for each in await arrived(notifications)} == {twice.phone}, "whatever its events say"


async def test_a_stop_of_the_other_person_is_taken_away_with_the_merge_and_the_own_one_stays(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    await notifications.react(twice.registered())
    assert twice.phone is not None
    await says(notifications, "STOPALL", sender=twice.phone)
    merge = merged(twice, ana)
    await notifications.react(merge)
    assert ana.id in await _stopped(notifications)
    await notifications.react(undone(merge))
    assert await _stopped(notifications) & {ana.id, twice.id} == {twice.id}


async def _stopped(notifications: Running) -> set[UUID]:
    async with notifications.work() as work:
        return set((await work.execute(select(opt_outs.c.patient_id))).scalars())


async def test_a_merge_that_was_undone_before_it_arrives_changes_nobody(
    notifications: Running, ana: Patient, twice: Patient
) -> None:
    merge = merged(twice, ana)
    await notifications.react(undone(merge))
    await notifications.react(merge)
    await notifications.react(Appointment(twice, START + 3 * DAY).booked())
    await run_until(notifications, START + HOUR)
    assert {each.address for each in await arrived(notifications)} == {twice.phone}


@pytest.mark.parametrize("order", ORDERS)
async def test_who_is_written_to_does_not_depend_on_which_comes_first_or_on_who_has_the_other_at_the_same_time(
    notifications: Running, ana: Patient, twice: Patient, order: str
) -> None:
    since, later = Appointment(ana, START + 4 * DAY), Appointment(twice, START + 5 * DAY)
    form = IntakeRequested(
        intake_id=new_id(), patient_id=twice.id, clinic_id=twice.clinic_id, reason="registered", requested_at=START
    )
    for event, subjects in ((since.booked(), (since.id,)), (later.booked(), ()), (form, ())):
        merge = merged(twice, ana)
        await notifications.react(merge)
        await in_order(notifications, order, event, undone(merge, *subjects))
    async with notifications.work() as work:
        planned = (await work.execute(select(table).where(table.c.status == "planned"))).all()
    theirs = [each for each in planned if each.patient_id in (ana.id, twice.id)]
    assert {each.patient_id for each in theirs} == {twice.id}
    assert {each.recipient for each in theirs} == {f"patient/{twice.id}"}
