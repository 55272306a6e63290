"""A recall as its people live it: from the scanned notice to closed, with cartridges that move while it is open."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
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
    withdrawn,
)
from tests.integration.inventory.test_recall_letters import letters, release
from tests.integration.inventory.test_recalls_closed import close, move, reconciled, report_steps
from tests.integration.inventory.transferring import arrived, label, line, sent
from tests.support.running import Running

IN_PORTUGUESE = {"Accept-Language": "pt-PT"}


async def noticed(director: httpx.AsyncClient, *codes: str, **more: Any) -> dict[str, Any]:
    answer = await director.post("/recall-notices", json={"codes": codes, "reason": "needles may break", **more})
    assert answer.status_code == 201, answer.text
    notice: dict[str, Any] = answer.json()
    return notice


def counted(sheet: dict[str, Any]) -> list[dict[str, int]]:
    """What is not zero, clinic by clinic."""
    return [{part: n for part, n in each.items() if type(n) is int and n} for each in sheet["clinics"]]


async def test_a_recall_is_closed_although_a_session_opened_a_box_that_was_still_on_its_way(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    director, desk = inventory.client(Role.MEDICAL_DIRECTOR), inventory.client(Role.FRONT_DESK)
    await received(keeper, clinic, (scan("BAD"), 10), (scan("GOOD", in_days(350)), 5))
    booked = Appointment(clinic)
    for event in (
        booked.booked(in_days(3)),
        Appointment(clinic).used("BAD", START),
        Appointment(clinic).discarded("BAD", START),
    ):
        await inventory.react(event)
    transfer = await sent(keeper, clinic, other_clinic, line("BAD", 3))
    notice = await noticed(director, f"(01){PEN}(10)BAD", number="FSN-1")
    [found] = notice["recalls"]
    assert (await reservation(keeper, booked))["held"] == {"GOOD": 1}

    await inventory.react(Appointment(other_clinic).used("BAD", START + timedelta(hours=1)))
    assert "unaccounted" in (await reconciled(director, found))["steps"]
    await arrived(keeper, transfer, line("BAD", 3))
    sheet = await reconciled(director, found)
    assert counted(sheet) == [
        {"came": 10, "used": 1, "quarantine": 5, "discarded": 1, "transferred_out": 3},
        {"came": 3, "transferred_in": 3, "used": 1, "quarantine": 2},
    ]
    assert (sheet["adds_up"], sheet["treated"], sheet["steps"]) == (True, 2, ["quarantine", "letters"])
    chain = {part: n for part, n in sheet["total"].items() if n}
    assert chain == {"came": 10, "used": 2, "quarantine": 7, "discarded": 1}, "a transfer is no arrival of the chain"
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert (incident["closed_at"], "was recalled on" in incident["reason"]) == (None, True), "somebody looks into it"

    refused = await director.post(f"/recalls/{found['id']}/close", json={}, headers=IN_PORTUGUESE)
    assert "ainda tem passos por fazer: devolver ou deitar fora o que está em quarentena, autorizar" in refused.text
    assert await release(director, found) == 2
    for each in await letters(desk):
        assert (await desk.post(f"/recall-letters/{each['id']}/answered")).status_code == 200
    await report_steps(keeper, director, found, {clinic: 5, other_clinic: 2})
    await move(keeper, clinic, "return", 5, reference="RMA 1")
    await move(keeper, other_clinic, "discard", 2)
    assert (await close(director, found)).status_code == 200
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_recall_that_is_widened_and_then_withdrawn_leaves_the_first_as_it_was(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    await received(keeper, clinic, (scan("BAD"), 2), (scan("GOOD", in_days(350)), 5))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(3)))
    [found] = (await noticed(director, f"(01){PEN}(10)BAD"))["recalls"]
    wider = await noticed(director, gtin=PEN, lots=["BAD", "GOOD"])
    assert (await reservation(keeper, booked))["status"] == "short"

    with inventory.clock.stopped():
        await inventory.react(Appointment(clinic).used("GOOD", START + timedelta(days=1)))
    assert (await balance(keeper, clinic, "GOOD")) == {"received": 5, "used": 1, "quarantine": 4}
    answer = await director.post(f"/recall-notices/{wider['id']}/withdraw", json={"reason": "it names another product"})
    assert answer.status_code == 200, answer.text

    assert await reservation(keeper, booked) == {"status": "reserved", "held": {"GOOD": 1}}
    assert await balance(keeper, clinic, "GOOD") == {"received": 5, "used": 1, "on_hand": 3, "reserved": 1}
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert incident["closed_because"] == "accounted", "only the recall forbade it"
    assert (await director.get(f"/recalls/{found['id']}")).json()["withdrawn_at"] is None
    assert await balance(keeper, clinic, "BAD") == {"received": 2, "quarantine": 2}


async def test_a_numbered_cartridge_of_a_recalled_lot_is_an_incident_wherever_it_was_opened(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """On its way, out of quarantine, and at a clinic that it never went to."""
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    labels = [scan("N", serial=f"K{at}") for at in range(4)]
    await received(keeper, clinic, *((each, 1) for each in labels))
    await sent(keeper, clinic, other_clinic, label(labels[0]))
    [found] = (await noticed(director, f"(01){PEN}(10)N"))["recalls"]

    later = START + timedelta(hours=1)
    await inventory.react(Appointment(other_clinic).used("N", later, serial="K0"))
    await inventory.react(Appointment(clinic).used("N", later, serial="K1"))
    await inventory.react(Appointment(other_clinic).used("N", later, serial="K2"))

    reasons = [each["reason"] for each in (await keeper.get("/incidents")).json()["items"]]
    assert ["was recalled on" in each for each in reasons] == [True, True, True]
    sheet = await reconciled(director, found)
    assert counted(sheet) == [
        {"came": 4, "used": 1, "quarantine": 1, "transferred_out": 2},
        {"came": 2, "transferred_in": 2, "used": 2},
    ]
    assert (sheet["adds_up"], sheet["treated"], sheet["steps"]) == (True, 3, ["quarantine", "letters"])
    async with inventory.work() as work:
        await assert_books_are_true(work)


@pytest.mark.parametrize("why", ["lot", "number", "expired"])
async def test_a_use_that_is_taken_back_puts_it_apart_again_where_it_had_lain(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, why: str
) -> None:
    """It left another clinic's quarantine for a session here, and never did."""
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    await received(keeper, clinic, *((scan("N", in_days(9), serial=each), 1) for each in ("K1", "K2")))
    await received(keeper, other_clinic, (scan("N", in_days(9)), 1))
    if why != "expired":
        await noticed(director, f"(01){PEN}(10)N" + ("(21)K1" if why == "number" else ""))
    used = Appointment(other_clinic).used("N", START + timedelta(hours=1), serial="K1")
    await inventory.react(used)
    if why == "expired":
        inventory.clock.set(at(in_days(10)))
        await inventory.fire_timers()
    await inventory.react(withdrawn(used))
    apart = "discarded" if why == "expired" else "quarantine"
    here, there = await balance(keeper, clinic, "N"), await balance(keeper, other_clinic, "N")
    assert here[apart] == (1 if why == "number" else 2), here
    assert (
        there
        == {
            "lot": {"received": 1, "transferred_in": 1, "transferred_out": 1, "quarantine": 1},
            "number": {"received": 1, "transferred_in": 1, "transferred_out": 1, "on_hand": 1},
            "expired": {"received": 1, "transferred_in": 1, "transferred_out": 1, "discarded": 1},
        }[why]
    )
    life = (await keeper.get(f"/serials/{PEN}/K1")).json()
    assert (life["place"], life["clinic_id"]) == (apart, str(clinic))
    async with inventory.work() as work:
        await assert_books_are_true(work)
