"""The stock manager is informed of low stock once; what has expired is never on the shelf again."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from asyncpg import CheckViolationError, RaiseError
from sqlalchemy import text

from contracts.booking.clinics import ClinicChanged
from contracts.inventory.stock import StockLow
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
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


async def set_level(keeper: httpx.AsyncClient, clinic: UUID, point: int, version: int | None = None) -> httpx.Response:
    headers = {"If-Match": f'"{version}"'} if version else {}
    body = {"reorder_point": point, "reorder_quantity": 20}
    return await keeper.put(f"/clinics/{clinic}/reorder-levels/{PEN}", json=body, headers=headers)


async def told_low(inventory: Running) -> list[int]:
    return [event.available for event in await inventory.events() if isinstance(event, StockLow)]


async def test_low_stock_is_said_once_until_it_has_risen_above_the_reorder_point(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    assert (await set_level(keeper, clinic, 3)).status_code == 200
    assert await told_low(inventory) == [], "nothing of it ever came: it is not low yet"
    await received(keeper, clinic, (scan("A"), 5))
    appointments = [Appointment(clinic) for _ in range(3)]
    for appointment in appointments:
        await inventory.react(appointment.booked(in_days(3)))
    assert await told_low(inventory) == [3], "at the point, once; not again below it"
    await inventory.react(appointments[0].used("A", START))
    await inventory.react(appointments[1].cancelled())
    assert await told_low(inventory) == [3], "back at the point is not above it"
    await received(keeper, clinic, (scan("B"), 1))
    await inventory.react(Appointment(clinic).booked(in_days(4)))
    assert await told_low(inventory) == [3, 3]


async def told(inventory: Running) -> list[tuple[int, bool]]:
    return [(event.available, event.urgent) for event in await inventory.events() if isinstance(event, StockLow)]


async def test_low_stock_is_said_again_when_it_is_urgent(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await set_level(keeper, clinic, 10)
    await received(keeper, clinic, (scan("A"), 12))
    for number in range(10):
        await inventory.react(Appointment(clinic).booked(in_days(3 + number)))
    assert await told(inventory) == [(10, False), (2, True)], "at the point, and at a quarter of it"
    [stock] = (await keeper.get(f"/stock?clinic_id={clinic}")).json()["items"]
    assert (stock["low"], stock["urgent"]) == (True, True)
    await received(keeper, clinic, (scan("B"), 9))
    level = (await keeper.get(f"/clinics/{clinic}/reorder-levels/{PEN}")).json()
    assert (level["urgent_point"], level["low_since"], level["urgent_since"]) == (2, None, None)


async def test_a_clinic_names_its_urgent_point_at_or_below_its_reorder_point(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    address = f"/clinics/{clinic}/reorder-levels/{PEN}"
    form = {"reorder_point": 6, "reorder_quantity": 20}
    refused = await keeper.put(address, json={**form, "urgent_point": 7})
    assert refused.status_code == 422
    assert "above the reorder point" in refused.text
    await keeper.put(address, json={**form, "urgent_point": 5})
    await received(keeper, clinic, (scan("A"), 5))
    assert await told(inventory) == [(5, True)], "low and urgent at once are one"


async def test_a_level_set_above_the_stock_is_published_at_once_and_edited_only_as_read(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    first = await set_level(keeper, clinic, 2)
    assert first.headers["ETag"] == '"1"'
    assert (await set_level(keeper, clinic, 9)).status_code == 428
    assert (await set_level(keeper, clinic, 9, version=7)).status_code == 412
    assert (await set_level(keeper, clinic, 9, version=1)).status_code == 200
    assert await told_low(inventory) == [5]
    level = (await keeper.get(f"/clinics/{clinic}/reorder-levels/{PEN}")).json()
    assert (level["version"], level["low_since"] is not None) == (2, True)


async def test_expired_stock_leaves_the_shelf_at_the_clinics_midnight_and_appointments_get_another_lot(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await set_level(keeper, clinic, 1)
    await received(keeper, clinic, (scan("A", in_days(1)), 3))
    await received(keeper, other_clinic, (scan("A", in_days(1)), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(1)))
    inventory.clock.set(at(in_days(1), 13))  # 02:00 on the day after, in Auckland
    await inventory.fire_timers()
    assert await balance(keeper, other_clinic, "A") == {"received": 2, "discarded": 2}
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 2, "reserved": 1}
    inventory.clock.set(at(in_days(2), 0) + timedelta(minutes=1))
    await inventory.fire_timers()
    assert await balance(keeper, clinic, "A") == {"received": 3, "discarded": 3}
    assert (await reservation(keeper, appointment))["status"] == "released"
    assert await told_low(inventory) == [0]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_clinic_that_changes_its_zone_has_its_midnights_there(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(1)), 1))
    details = opened(clinic, "Pacific/Auckland").details
    await inventory.react(ClinicChanged(clinic_id=clinic, details=details))
    inventory.clock.set(at(in_days(1), 13))
    await inventory.fire_timers()
    assert await balance(keeper, clinic, "A") == {"received": 1, "discarded": 1}


async def closes(inventory: Running, clinic: UUID, closed_from: date | None) -> None:
    details = opened(clinic).details.model_copy(update={"closed_from": closed_from})
    await inventory.react(ClinicChanged(clinic_id=clinic, details=details))
    await inventory.fire_timers()


async def closing(keeper: httpx.AsyncClient, clinic: UUID) -> list[dict[str, Any]]:
    answer = await keeper.get("/closing-clinics", params={"clinic_id": str(clinic)})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_nothing_is_low_at_a_clinic_that_is_closed_for_good_and_what_lies_there_is_listed(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    await set_level(keeper, clinic, 5)
    assert await told_low(inventory) == [3]
    assert await closing(keeper, clinic) == []
    await closes(inventory, clinic, in_days(2))
    [listed] = await closing(keeper, clinic)
    assert (listed["closed_from"], listed["on_shelf"]) == (str(in_days(2)), 3)
    assert (listed["orders"], listed["transfers"]) == ([], [])
    low = {"clinic_id": str(clinic), "low": "true"}
    assert (await keeper.get("/stock", params=low)).json()["items"], "until that day it sells on"
    inventory.clock.set(at(in_days(2), 0) + timedelta(minutes=1))
    await inventory.fire_timers()
    assert (await keeper.get("/stock", params=low)).json()["items"] == []
    body = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "quantity": 1, "reason": "dropped"}
    assert (await keeper.post("/discards", json=body)).status_code == 201
    assert await told_low(inventory) == [3], "nobody orders for it"
    await closes(inventory, clinic, None)
    assert await told_low(inventory) == [3, 2], "it stays: what is low is said again"
    assert await closing(keeper, clinic) == []


async def test_discarded_cartridges_leave_the_shelf_also_when_they_were_promised(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(3)))
    body = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "quantity": 3, "reason": "dropped"}
    refused = await keeper.post("/discards", json=body)
    assert (refused.status_code, refused.json()["there"]) == (409, 2)
    done = await keeper.post("/discards", json={**body, "quantity": 2})
    assert (done.status_code, done.json()["left"]) == (201, 0)
    assert (await reservation(keeper, appointment))["status"] == "short"
    lot = (await keeper.get(f"/lots/{PEN}/A")).json()
    assert [(entry["kind"], entry["quantity"], entry["note"]) for entry in lot["entries"]["items"]] == [
        ("receipt", 2, ""),
        ("discard", 2, "dropped"),
    ]


async def test_the_ledger_cannot_be_rewritten(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    for statement in ("UPDATE ledger SET quantity = 1", "DELETE FROM ledger"):
        with pytest.raises(RaiseError, match="append-only"):
            async with inventory.work() as work:
                await work.execute(text(statement))
    with pytest.raises(CheckViolationError, match="balances_add_up"):
        async with inventory.work() as work:
            await work.execute(text("UPDATE balances SET on_hand = 1"))
