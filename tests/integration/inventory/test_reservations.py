"""Cartridges follow their appointments, in whatever order the topics bring the news."""

import asyncio
from datetime import timedelta
from uuid import UUID

import httpx

from chassis.ids import new_id
from contracts.inventory.stock import CartridgesFellShort, CartridgesFound
from services.inventory.commands.reservations import Need, reserve
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    ROLLER,
    START,
    Appointment,
    at,
    balance,
    in_days,
    opened,
    received,
    reservation,
    scan,
)
from tests.support.running import Running


async def test_the_lot_that_expires_first_and_lasts_until_the_session_is_reserved(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("TOO_SOON", in_days(6)), 5), (scan("SOON", in_days(7)), 5), (scan("LATE"), 5))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(7)))
    assert await reservation(keeper, appointment) == {"status": "reserved", "held": {"SOON": 1}}


async def test_a_moved_appointment_keeps_its_lot_while_it_lasts_and_gets_another_after(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON", in_days(20)), 1), (scan("LATE"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(7)))
    await inventory.react(appointment.moved(in_days(20)))
    assert (await reservation(keeper, appointment))["held"] == {"SOON": 1}
    await inventory.react(appointment.moved(in_days(21)))
    assert (await reservation(keeper, appointment))["held"] == {"LATE": 1}
    assert await balance(keeper, clinic, "SOON") == {"received": 1, "on_hand": 1}


async def test_an_appointment_moved_to_another_clinic_takes_that_clinics_cartridge(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    await received(keeper, other_clinic, (scan("A"), 1))
    appointment, waiting = Appointment(clinic), Appointment(clinic)
    await inventory.react(appointment.booked(in_days(7)))
    await inventory.react(waiting.booked(in_days(8)))
    await inventory.react(appointment.moved(in_days(7), clinic_id=other_clinic))
    assert await balance(keeper, other_clinic, "A") == {"received": 1, "reserved": 1}
    assert (await reservation(keeper, waiting))["status"] == "reserved", "what was left behind serves who waited"


async def test_an_appointment_that_needs_another_product_or_more_of_it_is_reserved_anew(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3), (scan("R", gtin=ROLLER), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(7)))
    await inventory.react(appointment.moved(in_days(7), quantity=3))
    assert (await reservation(keeper, appointment))["held"] == {"A": 3}
    await inventory.react(appointment.moved(in_days(7), gtin=ROLLER))
    assert (await reservation(keeper, appointment))["held"] == {"R": 1}
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 3}


async def test_cancelled_and_missed_appointments_release_for_those_who_wait(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    first, second, third, fourth = (Appointment(clinic) for _ in range(4))
    for days, appointment in enumerate((first, second, third, fourth), start=5):
        await inventory.react(appointment.booked(in_days(days)))
    await inventory.react(first.cancelled())
    assert (await reservation(keeper, first))["status"] == "released"
    assert (await reservation(keeper, third))["status"] == "reserved"
    await inventory.react(second.missed())
    assert (await reservation(keeper, fourth))["status"] == "reserved"


async def test_an_appointment_of_an_unknown_clinic_waits_until_its_zone_is_known(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    late_clinic = new_id()
    appointment, cancelled = Appointment(late_clinic), Appointment(late_clinic)
    await inventory.react(appointment.booked(in_days(7)))
    await inventory.react(cancelled.booked(in_days(7)))
    await inventory.react(cancelled.cancelled())
    assert (await reservation(keeper, appointment))["status"] == "waiting"
    await inventory.react(opened(late_clinic))
    assert (await reservation(keeper, appointment))["status"] == "short"
    await received(keeper, late_clinic, (scan("A"), 5))
    assert (await reservation(keeper, appointment))["status"] == "reserved"
    assert (await reservation(keeper, cancelled))["status"] == "released"


async def test_an_appointment_that_was_consumed_after_its_session_holds_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    appointment = Appointment(clinic)
    await inventory.react(appointment.used("A", START))
    await inventory.react(appointment.booked(in_days(0)))
    assert await reservation(keeper, appointment) == {"status": "used", "held": {}}
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 2, "used": 1}


async def test_what_was_held_for_a_day_that_is_over_is_free_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.moved(in_days(2)))
    inventory.clock.set(at(in_days(2), 23))
    await inventory.fire_timers()
    assert (await reservation(keeper, appointment))["status"] == "reserved"
    inventory.clock.advance(timedelta(hours=2))
    await inventory.fire_timers()
    assert (await reservation(keeper, appointment))["status"] == "released"
    assert await balance(keeper, clinic, "A") == {"received": 1, "on_hand": 1}


