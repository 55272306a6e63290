"""Topics come in any order: a message waits for what it needs, and what was overtaken is not announced."""

import random
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from chassis.data.tables import timers
from chassis.ids import new_id
from contracts.booking.clinics import ClinicOpened
from contracts.booking.patients import PatientRegistered
from contracts.event import Event
from contracts.notifications.messages import MessageSent
from services.notifications.domain.deliveries import FIRST_LOOK
from services.notifications.reactions.projections import contact_of
from services.notifications.store.patients import keep_patient
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    messages,
    one,
    opened,
    performed,
    run_until,
    standing,
)
from tests.support.running import Running


async def test_a_booking_that_arrives_before_its_patient_is_confirmed_when_the_patient_is_known(
    notifications: Running, clinic: UUID
) -> None:
    late = Patient(clinic)
    await notifications.react(Appointment(late, START + 3 * DAY).booked())
    await run_until(notifications, START + 3 * HOUR)
    assert await standing(notifications) == [("appointment_confirmed", "planned"), ("appointment_reminder", "planned")]
    await notifications.react(late.registered())
    await notifications.fire_timers()
    assert await standing(notifications) == [("appointment_confirmed", "sent"), ("appointment_reminder", "planned")]


async def test_it_waits_for_the_clinic_as_well(notifications: Running) -> None:
    early = Patient(new_id())
    await notifications.react(early.registered())
    await notifications.react(Appointment(early, START + 3 * DAY).booked())
    await notifications.fire_timers()
    waiting = (await messages(notifications))[0]
    assert (waiting["status"], waiting["planned_for"], waiting["text"]) == ("planned", None, None)
    await notifications.react(opened(early.clinic_id))
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"


async def test_a_patient_who_never_becomes_known_is_a_failure_that_is_published(
    notifications: Running, clinic: UUID
) -> None:
    await notifications.react(Appointment(Patient(clinic), START + 2 * HOUR).booked())
    await run_until(notifications, START + 3 * HOUR)
    assert [type(event).__name__ for event in await notifications.events()] == ["MessageFailed", "MessageFailed"]


async def test_a_wake_up_that_was_missed_is_made_good_by_the_look_in_between(
    notifications: Running, clinic: UUID
) -> None:
    """Booking's two topics in two transactions at once: neither sees the other's row."""
    patient = Patient(clinic)
    await notifications.react(performed(patient, START))
    async with notifications.work() as work:
        await keep_patient(
            work, patient.id, contact_of(patient.id, patient.details), patient.channel, patient.marketing
        )
    await run_until(notifications, START + FIRST_LOOK + timedelta(seconds=5))
    assert (await one(notifications, "aftercare_evening"))["planned_for"] == "2026-11-23T19:00:00Z"
    assert await arrived(notifications) == []


async def test_a_follow_up_that_arrives_before_its_booking_waits_for_it(notifications: Running, ana: Patient) -> None:
    held = Appointment(ana, START + 30 * DAY, origin="follow_up")
    await notifications.react(held.held())
    await notifications.fire_timers()
    assert await standing(notifications) == [("follow_up_held", "planned")]
    await notifications.react(held.booked())
    await notifications.fire_timers()
    assert await standing(notifications) == [("follow_up_held", "sent"), ("appointment_reminder", "planned")]


async def test_a_follow_up_that_arrives_after_it_was_moved_or_cancelled_is_not_announced(
    notifications: Running, ana: Patient
) -> None:
    moved = Appointment(ana, START + 30 * DAY, origin="follow_up")
    announced = moved.held()
    gone = Appointment(ana, START + 30 * DAY, origin="follow_up")
    for event in (
        moved.booked(),
        moved.moved(START + 31 * DAY),
        gone.booked(),
        gone.cancelled(),
        announced,
        gone.held(),
    ):
        await notifications.react(event)
    await run_until(notifications, START + 32 * DAY)
    sent = [template for template, status in await standing(notifications) if status == "sent"]
    assert sorted(sent) == ["appointment_cancelled", "appointment_moved", "appointment_reminder"]


