"""Deliveries: scanned whole, or refused label by label."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from chassis.language import ENGLISH, say_date
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    received,
    reservation,
    scan,
)
from tests.support.running import Running


async def test_a_scanned_delivery_is_on_the_shelf(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 10), (scan("B", in_days(30)), 5))
    [stock] = (await keeper.get("/stock", params={"clinic_id": str(clinic)})).json()["items"]
    assert (stock["product"], stock["available"]) == ("Pen cartridge 12", 15)
    assert [lot["lot"] for lot in stock["lots"]] == ["B", "A"], "what expires first stands first"


async def test_one_bad_label_refuses_the_delivery_and_every_problem_is_told(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("KNOWN"), 1), (scan("S", serial="1"), 1))
    answer = await deliver(
        keeper,
        clinic,
        (scan("GOOD"), 5),
        (scan("OLD", in_days(-1)), 5),
        (scan("KNOWN", in_days(50)), 5),
        (scan("X", gtin="00012345678905"), 5),
        (scan("S", serial="1"), 1),
        (scan("S", serial="2"), 2),
        (f"01{PEN}10AB17270300", 1),
    )
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "urn:needlepoint:problem:receipt-refused"
    told = {int(each["field"].split(".")[1]): each["problem"] for each in problem["errors"]}
    assert sorted(told) == [1, 2, 3, 4, 5, 6]
    assert "expired on" in told[1]
    assert say_date(LATER, ENGLISH) in told[2]
    assert "have it added there" in told[3]
    assert "received already" in told[4]
    assert "quantity 1" in told[5]
    lots = (await keeper.get("/lots", params={"clinic_id": str(clinic)})).json()["items"]
    assert {lot["lot"]: lot["received"] for lot in lots} == {"KNOWN": 1, "S": 1}


async def test_the_label_of_a_box_says_how_many_there_are(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    box = f"]C100106141412345678908\r\n]C102{PEN}17{LATER:%y%m%d}3750\x1d10BOX"
    form = {"clinic_id": str(clinic), "items": [{"scan": box}, {"scan": f"{scan('SOME')}\x1d3012"}]}
    answer = await keeper.post("/receipts", json=form)
    assert answer.status_code == 201, answer.text
    assert {item["lot"]: item["quantity"] for item in answer.json()["items"]} == {"BOX": 50, "SOME": 12}


async def test_a_count_that_is_not_the_labels_is_refused(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    answer = await deliver(keeper, clinic, (f"{scan('SOME')}\x1d3012", 10))
    assert answer.status_code == 422
    assert "The label says that there are 12, and quantity is 10" in answer.json()["detail"]


async def test_when_a_lot_was_made_is_kept_and_shown(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("M"), 1))
    said = f"01{PEN}1125063017{LATER:%y%m%d}10M"
    form = {"clinic_id": str(clinic), "items": [{"scan": said}]}
    (item,) = (await keeper.post("/receipts", json=form)).json()["items"]
    assert (item["made_on"], item["typed"]) == ("2025-06-30", False)
    assert (await keeper.get(f"/lots/{PEN}/M")).json()["made_on"] == "2025-06-30"


async def test_what_was_typed_is_marked(keeper: httpx.AsyncClient, inventory: Running, clinic: UUID) -> None:
    form = {"clinic_id": str(clinic), "items": [{"scan": f"(01){PEN}(17){LATER:%y%m%d}(10)T"}]}
    (item,) = (await keeper.post("/receipts", json=form)).json()["items"]
    assert item["typed"] is True


async def test_a_scanner_is_tried_and_told_what_to_set(keeper: httpx.AsyncClient) -> None:
    shown = (await keeper.get("/scan-check")).json()
    assert "<svg" in shown["symbol"]
    assert (shown["ready"], shown["findings"]) == (None, [])
    wrong = "]d201095060001343521749123110aQwZy-/_21Mm;:1\r"
    tried = (await keeper.get("/scan-check", params={"scan": wrong})).json()
    assert tried["ready"] is False
    assert [one["setting"] for one in tried["findings"]] == ["separator_missing"]


async def test_what_expires_today_is_received_and_decided_in_the_clinics_zone(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    inventory.clock.set(at(in_days(0), 20))  # 20:00 in Lisbon, already tomorrow in Auckland
    label = (scan("TODAY", in_days(0)), 1)
    assert (await deliver(keeper, clinic, label)).status_code == 201
    refused = await deliver(keeper, other_clinic, label)
    assert refused.status_code == 422
    assert "expired" in refused.json()["detail"]


async def test_a_delivery_sent_twice_with_one_key_arrives_once(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    body = {"clinic_id": str(clinic), "items": [{"scan": scan("A"), "quantity": 4}]}
    headers = {"Idempotency-Key": str(new_id())}
    first = await keeper.post("/receipts", json=body, headers=headers)
    again = await keeper.post("/receipts", json=body, headers=headers)
    assert first.json() == again.json()
    assert await balance(keeper, clinic, "A") == {"received": 4, "on_hand": 4}


async def test_a_delivery_fills_short_appointments_the_earliest_session_first(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    later, sooner = Appointment(clinic), Appointment(clinic)
    await inventory.react(later.booked(in_days(9)))
    await inventory.react(sooner.booked(in_days(8)))
    assert await reservation(keeper, later) == {"status": "short", "held": {}}
    await received(keeper, clinic, (scan("A"), 1))
    assert await reservation(keeper, sooner) == {"status": "reserved", "held": {"A": 1}}
    assert await reservation(keeper, later) == {"status": "short", "held": {}}


async def test_an_unknown_clinic_receives_nothing(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    answer = await deliver(keeper, new_id(), (scan("A"), 1))
    assert answer.status_code == 404
    assert "try again" in answer.json()["detail"]


async def test_a_stock_manager_moves_stock_only_at_their_own_clinics_and_the_front_desk_none(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    elsewhere = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert (await deliver(elsewhere, clinic, (scan("A"), 1))).status_code == 403
    assert (await elsewhere.get("/stock", params={"clinic_id": str(clinic)})).status_code == 403
    await received(keeper, clinic, (scan("A"), 1))
    assert (await elsewhere.get(f"/lots/{PEN}/A")).status_code == 404
    await inventory.react(Appointment(clinic).booked(in_days(5)))
    assert (await elsewhere.get("/reservations")).json()["items"] == []
    desk = inventory.client(Role.FRONT_DESK, clinics=[clinic])
    assert (await deliver(desk, clinic, (scan("A"), 1))).status_code == 403
    assert (await desk.get("/stock", params={"clinic_id": str(clinic)})).status_code == 200
    assert (await desk.get(f"/lots/{PEN}/A/trace")).status_code == 403


async def test_a_lot_with_a_slash_is_found(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("L/7"), 2))
    assert await balance(keeper, clinic, "L%2F7") == {"received": 2, "on_hand": 2}
    assert (await keeper.get(f"/lots/{PEN}/L/7/trace")).json()["trace"] == []


async def test_a_number_that_came_before_is_refused_with_where_it_is(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    labels = [(scan("A", serial=each), 1) for each in ("S1", "S2")]
    await received(keeper, clinic, *labels)
    [there, _] = (await deliver(keeper, other_clinic, *labels)).json()["errors"]
    assert "is on the shelf at Chiado by the books: take it off this delivery, and have it sent" in there["problem"]
    named = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "serial": "S1", "reason": "bent tip"}
    for act in ("hold", "return"):
        assert (await keeper.post("/stock-movements", json=named | {"act": act})).status_code == 201
    [away, here] = (await deliver(keeper, clinic, *labels)).json()["errors"]
    assert "is sent back to the supplier by the books: if it is here again" in away["problem"]
    assert here["problem"].endswith("it cannot arrive again. Take it off this delivery.")


async def test_a_lot_or_number_in_other_letters_is_asked_about(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("Lot-a1", serial="S1"), 1))
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    barred = {"gtin": PEN, "lot": "BAD", "reason": "cracked tips", "confirmed": True}
    assert (await director.post("/recalls", json=barred)).status_code == 201
    for lot, serial, asks in (
        ("LOT-A1", None, "Lot LOT-A1 differs from the known lot Lot-a1 only in"),
        ("bad", None, "Lot bad differs from the known lot BAD only in"),
        ("Lot-a1", "s1", "Number s1 differs from the known number S1 only in"),
    ):
        body = {"clinic_id": str(clinic), "items": [{"scan": scan(lot, serial=serial)}]}
        asked = await keeper.post("/receipts", json=body)
        assert (asked.status_code, asked.json()["accepts"]) == (409, ["written_alike"])
        assert asks in asked.json()["errors"][0]["problem"]
        tried = (await keeper.post("/receipts/try", json=body)).json()
        assert (tried["questions"], tried["receivable"]) == ([], False)
        assert [each["doubt"] for each in tried["further_questions"]] == ["written_alike"]
        taken = await keeper.post("/receipts", json=body | {"accepts": ["written_alike"]})
        assert (taken.status_code, taken.json()["further_accepted"]) == (201, ["written_alike"])
    assert (await deliver(keeper, clinic, (scan("LOT-A1"), 1))).status_code == 201, "asked once"


async def test_very_many_of_a_product_without_an_order_are_asked_about(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    def body(lot: str, *quantities: int) -> dict[str, Any]:
        items = [{"scan": scan(f"{lot}{number}"), "quantity": each} for number, each in enumerate(quantities)]
        return {"clinic_id": str(clinic), "items": items}

    assert (await keeper.post("/receipts", json=body("MANY", 1_000, 1_000))).status_code == 201
    asked = await keeper.post("/receipts", json=body("MORE", 2_000, 1))
    assert (asked.status_code, asked.json()["accepts"]) == (409, ["very_many"])
    assert f"2001 cartridges of {PEN} are very many for one delivery" in asked.json()["errors"][0]["problem"]
    tried = (await keeper.post("/receipts/try", json=body("MORE", 100_000))).json()
    assert [each["doubt"] for each in tried["further_questions"]] == ["very_many"]
    taken = await keeper.post("/receipts", json=body("MORE", 2_000, 1) | {"accepts": ["very_many"]})
    assert (taken.status_code, taken.json()["further_accepted"]) == (201, ["very_many"])
