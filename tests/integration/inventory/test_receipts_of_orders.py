"""Deliveries beside their order and their note: what is unusual is asked, what was entered in error is given back."""

from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio

from chassis.access.actors import Role
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    ROLLER,
    START,
    Appointment,
    balance,
    in_days,
    scan,
    withdrawn,
)
from tests.integration.inventory.test_purchase_orders import BOX, WHY, does, kind, ordered, sent, supplier
from tests.integration.inventory.test_suppliers import changed_product
from tests.support.running import Running

__all__ = ["supplier"]


@pytest_asyncio.fixture(loop_scope="session")
async def order(keeper: httpx.AsyncClient, clinic: UUID, supplier: str) -> dict[str, Any]:
    """Ten pens in a box, on their way."""
    return await sent(keeper, clinic, supplier, (BOX, 1))


async def arrives(
    keeper: httpx.AsyncClient, clinic: UUID, *items: tuple[str, int], accepts: tuple[str, ...] = (), **belongs: Any
) -> httpx.Response:
    scans = [{"scan": label, "quantity": quantity} for label, quantity in items]
    body = {"clinic_id": str(clinic), "items": scans, "accepts": list(accepts), **belongs}
    return await keeper.post("/receipts", json=body)


async def received(keeper: httpx.AsyncClient, clinic: UUID, *items: tuple[str, int], **belongs: Any) -> dict[str, Any]:
    answer = await arrives(keeper, clinic, *items, **belongs)
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


async def state(keeper: httpx.AsyncClient, order: dict[str, Any]) -> tuple[str, list[int], list[int]]:
    """Status, what arrived and what is to come, line by line."""
    now = (await keeper.get(f"/purchase-orders/{order['id']}")).json()
    return now["status"], [each["received"] for each in now["lines"]], [each["outstanding"] for each in now["lines"]]


async def withdraws(keeper: httpx.AsyncClient, receipt: dict[str, Any]) -> httpx.Response:
    return await keeper.post(f"/receipts/{receipt['id']}/withdraw", json=WHY)


