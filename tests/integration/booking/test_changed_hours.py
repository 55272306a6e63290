"""A clinic's hours change while somebody books there: what comes of it never depends on who was quicker by how much."""

import asyncio
from typing import Any

from sqlalchemy import text

from chassis.access.actors import Actor, Role
from services.booking.access import CALENDAR_WRITE
from services.booking.calendar.forms.appointments import AppointmentForm
from services.booking.care.commands.appointments import book
from services.booking.settings import bounds
from tests.integration.booking.chain import CHOICE, Chain, House, made, moment, refused


async def closing(chain: Chain, house: House, slot: dict[str, Any]) -> Any:
    day = moment(slot["starts_at"]).astimezone(house.zone).date()
    return await chain.desk.put(f"/clinics/{house.clinic_id}/closures/{day}", json={"reason": "No water."})


async def test_a_booking_that_has_read_the_hours_begins_again_when_they_are_others_before_it_has_its_locks(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", limit=1)
    async with chain.booking.work() as somebody:
        await somebody.execute(text("SELECT FROM practitioners WHERE id = :id FOR UPDATE"), {"id": lisbon.nurses[0]})
        booking = asyncio.create_task(chain.book(patient, lisbon, "consult", slot))
        await chain.booking.until_somebody_waits()  # it has read that the clinic is open
        made(await closing(chain, lisbon, slot))
    refused(await booking, "clinic-closed")
    await chain.booking.fire_timers()
    assert await chain.ahead(patient) == []


async def test_a_change_waits_for_the_booking_that_has_its_locks_and_lists_and_holds_what_it_booked(
    chain: Chain, lisbon: House
) -> None:
    patient = await chain.register(lisbon)
    (slot, *_) = await chain.slots(lisbon, "consult", limit=1)
    form = {"patient_id": patient, "clinic_id": lisbon.clinic_id, "kind": "consult"}
    async with chain.booking.work(Actor("desk", frozenset({Role.FRONT_DESK}), None)) as work:
        wanted = AppointmentForm.model_validate(form | {name: slot[name] for name in CHOICE})
        work.access.scope = CALENDAR_WRITE
        booked = await book(work, wanted, bounds())
        change = asyncio.create_task(closing(chain, lisbon, slot))
        await chain.booking.until_somebody_waits()
    assert [one["id"] for one in made(await change)["appointments"]] == [str(booked.id)]
    await chain.booking.fire_timers()
    now = await chain.appointment(str(booked.id))
    assert ([each["code"] for each in now["problems"]], now["being_checked"]) == (["clinic_closed"], False)