@pytest.mark.parametrize("seed", range(4))
async def test_any_order_between_topics_ends_alike(notifications: Running, seed: int) -> None:
    """Order holds per key only; shuffle the topics against each other, deliver everything twice, in batches."""
    patient = Patient(new_id())
    held = Appointment(patient, START + 30 * DAY, origin="follow_up")
    booked, announced = held.booked(), held.held()
    topics: list[list[Event]] = [
        [opened(patient.clinic_id)],
        [patient.registered()],
        [Appointment(patient, START + 3 * DAY).booked(), booked, held.moved(START + 31 * DAY)],
        [announced],
        [performed(patient, START)],
    ]
    dice = random.Random(seed)
    stream = [(new_id(), event) for event in _interleaved(topics, dice)]
    for batch in _batches(stream, 3):
        await notifications.deliver(*batch, *batch)
    await notifications.fire_timers()
    await run_until(notifications, START + 32 * DAY)
    sent = sorted(template for template, status in await standing(notifications) if status == "sent")
    assert sent == [
        "aftercare_day_1",
        "aftercare_day_3",
        "aftercare_evening",
        "aftercare_week_1",
        "appointment_confirmed",
        "appointment_moved",
        "appointment_reminder",
        "appointment_reminder",
    ]
    assert len(await arrived(notifications)) == len(sent)


def _interleaved(topics: list[list[Event]], dice: random.Random) -> list[Event]:
    """Each topic in its own order, between topics any."""
    turns = [number for number, topic in enumerate(topics) for _ in topic]
    dice.shuffle(turns)
    queues = [iter(topic) for topic in topics]
    stream = [next(queues[number]) for number in turns]
    assert {type(event) for event in stream} >= {ClinicOpened, PatientRegistered}
    return stream


def _batches(stream: list[tuple[UUID, Event]], size: int) -> list[list[tuple[UUID, Event]]]:
    return [stream[start : start + size] for start in range(0, len(stream), size)]


@pytest.mark.parametrize("behind", ["appointment_confirmed", "appointment_reminder"])
async def test_what_is_due_at_one_moment_leaves_in_the_order_in_which_it_was_meant(
    notifications: Running, ana: Patient, behind: str
) -> None:
    """Booked after hours for early on the day after tomorrow: both are due at 08:00, whichever timer comes first."""
    evening, morning = START + 13 * HOUR, START + 23 * HOUR
    await run_until(notifications, evening)
    await notifications.react(Appointment(ana, START + 46 * HOUR).booked())
    await notifications.fire_timers()
    planned = await messages(notifications)
    assert {each["planned_for"] for each in planned} == {"2026-11-24T08:00:00Z"}
    notifications.clock.set(morning)
    [late] = [each["id"] for each in planned if each["template"] == behind]
    async with notifications.work() as work:
        await work.execute(update(timers).where(timers.c.key == late).values(retry_at=work.now))
        await work.execute(update(timers).where(timers.c.key != late).values(retry_at=work.now - HOUR))
    await notifications.fire_timers()
    sent = [each.template for each in await notifications.events() if isinstance(each, MessageSent)]
    assert sent == ["appointment_confirmed", "appointment_reminder"]


async def test_a_message_that_hangs_stops_what_is_behind_it_for_ten_minutes_at_most(
    notifications: Running, ana: Patient
) -> None:
    await run_until(notifications, START + 13 * HOUR)
    await notifications.react(Appointment(ana, START + 46 * HOUR).booked())
    await notifications.fire_timers()
    first = await one(notifications, "appointment_confirmed")
    async with notifications.work() as work:
        await work.cancel_timer("deliver", first["id"])  # whatever has become of it
    await run_until(notifications, START + 23 * HOUR + timedelta(minutes=9))
    assert (await one(notifications, "appointment_reminder"))["status"] == "planned"
    await run_until(notifications, START + 23 * HOUR + timedelta(minutes=11))
    assert (await one(notifications, "appointment_reminder"))["status"] == "sent"
