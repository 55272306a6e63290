"""Several workers at once, and a change at the moment of sending."""

import asyncio
from uuid import UUID

from services.notifications.commands.deliveries import deliver
from services.notifications.domain.channels import everything_through
from services.notifications.settings.policies import daily_limits
from tests.integration.notifications.stories import (
    DAY,
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


async def test_workers_that_fire_at_once_send_each_message_once(notifications: Running, ana: Patient) -> None:
    for number in range(10):
        await notifications.react(Appointment(ana, START + (2 + number) * DAY).booked())
    fired = await asyncio.gather(*[notifications.fire_timers() for _ in range(4)])
    assert sum(fired) == 2 * 10  # each is looked at, and handed over
    assert len(await arrived(notifications)) == 10


async def test_a_cancellation_that_arrives_while_the_confirmation_is_on_its_way_does_not_wait_for_the_carrier(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    appointment = Appointment(ana, START + 3 * DAY)
    await notifications.react(appointment.booked())
    channel.held = asyncio.Event()
    sending = asyncio.create_task(notifications.fire_timers())
    await channel.reached.wait()
    await notifications.react(appointment.cancelled())
    channel.held.set()
    await sending
    await notifications.fire_timers()
    assert await standing(notifications) == [
        ("appointment_confirmed", "sent"),
        ("appointment_reminder", "cancelled"),
        ("appointment_cancelled", "sent"),
    ]


async def test_a_new_address_that_arrives_while_a_message_is_on_its_way_does_not_wait_for_the_carrier(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    channel.held = asyncio.Event()
    sending = asyncio.create_task(notifications.fire_timers())
    await channel.reached.wait()
    await notifications.react(ana.changed(phone="+351910000001"))
    channel.held.set()
    await sending
    assert [each.address for each in await arrived(notifications)] == ["+351912345678"]
    assert (await one(notifications, "appointment_confirmed"))["status"] == "sent"


async def test_a_timer_that_comes_too_early_sends_nothing(
    notifications: Running, ana: Patient, channel: MoodyChannel
) -> None:
    await notifications.react(Appointment(ana, START + 3 * DAY).booked())
    reminder = await one(notifications, "appointment_reminder")
    async with notifications.work() as work:
        await deliver(work, UUID(reminder["id"]), everything_through(channel), daily_limits())
    assert await arrived(notifications) == []
    await run_until(notifications, START + 3 * DAY)
    assert (await one(notifications, "appointment_reminder"))["status"] == "sent"
