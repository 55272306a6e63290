"""A session's record is corrected: the books follow, by entries that point to what they take back."""

from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.booking.cartridges import CartridgeUsed
from contracts.event import Event
from contracts.inventory.stock import CartridgeMisuseClosed
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    in_days,
    received,
    reservation,
    scan,
    unopened,
    withdrawn,
)
from tests.integration.inventory.test_use import incidents, trace
from tests.support.running import Running


async def entries(keeper: httpx.AsyncClient, lot: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await keeper.get(f"/lots/{PEN}/{lot}")).json()["entries"]["items"]
    return found


async def whole_trace(keeper: httpx.AsyncClient, lot: str) -> dict[str, Any]:
    found: dict[str, Any] = (await keeper.get(f"/lots/{PEN}/{lot}/trace")).json()
    return found


async def closed(keeper: httpx.AsyncClient) -> list[str | None]:
    listed = (await keeper.get("/incidents")).json()["items"]
    return [each["closed_because"] for each in reversed(listed)]


async def test_a_wrong_serial_is_back_on_the_shelf_and_the_right_one_is_used(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1), (scan("A", serial="2"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    wrong = appointment.used("A", START, serial="1")
    await inventory.react(wrong)
    await inventory.react(withdrawn(wrong))
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 2}
    await inventory.react(appointment.used("A", START, serial="2"))
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 1, "used": 1}
    assert (await reservation(keeper, appointment))["status"] == "used"
    _, used, back, right = await entries(keeper, "A")
    assert (used["kind"], back["kind"], back["corrects"], right["kind"]) == ("use", "restore", used["id"], "use")
    shown = await whole_trace(keeper, "A")
    assert [each["serial"] for each in shown["trace"]] == ["2"]
    (mistake,) = shown["withdrawn"]
    assert (mistake["serial"], mistake["withdrawn_because"]) == ("1", "amended")
    await inventory.react(Appointment(clinic).used("A", START, serial="1"))
    assert await incidents(keeper) == [], "the cartridge that was not used can be used"


async def test_another_lot_was_used_in_whatever_order_the_two_facts_arrive(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 2))
    for facts in permutations(range(3)):
        appointment = Appointment(clinic)
        wrong = appointment.used("A", START)
        story: list[Event] = [wrong, withdrawn(wrong), appointment.used("B", START)]
        for place in facts:
            await inventory.react(story[place])
        await inventory.react(withdrawn(appointment.used("B", START), "voided"))
        assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 2}, facts
        assert await balance(keeper, clinic, "B") == {"received": 2, "on_hand": 2}, facts
    assert await incidents(keeper) == []
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_correction_that_is_delivered_twice_is_one(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    appointment = Appointment(clinic, patient_id=clinic)
    first, second = appointment.used("A", START), appointment.used("A", START)
    await inventory.react(first)
    await inventory.react(second)
    await inventory.react(withdrawn(first))
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 2, "used": 1}, "one of two alike"
    await inventory.react(withdrawn(second))
    await inventory.react(withdrawn(second))
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 3}
    await inventory.react(appointment.used("A", START))
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 3}, "the third was withdrawn before it came"
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_an_unused_cartridge_of_a_lot_that_was_recalled_meanwhile_is_quarantined(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    wrong = Appointment(clinic).used("A", START)
    await inventory.react(wrong)
    recall = await keeper.post("/recalls", json={"gtin": PEN, "lot": "A", "reason": "sterility not assured"})
    await inventory.react(withdrawn(wrong))
    assert await balance(keeper, clinic, "A") == {"received": 2, "quarantine": 2}
    assert (await entries(keeper, "A"))[-1]["cause"] == recall.json()["id"]
    assert await trace(keeper, "A") == [], "nobody was treated with it"


async def test_an_incident_about_a_cartridge_that_was_not_used_is_closed(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    wrong = Appointment(clinic).used("NEVER_SEEN", START, serial="9")
    await inventory.react(wrong)
    assert await closed(keeper) == [None]
    await inventory.react(withdrawn(wrong))
    assert await closed(keeper) == ["withdrawn"]
    (event,) = [each for each in await inventory.events() if isinstance(each, CartridgeMisuseClosed)]
    assert (event.because, event.session_id) == ("withdrawn", wrong.session_id)
    await received(keeper, clinic, (scan("NEVER_SEEN", serial="9"), 1))  # it may arrive: nobody has used it
    assert await balance(keeper, clinic, "NEVER_SEEN") == {"received": 1, "on_hand": 1}


async def test_a_use_that_the_mistake_made_an_incident_is_none_any_longer(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1), (scan("A", serial="2"), 1))
    first, second = Appointment(clinic), Appointment(clinic)
    wrong = first.used("A", START, serial="1")
    await inventory.react(wrong)
    await inventory.react(second.used("A", START, serial="1"))
    assert await closed(keeper) == [None], "one cartridge, two sessions"
    await inventory.react(withdrawn(wrong))
    await inventory.react(first.used("A", START, serial="2"))
    assert await closed(keeper) == ["accounted"]
    assert await balance(keeper, clinic, "A") == {"received": 2, "used": 2}
    async with inventory.work() as work:
        await assert_books_are_true(work)


@pytest.mark.parametrize("first", ["the cartridge", "the appointment"])
async def test_an_appointment_that_is_booked_again_holds_a_cartridge_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, first: str
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    wrong = appointment.used("A", START)
    await inventory.react(wrong)
    facts: list[Event] = [withdrawn(wrong, "voided"), appointment.reinstated(in_days(0), was="performed")]
    for event in facts if first == "the cartridge" else reversed(facts):
        await inventory.react(event)
    assert await reservation(keeper, appointment) == {"status": "reserved", "held": {"A": 1}}
    assert await balance(keeper, clinic, "A") == {"received": 1, "reserved": 1}
    await inventory.react(appointment.used("A", at(in_days(0))))
    assert (await reservation(keeper, appointment))["status"] == "used"


async def test_nothing_is_held_for_a_void_session_whose_appointment_was_missed(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(0)))
    wrong = appointment.used("A", START)
    await inventory.react(wrong)
    await inventory.react(appointment.missed())
    await inventory.react(withdrawn(wrong, "voided"))
    assert (await reservation(keeper, appointment))["status"] == "released"
    assert await balance(keeper, clinic, "A") == {"received": 1, "on_hand": 1}


