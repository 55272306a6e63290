"""Two records of one person become one: what is reserved and what was used are that person's."""

from uuid import UUID

import httpx
from sqlalchemy import select

from chassis.ids import new_id
from contracts.booking.patients import PatientMerged
from services.inventory.tables import reservations, uses
from tests.integration.inventory.stories import START, Appointment, in_days, received, scan
from tests.support.running import Running


def merged(ends: UUID, into: UUID) -> PatientMerged:
    return PatientMerged(patient_id=ends, into=into, merged_at=START, merge_id=new_id())


async def whose(running: Running, appointment: Appointment) -> set[UUID]:
    """Whom the reservation and the uses of an appointment are for."""
    async with running.work() as work:
        found = [
            (await work.execute(select(table.c.patient_id).where(table.c.appointment_id == appointment.id))).scalars()
            for table in (reservations, uses)
        ]
    return {each for ids in found for each in ids}


async def test_what_was_reserved_and_used_before_follows(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON"), 2))
    appointment, person = Appointment(clinic), new_id()
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.used("SOON", START))
    await inventory.react(merged(appointment.patient_id, person))
    assert await whose(inventory, appointment) == {person}


async def test_what_arrives_late_follows_as_well(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("SOON"), 2))
    appointment, person = Appointment(clinic), new_id()
    await inventory.react(merged(appointment.patient_id, person))
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.moved(in_days(0)))
    await inventory.react(appointment.used("SOON", START))
    assert await whose(inventory, appointment) == {person}


async def test_two_merges_in_either_order_lead_to_the_same_person(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    for later_first in (False, True):
        appointment, between, person = Appointment(clinic), new_id(), new_id()
        await inventory.react(appointment.booked(in_days(3)))
        events = [merged(appointment.patient_id, between), merged(between, person)]
        for event in reversed(events) if later_first else events:
            await inventory.react(event)
        assert await whose(inventory, appointment) == {person}
