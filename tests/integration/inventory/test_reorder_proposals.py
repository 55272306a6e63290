"""What a clinic should order: from what lies there, is used, booked and on order; and accepted onto its draft."""

import asyncio
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    ROLLER,
    START,
    Appointment,
    in_days,
    received,
    scan,
    withdrawn,
)
from tests.integration.inventory.test_purchase_orders import BOX, add, does, kind, supplier
from tests.integration.inventory.test_suppliers import changed_product
from tests.integration.inventory.transferring import line, sent
from tests.support.running import Running

__all__ = ["supplier"]


async def proposals(keeper: httpx.AsyncClient, clinic: UUID, **params: Any) -> list[dict[str, Any]]:
    answer = await keeper.get("/reorder-proposals", params={"clinic_id": str(clinic), **params})
    assert answer.status_code == 200, answer.text
    [of_clinic] = answer.json()["items"]
    assert (of_clinic["clinic_id"], of_clinic["today"]) == (str(clinic), str(START.date()))
    found: list[dict[str, Any]] = of_clinic["proposals"]
    return found


async def set_level(keeper: httpx.AsyncClient, clinic: UUID, point: int, quantity: int, gtin: str = PEN) -> None:
    level = {"reorder_point": point, "reorder_quantity": quantity}
    answer = await keeper.put(f"/clinics/{clinic}/reorder-levels/{gtin}", json=level)
    assert answer.status_code == 200, answer.text


async def accept(keeper: httpx.AsyncClient, clinic: UUID, packages: int, key: str = "", **more: Any) -> httpx.Response:
    body = {"clinic_id": str(clinic), "lines": [{"gtin": PEN, "packages": packages}], **more}
    return await keeper.post("/reorder-proposals/accept", json=body, headers={"Idempotency-Key": key} if key else {})


async def use(inventory: Running, clinic: UUID, count: int) -> None:
    for _ in range(count):
        await inventory.react(Appointment(clinic).used("A", START))