async def test_a_tip_that_did_not_fall_is_on_the_shelf_and_may_be_used(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1))
    appointment, other = Appointment(clinic), Appointment(clinic)
    wrong = appointment.discarded("A", START, "1")
    await inventory.react(wrong)
    await inventory.react(other.used("A", START, "1"))
    assert await closed(keeper) == [None], "what was thrown away must serve nobody"
    await inventory.react(unopened(wrong))
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}
    assert await closed(keeper) == ["accounted"]
    early = appointment.discarded("A", START)
    await inventory.react(unopened(early, "voided"))
    await inventory.react(early)
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_of_two_clinics_that_used_one_cartridge_the_other_has_it_once_one_did_not(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1))
    here = Appointment(clinic).used("A", START, "1")
    there = Appointment(other_clinic).used("A", START, "1")
    await inventory.react(here)
    await inventory.react(there)
    assert await closed(keeper) == [None]
    await inventory.react(withdrawn(here))
    assert await closed(keeper) == ["accounted"]
    assert await balance(keeper, clinic, "A") == {"received": 1, "transferred_out": 1}
    assert await balance(keeper, other_clinic, "A") == {"transferred_in": 1, "used": 1}
    await inventory.react(withdrawn(there))
    assert (await balance(keeper, clinic, "A"))["on_hand"] == 1
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_what_was_used_by_mistake_and_thrown_away_in_truth_is_thrown_away(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1))
    mistake = Appointment(clinic).used("A", START, "1")
    await inventory.react(mistake)
    await inventory.react(Appointment(clinic).discarded("A", START, "1"))
    assert await closed(keeper) == [None]
    await inventory.react(withdrawn(mistake))
    assert await balance(keeper, clinic, "A") == {"received": 1, "discarded": 1}
    assert await closed(keeper) == ["accounted"]
    async with inventory.work() as work:
        await assert_books_are_true(work)


@pytest.mark.parametrize("used", [True, False])
async def test_what_was_held_after_it_was_said_to_be_opened_is_held_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, used: bool
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    before = inventory.clock.now() - timedelta(hours=1)
    held = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "quantity": 3, "act": "hold", "reason": "a torn box"}
    assert (await keeper.post("/stock-movements", json=held)).status_code == 201
    wrong = Appointment(clinic).used("A", before) if used else Appointment(clinic).discarded("A", before)
    await inventory.react(wrong)
    assert await balance(keeper, clinic, "A") == {"received": 3, "quarantine": 2, "used" if used else "discarded": 1}
    await inventory.react(withdrawn(wrong) if isinstance(wrong, CartridgeUsed) else unopened(wrong))
    assert await balance(keeper, clinic, "A") == {"received": 3, "quarantine": 3}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_what_a_count_missed_after_it_was_said_to_be_used_is_lost_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="1"), 1), (scan("A", serial="2"), 1))
    before = inventory.clock.now() - timedelta(hours=1)
    scope = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A"}
    place = f"/counts/{(await keeper.post('/counts', json=scope)).json()['id']}"
    await keeper.post(f"{place}/lines", json={"items": [{"gtin": PEN, "lot": "A", "serial": "2"}]})
    await keeper.post(f"{place}/submit")
    other = inventory.client(Role.STOCK_MANAGER, subject="another")
    assert (await other.post(f"{place}/approve", json={"reason": "looked again"})).status_code == 200
    wrong = Appointment(clinic).used("A", before, serial="1")
    await inventory.react(wrong)
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 1, "used": 1}
    await inventory.react(withdrawn(wrong))
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 1, "lost": 1}
    assert (await keeper.get(f"/serials/{PEN}/1")).json()["place"] == "lost"
    async with inventory.work() as work:
        await assert_books_are_true(work)
