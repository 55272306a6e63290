"""Cartridges as sessions use them, and the incidents among them."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.ids import new_id
from contracts.inventory.stock import CartridgeMisuseClosed, CartridgeMisused
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    ROLLER,
    START,
    Appointment,
    at,
    balance,
    in_days,
    received,
    reservation,
    scan,
    unopened,
    withdrawn,
)
from tests.support.running import Running


async def incidents(keeper: httpx.AsyncClient) -> list[str]:
    listed = (await keeper.get("/incidents")).json()["items"]
    return [each["reason"] for each in reversed(listed)]


async def trace(keeper: httpx.AsyncClient, lot: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await keeper.get(f"/lots/{PEN}/{lot}/trace")).json()["trace"]
    return found


async def test_a_session_uses_the_cartridge_reserved_for_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.used("A", START))
    assert (await reservation(keeper, appointment))["status"] == "used"
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 1, "used": 1}
    assert await incidents(keeper) == []
    [use] = await trace(keeper, "A")
    assert use["appointment_id"] == str(appointment.id)
    assert (use["clinic"], use["session_id"]) == ("Chiado", str(appointment.session_id))


async def test_a_session_that_used_another_lot_gives_its_own_to_the_one_that_held_that(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(40)), 1), (scan("B", in_days(10)), 1))
    appointment, later = Appointment(clinic), Appointment(clinic)
    await inventory.react(appointment.booked(in_days(5)))
    await inventory.react(later.booked(in_days(20)))
    nearer = Appointment(clinic)
    await inventory.react(nearer.booked(in_days(6)))
    assert (await reservation(keeper, nearer))["held"] == {"A": 1}, "nearer than the one that held it"
    await inventory.react(appointment.used("A", START))
    assert (await reservation(keeper, appointment))["status"] == "used"
    assert (await reservation(keeper, later))["status"] == "short", "B does not last so long"
    assert (await reservation(keeper, nearer))["held"] == {"B": 1}
    assert await incidents(keeper) == []


async def test_a_session_that_used_another_product_has_its_need_met(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1), (scan("R", gtin=ROLLER), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.used("R", START, gtin=ROLLER))
    assert (await reservation(keeper, appointment))["status"] == "used"
    assert await balance(keeper, clinic, "A") == {"received": 1, "on_hand": 1}
    assert await balance(keeper, clinic, "R", gtin=ROLLER) == {"received": 1, "used": 1}


async def test_one_cartridge_in_two_sessions_is_an_incident_and_leaves_stock_once(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="7"), 1), (scan("A", serial="8"), 1))
    first, second = Appointment(clinic), Appointment(clinic)
    await inventory.react(first.used("A", START, serial="7"))
    await inventory.react(second.used("A", START, serial="7"))
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 1, "used": 1}
    [reason] = await incidents(keeper)
    assert str(first.session_id) in reason
    assert [use["incident"] for use in await trace(keeper, "A")] == [None, reason]


async def test_a_serial_number_that_never_came_is_an_incident_where_all_came_with_one(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("S", serial="1"), 1), (scan("BOX"), 2))
    await inventory.react(Appointment(clinic).used("S", START, serial="99"))
    await inventory.react(Appointment(clinic).used("BOX", START, serial="5"))
    [reason] = await incidents(keeper)
    assert "Cartridge 99 was not received as part of lot" in reason
    assert await balance(keeper, clinic, "S") == {"received": 1, "on_hand": 1}
    assert await balance(keeper, clinic, "BOX") == {"received": 2, "on_hand": 1, "used": 1}


async def test_uses_that_the_ledger_cannot_account_for_are_incidents_and_traced(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    await received(keeper, other_clinic, (scan("THERE"), 1))
    for lot, serial in (("A", None), ("A", None), ("NEVER_SEEN", None), ("THERE", None), ("A", "1")):
        await inventory.react(Appointment(clinic).used(lot, START, serial=serial))
    reasons = await incidents(keeper)
    told = [
        "shows none of lot A left",
        "never received at any clinic",
        "never received at this clinic",
    ]
    assert len(reasons) == 4
    for reason, words in zip(reasons, told, strict=False):
        assert words in reason
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}
    assert await balance(keeper, other_clinic, "THERE") == {"received": 1, "on_hand": 1}
    assert len(await trace(keeper, "NEVER_SEEN")) == 1
    published = [event for event in await inventory.events() if isinstance(event, CartridgeMisused)]
    assert [event.reason for event in published] == reasons
    codes = [[each.code for each in event.misuses] for event in published]
    assert codes == [["none_left"], ["lot_unknown"], ["lot_elsewhere"], ["none_left"]]
    listed = (await keeper.get("/incidents", headers={"Accept-Language": "pt-PT"})).json()["items"]
    assert [each["codes"] for each in reversed(listed)] == codes
    assert "Nos livros já não resta nada do lote A" in listed[-1]["reason"]
    assert {event.clinic_id for event in published} == {clinic}


async def test_a_use_at_an_unknown_clinic_is_traced(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await inventory.react(Appointment(new_id()).used("A", START))
    assert len(await incidents(keeper)) == 1
    assert len(await trace(keeper, "A")) == 1


async def test_a_use_consumed_after_the_lot_expired_is_no_incident_when_it_was_in_time(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(1)), 2))
    inventory.clock.set(at(in_days(2), 1))
    await inventory.fire_timers()
    assert await balance(keeper, clinic, "A") == {"received": 2, "discarded": 2}
    await inventory.react(Appointment(clinic).used("A", at(in_days(1), 18)))
    assert await balance(keeper, clinic, "A") == {"received": 2, "used": 1, "discarded": 1}
    assert await incidents(keeper) == []
    await inventory.react(Appointment(clinic).used("A", at(in_days(2), 9)))
    [reason] = await incidents(keeper)
    assert "after its last day" in reason
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_an_expired_cartridge_still_on_the_shelf_is_counted_and_is_an_incident(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(1)), 1))
    inventory.clock.set(at(in_days(2), 9))  # the timer is late
    await inventory.react(Appointment(clinic).used("A", at(in_days(2), 8)))
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}
    assert "after its last day" in (await incidents(keeper))[0]


@pytest.mark.parametrize("numbered", [True, False], ids=["with a serial", "without"])
async def test_a_use_before_its_box_is_scanned_is_settled_by_the_box(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, numbered: bool
) -> None:
    serial = "5" if numbered else None
    await inventory.react(Appointment(clinic).used("A", START, serial=serial))
    fell = Appointment(clinic).discarded("A", START)
    await inventory.react(fell)
    assert len(await incidents(keeper)) == 2
    await received(keeper, clinic, (scan("A", serial=serial), 1), (scan("A"), 2))
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 1, "used": 1, "discarded": 1}
    listed = (await keeper.get("/incidents")).json()["items"]
    assert [each["closed_because"] for each in listed] == ["accounted", "accounted"]
    closed = [event for event in await inventory.events() if isinstance(event, CartridgeMisuseClosed)]
    assert {event.because for event in closed} == {"accounted"}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_box_without_the_used_serial_leaves_its_incident_open(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await inventory.react(Appointment(clinic).used("A", START, serial="5"))
    await received(keeper, clinic, (scan("A", serial="6"), 1))
    assert await balance(keeper, clinic, "A") == {"received": 1, "on_hand": 1}
    listed = (await keeper.get("/incidents")).json()["items"]
    assert [each["closed_at"] for each in listed] == [None]


async def test_a_cartridge_that_one_clinic_received_and_another_used_was_moved(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, other_clinic, (scan("A", serial="1"), 1), (scan("A", serial="2"), 1))
    promised = Appointment(other_clinic)
    await inventory.react(promised.booked(in_days(5), 2))
    used = Appointment(clinic).used("A", START, serial="1")
    await inventory.react(used)
    assert await incidents(keeper) == []
    assert await balance(keeper, clinic, "A") == {"transferred_in": 1, "used": 1}
    assert await balance(keeper, other_clinic, "A") == {"received": 2, "transferred_out": 1, "on_hand": 1}
    assert (await reservation(keeper, promised))["status"] == "short"
    listed = (await keeper.get(f"/lots/{PEN}/A")).json()["entries"]["items"]
    assert {each["note"] for each in listed if each["kind"] in ("send", "deliver", "arrive")} == {
        "Cartridge 1 was opened at another clinic than received it."
    }
    await inventory.react(Appointment(other_clinic).used("A", START, serial="1"))
    assert len(await incidents(keeper)) == 1, "one cartridge, one session, wherever it is"
    async with inventory.work() as work:
        await assert_books_are_true(work)


@pytest.mark.parametrize("opening", ["used", "discarded"])
async def test_a_cartridge_that_was_not_opened_elsewhere_after_all_is_where_it_was(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, opening: str
) -> None:
    await received(keeper, other_clinic, (scan("A", serial="1"), 1))
    session = Appointment(clinic)
    promised = Appointment(other_clinic)
    await inventory.react(promised.booked(in_days(5)))
    if opening == "used":
        wrong = session.used("A", START, serial="1")
        await inventory.react(wrong)
        assert (await reservation(keeper, promised))["status"] == "short"
        await inventory.react(withdrawn(wrong))
    else:
        fell = session.discarded("A", START, "1")
        await inventory.react(fell)
        assert (await reservation(keeper, promised))["status"] == "short"
        await inventory.react(unopened(fell))
    assert (await reservation(keeper, promised))["held"] == {"A": 1}
    there = {"received": 1, "transferred_in": 1, "transferred_out": 1, "reserved": 1}
    assert await balance(keeper, other_clinic, "A") == there
    await inventory.react(promised.used("A", START, serial="1"))
    assert await incidents(keeper) == []
    assert await balance(keeper, clinic, "A") == {"transferred_in": 1, "transferred_out": 1}
    async with inventory.work() as work:
        await assert_books_are_true(work)
