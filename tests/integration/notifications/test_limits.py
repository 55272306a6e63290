"""Nobody gets more messages than a day has; beyond that the clinic calls. Care is not held back."""

from datetime import timedelta
from uuid import UUID

from contracts.notifications.messages import MessageFailed
from tests.integration.notifications.stories import DAY, START, Appointment, Patient, arrived, messages, performed
from tests.support.running import Running


async def moved_often(running: Running, patient: Patient, times: int) -> Appointment:
    appointment = Appointment(patient, START + 9 * DAY)
    await running.react(appointment.booked())
    await running.fire_timers()
    for number in range(times):
        await running.react(appointment.moved(START + (10 + number) * DAY))
        await running.fire_timers()
    return appointment


async def test_an_appointment_that_is_moved_twelve_times_sends_ten_messages_and_then_the_desk_calls(
    notifications: Running, ana: Patient
) -> None:
    appointment = await moved_often(notifications, ana, 12)
    assert len(await arrived(notifications)) == 10
    failed = [each for each in await messages(notifications) if each["status"] == "failed"]
    assert {each["reason"] for each in failed} == {
        "10 messages went to this patient within 24 hours, which is the limit"
    }
    [*_, event] = [each for each in await notifications.events() if isinstance(each, MessageFailed)]
    assert (event.appointment_id, event.starts_at) == (appointment.id, appointment.starts_at)


async def test_the_next_day_messages_go_out_again(notifications: Running, ana: Patient) -> None:
    await moved_often(notifications, ana, 12)
    notifications.clock.advance(timedelta(days=1, minutes=1))
    await notifications.react(Appointment(ana, START + 30 * DAY).booked())
    await notifications.fire_timers()
    assert len(await arrived(notifications)) == 11


async def test_aftercare_goes_out_beyond_the_limit(notifications: Running, ana: Patient) -> None:
    await moved_often(notifications, ana, 12)
    await notifications.react(performed(ana, START))
    notifications.clock.advance(timedelta(hours=10))
    await notifications.fire_timers()
    assert "Redness" in (await arrived(notifications))[-1].text


async def test_an_address_that_many_share_has_a_limit_of_its_own(notifications: Running, clinic: UUID) -> None:
    for _ in range(4):
        somebody = Patient(clinic)
        await notifications.react(somebody.registered())
        await moved_often(notifications, somebody, 8)
    assert len(await arrived(notifications)) == 30
    reasons = {each["reason"] for each in await messages(notifications) if each["status"] == "failed"}
    assert reasons == {"30 messages went to this address within 24 hours, which is the limit"}