async def test_a_shortage_and_a_proposal_both_await_what_has_not_been_received(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    await inventory.react(Appointment(clinic).booked(in_days(7), quantity=5))
    await received(keeper, clinic, (scan("A"), 4), order_id=order["id"])
    [short] = (await keeper.get("/shortages", params={"closed": "false"})).json()["items"]
    assert [(each["status"], each["cartridges"]) for each in short["on_order"]] == [("partly_received", 6)]
    [proposals] = (await keeper.get("/reorder-proposals", params={"clinic_id": str(clinic), "covered": "true"})).json()[
        "items"
    ]
    assert [each["on_order"] for each in proposals["proposals"] if each["gtin"] == PEN] == [6]


async def test_an_order_follows_what_is_received_and_taken_back(
    keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    first = await received(keeper, clinic, (scan("A"), 4), order_id=order["id"], delivery_note="D-1")
    assert await state(keeper, order) == ("partly_received", [4], [6])
    assert kind(await does(keeper, order, "cancel", **WHY)) == (409, "order-partly-received")
    await received(keeper, clinic, (scan("B"), 6), order_id=order["id"], delivery_note="D-2")
    assert await state(keeper, order) == ("received", [10], [0])
    assert (await withdraws(keeper, first)).json()["taken_back"] == 4
    assert await state(keeper, order) == ("partly_received", [6], [4])
    assert await balance(keeper, clinic, "A") == {}
    read = (await keeper.get(f"/receipts/{first['id']}")).json()
    assert (read["order_number"], read["delivery_note"], read["received_by"]) == (
        order["number"],
        "D-1",
        "stock_manager@example.org",
    )
    assert [(each["lot"], each["quantity"], each["taken_back"]) for each in read["entries"]] == [("A", 4, 4)]
    assert kind(await withdraws(keeper, first)) == (409, "receipt-spent")


async def test_a_receipt_that_is_corrected_in_the_ledger_is_given_back_to_the_order_as_well(
    keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    await received(keeper, clinic, (scan("A"), 10), order_id=order["id"])
    [entry] = (await keeper.get(f"/lots/{PEN}/A")).json()["entries"]["items"]
    assert (await keeper.post(f"/stock-movements/{entry['id']}/correct", json=WHY)).status_code == 201
    assert await state(keeper, order) == ("sent", [0], [10])


async def test_the_wrong_box_and_too_much_of_the_right_one_are_asked_about(
    keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    boxes = ((scan("A"), 12), (scan("R", gtin=ROLLER), 5))
    asked = await arrives(keeper, clinic, *boxes, order_id=order["id"])
    assert kind(asked) == (409, "receipt-questioned")
    assert asked.json()["accepts"] == ["not_ordered", "over_delivered"]
    assert [each["field"] for each in asked.json()["errors"]] == ["items.0.scan", "items.1.scan"]
    assert await state(keeper, order) == ("sent", [0], [10])
    half = await arrives(keeper, clinic, *boxes, order_id=order["id"], accepts=("over_delivered",))
    assert kind(half) == (409, "receipt-questioned"), "one answer is not the other"
    taken = await received(keeper, clinic, *boxes, order_id=order["id"], accepts=("not_ordered", "over_delivered"))
    assert taken["accepted"] == ["not_ordered", "over_delivered"]
    assert await state(keeper, order) == ("received", [12], [0]), "the extra product counts for no line"


async def test_a_chain_that_takes_no_over_delivery_refuses_it(
    keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    unset = await keeper.get("/receiving-policy")
    assert (unset.json()["over_delivery"], unset.headers["ETag"]) == ("ask", '"0"')
    assert (await keeper.put("/receiving-policy", json={"over_delivery": "refuse"})).status_code == 200
    refused = await arrives(keeper, clinic, (scan("A"), 11), order_id=order["id"], accepts=("over_delivered",))
    assert kind(refused) == (409, "over-delivery-refused")
    assert (await keeper.put("/receiving-policy", json={"over_delivery": "ask"})).status_code == 428
    stale = await keeper.put("/receiving-policy", json={"over_delivery": "ask"}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    back = await keeper.put("/receiving-policy", json={"over_delivery": "ask"}, headers={"If-Match": '"1"'})
    assert back.json()["version"] == 2


async def test_a_lot_that_is_short_dated_for_the_chain_or_the_product_is_asked_about(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str
) -> None:
    await keeper.put("/receiving-policy", json={"least_days_left": 60})
    old = (scan("OLD", in_days(58)), 5)
    asked = await arrives(keeper, clinic, old, (scan("FINE", in_days(59)), 1))
    assert kind(asked) == (409, "receipt-questioned")
    assert "for 59 days; 60 are wanted" in asked.json()["detail"]
    assert len(asked.json()["errors"]) == 1
    assert (await received(keeper, clinic, old, accepts=("short_dated",)))["accepted"] == ["short_dated"]
    await changed_product(keeper, 2, least_days_left=30)
    assert (await received(keeper, clinic, old))["accepted"] == [], "the product has a number of its own"


async def test_a_delivery_note_that_was_received_is_a_hint(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    first = await received(keeper, clinic, (scan("A"), 4), delivery_note="D-1")
    asked = await arrives(keeper, clinic, (scan("A"), 4), delivery_note="d-1")
    assert (*kind(asked), asked.json()["errors"][0]["field"]) == (409, "receipt-questioned", "delivery_note")
    await received(keeper, other_clinic, (scan("A"), 4), delivery_note="D-1")
    await received(keeper, clinic, (scan("B"), 4), delivery_note="D-1", accepts=("note_known",))
    listed = (await keeper.get("/receipts", params={"clinic_id": str(clinic), "delivery_note": "d-1"})).json()["items"]
    assert [each["lots"][0]["lot"] for each in listed] == ["B", "A"]
    for each in listed:
        await withdraws(keeper, each)
    assert first["id"] == listed[1]["id"]
    await received(keeper, clinic, (scan("A"), 4), delivery_note="D-1"), "what was taken back had not come"


async def test_what_is_not_awaited_is_refused(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, supplier: str, order: dict[str, Any]
) -> None:
    box = (scan("A"), 1)
    draft = await ordered(keeper, clinic, supplier, (PEN, 1))
    assert kind(await arrives(keeper, clinic, box, order_id=draft["id"])) == (409, "order-not-draft")
    assert kind(await arrives(keeper, other_clinic, box, order_id=order["id"])) == (409, "order-elsewhere")
    unknown = await arrives(keeper, clinic, box, order_id=str(clinic))
    assert kind(unknown) == (404, "order-unknown")
    await does(keeper, order, "close", **WHY)
    assert kind(await arrives(keeper, clinic, box, order_id=order["id"])) == (409, "order-over")


async def test_an_order_that_was_closed_short_and_opened_again_knows_what_had_arrived(
    keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    receipt = await received(keeper, clinic, (scan("A"), 4), order_id=order["id"])
    await does(keeper, order, "close", **WHY)
    assert await state(keeper, order) == ("closed_short", [4], [0])
    await withdraws(keeper, receipt)
    assert await state(keeper, order) == ("closed_short", [0], [0]), "what a person said stays"
    await does(keeper, order, "reopen", **WHY)
    assert await state(keeper, order) == ("sent", [0], [10])


async def test_a_receipt_that_named_no_order_is_assigned_to_the_one_that_awaits_it(
    keeper: httpx.AsyncClient, clinic: UUID, supplier: str, order: dict[str, Any]
) -> None:
    receipt = await received(keeper, clinic, (scan("A"), 12))
    assert receipt["awaited_by"] == [{"id": order["id"], "number": order["number"]}]
    place, body = f"/receipts/{receipt['id']}/assign", {"order_id": order["id"], "delivery_note": "D-9", **WHY}
    assert kind(await keeper.post(place, json=body)) == (409, "receipt-questioned")
    assigned = await keeper.post(place, json={**body, "accepts": ["over_delivered"]})
    assert (assigned.json()["order_number"], assigned.json()["delivery_note"]) == (order["number"], "D-9")
    assert (await state(keeper, order))[0] == "received"
    other = await sent(keeper, clinic, supplier, (PEN, 20))
    moved = await keeper.post(place, json={**body, "order_id": other["id"]})
    assert moved.status_code == 200, moved.text
    assert (await state(keeper, order))[0] == "sent"
    assert await state(keeper, other) == ("partly_received", [12], [8])
    none = await keeper.post(place, json={**body, "order_id": None, "delivery_note": None})
    assert (none.json()["order_number"], none.json()["delivery_note"]) == (None, None)
    assert (await state(keeper, other))[0] == "sent"


async def test_what_was_used_of_a_receipt_stays_and_the_rest_is_taken_back(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, order: dict[str, Any]
) -> None:
    numbered = [(scan("S", serial=str(number)), 1) for number in range(3)]
    receipt = await received(keeper, clinic, *numbered, (scan("P"), 4), order_id=order["id"])
    await inventory.react(Appointment(clinic).used("S", START, serial="1"))
    await inventory.react(Appointment(clinic).used("P", START))
    refused = await keeper.post(f"/stock-movements/{await entry_of(keeper, 'S')}/correct", json=WHY)
    assert (*kind(refused), refused.json()["receipt_id"]) == (409, "serials-named", receipt["id"])
    done = (await withdraws(keeper, receipt)).json()
    assert (done["taken_back"], done["stays"]) == (5, 2)
    assert {each["lot"]: (each["taken_back"], each["stays"], each["serials"]) for each in done["lots"]} == {
        "S": (2, 1, ["0", "2"]),
        "P": (3, 1, []),
    }
    assert await balance(keeper, clinic, "S") == {"received": 1, "used": 1}
    assert await state(keeper, order) == ("partly_received", [2], [8])
    again = await received(keeper, clinic, (scan("S", serial="0"), 1), order_id=order["id"])
    assert again["items"][0]["serial"] == "0", "a number that was taken back can arrive"
    opened = await arrives(keeper, clinic, (scan("S", serial="1"), 1))
    assert kind(opened) == (422, "receipt-refused")


async def entry_of(keeper: httpx.AsyncClient, lot: str) -> str:
    [entry] = [
        each
        for each in (await keeper.get(f"/lots/{PEN}/{lot}")).json()["entries"]["items"]
        if each["kind"] == "receipt"
    ]
    return str(entry["id"])


async def test_sessions_that_hold_what_is_taken_back_are_short(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    receipt = await received(keeper, clinic, (scan("A"), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(3), quantity=2))
    await withdraws(keeper, receipt)
    [held] = (await keeper.get("/reservations", params={"appointment_id": str(appointment.id)})).json()["items"]
    assert held["status"] == "short"


async def test_a_numbered_cartridge_that_is_put_aside_had_arrived_and_stays(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    receipt = await received(keeper, clinic, (scan("S", serial="1"), 1), (scan("S", serial="2"), 1))
    hold = {"clinic_id": str(clinic), "gtin": PEN, "lot": "S", "act": "hold", "serial": "1", **WHY}
    assert (await keeper.post("/stock-movements", json=hold)).status_code == 201
    done = (await withdraws(keeper, receipt)).json()
    assert (done["taken_back"], done["stays"], done["lots"][0]["serials"]) == (1, 1, ["2"])


async def test_a_numbered_cartridge_that_was_used_without_its_number_keeps_the_receipt_from_being_taken_back(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    receipt = await received(keeper, clinic, (scan("S", serial="1"), 1), (scan("S", serial="2"), 1))
    use = Appointment(clinic).used("S", START)
    await inventory.react(use)
    assert kind(await withdraws(keeper, receipt)) == (409, "receipt-mixed")
    await inventory.react(withdrawn(use))
    assert (await withdraws(keeper, receipt)).json()["taken_back"] == 2


async def test_a_receipt_is_read_and_taken_back_at_its_clinic_only(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    receipt = await received(keeper, clinic, (scan("A", LATER), 2))
    stranger = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert (await stranger.get(f"/receipts/{receipt['id']}")).status_code == 403
    assert (await withdraws(stranger, receipt)).status_code == 403
    assert (await keeper.get(f"/receipts/{clinic}")).status_code == 404
