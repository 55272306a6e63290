"""Two records of one person become one: what is reserved and what was used are that person's."""

from dataclasses import replace
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from chassis.ids import new_id
from contracts.booking.patients import PatientMerged, PatientMergeUndone
from services.inventory.tables import reservations, uses
from tests.integration.inventory.stories import START, Appointment, in_days, received, scan
from tests.support.orders import ORDERS, in_order
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


async def test_what_was_another_persons_goes_back_when_the_merge_is_undone(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON"), 6))
    before, person = Appointment(clinic), new_id()
    since, own = (replace(Appointment(clinic), patient_id=person) for _ in range(2))
    await inventory.react(before.booked(in_days(0)))
    merge = merged(before.patient_id, person)
    await inventory.react(merge)
    for each in (since, own):
        await inventory.react(each.booked(in_days(0)))
    again = undone(merge, before.id, since.id)
    for _ in range(2):
        await inventory.react(again)
    assert await whose(inventory, before) == {before.patient_id}
    assert await whose(inventory, since) == {before.patient_id}, "it was booked for what went back"
    assert await whose(inventory, own) == {person}
    await inventory.react(since.moved(in_days(1)))
    assert await whose(inventory, since) == {before.patient_id}, "its events name the other patient for ever"
    await inventory.react(merged(before.patient_id, person))
    assert await whose(inventory, before) == {person}, "they are one after all"


@pytest.mark.parametrize("order", ORDERS)
async def test_whose_it_is_does_not_depend_on_which_comes_first_or_on_who_has_the_other_at_the_same_time(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, order: str
) -> None:
    await received(keeper, clinic, (scan("SOON"), 6))
    one, other = Appointment(clinic), new_id()
    since, later = (
        replace(Appointment(clinic), patient_id=other),
        replace(Appointment(clinic), patient_id=one.patient_id),
    )
    merge = merged(one.patient_id, other)
    await inventory.react(merge)
    await in_order(inventory, order, since.booked(in_days(0)), undone(merge, since.id))
    assert await whose(inventory, since) == {one.patient_id}
    again = merged(one.patient_id, other)
    await inventory.react(again)
    await in_order(inventory, order, later.booked(in_days(0)), undone(again))
    assert await whose(inventory, later) == {one.patient_id}, "booked for them since it was undone"


async def test_a_merge_that_was_undone_before_it_arrives_moves_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON"), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    merge = merged(appointment.patient_id, new_id())
    await inventory.react(undone(merge, appointment.id))
    await inventory.react(merge)
    assert await whose(inventory, appointment) == {appointment.patient_id}


async def test_either_of_two_merges_is_undone_in_whatever_order_they_came(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    for later_first in (False, True):
        appointment, between, person = Appointment(clinic), new_id(), new_id()
        await inventory.react(appointment.booked(in_days(3)))
        first, second = merged(appointment.patient_id, between), merged(between, person)
        for event in (second, first) if later_first else (first, second):
            await inventory.react(event)
        await inventory.react(undone(second))
        assert await whose(inventory, appointment) == {between}
        await inventory.react(undone(first))
        assert await whose(inventory, appointment) == {appointment.patient_id}
