"""Channels fail, workers die, addresses change: a message still arrives once, where its recipient is now."""

from uuid import UUID

from contracts.booking.patients import ContactPreferencesChanged
from contracts.notifications.messages import MessageFailed
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    MoodyChannel,
    Patient,
    arrived,
    one,
    run_until,
    standing,
)
from tests.support.running import Running


async def test_a_channel_that_recovers_gets_the_message_once(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    channel.busy = True
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await run_until(notifications, START + 1.5 * HOUR)
    waiting = await one(notifications, "appointment_confirmed")
    assert (waiting["status"], waiting["reason"]) == ("planned", "the line is busy")
    channel.busy = False
    await run_until(notifications, START + 6 * HOUR)
    assert len(await arrived(notifications)) == 1
    sent = await one(notifications, "appointment_confirmed")
    assert (sent["status"], sent["reason"]) == ("sent", None)


async def test_a_channel_that_stays_down_fails_and_booking_gets_the_reason(
    notifications: Running, clinic: UUID, channel: MoodyChannel
) -> None:
    channel.busy = True
    rui = Patient(clinic, email=None)
    await notifications.react(rui.registered())
    await notifications.react(Appointment(rui, START + 12 * HOUR).booked())
    await run_until(notifications, START + 11.5 * HOUR)
    tries = channel.tries
    await run_until(notifications, START + 20 * HOUR)
    assert channel.tries == tries == 6
    [failed] = await notifications.events()
    assert isinstance(failed, MessageFailed)
    assert failed.reason == "the channel failed 6 times: the line is busy"
    assert failed.template == "appointment_confirmed"


async def test_a_retry_never_falls_into_quiet_hours(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    await run_until(notifications, START + 11.9 * HOUR)
    channel.busy = True
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    channel.busy = False
    notifications.clock.set(START + 14 * HOUR)
    await notifications.fire_timers()
    assert await arrived(notifications) == []
    assert (await one(notifications, "appointment_confirmed"))["planned_for"] == "2026-11-24T08:00:00Z"


async def test_a_worker_that_dies_between_hand_over_and_commit_delivers_once(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    channel.dies_after_hand_over = True
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sending"
    channel.dies_after_hand_over = False
    notifications.clock.advance(HOUR)
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"
    assert channel.tries > 1
    assert len(await arrived(notifications)) == 1


async def test_a_message_goes_to_where_the_patient_is_reached_when_it_goes_out(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    await notifications.fire_timers()
    await notifications.react(ana.changed(email="new@example.org"))
    await notifications.react(ContactPreferencesChanged(patient_id=ana.id, channel="email", marketing=False))
    await run_until(notifications, START + 3 * DAY)
    assert [(each.channel, each.address) for each in await arrived(notifications)] == [
        ("sms", "+351912345678"),
        ("email", "new@example.org"),
    ]


async def test_who_cannot_be_reached_at_all_is_left_to_the_front_desk(notifications: Running, ana: Patient) -> None:
    hermit = Patient(ana.clinic_id, phone=None, email=None)
    await notifications.react(hermit.registered())
    await notifications.react(Appointment(hermit, START + 12 * HOUR).booked())
    await notifications.fire_timers()
    assert await standing(notifications) == [("appointment_confirmed", "failed"), ("appointment_reminder", "skipped")]
    [failed] = await notifications.events()
    assert isinstance(failed, MessageFailed)
    assert failed.reason.startswith("no way to reach")
