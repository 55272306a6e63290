"""A tip that fell at the chair and the one that was opened instead: the books and the trace show both."""

from datetime import timedelta
from uuid import UUID

import httpx

from tests.integration.inventory.stories import PEN, START, Appointment, balance, in_days, received, reservation, scan
from tests.integration.inventory.test_use import incidents, trace
from tests.support.running import Running


async def thrown_away(keeper: httpx.AsyncClient, lot: str) -> list[tuple[str | None, str, str | None]]:
    shown = (await keeper.get(f"/lots/{PEN}/{lot}/trace")).json()["discarded_at_chair"]
    return [(each["serial"], each["cause"], each["incident"]) for each in shown]


async def test_both_leave_the_shelf_and_the_reservation_is_used_up_once(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *((scan("A", serial=str(number)), 1) for number in (1, 2, 3)))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.discarded("A", START, "1"))
    assert (await reservation(keeper, appointment))["held"] == {"A": 1}, "the session still needs one"
    await inventory.react(appointment.used("A", START, "2"))
    assert (await reservation(keeper, appointment))["status"] == "used"
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 1, "used": 1, "discarded": 1}
    assert [use["serial"] for use in await trace(keeper, "A")] == ["2"]
    assert await thrown_away(keeper, "A") == [("1", "dropped", None)]
    assert await incidents(keeper) == []


async def test_the_order_in_which_lots_are_consumed_changes_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1), (scan("B"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    await inventory.react(appointment.used("B", START))
    await inventory.react(appointment.discarded("A", START))
    assert (await reservation(keeper, appointment))["status"] == "used"
    assert await balance(keeper, clinic, "A") == {"received": 1, "discarded": 1}
    assert await balance(keeper, clinic, "B") == {"received": 1, "used": 1}


async def test_whoever_loses_the_cartridge_is_short(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    today, later = Appointment(clinic), Appointment(clinic)
    await inventory.react(today.booked(in_days(0)))
    await inventory.react(later.booked(in_days(5)))
    await inventory.react(today.discarded("A", START))
    await inventory.react(today.used("A", START))
    assert (await reservation(keeper, today))["status"] == "used"
    assert (await reservation(keeper, later))["status"] == "short"
    assert await balance(keeper, clinic, "A") == {"received": 2, "used": 1, "discarded": 1}


async def test_what_was_thrown_away_is_followed_and_what_was_fine_is_no_incident(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="X1"), 1), (scan("A", serial="Y1"), 1))
    first, second = Appointment(clinic), Appointment(clinic)
    await inventory.react(first.discarded("A", START, "X1"))
    await inventory.react(first.used("A", START, "Y1"))
    assert await incidents(keeper) == []
    await inventory.react(second.used("A", START, "X1"))
    [reason] = await incidents(keeper)
    assert f"X1 was opened for session {first.session_id} and thrown away" in reason
    refused = await keeper.post(
        "/receipts", json={"clinic_id": str(clinic), "items": [{"scan": scan("A", serial="X1"), "quantity": 1}]}
    )
    assert refused.status_code == 422
    assert "was opened in session" in refused.text


async def test_one_that_the_books_do_not_have_is_an_incident_and_one_of_a_written_off_lot_is_not(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await inventory.react(Appointment(clinic).discarded("NEVER", START))
    [reason] = await incidents(keeper)
    assert "never received at any clinic" in reason
    assert [each[2] for each in await thrown_away(keeper, "NEVER")] == [reason]
    await received(keeper, clinic, (scan("OLD", in_days(0)), 1))
    inventory.clock.advance(timedelta(days=2))
    await inventory.fire_timers()
    await inventory.react(Appointment(clinic).discarded("OLD", START))
    assert await balance(keeper, clinic, "OLD") == {"received": 1, "discarded": 1}
    assert await incidents(keeper) == [reason]
