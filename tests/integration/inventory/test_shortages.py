"""What sessions of the next days lack is said, with who has some and what an order would do."""

from typing import Any
from uuid import UUID

import httpx

from contracts.inventory.stock import StockShort, StockShortEnded
from tests.integration.inventory.stories import PEN, Appointment, in_days, received, scan
from tests.support.running import Running


async def shortages(keeper: httpx.AsyncClient, **params: str) -> list[dict[str, Any]]:
    answer = await keeper.get("/shortages", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_shortage_names_its_sessions_and_ends_when_they_have_their_cartridges(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    near, nearer = Appointment(clinic), Appointment(clinic)
    await inventory.react(near.booked(in_days(9), quantity=2))
    await inventory.react(nearer.booked(in_days(7)))
    [short] = await shortages(keeper, closed="false")
    assert (short["sessions"], short["cartridges"], short["first_needed_on"]) == (2, 3, str(in_days(7)))
    await received(keeper, clinic, (scan("A"), 1))
    [short] = await shortages(keeper, closed="false")
    assert (short["sessions"], short["cartridges"], short["first_needed_on"]) == (1, 2, str(in_days(9)))
    await received(keeper, clinic, (scan("A"), 2))
    assert await shortages(keeper, closed="false") == []
    [ended] = await shortages(keeper, closed="true", clinic_id=str(clinic), gtin=PEN)
    assert (ended["id"], ended["closed_because"], ended["transfers"]) == (short["id"], "in_stock", [])
    said = [each for each in await inventory.events() if isinstance(each, StockShort | StockShortEnded)]
    assert [getattr(each, "cartridges", "ended") for each in said] == [2, 3, 2, "ended"]


async def test_who_has_some_is_named_with_what_it_can_spare(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, other_clinic, (scan("SOON", in_days(5)), 9), (scan("LATE", in_days(90)), 6))
    level = {"reorder_point": 4, "reorder_quantity": 10}
    assert (await keeper.put(f"/clinics/{other_clinic}/reorder-levels/{PEN}", json=level)).status_code == 200
    await inventory.react(Appointment(clinic).booked(in_days(7), quantity=2))
    [short] = await shortages(keeper)
    [offer] = short["transfers"]
    assert offer == {
        "clinic_id": str(other_clinic),
        "clinic": offer["clinic"],
        "free": 6,
        "spare": 2,
        "expires_on": str(in_days(90)),
        "cures_all": True,
    }, "what expires before the session is no cure"


async def test_an_order_says_whether_it_would_come_in_time_and_what_is_on_order(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    answer = await keeper.post("/suppliers", json={"name": "Pens", "lead_time_days": 9, "currency": "EUR"})
    supplier = answer.json()["id"]
    version = (await keeper.get(f"/products/{PEN}")).headers["etag"]
    edit = {"supplier_id": supplier, "price_minor": 450, "currency": "EUR"}
    changed = await keeper.patch(f"/products/{PEN}", json=edit, headers={"If-Match": version})
    assert changed.status_code == 200, changed.text
    await inventory.react(Appointment(clinic).booked(in_days(7), quantity=2))
    [short] = await shortages(keeper)
    assert short["order"] == {
        "supplier_id": supplier,
        "supplier": "Pens",
        "lead_time_days": 9,
        "arrives_on": str(in_days(9)),
        "in_time": False,
        "price_minor": 900,
        "currency": "EUR",
    }
    assert short["on_order"] == []
    lines = [{"gtin": PEN, "packages": 3}]
    draft = await keeper.post(
        "/purchase-orders", json={"clinic_id": str(clinic), "supplier_id": supplier, "lines": lines}
    )
    assert draft.status_code == 201, draft.text
    [short] = await shortages(keeper)
    assert [(each["status"], each["cartridges"]) for each in short["on_order"]] == [("draft", 3)]


async def test_a_near_session_that_displaces_one_beyond_the_horizon_lists_nothing_yet(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    await inventory.react(Appointment(clinic).booked(in_days(40)))
    await inventory.react(Appointment(clinic).booked(in_days(2)))
    assert await shortages(keeper) == [], "for the far one there is time"
