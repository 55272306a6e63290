"""The worker was down for hours: what is still of use goes out once, what would be late does not."""

from datetime import date

from chassis.ids import new_id
from contracts.booking.courses import CourseCompleted, CoursePlanned
from contracts.screening.screenings import IntakeRequested
from contracts.vocabulary import Modality, Outcome
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    decided,
    messages,
    one,
    performed,
    run_until,
    standing,
)
from tests.support.running import Running


async def test_after_an_outage_late_messages_are_skipped_and_the_others_go_out_once(
    notifications: Running, ana: Patient
) -> None:
    tomorrow, later = Appointment(ana, START + 26 * HOUR), Appointment(ana, START + 30 * HOUR)
    await notifications.react(tomorrow.booked())
    await notifications.react(later.booked())
    await notifications.react(performed(ana, START))
    await notifications.fire_timers()
    notifications.clock.set(START + 27 * HOUR)  # nobody looked for 27 hours
    for _ in range(3):
        await notifications.fire_timers()
    reminders = [each for each in await messages(notifications) if each["template"] == "appointment_reminder"]
    assert [(each["status"], each["reason"]) for each in reminders] == [("skipped", "too late"), ("sent", None)]
    assert (await one(notifications, "aftercare_evening"))["reason"] == "too late"
    assert (await one(notifications, "aftercare_day_1"))["status"] == "sent"
    assert len(await arrived(notifications)) == 4


async def test_events_that_arrive_late_confirm_nothing_that_is_over(notifications: Running, ana: Patient) -> None:
    notifications.clock.set(START + DAY)
    await notifications.react(Appointment(ana, START + 5 * HOUR).booked())
    await notifications.fire_timers()
    assert await standing(notifications) == [("appointment_confirmed", "skipped"), ("appointment_reminder", "skipped")]
    assert await notifications.events() == []


async def test_a_worker_back_at_night_keeps_quiet_until_the_morning(notifications: Running, ana: Patient) -> None:
    await notifications.react(Appointment(ana, START + 5 * DAY).booked())
    notifications.clock.set(START + 16 * HOUR)
    await notifications.fire_timers()
    assert await arrived(notifications) == []
    await run_until(notifications, START + 24 * HOUR)
    [journaled] = await arrived(notifications)
    assert journaled.handed_over_at >= START + 23 * HOUR


async def test_aftercare_comes_over_a_week_in_its_own_words_for_rf(notifications: Running, ana: Patient) -> None:
    await notifications.react(performed(ana, START, Modality.RF))
    await run_until(notifications, START + 8 * DAY)
    found = await messages(notifications)
    assert [(each["template"], each["planned_for"]) for each in found] == [
        ("aftercare_evening_rf", "2026-11-23T19:00:00Z"),
        ("aftercare_day_1_rf", "2026-11-24T10:00:00Z"),
        ("aftercare_day_3_rf", "2026-11-26T10:00:00Z"),
        ("aftercare_week_1", "2026-11-30T10:00:00Z"),
    ]
    assert {each["status"] for each in found} == {"sent"}


async def test_the_form_is_asked_for_until_it_is_there_and_a_deferral_says_only_the_day(
    notifications: Running, ana: Patient
) -> None:
    consult = new_id()
    for moment in (START, START + HOUR):
        await notifications.react(
            IntakeRequested(
                intake_id=new_id(),
                patient_id=ana.id,
                clinic_id=ana.clinic_id,
                reason="registered",
                requested_at=moment,
            )
        )
    await notifications.react(decided(ana, Outcome.DEFERRED, date(2027, 2, 1), consult))
    await notifications.react(decided(ana, Outcome.DEFERRED, date(2027, 3, 1), consult))
    await notifications.fire_timers()
    assert await standing(notifications) == [
        ("intake_requested", "cancelled"),
        ("intake_requested", "cancelled"),
        ("screening_deferred", "cancelled"),
        ("screening_deferred", "sent"),
    ]
    assert "from Monday, 1 March 2027" in (await arrived(notifications))[0].text
    await notifications.react(decided(ana, Outcome.DECLINED, None, consult))
    assert len(await standing(notifications)) == 4


async def test_a_plan_says_how_many_and_how_far_apart_and_not_what_for(notifications: Running, ana: Patient) -> None:
    await notifications.react(
        CoursePlanned(
            course_id=new_id(),
            patient_id=ana.id,
            clinic_id=ana.clinic_id,
            protocol_version="2026-11",
            protocol_digest="ac" * 32,
            sessions=3,
            spacing_weeks_min=4,
            spacing_weeks_max=6,
            not_before=START,
        )
    )
    await notifications.fire_timers()
    [journaled] = await arrived(notifications)
    assert "is ready: 3 sessions, 4 to 6 weeks apart." in journaled.text
    assert "acne" not in journaled.text + journaled.subject


async def test_results_are_pointed_to_and_only_who_agreed_is_invited_again(
    notifications: Running, ana: Patient
) -> None:
    agreed = Patient(ana.clinic_id, phone="+351910000001", marketing=True)
    await notifications.react(agreed.registered())
    for patient in (ana, agreed):
        await notifications.react(
            CourseCompleted(course_id=new_id(), patient_id=patient.id, clinic_id=patient.clinic_id, completed_at=START)
        )
    for moment in (START + 28 * DAY + HOUR, START + 180 * DAY + HOUR):
        notifications.clock.set(moment)
        await notifications.fire_timers()
    assert await standing(notifications, patient_id=ana.id) == [
        ("results_review", "sent"),
        ("maintenance_invited", "skipped"),
    ]
    assert await standing(notifications, patient_id=agreed.id) == [
        ("results_review", "sent"),
        ("maintenance_invited", "sent"),
    ]
