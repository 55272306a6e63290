"""The catalogue: packages are received as their units; what is retired is received no longer."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from contracts.inventory.stock import StockLow
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    ROLLER,
    Appointment,
    balance,
    deliver,
    in_days,
    received,
    reservation,
    scan,
)
from tests.support.running import Running

BOX, CASE = "19506000134359", "29506000134356"
BOXED: list[dict[str, Any]] = [
    {"gtin": BOX, "level": "box", "units": 10},
    {"gtin": CASE, "level": "case", "units": 40},
]


async def changed(keeper: httpx.AsyncClient, version: int = 1, **fields: Any) -> httpx.Response:
    return await keeper.patch(f"/products/{PEN}", json=fields, headers={"If-Match": f'"{version}"'})


async def retired(keeper: httpx.AsyncClient, version: int = 1, step: str = "retire") -> httpx.Response:
    body = {"reason": "the manufacturer gave it up"}
    return await keeper.post(f"/products/{PEN}/{step}", json=body, headers={"If-Match": f'"{version}"'})


async def test_scanning_a_box_or_a_case_receives_the_units_inside(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    assert (await changed(keeper, packages=BOXED)).status_code == 200
    await received(keeper, clinic, (scan("A", gtin=BOX), 3), (scan("A", gtin=CASE), 1), (scan("A"), 2))
    assert await balance(keeper, clinic, "A") == {"received": 72, "on_hand": 72}
    unsaid = {"clinic_id": str(clinic), "items": [{"scan": f"{scan('B', gtin=BOX)}"}]}
    answer = await keeper.post("/receipts", json=unsaid)
    assert [(each["gtin"], each["quantity"]) for each in answer.json()["items"]] == [(PEN, 10)]


async def test_a_numbered_box_is_refused_when_it_is_scanned_twice(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await changed(keeper, packages=BOXED)
    label = scan("A", gtin=BOX, serial="B1")
    refused = await deliver(keeper, clinic, (label, 1), (label, 1))
    assert refused.status_code == 422
    assert "scan each package once" in refused.text
    await received(keeper, clinic, (label, 1))
    assert await balance(keeper, clinic, "A") == {"received": 10, "on_hand": 10}


async def test_a_box_that_says_another_count_than_the_catalogue_is_refused(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await changed(keeper, packages=BOXED)
    labels = [f"(01){BOX}(17){LATER:%y%m%d}(30){count}(10)A" for count in (8, 10)]
    bodies = [{"clinic_id": str(clinic), "items": [{"scan": label}]} for label in labels]
    assert "count them" in (await keeper.post("/receipts", json=bodies[0])).text
    answer = await keeper.post("/receipts", json=bodies[1])
    assert [each["quantity"] for each in answer.json()["items"]] == [10]


async def test_a_gtin_names_one_thing(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await changed(keeper, packages=BOXED)
    package = [{"gtin": ROLLER, "level": "box", "units": 5}]
    assert (await changed(keeper, version=2, packages=package)).status_code == 422
    as_product = await keeper.post("/products", json={"gtin": BOX, "name": "Box", "fits": []})
    assert as_product.status_code == 422
    assert [each["gtin"] for each in (await keeper.get(f"/products/{PEN}")).json()["packages"]] == [BOX, CASE]


async def test_a_product_is_changed_only_as_read_and_found_by_what_is_known_of_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    known: dict[str, Any] = {
        "needles": 12,
        "shortest_mm": "0.25",
        "longest_mm": "2.5",
        "price_minor": 950,
        "currency": "EUR",
    }
    answer = await changed(keeper, supplier="Pen Supplies", packages=BOXED, **known)
    assert (answer.headers["ETag"], answer.json()["longest_mm"]) == ('"2"', "2.50")
    assert (await changed(keeper, storage="dry")).status_code == 412
    assert (await changed(keeper, version=2, kind="serum")).status_code == 422
    for search in ("pen supp", BOX[3:], "cartridge 12"):
        found = (await keeper.get("/products", params={"search": search})).json()["items"]
        assert [each["gtin"] for each in found] == [PEN], search
    assert (await keeper.get("/products", params={"kind": "serum"})).json()["items"] == []
    for model, gtins in (("skinpen", [ROLLER, PEN]), ("skin", [])):
        found = (await keeper.get("/products", params={"fits": model})).json()["items"]
        assert [each["gtin"] for each in found] == gtins, model
    assert (await keeper.get("/products/00614141007349")).json()["name"] == "Roller 0.5 mm"


async def test_a_retired_product_is_refused_on_arrival_and_used_up(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    level = {"reorder_point": 3, "reorder_quantity": 20}
    await keeper.put(f"/clinics/{clinic}/reorder-levels/{PEN}", json=level)
    await received(keeper, clinic, (scan("A"), 4))
    assert (await retired(keeper)).json()["retired_because"] == "the manufacturer gave it up"
    refused = await deliver(keeper, clinic, (scan("B"), 1))
    assert (refused.status_code, "is retired" in refused.text) == (422, True)
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(3), quantity=2))
    assert await reservation(keeper, appointment) == {"status": "reserved", "held": {"A": 2}}
    assert not [event for event in await inventory.events() if isinstance(event, StockLow)]
    assert (await retired(keeper, version=2)).status_code == 409
    assert (await retired(keeper, version=2, step="reinstate")).json()["retired_at"] is None
    low = [event.available for event in await inventory.events() if isinstance(event, StockLow)]
    assert low == [2], "what ran low while it was retired is said once it is bought again"
    await received(keeper, clinic, (scan("B"), 1))
    assert (await retired(keeper, version=3)).status_code == 200
    [stock] = (await keeper.get("/stock", params={"clinic_id": str(clinic)})).json()["items"]
    assert stock["low"] is False, "none of it is ordered"


async def test_a_retired_product_is_low_nowhere_also_where_it_was_booked_and_never_came(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    level = {"reorder_point": 3, "reorder_quantity": 20}
    await keeper.put(f"/clinics/{clinic}/reorder-levels/{PEN}", json=level)
    await inventory.react(Appointment(clinic).booked(in_days(3)))
    low = []
    for version, step in ((1, "retire"), (2, "reinstate")):
        low.append((await keeper.get("/stock", params={"clinic_id": str(clinic)})).json()["items"][0]["low"])
        assert (await retired(keeper, version=version, step=step)).status_code == 200
    low.append((await keeper.get("/stock", params={"clinic_id": str(clinic)})).json()["items"][0]["low"])
    assert low == [True, False, True]


@pytest.mark.parametrize("retired_too", [False, True])
async def test_retired_products_are_listed_apart(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, retired_too: bool
) -> None:
    await retired(keeper)
    listed = (await keeper.get("/products", params={"retired": retired_too})).json()["items"]
    assert [each["gtin"] for each in listed] == ([PEN] if retired_too else [ROLLER])
