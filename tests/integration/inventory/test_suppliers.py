"""From whom the chain buys: edited as read, ended with a reason, and known by the products that name it."""

from importlib import import_module
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from tests.integration.inventory.stories import PEN, ROLLER
from tests.support.running import Running


async def created(keeper: httpx.AsyncClient, name: str = "Pen Supplies", **fields: Any) -> dict[str, Any]:
    body = {"name": name, "lead_time_days": 7, "currency": "EUR", **fields}
    answer = await keeper.post("/suppliers", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def product(keeper: httpx.AsyncClient, gtin: str = PEN) -> tuple[str, str | None]:
    found = (await keeper.get(f"/products/{gtin}")).json()
    return found["supplier"], found["supplier_id"]


async def changed_product(keeper: httpx.AsyncClient, version: int, **fields: Any) -> httpx.Response:
    return await keeper.patch(f"/products/{PEN}", json=fields, headers={"If-Match": f'"{version}"'})


async def test_a_product_that_named_its_supplier_in_words_is_linked_when_the_supplier_is_created(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await changed_product(keeper, 1, supplier="pen supplies")
    assert await product(keeper) == ("pen supplies", None)
    supplier = await created(keeper)
    assert await product(keeper) == ("Pen Supplies", supplier["id"])
    assert await product(keeper, ROLLER) == ("", None)


async def test_the_name_of_a_supplier_is_the_same_everywhere_after_it_is_changed(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    supplier = await created(keeper)
    assert (await changed_product(keeper, 1, supplier_id=supplier["id"])).json()["supplier"] == "Pen Supplies"
    place = f"/suppliers/{supplier['id']}"
    renamed = await keeper.patch(place, json={"name": "Pens Ltd"}, headers={"If-Match": '"1"'})
    assert (renamed.json()["name"], renamed.json()["lead_time_days"]) == ("Pens Ltd", 7)
    assert await product(keeper) == ("Pens Ltd", supplier["id"])
    stale = await keeper.patch(place, json={"name": "Pens"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    assert (await changed_product(keeper, 2, supplier="Somebody else")).status_code == 200
    assert await product(keeper) == ("Somebody else", None)


async def test_two_suppliers_do_not_share_a_name(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    first = await created(keeper)
    refused = await keeper.post("/suppliers", json={"name": "PEN SUPPLIES"})
    assert (refused.status_code, refused.json()["supplier_id"]) == (409, first["id"])
    other = await created(keeper, "Roller Supplies")
    taken = await keeper.patch(f"/suppliers/{other['id']}", json={"name": "pen supplies"}, headers={"If-Match": '"1"'})
    assert taken.status_code == 409


async def test_a_supplier_is_ended_with_a_reason_found_again_and_reinstated(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    supplier = await created(keeper, account="K-20418")
    place, reason = f"/suppliers/{supplier['id']}", {"reason": "it delivers here no longer"}
    ended = await keeper.post(f"{place}/end", json=reason, headers={"If-Match": '"1"'})
    assert ended.json()["ended_because"] == "it delivers here no longer"
    again = await keeper.post(f"{place}/end", json=reason, headers={"If-Match": '"2"'})
    assert again.status_code == 409
    for ended_too, names in ((True, ["Pen Supplies"]), (False, [])):
        listed = (await keeper.get("/suppliers", params={"ended": ended_too, "search": "k-204"})).json()["items"]
        assert [each["name"] for each in listed] == names
    back = await keeper.post(f"{place}/reinstate", json={"reason": "back"}, headers={"If-Match": '"2"'})
    assert back.status_code == 200, back.text
    assert back.json()["ended_at"] is None


@pytest.mark.parametrize(("second", "of_orders"), [("EUR", "EUR"), ("USD", None)])
async def test_the_migration_makes_one_supplier_of_a_name_that_was_stored_in_several_spellings(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, second: str, of_orders: str | None
) -> None:
    for gtin, name, currency in ((PEN, "PEN supplies", "EUR"), (ROLLER, "Pen Supplies", second)):
        bought = {"supplier": name, "price_minor": 950, "currency": currency}
        answer = await keeper.patch(f"/products/{gtin}", json=bought, headers={"If-Match": '"1"'})
        assert answer.status_code == 200, answer.text
    steps: tuple[str, ...] = import_module("services.inventory.migrations.versions.0016_suppliers")._STEPS
    async with inventory.work() as work:
        for step in steps:
            if step.startswith(("INSERT", "UPDATE")):
                await work.execute(text(step))
    [supplier] = (await keeper.get("/suppliers")).json()["items"]
    assert (supplier["lead_time_days"], supplier["currency"]) == (None, of_orders)
    assert supplier["name"].lower() == "pen supplies"
    for gtin in (PEN, ROLLER):
        assert await product(keeper, gtin) == (supplier["name"], supplier["id"])
