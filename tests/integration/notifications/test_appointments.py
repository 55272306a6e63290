"""An appointment is confirmed once, reminded of once, and announced again when it changes; never after it is gone."""

from chassis.ids import new_id
from contracts.notifications.messages import MessageSent
from tests.integration.notifications.stories import (
    DAY,
    HOUR,
    START,
    Appointment,
    Patient,
    arrived,
    messages,
    one,
    run_until,
    standing,
)
from tests.support.running import Running


async def test_a_booking_is_confirmed_at_once_with_time_place_and_directions(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY + 5 * HOUR, "consult")
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    [journaled] = await arrived(notifications)
    assert (journaled.channel, journaled.address) == ("sms", "+351912345678")
    assert journaled.text == (
        "Hello Ana, your consultation is booked: Thursday, 26 November 2026, 14:00 (Lisbon Time), at Chiado Skin, Rua "
        "Garrett 1, Lisboa. Directions: https://maps.example/chiado If you cannot come, please call +351210000000."
    )
    [sent] = await notifications.events()
    assert isinstance(sent, MessageSent)
    assert (sent.patient_id, sent.appointment_id) == (ana.id, appointment.id)
    assert (sent.template, sent.channel) == ("appointment_confirmed", "sms")


async def test_the_reminder_goes_out_the_day_before_and_nothing_goes_out_twice(
    notifications: Running, ana: Patient
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    assert (await one(notifications, "appointment_reminder"))["planned_for"] == "2026-11-25T09:00:00Z"
    await run_until(notifications, START + 5 * DAY)
    assert await standing(notifications) == [("appointment_confirmed", "sent"), ("appointment_reminder", "sent")]
    assert len(await arrived(notifications)) == 2


async def test_what_was_taken_over_from_other_software_is_only_reminded_of(
    notifications: Running, ana: Patient
) -> None:
    booked = Appointment(ana, START + 3 * DAY).booked()
    await notifications.react(booked.model_copy(update={"origin": "imported"}))
    await run_until(notifications, START + 5 * DAY)
    assert await standing(notifications) == [("appointment_reminder", "sent")]


async def test_the_same_event_again_plans_nothing_again(notifications: Running, ana: Patient) -> None:
    event, event_id = Appointment(ana, START + 3 * DAY).booked(), new_id()
    for _ in range(3):
        await notifications.react(event, event_id=event_id)
    await notifications.deliver((event_id, event), (event_id, event))
    await run_until(notifications, START + 4 * DAY)
    assert len(await arrived(notifications)) == 2


async def test_a_move_is_sent_once_and_the_old_time_is_never_mentioned_again(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.moved(START + 10 * DAY + 2 * HOUR))
    await run_until(notifications, START + 12 * DAY)
    texts = [journaled.text for journaled in await arrived(notifications)]
    assert len(texts) == 3
    assert "26 November" in texts[0]
    assert all("Thursday, 3 December 2026, 11:00" in text and "26 November" not in text for text in texts[1:])


async def test_without_a_message_about_the_old_time_only_the_new_one_is_sent(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.react(appointment.moved(START + 4 * DAY))
    await notifications.fire_timers()
    assert await standing(notifications) == [
        ("appointment_confirmed", "cancelled"),
        ("appointment_reminder", "cancelled"),
        ("appointment_moved", "sent"),
        ("appointment_reminder", "planned"),
    ]


async def test_of_two_quick_moves_only_the_last_is_told(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.moved(START + 4 * DAY))
    await notifications.react(appointment.moved(START + 5 * DAY))
    await run_until(notifications, START + 6 * DAY)
    texts = [journaled.text for journaled in await arrived(notifications)]
    assert [("28 November" in text, "27 November" in text) for text in texts] == [
        (False, False),
        (True, False),
        (True, False),
    ]


async def test_a_cancellation_is_sent_once_without_its_reason_and_nothing_follows(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.cancelled())
    await run_until(notifications, START + 5 * DAY)
    assert await standing(notifications) == [
        ("appointment_confirmed", "sent"),
        ("appointment_reminder", "cancelled"),
        ("appointment_cancelled", "sent"),
    ]
    assert "patient_asked" not in (await arrived(notifications))[-1].text


async def test_nothing_is_sent_to_who_came_and_left_untreated(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.cancelled("left_untreated"))
    await run_until(notifications, START + 5 * DAY)
    assert await standing(notifications) == [("appointment_confirmed", "sent"), ("appointment_reminder", "cancelled")]


async def test_nothing_is_sent_about_a_cancellation_that_is_written_down_after_its_time(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 2 * HOUR)
    await notifications.react(appointment.booked())
    await run_until(notifications, START + 3 * HOUR)
    before = await standing(notifications)
    await notifications.react(appointment.cancelled())
    await run_until(notifications, START + 2 * DAY)
    assert await standing(notifications) == before


async def test_whoever_missed_an_appointment_is_written_to_the_next_day_once_it_was_over(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.react(appointment.missed())
    await run_until(notifications, START + 4 * DAY)
    assert await arrived(notifications) == [], "neither confirmed nor reminded of"
    await run_until(notifications, START + 9 * DAY)
    assert [each["planned_for"] for each in await messages(notifications, status="sent")] == ["2026-11-27T10:00:00Z"]


async def test_a_held_follow_up_is_sent_once_and_reminded_of(notifications: Running, ana: Patient) -> None:
    held = Appointment(ana, START + 30 * DAY, origin="follow_up")
    await notifications.react(held.booked())
    await notifications.react(held.held())
    await run_until(notifications, START + 31 * DAY)
    assert await standing(notifications) == [("appointment_reminder", "sent"), ("follow_up_held", "sent")]


async def test_a_move_by_night_is_sent_in_the_morning(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await run_until(notifications, START + 14 * HOUR)
    await notifications.react(appointment.moved(START + 4 * DAY))
    await notifications.fire_timers()
    assert (await one(notifications, "appointment_moved"))["planned_for"] == "2026-11-24T08:00:00Z"
    await run_until(notifications, START + 24 * HOUR)
    assert (await one(notifications, "appointment_moved"))["status"] == "sent"


async def test_a_cancellation_by_night_of_the_first_appointment_asks_booking_to_call(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 23 * HOUR)
    await notifications.react(appointment.booked())
    await run_until(notifications, START + 13 * HOUR)
    await notifications.react(appointment.cancelled())
    failed = await one(notifications, "appointment_cancelled")
    assert (failed["status"], failed["reason"]) == ("failed", "quiet hours last until it is too late to write")
    assert [type(event).__name__ for event in await notifications.events()] == ["MessageSent", "MessageFailed"]


async def test_nobody_is_reminded_of_an_appointment_that_is_held(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.held_back())
    await run_until(notifications, START + 5 * DAY)
    assert await standing(notifications) == [("appointment_confirmed", "sent"), ("appointment_reminder", "skipped")]
    assert len(await arrived(notifications)) == 1


async def test_what_waited_goes_out_when_the_appointment_is_released(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.held_back())
    await run_until(notifications, START + 2 * DAY + 2 * HOUR)
    assert (await one(notifications, "appointment_reminder"))["reason"] == "waits: the appointment is held"
    await notifications.react(appointment.released())
    await notifications.fire_timers()
    assert await standing(notifications) == [("appointment_confirmed", "sent"), ("appointment_reminder", "sent")]


async def test_a_held_appointment_that_is_called_off_is_announced_and_not_reminded_of(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    for event in (appointment.booked(), appointment.held_back(), appointment.cancelled()):
        await notifications.react(event)
    await run_until(notifications, START + 5 * DAY)
    sent = [template for template, status in await standing(notifications) if status == "sent"]
    assert sent == ["appointment_cancelled"]


async def test_an_appointment_that_was_cancelled_by_mistake_is_said_to_take_place_and_reminded_of_again(
    notifications: Running, ana: Patient
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await notifications.fire_timers()
    await notifications.react(appointment.cancelled())
    await notifications.fire_timers()
    await notifications.react(appointment.reinstated())
    await run_until(notifications, START + 5 * DAY)
    sent = [template for template, status in await standing(notifications) if status == "sent"]
    assert sorted(sent) == [
        "appointment_cancelled",
        "appointment_confirmed",
        "appointment_reinstated",
        "appointment_reminder",
    ]


async def test_of_an_appointment_that_has_begun_nothing_is_written_again(notifications: Running, ana: Patient) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    await run_until(notifications, START + 3 * DAY + HOUR)
    before = len(await arrived(notifications))
    await notifications.react(appointment.missed())
    await notifications.react(appointment.reinstated("missed"))
    await run_until(notifications, START + 4 * DAY)
    assert len(await arrived(notifications)) == before
