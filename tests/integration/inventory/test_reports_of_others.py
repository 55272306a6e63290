"""What users of other stock software reported, tried on this one: counts, transfers, receipts, lots and numbers.

ERPNext, InvenTree, OpenBoxes, Odoo, Snipe-IT, BHIMA, blueseer and grocy in their public issues; the number stands
where one is meant.
"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    received,
    reservation,
    scan,
    withdrawn,
)
from tests.integration.inventory.test_counts import counted, decided, differences, started, submitted
from tests.integration.inventory.test_movements import move, moved, taken_back
from tests.integration.inventory.test_purchase_orders import supplier
from tests.integration.inventory.transferring import act, arrived, done, label, line, read, sent
from tests.support.running import Running

__all__ = ["supplier"]


@pytest.fixture
def director(inventory: Running) -> httpx.AsyncClient:
    """Who approves what the keeper counted."""
    return inventory.client(Role.STOCK_MANAGER, subject="who approves")


async def test_what_is_on_its_way_is_no_difference_of_a_count(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    parcel = await sent(keeper, clinic, other_clinic, line("A", 2))
    here, there = await started(keeper, clinic), await started(keeper, other_clinic)
    await counted(keeper, here, line("A", 3))
    assert differences(await submitted(keeper, here)) == {}
    await arrived(keeper, parcel, line("A", 2))
    await counted(keeper, there, line("A", 2))
    found = await submitted(keeper, there)
    assert differences(found) == {}, found
    assert (await balance(keeper, other_clinic, "A"))["on_hand"] == 2


async def test_a_late_receipt_does_not_undo_a_count(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    """ERPNext 54295, 37192: an entry of before a count made its result wrong."""
    await received(keeper, clinic, (scan("A"), 5))
    count = await started(keeper, clinic)
    await counted(keeper, count, line("A", 4))
    await received(keeper, clinic, (scan("A"), 10))
    assert differences(await submitted(keeper, count)) == {"A": -1}
    done(await decided(director, count, "approve"))
    assert (await balance(keeper, clinic, "A"))["on_hand"] == 14


async def test_a_count_is_approved_once_by_two_at_once(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    count = await started(keeper, clinic)
    await counted(keeper, count, line("A", 3))
    await submitted(keeper, count)
    answers = await asyncio.gather(*(decided(director, count, "approve") for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [200, 409, 409]
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 3, "lost": 2}


async def test_a_transfer_that_arrived_in_part_is_not_cancelled_and_loses_nothing(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """OpenBoxes 239: what did not travel vanished from both places."""
    await received(keeper, clinic, (scan("A"), 5))
    parcel = await sent(keeper, clinic, other_clinic, line("A", 4))
    await arrived(keeper, parcel, line("A", 1))
    refused = await act(keeper, parcel, "cancel", reason="the courier came back")
    assert refused.status_code == 409, refused.text
    assert (await balance(keeper, clinic, "A"))["in_transit"] == 3
    assert (await read(keeper, parcel))["status"] == "sent"
    await arrived(keeper, parcel, line("A", 3))
    assert await balance(keeper, other_clinic, "A") == {"transferred_in": 4, "on_hand": 4}


async def test_a_receipt_is_taken_back_once_and_what_was_used_stays(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    answer = done(await deliver(keeper, clinic, (scan("A"), 3)))
    await inventory.react(Appointment(clinic).used("A", START))
    place, why = f"/receipts/{answer['id']}/withdraw", {"reason": "the box was another clinic's"}
    first, second = await asyncio.gather(*(keeper.post(place, json=why) for _ in range(2)))
    assert sorted((first.status_code, second.status_code)) == [200, 409], (first.text, second.text)
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}


async def test_no_act_takes_more_than_there_is_nor_none(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    """Snipe-IT 12778: what was not there was given out, and the rest was below nothing."""
    await received(keeper, clinic, (scan("A"), 2))
    for quantity in (0, -1, 1.5, "2.0001", 100_001, "two"):
        body = {
            "clinic_id": str(clinic),
            "gtin": PEN,
            "lot": "A",
            "act": "lose",
            "reason": "gone",
            "quantity": quantity,
        }
        answer = await keeper.post("/stock-movements", json=body)
        assert answer.status_code == 422, (quantity, answer.text)
    answers = await asyncio.gather(*(move(keeper, clinic, "lose", 2) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409]
    assert await balance(keeper, clinic, "A") == {"received": 2, "lost": 2}


async def test_a_hold_is_lifted_once_and_a_movement_taken_back_once(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 4))
    held = await moved(keeper, clinic, "hold", 2)
    await moved(keeper, clinic, "release", 2)
    assert (await move(keeper, clinic, "release", 1)).status_code == 409
    refused = await taken_back(keeper, held["id"])
    assert refused.status_code == 409, refused.text
    lost = await moved(keeper, clinic, "lose", 1)
    answers = await asyncio.gather(*(taken_back(keeper, lost["id"]) for _ in range(3)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409]
    assert await balance(keeper, clinic, "A") == {"received": 4, "on_hand": 4}


async def test_a_used_or_discarded_number_is_neither_returned_nor_sent_nor_discarded(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, *((scan("N", serial=f"S{each}"), 1) for each in range(3)))
    await inventory.react(Appointment(clinic).used("N", START, "S0"))
    gone = {"clinic_id": str(clinic), "scan": scan("N", serial="S1"), "reason": "damaged"}
    first = await keeper.post("/discards", json=gone)
    assert first.status_code == 201, first.text
    for serial in ("S0", "S1"):
        for act_name in ("return", "discard", "lose", "hold"):
            body = {"clinic_id": str(clinic), "act": act_name, "reason": "sent back", "scan": scan("N", serial=serial)}
            answer = await keeper.post("/stock-movements", json=body)
            assert answer.status_code == 409, (serial, act_name, answer.text)
        assert (await keeper.post("/discards", json=gone | {"scan": scan("N", serial=serial)})).status_code == 409
        ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other_clinic)}
        sending = await keeper.post("/transfers", json={**ends, "items": [label(scan("N", serial=serial))]})
        assert sending.status_code == 422, sending.text
        assert (await deliver(keeper, clinic, (scan("N", serial=serial), 1))).status_code == 422
    assert (await balance(keeper, clinic, "N"))["on_hand"] == 1


async def test_one_number_of_two_products_is_two_things(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    roller = "00614141007349"
    await received(keeper, clinic, (scan("A", serial="1"), 1), (scan("A", serial="1", gtin=roller), 1))
    await inventory.react(Appointment(clinic).used("A", START, "1"))
    assert (await balance(keeper, clinic, "A"))["used"] == 1
    assert await balance(keeper, clinic, "A", roller) == {"received": 1, "on_hand": 1}
    assert (await keeper.get("/incidents", params={"closed": "false"})).json()["total"] == 0


async def test_no_more_is_at_risk_of_expiring_than_is_on_the_shelf(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """BHIMA 5177: more was at risk than there was, for the balance had lots below nothing."""
    await received(keeper, clinic, (scan("SOON", in_days(20)), 5), (scan("LATE"), 50))
    await moved(keeper, clinic, "lose", 3, lot="SOON")
    await inventory.fire_timers()
    soon = (await keeper.get("/expiring-stock", params={"clinic_id": str(clinic)})).json()["items"]
    assert [(each["lot"], each["free"]) for each in soon] == [("SOON", 2)]


async def test_a_session_is_booked_of_what_is_retired_while_any_is_left(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    tag = (await keeper.get(f"/products/{PEN}")).headers["ETag"]
    retired = await keeper.post(f"/products/{PEN}/retire", json={"reason": "no longer made"}, headers={"If-Match": tag})
    assert retired.status_code == 200, retired.text
    first, second = Appointment(clinic), Appointment(clinic)
    await inventory.react(first.booked(in_days(5)))
    await inventory.react(second.booked(in_days(6)))
    assert await reservation(keeper, first) == {"status": "reserved", "held": {"A": 1}}
    assert (await reservation(keeper, second))["status"] == "short"


async def test_movements_are_paged_without_gaps_or_doubles_while_more_are_entered(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *((scan(f"L{each}"), 1) for each in range(6)))
    seen: list[Any] = []
    query: dict[str, Any] = {"clinic_id": str(clinic), "limit": 2}
    first = (await keeper.get("/stock-movements", params=query)).json()
    assert "items" in first, first
    page = first
    while True:
        seen += [each["id"] for each in page["items"]]
        await received(keeper, clinic, (scan(f"M{len(seen)}"), 1))
        if not page.get("next"):
            break
        page = (await keeper.get("/stock-movements", params=query | {"after": page["next"]})).json()
    assert len(seen) == len(set(seen)) == 6, "what came since is before the first page, and not on a later one"


async def test_a_level_of_what_is_never_used_proposes_no_nonsense(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    address = f"/clinics/{clinic}/reorder-levels/{PEN}"
    answer = await keeper.put(address, json={"reorder_point": 0, "reorder_quantity": 1})
    assert answer.status_code == 200, answer.text
    proposals = await keeper.get("/reorder-proposals", params={"clinic_id": str(clinic)})
    [proposed] = proposals.json()["items"][0]["proposals"]
    named = ("used", "expected", "clinic_point", "clinic_quantity", "point")
    assert [proposed[name] for name in named] == [0, 0, 0, 1, 0], proposed
    assert (proposed["wanted"], proposed["packages"], proposed["verdict"]) == (1, 0, "supplier_unknown"), proposed


async def test_a_number_that_came_back_is_held_for_the_next_session(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """InvenTree 6431, 1472: what was returned to the stock stayed assigned to the first customer."""
    await received(keeper, clinic, (scan("A", serial="N1"), 1))
    first, next_one = Appointment(clinic), Appointment(clinic)
    await inventory.react(first.booked(in_days(3)))
    mistake = first.used("A", START, "N1")
    await inventory.react(mistake)
    await inventory.react(withdrawn(mistake, "voided"))
    await inventory.react(first.cancelled())
    await inventory.react(next_one.booked(in_days(4)))
    assert await reservation(keeper, next_one) == {"status": "reserved", "held": {"A": 1}}


async def test_what_expires_today_is_received_and_what_expired_is_still_sent_back(
    keeper: httpx.AsyncClient, clinic: UUID, inventory: Running
) -> None:
    """grocy 172, ERPNext 19029: today was refused; what had expired could neither be returned nor thrown away."""
    today = inventory.clock.now().date()
    await received(keeper, clinic, (scan("A", today), 2))
    assert (await deliver(keeper, clinic, (scan("B", today - timedelta(days=1)), 2))).status_code == 422
    await moved(keeper, clinic, "hold", 2)
    inventory.clock.set(at(today + timedelta(days=2)))
    await inventory.fire_timers()
    await moved(keeper, clinic, "return")
    await moved(keeper, clinic, "discard")
    assert await balance(keeper, clinic, "A") == {"received": 2, "returned": 1, "discarded": 1}


async def test_more_than_was_sent_does_not_hide_that_another_line_is_missing(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """OpenBoxes 1899, 1181: the rest could not be settled, or the whole was said to be complete."""
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 5))
    parcel = await sent(keeper, clinic, other_clinic, line("A", 2), line("B", 3))
    await arrived(keeper, parcel, line("B", 1))
    assert (await read(keeper, parcel))["status"] == "sent"
    more = await act(keeper, parcel, "receive", items=[line("A", 3)], counted_again=True, complete=True)
    assert more.status_code == 200, more.text
    now = await read(keeper, parcel)
    assert now["status"] == "differs"
    lines = {each["lot"]: (each["arrived"], each["in_transit"], each["unsettled_surplus"]) for each in now["lines"]}
    assert lines == {"A": (2, 0, 1), "B": (1, 2, 0)}


async def test_a_session_of_before_the_expiry_that_is_recorded_after_it_is_no_incident(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """ERPNext 40551, 47160: what is entered late saw only what was there and unexpired on the day of entry."""
    today = inventory.clock.now().date()
    await received(keeper, clinic, (scan("A", today), 2))
    inventory.clock.set(at(today + timedelta(days=2)))
    await inventory.fire_timers()
    await inventory.react(Appointment(clinic).used("A", at(today)))
    assert (await keeper.get("/incidents")).json()["items"] == []
    assert await balance(keeper, clinic, "A") == {"received": 2, "used": 1, "discarded": 1}


async def test_lines_of_one_lot_add_up_whatever_stands_between_them(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    """blueseer 54: the last line's quantity was taken for every line."""
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 3), (scan("A"), 4))
    assert [(await balance(keeper, clinic, lot))["on_hand"] for lot in "AB"] == [6, 3]