async def test_of_fifty_appointments_at_once_thirty_get_the_thirty_cartridges(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(60)), 11), (scan("B", in_days(90)), 9), (scan("C"), 10))

    async def book(days: int) -> None:
        async with inventory.work() as work:
            await reserve(work, Need(new_id(), new_id(), clinic, at(in_days(days)), PEN, 1))

    await asyncio.gather(*(book(5 + number % 40) for number in range(50)))
    found = (await keeper.get("/reservations", params={"clinic_id": str(clinic)})).json()["items"]
    assert [each["status"] for each in found] == ["reserved"] * 30 + ["short"] * 20, "the soonest are served"
    [stock] = (await keeper.get("/stock", params={"clinic_id": str(clinic)})).json()["items"]
    assert (stock["available"], stock["reserved"], stock["short"]) == (0, 30, 20)
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_session_without_cartridges_is_published_days_before_and_again_when_they_come(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    first, second = Appointment(clinic), Appointment(clinic)
    for each in (first, second):
        await inventory.react(each.booked(in_days(7)))
    assert await shortages(inventory) == [("fell_short", first.id), ("fell_short", second.id)]
    await received(keeper, clinic, (scan("A"), 1))
    assert (await shortages(inventory))[2:] == [("found", first.id)]
    await inventory.react(second.moved(in_days(8)))
    assert (await shortages(inventory))[3:] == [("fell_short", second.id)]


async def test_a_session_that_has_its_cartridges_is_not_published(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    await inventory.react(Appointment(clinic).booked(in_days(7)))
    assert await shortages(inventory) == []


async def shortages(inventory: Running) -> list[tuple[str, UUID]]:
    """What was published about sessions without cartridges, in order."""
    return [
        ("fell_short" if isinstance(each, CartridgesFellShort) else "found", each.appointment_id)
        for each in await inventory.events()
        if isinstance(each, CartridgesFellShort | CartridgesFound)
    ]


async def test_an_appointment_that_was_cancelled_by_mistake_is_reserved_for_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(7)))
    await inventory.react(appointment.cancelled())
    assert await balance(keeper, clinic, "A") == {"received": 1, "on_hand": 1}
    await inventory.react(appointment.reinstated(in_days(7)))
    assert await reservation(keeper, appointment) == {"status": "reserved", "held": {"A": 1}}


async def test_what_somebody_else_got_in_the_meantime_is_short(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    appointment, quicker = Appointment(clinic), Appointment(clinic)
    await inventory.react(appointment.booked(in_days(7)))
    await inventory.react(appointment.cancelled())
    await inventory.react(quicker.booked(in_days(8)))
    await inventory.react(appointment.reinstated(in_days(7)))
    held = [await reservation(keeper, each) for each in (appointment, quicker)]
    assert [each["status"] for each in held] == ["reserved", "short"], "the nearer session has it"


async def test_a_far_session_gives_way_to_a_nearer_one_and_gets_the_next_that_come(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    far, near = Appointment(clinic), Appointment(clinic)
    await inventory.react(far.booked(in_days(20)))
    await inventory.react(near.booked(in_days(3)))
    assert await reservation(keeper, near) == {"status": "reserved", "held": {"A": 1}}
    assert await reservation(keeper, far) == {"status": "short", "held": {}}
    assert await shortages(inventory) == [("fell_short", far.id)], "of the nearer one nothing is said: it never was"
    await inventory.react(near.cancelled())
    assert await reservation(keeper, far) == {"status": "reserved", "held": {"A": 1}}


async def test_moves_at_the_same_time_leave_the_cartridges_with_the_nearest(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    for where in (clinic, other_clinic):
        await received(keeper, where, (scan("A"), 6))
    booked = [Appointment(clinic if number % 2 else other_clinic) for number in range(20)]
    for number, each in enumerate(booked):
        await inventory.react(each.booked(in_days(10 + number)))
    there = [clinic, other_clinic]
    await asyncio.gather(
        *(
            inventory.react(each.moved(in_days(40 - number), clinic_id=there[number % 3 % 2]))
            for number, each in enumerate(booked)
        )
    )
    for each_clinic in there:
        found = (await keeper.get("/reservations", params={"clinic_id": str(each_clinic)})).json()["items"]
        assert [each["status"] for each in found] == ["reserved"] * 6 + ["short"] * (len(found) - 6)
    async with inventory.work() as work:
        await assert_books_are_true(work)
