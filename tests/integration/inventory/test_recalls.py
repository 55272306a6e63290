"""A recalled lot: who had it, answered at once; nobody gets it any more."""

from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.inventory.stock import LotRecalled
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    opened,
    received,
    reservation,
    scan,
)
from tests.support.running import Running


def recall_of(lot: str) -> dict[str, Any]:
    """Whether or not the lot ever came."""
    return {"gtin": PEN, "lot": lot, "reason": "sterility not assured", "confirmed": True}


async def recall(keeper: httpx.AsyncClient, lot: str) -> dict[str, Any]:
    answer = await keeper.post("/recalls", json=recall_of(lot))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_recall_answers_at_once_who_was_treated_and_takes_the_lot_from_everybody(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD", in_days(40)), 4), (scan("GOOD"), 1))
    await received(keeper, other_clinic, (scan("BAD", in_days(40)), 3))
    here, there = Appointment(clinic), Appointment(other_clinic)
    await inventory.react(here.used("BAD", START))
    await inventory.react(there.used("BAD", at(in_days(0), 7)))
    sooner, later = Appointment(clinic), Appointment(clinic)
    await inventory.react(later.booked(in_days(8)))
    await inventory.react(sooner.booked(in_days(7)))

    recalled = await recall(inventory.client(Role.MEDICAL_DIRECTOR), "BAD")

    assert [(use["patient_id"], use["clinic"], use["session_id"]) for use in recalled["trace"]] == [
        (str(there.patient_id), "Ponsonby", str(there.session_id)),
        (str(here.patient_id), "Chiado", str(here.session_id)),
    ]
    assert await reservation(keeper, sooner) == {"status": "reserved", "held": {"GOOD": 1}}
    assert await reservation(keeper, later) == {"status": "short", "held": {}}
    assert await balance(keeper, clinic, "BAD") == {"received": 4, "used": 1, "quarantine": 3}
    told = {event.clinic_id: event for event in await inventory.events() if isinstance(event, LotRecalled)}
    assert {clinic_id: (event.quarantined, event.released_reservations) for clinic_id, event in told.items()} == {
        clinic: (3, 2),
        other_clinic: (2, 0),
    }
    assert {event.recall_id for event in told.values()} == {UUID(recalled["id"])}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_recall_names_the_unopened_numbers_of_each_clinic(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """The chair stops such a cartridge whatever lot its label says."""
    await received(keeper, clinic, (scan("BAD", serial="S2"), 1), (scan("BAD", serial="S1"), 1), (scan("OK"), 1))
    await received(keeper, other_clinic, (scan("BAD", serial="S3"), 1), (scan("BAD", serial="S4"), 1))
    await inventory.react(Appointment(other_clinic).used("BAD", at(in_days(0), 7), "S4"))

    await recall(keeper, "BAD")

    told = {event.clinic_id: event.serials for event in await inventory.events() if isinstance(event, LotRecalled)}
    assert told == {clinic: ("S1", "S2"), other_clinic: ("S3",)}


async def test_a_lot_that_is_not_there_is_answered_with_the_one_that_was_perhaps_meant(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("AB12"), 3))
    waste = {"clinic_id": str(clinic), "gtin": PEN, "lot": "ab12", "quantity": 1, "reason": "damaged"}
    for answer in (
        await keeper.get(f"/lots/{PEN}/ab12"),
        await keeper.get(f"/lots/{PEN}/ab12/trace"),
        await keeper.post("/discards", json=waste),
    ):
        assert (answer.status_code, answer.json().get("nearest")) == (404, ["AB12"]), answer.text
        assert answer.json()["detail"].endswith("compare it with the label. Was AB12 meant?")
    portuguese = {"Accept-Language": "pt-PT"}
    nothing = await keeper.get(f"/lots/{PEN}/XXXXXXXX", headers=portuguese)
    assert nothing.json()["detail"].endswith("Nenhum lote que chegou se parece com ele."), nothing.text


async def test_a_recalled_lot_is_refused_at_the_door_and_its_later_uses_are_incidents_in_the_trace(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 2))
    recalled = await recall(keeper, "BAD")
    refused = await deliver(keeper, clinic, (scan("BAD"), 1))
    assert "is recalled" in refused.json()["detail"]
    inventory.clock.set(at(in_days(1)))
    await inventory.react(Appointment(clinic).used("BAD", at(in_days(1), 9)))
    again = (await keeper.get(f"/recalls/{recalled['id']}")).json()
    [use] = again["trace"]
    assert "was recalled on" in use["incident"]
    assert await balance(keeper, clinic, "BAD") == {"received": 2, "used": 1, "quarantine": 1}, "it lay apart"