async def test_what_went_and_came_back_is_returned_once(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """ERPNext 52338: what had been elsewhere in between was returned although it was not there."""
    await received(keeper, clinic, (scan("A"), 3))
    for sender, receiver in ((clinic, other_clinic), (other_clinic, clinic)):
        parcel = await sent(keeper, sender, receiver, line("A", 3))
        assert (await move(keeper, sender, "hold", 1)).status_code == 409, "all of it is on its way"
        await arrived(keeper, parcel, line("A", 3))
    await moved(keeper, clinic, "hold", 3)
    await moved(keeper, clinic, "return", 3)
    assert (await move(keeper, clinic, "return")).status_code == 409
    assert (await balance(keeper, other_clinic, "A")) == {"transferred_in": 3, "transferred_out": 3}


async def test_a_receipt_is_taken_back_after_all_of_it_was_used_and_more_came(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """ERPNext 51269: the first purchase was cancelled, and the ledger went below nothing."""
    first = done(await deliver(keeper, clinic, (scan("A"), 2)))
    for _ in range(2):
        await inventory.react(Appointment(clinic).used("A", START))
    await received(keeper, clinic, (scan("A"), 5))
    taken = done(await keeper.post(f"/receipts/{first['id']}/withdraw", json={"reason": "the other clinic's box"}))
    assert (taken["taken_back"], taken["stays"]) == (2, 0)
    assert await balance(keeper, clinic, "A") == {"received": 5, "used": 2, "on_hand": 3}


async def test_a_day_s_stock_is_the_same_in_a_short_and_in_a_long_period(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """ERPNext 41580: the opening balance of a short period was another than in a long one."""
    today = inventory.clock.now().date()
    await received(keeper, clinic, (scan("A"), 9))
    inventory.clock.set(at(today + timedelta(days=3)))
    await moved(keeper, clinic, "lose", 4)
    await received(keeper, clinic, (scan("B"), 1))
    shelves = []
    for before in (40, 2):
        period = {"first": str(today - timedelta(days=before - 3)), "last": str(today + timedelta(days=3))}
        read = await keeper.get(f"/clinics/{clinic}/stock-series/{PEN}", params=period)
        assert read.status_code == 200, read.text
        shelves.append([each["on_shelf"] for each in read.json()["days"]][-2:])
    assert shelves == [[9, 6], [9, 6]]


async def test_what_was_held_and_released_is_reserved_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """Odoo 43163: a reservation that lost its lot never got one again."""
    await received(keeper, clinic, (scan("A"), 1))
    session = Appointment(clinic)
    await inventory.react(session.booked(in_days(9)))
    await moved(keeper, clinic, "hold")
    assert (await reservation(keeper, session))["status"] == "short"
    await moved(keeper, clinic, "release")
    assert await reservation(keeper, session) == {"status": "reserved", "held": {"A": 1}}
