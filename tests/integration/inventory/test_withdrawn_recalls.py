"""A recall of the wrong lot is withdrawn: what it did is undone at every clinic, and the lot can be recalled again."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.inventory.recalls import RecallLetterEnded, RecallLetterRetracted
from contracts.inventory.stock import CartridgesFound, RecallWithdrawn
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
from tests.integration.inventory.test_recall_letters import failed, letters, published, release, sent
from tests.integration.inventory.test_recalls import recall
from tests.support.running import Running


@pytest.fixture
def director(inventory: Running) -> httpx.AsyncClient:
    return inventory.client(Role.MEDICAL_DIRECTOR)


async def withdraw(director: httpx.AsyncClient, found: dict[str, Any]) -> httpx.Response:
    return await director.post(f"/recalls/{found['id']}/withdraw", json={"reason": "The notice names lot BAD1."})


async def moved(keeper: httpx.AsyncClient, clinic: UUID, act: str, quantity: int) -> None:
    body = {"clinic_id": str(clinic), "gtin": PEN, "lot": "BAD", "act": act, "quantity": quantity, "reason": "torn"}
    answer = await keeper.post("/stock-movements", json=body)
    assert answer.status_code == 201, answer.text


async def test_its_cartridges_are_back_on_the_shelf_and_in_the_sessions_that_had_lost_them(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 6))
    await received(keeper, other_clinic, (scan("BAD"), 3))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7)))
    await moved(keeper, clinic, "hold", 2)
    found = await recall(keeper, "BAD")
    await moved(keeper, clinic, "return", 1)
    assert await reservation(keeper, booked) == {"status": "short", "held": {}}

    assert (await withdraw(director, found)).status_code == 200

    held = {"received": 6, "returned": 1, "quarantine": 2, "on_hand": 2, "reserved": 1}
    assert await balance(keeper, clinic, "BAD") == held, "what a person holds stays held"
    assert await balance(keeper, other_clinic, "BAD") == {"received": 3, "on_hand": 3}
    assert await reservation(keeper, booked) == {"status": "reserved", "held": {"BAD": 1}}
    assert [event.appointment_id for event in await published(inventory, CartridgesFound)] == [booked.id]
    restored = {event.clinic_id: event.restored for event in await published(inventory, RecallWithdrawn)}
    assert restored == {clinic: 3, other_clinic: 3}
    read = (await keeper.get(f"/recalls/{found['id']}")).json()
    assert read["withdrawn_because"] == "The notice names lot BAD1."
    assert {UUID(each["clinic_id"]): each["restored"] for each in read["clinics"]} == restored


async def test_the_lot_is_received_used_and_recalled_again(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    found = await recall(keeper, "BAD")
    await withdraw(director, found)
    assert (await deliver(keeper, clinic, (scan("BAD"), 2))).status_code == 201
    treated = Appointment(clinic)
    await inventory.react(treated.used("BAD", START))
    trace = (await keeper.get(f"/lots/{PEN}/BAD/trace")).json()
    assert (trace["recall_id"], [use["incident"] for use in trace["trace"]]) == (None, [None])

    numbered = scan("BAD", serial="X1")
    assert (await deliver(keeper, clinic, (numbered, 1))).status_code == 201
    assert (await keeper.get(f"/serials/{PEN}/X1")).json()["status"] == "on_shelf"

    again = await recall(keeper, "BAD")

    assert (await keeper.get(f"/serials/{PEN}/X1")).json()["status"] == "recalled"
    assert again["id"] != found["id"]
    assert await balance(keeper, clinic, "BAD") == {"received": 3, "used": 1, "quarantine": 2}
    standing = (await keeper.get("/recalls", params={"withdrawn": "false"})).json()["items"]
    assert [each["id"] for each in standing] == [again["id"]]


async def test_a_use_that_only_the_recall_forbade_is_no_incident_any_longer(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 2))
    found = await recall(keeper, "BAD")
    inventory.clock.set(at(in_days(1)))
    await inventory.react(Appointment(clinic).used("BAD", at(in_days(1), 9)))
    [incident] = (await keeper.get("/incidents", params={"clinic_id": str(clinic)})).json()["items"]
    assert "was recalled on" in incident["reason"]
    await withdraw(director, found)
    [incident] = (await keeper.get("/incidents", params={"clinic_id": str(clinic)})).json()["items"]
    assert incident["closed_because"] == "accounted"
    assert await balance(keeper, clinic, "BAD") == {"received": 2, "used": 1, "on_hand": 1}


async def test_what_expired_meanwhile_does_not_come_back(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD", in_days(3)), 2))
    found = await recall(keeper, "BAD")
    inventory.clock.set(at(in_days(5)))
    await withdraw(director, found)
    assert await balance(keeper, clinic, "BAD") == {"received": 2, "discarded": 2}


async def test_letters_that_have_not_left_are_dropped_and_who_had_one_is_called(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("BAD"), 4))
    for _ in range(4):
        await inventory.react(Appointment(clinic).used("BAD", START))
    found = await recall(director, "BAD")
    await release(director, found)
    waiting, reached, unreached, answered = await letters(director)
    await inventory.react(sent(reached))
    await inventory.react(failed(unreached))
    await director.post(f"/recall-letters/{answered['id']}/answered")

    await withdraw(director, found)

    assert {each["withdrawn_because"] for each in await letters(director)} == {"recall_withdrawn"}
    assert {each["id"] for each in await letters(director, to_correct=True)} == {reached["id"], answered["id"]}
    called = {str(event.letter_id) for event in await published(inventory, RecallLetterRetracted)}
    assert called == {reached["id"], answered["id"]}
    await inventory.react(sent(waiting))  # it had left before it could be dropped
    assert len(await letters(director, to_correct=True)) == 3
    sheet = f"/recalls/{found['id']}/reconciliation"
    assert (await director.get(sheet)).json()["steps"] == ["patients"]

    for each in await letters(director, to_correct=True):
        await director.post(f"/recall-letters/{each['id']}/informed", json={"how": "phone"})
    assert (await director.get(sheet)).json()["steps"] == []
    assert await letters(director, to_correct=True) == []
    refused = await director.post(f"/recall-letters/{unreached['id']}/informed", json={"how": "phone"})
    assert refused.json()["type"] == "urn:needlepoint:problem:letter-over"
    ends = [event for event in await published(inventory, RecallLetterEnded) if event.because == "corrected"]
    assert len(ends) == 3


async def test_it_is_withdrawn_once_by_a_director_of_the_chain_and_not_worked_on_afterwards(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    found = await recall(keeper, "BAD")
    for who in (keeper, inventory.client(Role.MEDICAL_DIRECTOR, clinics=[clinic])):
        assert (await withdraw(who, found)).status_code == 403
    assert (await withdraw(director, {"id": new_id()})).status_code == 404
    await withdraw(director, found)
    refused = [await withdraw(director, found), await director.post(f"/recalls/{found['id']}/letters")]
    refused += [await director.post(f"/recalls/{found['id']}/{act}", json={}) for act in ("close", "reopen")]
    assert {answer.json()["type"] for answer in refused} == {"urn:needlepoint:problem:recall-was-withdrawn"}


async def test_a_clinic_that_opens_later_is_not_informed_of_it(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await withdraw(director, await recall(keeper, "BAD"))
    new_clinic = new_id()
    await inventory.react(opened(new_clinic, "Pacific/Auckland", "Ponsonby"))
    assert (await deliver(keeper, new_clinic, (scan("BAD"), 1))).status_code == 201
