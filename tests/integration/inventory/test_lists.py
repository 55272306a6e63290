"""Lists come in the order in which people read them, and are narrowed by what they look for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.inventory.stories import PEN, Appointment, in_days, received, scan
from tests.integration.inventory.test_recalls import recall_of
from tests.support.running import Running


async def listed(client: httpx.AsyncClient, path: str, **query: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params={name.rstrip("_"): str(value) for name, value in query.items()})
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_receipts_come_newest_first_with_what_was_in_them(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    began = inventory.clock.now()
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 3))
    await received(keeper, other_clinic, (scan("A"), 9))
    inventory.clock.set(began + timedelta(days=1))
    await received(keeper, clinic, (scan("A"), 1))
    newest, oldest = await listed(keeper, "/receipts", clinic_id=clinic)
    assert (newest["cartridges"], oldest["cartridges"]) == (1, 5)
    lots = sorted((lot["lot"], lot["quantity"]) for lot in oldest["lots"])
    assert lots == [("A", 2), ("B", 3)]
    today = (began + timedelta(hours=12)).isoformat()
    assert await listed(keeper, "/receipts", clinic_id=clinic, from_=today) == [newest]
    assert await listed(keeper, "/receipts", clinic_id=clinic, to=today) == [oldest]
    elsewhere = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert (await elsewhere.get("/receipts", params={"clinic_id": str(clinic)})).status_code == 403


async def test_recalls_are_listed_newest_first(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    for lot in "AB":
        inventory.clock.set(inventory.clock.now() + timedelta(hours=1))
        answer = await keeper.post("/recalls", json=recall_of(lot))
        assert answer.status_code == 201
    assert [each["lot"] for each in await listed(keeper, "/recalls")] == ["B", "A"]
    assert [each["lot"] for each in await listed(keeper, "/recalls", lot="A")] == ["A"]
    assert (await inventory.client(Role.FRONT_DESK).get("/recalls")).status_code == 403


async def test_reservations_come_soonest_first_whenever_they_were_made(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    days = (9, 7, 8)
    for day in days:
        await inventory.react(Appointment(clinic).booked(in_days(day)))
    found = await listed(keeper, "/reservations", clinic_id=clinic)
    assert [each["needed_on"] for each in found] == [in_days(day).isoformat() for day in sorted(days)]
    of_a_day = {"from_": f"{in_days(8)}T00:00:00Z", "to": f"{in_days(9)}T00:00:00Z"}
    assert await listed(keeper, "/reservations", clinic_id=clinic, **of_a_day) == [found[1]]
    assert [each["status"] for each in await listed(keeper, "/reservations", status="short")] == ["short", "short"]


async def test_lots_are_narrowed_to_a_product_and_to_what_is_on_the_shelf(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1), (scan("B"), 1))
    await inventory.react(Appointment(clinic).used("A", inventory.clock.now()))
    assert [lot["lot"] for lot in await listed(keeper, "/lots", clinic_id=clinic)] == ["A", "B"]
    assert [lot["lot"] for lot in await listed(keeper, "/lots", clinic_id=clinic, on_shelf="true")] == ["B"]
    assert await listed(keeper, "/lots", clinic_id=clinic, gtin="00614141007349") == []


async def test_stock_of_several_clinics_is_seen_side_by_side_and_only_of_ones_own(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await received(keeper, other_clinic, (scan("A"), 5), (scan("B"), 1))
    level = {"reorder_point": 3, "reorder_quantity": 10}
    assert (await keeper.put(f"/clinics/{clinic}/reorder-levels/{PEN}", json=level)).status_code == 200
    found = {each["clinic_id"]: each for each in await listed(keeper, "/stock", gtin=PEN)}
    assert {of: each["available"] for of, each in found.items()} == {str(clinic): 2, str(other_clinic): 6}
    assert [lot["lot"] for lot in found[str(other_clinic)]["lots"]] == ["A", "B"]
    assert found[str(clinic)]["clinic"] == "Chiado"
    assert [each["clinic_id"] for each in await listed(keeper, "/stock", low="true")] == [str(clinic)]
    elsewhere = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert [each["clinic_id"] for each in await listed(elsewhere, "/stock")] == [str(other_clinic)]
    assert (await elsewhere.get("/stock", params={"clinic_id": str(clinic)})).status_code == 403
