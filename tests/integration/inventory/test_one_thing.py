"""GTIN and serial number are one cartridge, whatever lot a session and a delivery say that it is of."""

import random
from itertools import permutations
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from chassis.access.actors import Role
from contracts.event import Event
from services.inventory.commands.received_numbers import follow_number
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    received,
    scan,
    unopened,
    withdrawn,
)
from tests.integration.inventory.test_recall_whole import noticed
from tests.integration.inventory.test_recalls import recall
from tests.integration.inventory.test_serials import life
from tests.support.running import Running

OTHER_LOT = "was received as part of lot Y"


async def incidents(keeper: httpx.AsyncClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await keeper.get("/incidents")).json()["items"]
    return listed


async def still_open(keeper: httpx.AsyncClient) -> list[str]:
    return [each["reason"] for each in await incidents(keeper) if each["closed_at"] is None]


async def traced(reader: httpx.AsyncClient, lot: str) -> list[tuple[str, str | None]]:
    """The lot that each use says and the one that its number came as; by lot and in pages it is the same."""
    trace = (await reader.get(f"/lots/{PEN}/{lot}/trace")).json()["trace"]
    listed = (await reader.get("/uses", params={"gtin": PEN, "lot": lot, "withdrawn": "false"})).json()["items"]
    assert {each["appointment_id"] for each in listed} == {each["appointment_id"] for each in trace}
    return [(each["lot"], each["received_lot"]) for each in trace]


async def assert_true(inventory: Running) -> None:
    async with inventory.work() as work:
        await assert_books_are_true(work)


@pytest.mark.parametrize("opening", ["used", "discarded"])
@pytest.mark.parametrize("first", ["session", "box"])
async def test_a_cartridge_that_is_opened_as_another_lot_leaves_the_one_that_it_came_as(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, opening: str, first: str
) -> None:
    session = Appointment(clinic)
    opened: Event = session.used("X", START, "s") if opening == "used" else session.discarded("X", START, "s")
    await received(keeper, clinic, (scan("X"), 2))
    if first == "session":
        await inventory.react(opened)
        assert await balance(keeper, clinic, "X") == {"received": 2, "on_hand": 1, opening: 1}, "one without a number"
    await received(keeper, clinic, (scan("Y", serial="s"), 1), (scan("Y", serial="t"), 1))
    if first == "box":
        await inventory.react(opened)
    assert await balance(keeper, clinic, "X") == {"received": 2, "on_hand": 2}
    assert await balance(keeper, clinic, "Y") == {"received": 2, "on_hand": 1, opening: 1}
    [reason] = await still_open(keeper)
    assert OTHER_LOT in reason
    found = await life(keeper, "s")
    assert (found["status"], found["lot"]) == (opening, "Y")
    if opening == "used":
        assert await traced(keeper, "X") == await traced(keeper, "Y") == [("X", "Y")]
    else:
        for lot in "XY":
            trace = (await keeper.get(f"/lots/{PEN}/{lot}/trace")).json()
            assert [each["received_lot"] for each in trace["discarded_at_chair"]] == ["Y"]
    await assert_true(inventory)