async def test_the_arithmetic_of_use_sessions_stock_and_orders_is_shown(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await received(keeper, clinic, (scan("A", LATER), 14), (scan("SOON", in_days(6)), 5))
    await use(inventory, clinic, 10)
    await inventory.react(Appointment(clinic).booked(in_days(20), quantity=3))
    await inventory.react(Appointment(clinic).booked(in_days(30), quantity=6))
    assert (await add(keeper, clinic, supplier, (PEN, 1))).status_code == 201
    [found] = await proposals(keeper, clinic)
    wanted = {
        "verdict": "order",
        "lead_days": 7,
        "lead_days_known": True,
        "used": 10,
        "used_days": 56,
        "used_per_day": "0.18",
        "free": 1,
        "on_order": 1,
        "under_way": 0,
        "position": 2,
        "held_until_arrival": 0,
        "held": 3,
        "lacking": 6,
        "expected_until_arrival": 2,
        "expected": 7,
        "clinic_point": None,
        "point": 6,
        "target": 6,
        "wanted": 4,
        "package_gtin": BOX,
        "level": "box",
        "units_each": 10,
        "packages": 1,
        "quantity": 10,
        "price_minor": 2500,
        "currency": "EUR",
    }
    assert {name: found[name] for name in wanted} == wanted
    assert found["sentence"] == (
        "1 free, 1 on order and 0 under way make 2, and 6 are wanted for 35 days: 4 are lacking, in packages of 10: 1."
    )


async def test_accepted_proposals_are_on_the_draft_and_not_proposed_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await set_level(keeper, clinic, 4, 25)
    [found] = await proposals(keeper, clinic)
    assert (found["wanted"], found["packages"], found["quantity"]) == (29, 3, 30)
    first, again = await accept(keeper, clinic, 3, "one-key"), await accept(keeper, clinic, 3, "one-key")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    [order] = first.json()["orders"]
    assert (order["status"], order["supplier_id"]) == ("draft", supplier)
    assert [(each["gtin"], each["packages"]) for each in order["lines"]] == [(BOX, 3)]
    assert await proposals(keeper, clinic) == []
    [covered] = await proposals(keeper, clinic, covered=True, gtin=PEN)
    assert (covered["verdict"], covered["on_order"], covered["packages"]) == ("covered", 30, 0)
    assert (await does(keeper, order, "send")).status_code == 200
    delivery = {"clinic_id": str(clinic), "order_id": order["id"], "items": [{"scan": scan("A"), "quantity": 12}]}
    assert (await keeper.post("/receipts", json=delivery)).status_code == 201
    [covered] = await proposals(keeper, clinic, covered=True, gtin=PEN)
    assert (covered["free"], covered["on_order"]) == (12, 18)
    order = (await keeper.get(f"/purchase-orders/{order['id']}")).json()
    assert (await does(keeper, order, "close", reason="The rest does not come.")).status_code == 200
    assert [each["verdict"] for each in await proposals(keeper, clinic, covered=True)] == ["covered"]
    await set_level_again(keeper, clinic, 12, 25)
    assert [each["packages"] for each in await proposals(keeper, clinic)] == [3], "what does not come is needed again"


async def set_level_again(keeper: httpx.AsyncClient, clinic: UUID, point: int, quantity: int) -> None:
    place = f"/clinics/{clinic}/reorder-levels/{PEN}"
    tag = (await keeper.get(place)).headers["ETag"]
    level = {"reorder_point": point, "reorder_quantity": quantity}
    answer = await keeper.put(place, json=level, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.text


async def test_of_two_who_accept_the_same_proposal_one_is_refused(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await set_level(keeper, clinic, 4, 10)
    answers = await asyncio.gather(*(accept(keeper, clinic, 2) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert kind(refused) == (409, "proposal-changed")
    assert f"Nothing is proposed of {PEN} now." in refused.json()["detail"]
    [draft] = (await keeper.get("/purchase-orders")).json()["items"]
    assert draft["units"] == 20


async def test_what_was_read_otherwise_is_not_ordered(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await set_level(keeper, clinic, 4, 10)
    assert kind(await accept(keeper, clinic, 1)) == (409, "proposal-changed")
    twice = [{"gtin": PEN, "packages": 2}] * 2
    assert "twice" in (await accept(keeper, clinic, 2, lines=twice)).json()["detail"]
    assert (await accept(keeper, clinic, 0)).status_code == 422
    assert (await keeper.get("/purchase-orders")).json()["items"] == []


async def test_nothing_is_ordered_of_retired_products_ended_suppliers_and_none(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await set_level(keeper, clinic, 4, 10)
    await set_level(keeper, clinic, 4, 10, gtin=ROLLER)
    seen = {each["gtin"]: each["verdict"] for each in await proposals(keeper, clinic)}
    assert seen == {PEN: "order", ROLLER: "supplier_unknown"}
    reason = {"reason": "It does not deliver here any longer."}
    tag = {"If-Match": (await keeper.get(f"/suppliers/{supplier}")).headers["ETag"]}
    assert (await keeper.post(f"/suppliers/{supplier}/end", json=reason, headers=tag)).status_code == 200
    [ended] = await proposals(keeper, clinic, gtin=PEN)
    assert (ended["verdict"], ended["wanted"], ended["packages"], ended["quantity"]) == ("supplier_ended", 14, 0, 0)
    assert "another supplier" in ended["sentence"]
    assert kind(await accept(keeper, clinic, 2)) == (409, "proposal-changed")
    tag = {"If-Match": (await keeper.get(f"/products/{PEN}")).headers["ETag"]}
    assert (await keeper.post(f"/products/{PEN}/retire", json=reason, headers=tag)).status_code == 200
    [retired] = await proposals(keeper, clinic, gtin=PEN)
    assert retired["verdict"] == "retired"


async def test_an_unknown_lead_time_is_said_and_sessions_of_longer_cover_are_looked_at(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    other = (await keeper.post("/suppliers", json={"name": "Other pens", "currency": "EUR"})).json()["id"]
    assert (await changed_product(keeper, 1, supplier_id=other)).status_code == 200
    await inventory.react(Appointment(clinic).booked(in_days(60), quantity=2))
    assert await proposals(keeper, clinic) == []
    [found] = await proposals(keeper, clinic, cover_days=60)
    assert (found["lead_days"], found["lead_days_known"], found["lacking"]) == (14, False, 2)
    assert (found["package_gtin"], found["level"], found["packages"]) == (PEN, None, 2)
    assert kind(await accept(keeper, clinic, 2)) == (409, "proposal-changed"), "it was read with other days"
    assert (await accept(keeper, clinic, 2, cover_days=60)).status_code == 201


async def test_a_use_that_is_taken_back_is_no_use(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    session = Appointment(clinic)
    used = session.used("A", START)
    await inventory.react(used)
    [found] = await proposals(keeper, clinic, covered=True)
    assert (found["used"], found["free"]) == (1, 2)
    await inventory.react(withdrawn(used))
    [found] = await proposals(keeper, clinic, covered=True)
    assert (found["used"], found["free"]) == (0, 3)


async def test_what_another_clinic_sent_is_under_way(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, supplier: str
) -> None:
    await received(keeper, other_clinic, (scan("A"), 9))
    await set_level(keeper, clinic, 4, 10)
    await sent(keeper, other_clinic, clinic, line("A", 5))
    [found] = await proposals(keeper, clinic, covered=True)
    assert (found["verdict"], found["under_way"]) == ("covered", 5)


async def test_a_stock_manager_sees_and_orders_for_its_own_clinics(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, supplier: str
) -> None:
    await set_level(keeper, clinic, 4, 10)
    here = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert [each["clinic_id"] for each in (await here.get("/reorder-proposals")).json()["items"]] == [str(other_clinic)]
    assert (await accept(here, clinic, 2)).status_code == 403
    everywhere = (await keeper.get("/reorder-proposals", params={"limit": 1})).json()
    assert (everywhere["total"], len(everywhere["items"])) == (2, 1)