async def test_a_use_before_the_recall_that_is_consumed_after_it_is_no_incident(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 2))
    recalled = await recall(keeper, "BAD")
    await inventory.react(Appointment(clinic).used("BAD", at(in_days(0), 8)))
    [use] = (await keeper.get(f"/recalls/{recalled['id']}")).json()["trace"]
    assert use["incident"] is None
    assert await balance(keeper, clinic, "BAD") == {"received": 2, "used": 1, "quarantine": 1}


async def test_the_same_lot_is_recalled_once(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    recalled = await recall(keeper, "BAD")
    again = await keeper.post("/recalls", json={"gtin": PEN, "lot": "BAD", "reason": "sterility not assured"})
    assert again.status_code == 409
    assert again.json()["type"] == "urn:needlepoint:problem:recall-exists"
    assert again.json()["recall_id"] == recalled["id"]


async def test_a_lot_recalled_before_it_came_is_refused_when_it_comes(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    recalled = await recall(keeper, "NOT_YET")
    assert recalled["trace"] == []
    assert "is recalled" in (await deliver(keeper, clinic, (scan("NOT_YET"), 1))).json()["detail"]


async def test_a_clinic_that_opens_after_a_recall_gets_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await recall(keeper, "BAD")
    new_clinic = new_id()
    await inventory.react(opened(new_clinic, "Pacific/Auckland", "Ponsonby"))
    told = [event.clinic_id for event in await inventory.events() if isinstance(event, LotRecalled)]
    assert told == [clinic, new_clinic]


async def test_a_recall_is_of_the_chain_and_a_trace_of_ones_own_clinics(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 1))
    await inventory.react(Appointment(clinic).used("BAD", START))
    body = {"gtin": PEN, "lot": "OTHER", "reason": "a rumour"}
    director = inventory.client(Role.MEDICAL_DIRECTOR, clinics=[other_clinic])
    assert (await director.get(f"/lots/{PEN}/BAD/trace")).json()["trace"] == []
    for who in (director, inventory.client(Role.FRONT_DESK), inventory.client(Role.STOCK_MANAGER, clinics=[clinic])):
        assert (await who.post("/recalls", json=body)).status_code == 403
    found = await recall(keeper, "BAD")
    assert (await director.get(f"/recalls/{found['id']}")).json()["trace"] == []


async def test_who_counts_stock_sees_where_a_lot_was_used_and_not_on_whom(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    treated = Appointment(clinic)
    await received(keeper, clinic, (scan("BAD"), 2))
    await inventory.react(treated.booked(in_days(2)))
    await inventory.react(treated.used("BAD", START))
    [counted] = (await keeper.get(f"/lots/{PEN}/BAD/trace")).json()["trace"]
    assert (counted["patient_id"], counted["session_id"]) == (None, str(treated.session_id))
    director = inventory.client(Role.MEDICAL_DIRECTOR, clinics=[clinic])
    [traced] = (await director.get(f"/lots/{PEN}/BAD/trace")).json()["trace"]
    assert traced["patient_id"] == str(treated.patient_id)
    [held] = (await keeper.get("/reservations", params={"clinic_id": str(clinic)})).json()["items"]
    assert (held["patient_id"], held["session_at"], held["needed_on"]) == (None, None, str(in_days(2)))
    [needed] = (await director.get("/reservations", params={"clinic_id": str(clinic)})).json()["items"]
    assert needed["patient_id"] == str(treated.patient_id)