async def test_the_books_follow_when_the_record_of_the_session_is_corrected(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    session = Appointment(clinic)
    wrong, right = session.used("X", START, "s"), session.used("Y", START, "s")
    await received(keeper, clinic, (scan("Y", serial="s"), 1))
    await inventory.react(wrong)
    for event in (withdrawn(wrong), right):
        await inventory.react(event)
    assert await still_open(keeper) == []
    assert await balance(keeper, clinic, "Y") == {"received": 1, "used": 1}
    assert await traced(keeper, "Y") == [("Y", None)]
    assert await traced(keeper, "X") == []
    await assert_true(inventory)


async def test_the_books_follow_when_the_receipt_is_corrected(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    wrong = await received(keeper, clinic, (scan("Y", serial="s"), 1), (scan("Y", serial="t"), 1))
    await inventory.react(Appointment(clinic).used("X", START, "s"))
    taken = await keeper.post(f"/receipts/{wrong['id']}/withdraw", json={"reason": "The labels say X."})
    assert (taken.json()["taken_back"], taken.json()["stays"]) == (2, 0), taken.text
    await received(keeper, clinic, (scan("X", serial="s"), 1), (scan("X", serial="t"), 1))
    assert await still_open(keeper) == []
    assert await balance(keeper, clinic, "X") == {"received": 2, "used": 1, "on_hand": 1}
    assert await balance(keeper, clinic, "Y") == {}
    assert await traced(keeper, "Y") == []
    await assert_true(inventory)


async def test_a_session_that_is_taken_back_puts_the_cartridge_where_it_was(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    wrong = Appointment(clinic).used("X", START, "s")
    fell = Appointment(clinic).discarded("X", START, "t")
    await received(keeper, other_clinic, (scan("Y", serial="s"), 1), (scan("Y", serial="t"), 1))
    await inventory.react(wrong)
    await inventory.react(fell)
    assert await balance(keeper, clinic, "Y") == {"transferred_in": 2, "used": 1, "discarded": 1}
    await inventory.react(withdrawn(wrong))
    await inventory.react(unopened(fell))
    there = {"received": 2, "transferred_in": 2, "transferred_out": 2, "on_hand": 2}
    assert await balance(keeper, other_clinic, "Y") == there
    assert await still_open(keeper) == []
    await assert_true(inventory)


async def test_a_box_that_one_clinic_scans_after_another_used_of_it_was_moved(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await inventory.react(Appointment(clinic).used("Y", START, "s"))
    await received(keeper, other_clinic, (scan("Y", serial="s"), 1))
    assert await balance(keeper, other_clinic, "Y") == {"received": 1, "transferred_out": 1}
    assert await balance(keeper, clinic, "Y") == {"transferred_in": 1, "used": 1}
    assert await still_open(keeper) == []
    assert (await life(keeper, "s"))["clinic_id"] == str(clinic)
    await assert_true(inventory)


@pytest.mark.parametrize("used_at", ["here", "elsewhere"])
@pytest.mark.parametrize("seed", range(6))
async def test_the_end_is_the_same_in_whatever_order_the_facts_come(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, seed: int, used_at: str
) -> None:
    there = clinic if used_at == "here" else other_clinic
    session, other = Appointment(there), Appointment(there)
    wrong, right = session.used("X", START, "s"), session.used("Y", START, "s")
    boxes = [(clinic, scan("Y", serial="s"), 1), (there, scan("X"), 2), (clinic, scan("Y", serial="t"), 1)]
    facts: list[Any] = [*boxes, wrong, withdrawn(wrong), right, other.used("X", START, "t")]
    random.Random(seed).shuffle(facts)
    for fact in facts:
        if isinstance(fact, Event):
            await inventory.react(fact)
        else:
            await received(keeper, fact[0], fact[1:])
        await assert_true(inventory)
    assert await balance(keeper, there, "X") == {"received": 2, "on_hand": 2}
    total = (await keeper.get(f"/lots/{PEN}/Y")).json()["clinics"]
    assert (sum(each["received"] for each in total), sum(each["used"] for each in total)) == (2, 2)
    [reason] = await still_open(keeper)
    assert reason.startswith(f"Cartridge t {OTHER_LOT}")
    assert set(await traced(keeper, "Y")) == {("Y", None), ("X", "Y")}
    assert await traced(keeper, "X") == [("X", "Y")]


async def test_a_recall_of_either_lot_finds_the_patient(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    treated = Appointment(clinic)
    await received(keeper, clinic, (scan("Y", serial="s"), 1), (scan("X"), 1))
    await inventory.react(treated.used("X", START, "s"))
    inventory.clock.set(at(in_days(1)))
    for lot in "XY":
        found = await recall(director, lot)
        read = (await director.get(f"/recalls/{found['id']}")).json()
        assert [each["patient_id"] for each in read["trace"]] == [str(treated.patient_id)], lot
        sheet = (await director.get(f"/recalls/{found['id']}/reconciliation")).json()
        assert (sheet["adds_up"], sheet["treated"], sheet["total"]["unaccounted"]) == (True, 1, 0)
        released = await director.post(f"/recalls/{found['id']}/letters")
        assert released.json()["patients"] == 1, released.text


@pytest.mark.parametrize("order", list(permutations(["recall", "box", "use"])))
async def test_whatever_comes_first_the_patient_of_a_recalled_lot_is_written_to(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, order: tuple[str, ...]
) -> None:
    """The session says a recalled lot; the box says another."""
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    await received(keeper, clinic, (scan("X"), 1))
    treated = Appointment(clinic)
    for fact in order:
        if fact == "recall":
            found = await recall(director, "X")
            await director.post(f"/recalls/{found['id']}/letters")
        elif fact == "box":
            await received(keeper, clinic, (scan("Y", serial="s"), 1))
        else:
            await inventory.react(treated.used("X", START, "s"))
    [letter] = (await director.get("/recall-letters")).json()["items"]
    assert (letter["patient_id"], letter["withdrawn_at"]) == (str(treated.patient_id), None)


async def test_a_recall_by_number_finds_it_whatever_lot_the_notice_names(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    await received(keeper, clinic, (scan("Y", serial="s"), 1), (scan("Y", serial="t"), 1), (scan("X", serial="u"), 1))
    notice = await noticed(director, f"(01){PEN}(10)X(21)s")
    assert (await life(keeper, "s"))["place"] == "quarantine"
    assert await balance(keeper, clinic, "Y") == {"received": 2, "on_hand": 1, "quarantine": 1}
    assert await balance(keeper, clinic, "X") == {"received": 1, "on_hand": 1}
    [found] = notice["recalls"]
    sheet = (await director.get(f"/recalls/{found['id']}/reconciliation")).json()
    assert (sheet["adds_up"], sheet["total"]["quarantine"]) == (True, 1)
    later = await deliver(keeper, clinic, (scan("Z", serial="s"), 1))
    assert later.status_code == 422
    back = await director.post(f"/recall-notices/{notice['id']}/withdraw", json={"reason": "another product"})
    assert back.status_code == 200, back.text
    assert await balance(keeper, clinic, "Y") == {"received": 2, "on_hand": 2}
    await assert_true(inventory)


async def test_what_is_stored_of_it_is_said_in_the_language_of_the_reader(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    portuguese: Any = {"headers": {"Accept-Language": "pt-PT"}}
    await received(keeper, other_clinic, (scan("Y", serial="s"), 1), (scan("Y", serial="t"), 1))
    await inventory.react(Appointment(clinic).used("X", START, "s"))
    await inventory.react(Appointment(clinic).discarded("X", START, "t"))
    trace = (await keeper.get(f"/lots/{PEN}/Y/trace", **portuguese)).json()
    [listed] = (await keeper.get(f"/uses?gtin={PEN}&lot=Y", **portuguese)).json()["items"]
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    found = await recall(director, "Y")
    [recalled] = (await director.get(f"/recalls/{found['id']}", **portuguese)).json()["trace"]
    [thrown] = trace["discarded_at_chair"]
    for said in (trace["trace"][0], listed, recalled, thrown):
        assert said["incident"].startswith("O cartucho"), said
    for path in (f"/lots/{PEN}/Y", "/stock-movements"):
        read = (await keeper.get(path, **portuguese)).json()
        notes = {each["note"] for each in read.get("entries", read)["items"] if each["note"] != "dropped"} - {""}
        assert notes == {f"O cartucho {each} foi aberto numa clínica que não a que o recebeu." for each in "st"}
    assert "foi aberto numa clínica" in (await keeper.get("/stock-movements/csv", **portuguese)).text


async def test_what_was_opened_before_the_books_followed_numbers_follows_by_a_timer(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """As the migration finds it: a number was received as another lot elsewhere, and its use is in no books."""
    used = Appointment(other_clinic).used("X", START, "s")
    await inventory.react(used)
    await received(keeper, clinic, (scan("Y", serial="other"), 1))
    async with inventory.work() as work:
        await work.execute(text("DELETE FROM serials WHERE serial = 's'"))
        as_before = text("UPDATE serials SET serial = 's', used_in = :session WHERE serial = 'other'")
        await work.execute(as_before, {"session": used.session_id})
    for _ in range(2):
        async with inventory.work() as work:
            await follow_number(work, PEN, "s")
            await follow_number(work, PEN, "never seen")
    assert await balance(keeper, clinic, "Y") == {"received": 1, "transferred_out": 1}
    assert await balance(keeper, other_clinic, "Y") == {"transferred_in": 1, "used": 1}
    [reason] = await still_open(keeper)
    assert OTHER_LOT in reason
    await assert_true(inventory)
