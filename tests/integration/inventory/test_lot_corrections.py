"""A date of a lot was stated wrongly: it is corrected for the chain, and every clinic follows."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from contracts.inventory.stock import CartridgeLotCorrected, CartridgesFellShort, CartridgesFound, LotCorrected
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    LATER,
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
)
from tests.integration.inventory.test_labels_of_uses import incidents, listed
from tests.support.running import Running

TYPED = date(2072, 3, 31)


def corrected(stated: date, true: date, lot: str = "A", **more: Any) -> dict[str, Any]:
    dates = {"stated_expires_on": str(stated), "expires_on": str(true)}
    return {"gtin": PEN, "lot": lot, **dates, "reason": "The year was typed wrongly.", **more}


async def correct(client: httpx.AsyncClient, stated: date, true: date, lot: str = "A", **more: Any) -> dict[str, Any]:
    answer = await client.post("/lot-corrections", json=corrected(stated, true, lot, **more))
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


def kind_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rsplit(":", 1)[-1]


async def published(inventory: Running, event: type) -> list[Any]:
    return [each for each in await inventory.events() if isinstance(each, event)]


async def test_a_lot_typed_2072_is_received_in_the_whole_chain_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", TYPED), 3))
    refused = await deliver(keeper, other_clinic, (scan("A", in_days(60)), 2))
    assert "have the dates of the lot corrected" in refused.text, "the refusal says what to do"

    found = await correct(keeper, TYPED, in_days(60))

    assert (await deliver(keeper, other_clinic, (scan("A", in_days(60)), 2))).status_code == 201
    assert (found["was_expires_on"], found["expires_on"]) == (str(TYPED), str(in_days(60)))
    lot = (await keeper.get(f"/lots/{PEN}/A")).json()
    assert lot["expires_on"] == str(in_days(60))
    assert [(each["id"], each["was_expires_on"]) for each in lot["corrections"]] == [(found["id"], str(TYPED))]
    [told] = await published(inventory, LotCorrected)
    assert (told.clinic_id, told.was_expires_on, told.expires_on) == (clinic, TYPED, in_days(60))
    listed_ones = (await keeper.get("/lot-corrections", params={"gtin": PEN, "lot": "A"})).json()["items"]
    assert [each["id"] for each in listed_ones] == [found["id"]]

    inventory.clock.set(at(in_days(62)))
    await inventory.fire_timers()
    assert await balance(keeper, clinic, "A") == {"received": 3, "discarded": 3}, "its timer has moved"


async def test_sessions_are_planned_again_by_what_expires_first(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", TYPED), 1), (scan("B"), 2))
    near, far = Appointment(clinic), Appointment(clinic)
    await inventory.react(near.booked(in_days(5)))
    await inventory.react(far.booked(in_days(40)))
    assert (await reservation(keeper, near))["held"] == {"B": 1}

    found = await correct(keeper, TYPED, in_days(20))

    assert (await reservation(keeper, near))["held"] == {"A": 1}
    assert (await reservation(keeper, far))["held"] == {"B": 1}
    assert [each["replanned"] for each in found["clinics"]] == [1]


async def test_what_is_expired_leaves_the_shelf_and_its_sessions_fall_short_until_that_is_corrected(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7)))

    found = await correct(keeper, LATER, in_days(-1))

    assert await balance(keeper, clinic, "A") == {"received": 3, "discarded": 3}
    assert await reservation(keeper, booked) == {"status": "short", "held": {}}
    [here] = found["clinics"]
    assert (here["expired"], here["replanned"], here["fell_short"]) == (3, 1, 1)
    assert [each.appointment_id for each in await published(inventory, CartridgesFellShort)] == [booked.id]

    again = await correct(keeper, in_days(-1), LATER)

    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 2, "reserved": 1}
    assert await reservation(keeper, booked) == {"status": "reserved", "held": {"A": 1}}
    assert [each["restored"] for each in again["clinics"]] == [3]
    assert [each.appointment_id for each in await published(inventory, CartridgesFound)] == [booked.id]


async def test_what_left_the_shelf_too_early_is_back_and_what_a_person_threw_away_is_not(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(2)), 5))
    thrown = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "quantity": 1, "reason": "dropped"}
    assert (await keeper.post("/discards", json=thrown)).status_code == 201
    inventory.clock.set(at(in_days(4)))
    await inventory.fire_timers()
    assert await balance(keeper, clinic, "A") == {"received": 5, "discarded": 5}
    await inventory.react(Appointment(clinic).used("A", at(in_days(2), 9)))  # recorded late
    await correct(keeper, in_days(2), LATER)
    assert await balance(keeper, clinic, "A") == {"received": 5, "discarded": 1, "used": 1, "on_hand": 3}
    await correct(keeper, LATER, in_days(2))
    await correct(keeper, in_days(2), LATER)
    assert await balance(keeper, clinic, "A") == {"received": 5, "discarded": 1, "used": 1, "on_hand": 3}


async def test_a_recalled_lot_stays_in_quarantine(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A", in_days(2)), 2))
    inventory.clock.set(at(in_days(4)))
    await inventory.fire_timers()
    body = {"gtin": PEN, "lot": "A", "reason": "sterility not assured"}
    assert (await keeper.post("/recalls", json=body)).status_code == 201
    await correct(keeper, in_days(2), LATER)
    assert await balance(keeper, clinic, "A") == {"received": 2, "quarantine": 2}


async def test_incidents_about_its_label_close_and_those_that_the_true_date_makes_open(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", TYPED), 4))
    right, wrong = (Appointment(clinic).used("A", START, label=each) for each in (in_days(2), TYPED))
    inventory.clock.set(at(in_days(5)))
    late = Appointment(clinic).used("A", at(in_days(4)))
    for each in (right, wrong, late):
        await inventory.react(each)
    [of_label] = await incidents(keeper)
    assert of_label["session_id"] == str(right.session_id)

    found = await correct(keeper, TYPED, in_days(2))

    closed, *opened_now = await incidents(keeper)
    assert (closed["id"], closed["closed_because"]) == (of_label["id"], "lot_corrected")
    assert [each["session_id"] for each in opened_now] == [str(wrong.session_id), str(late.session_id)]
    assert "after its last day" in opened_now[1]["reason"]
    assert {*await listed(keeper)} == {each["id"] for each in opened_now}
    assert [(each["incidents_opened"], each["incidents_closed"]) for each in found["clinics"]] == [(2, 1)]


async def test_a_use_that_was_never_in_the_books_stays_an_incident_without_the_wrong_date(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", TYPED, serial="S1"), 1))
    await inventory.react(Appointment(clinic).used("A", START, serial="S9", label=in_days(50)))
    await correct(keeper, TYPED, in_days(50))
    closed, now = await incidents(keeper)
    assert (closed["closed_because"], now["closed_at"]) == ("lot_corrected", None)
    assert str(TYPED) not in now["reason"]
    assert "S9 was not received" in now["reason"]


async def test_what_a_person_settled_is_asked_again_only_when_it_is_new(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", TYPED), 1))
    await inventory.react(Appointment(clinic).used("A", START, label=in_days(50)))
    [found] = await incidents(keeper)
    await keeper.post(f"/incidents/{found['id']}/close", json={"note": "The books are wrong."})
    await correct(keeper, TYPED, in_days(50))
    assert [each["closed_because"] for each in await incidents(keeper)] == ["settled"]


async def test_a_trial_says_what_would_happen_and_does_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7)))
    before = len(await inventory.events())
    answer = await keeper.post("/lot-corrections/try", json=corrected(LATER, in_days(-1)))
    assert answer.status_code == 200, answer.text
    [here] = answer.json()["clinics"]
    assert (here["clinic"], here["expired"], here["fell_short"]) == ("Chiado", 3, 1)
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 2, "reserved": 1}
    assert len(await inventory.events()) == before
    assert (await keeper.get("/lot-corrections")).json()["items"] == []
    assert (await correct(keeper, LATER, in_days(-1)))["clinics"] == [here], "and then it happens"


async def test_the_day_of_manufacture_is_corrected_and_taken_out(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    made = await correct(keeper, LATER, LATER, made_on="2026-10-01")
    assert (made["was_made_on"], made["made_on"]) == (None, "2026-10-01")
    assert (await correct(keeper, LATER, in_days(100)))["made_on"] == "2026-10-01", "left out, it stays"
    assert (await correct(keeper, in_days(100), in_days(100), made_on=None))["made_on"] is None
    read = await keeper.get(f"/lot-corrections/{made['id']}")
    assert read.json() == made


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (corrected(TYPED, LATER), "lot-says-otherwise"),
        (corrected(LATER, LATER), "lot-stands"),
        (corrected(LATER, LATER, lot="B"), "lot-unknown"),
        (corrected(LATER, LATER, made_on=str(in_days(2))), "lot-dates-invalid"),
        (corrected(LATER, in_days(-20), made_on=str(in_days(-10))), "lot-dates-invalid"),
    ],
)
async def test_what_cannot_be_is_refused(
    keeper: httpx.AsyncClient, clinic: UUID, body: dict[str, Any], refusal: str
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    for path in ("/lot-corrections", "/lot-corrections/try"):
        assert kind_of(await keeper.post(path, json=body)) == refusal


async def test_one_of_two_who_correct_at_once_is_refused_and_a_receipt_beside_them_sees_the_true_date(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", TYPED), 1))
    answers = await asyncio.gather(
        keeper.post("/lot-corrections", json=corrected(TYPED, in_days(50))),
        keeper.post("/lot-corrections", json=corrected(TYPED, in_days(50))),
        deliver(keeper, other_clinic, (scan("A", TYPED), 1)),
    )
    assert sorted(each.status_code for each in answers[:2]) == [201, 409]
    lot = (await keeper.get(f"/lots/{PEN}/A")).json()
    assert lot["expires_on"] == str(in_days(50))
    assert {each["expires_on"] for each in lot["clinics"]} == {str(in_days(50))}


async def test_only_who_answers_for_the_chain_corrects_a_lot(inventory: Running, clinic: UUID) -> None:
    body = corrected(LATER, in_days(10))
    for_one = inventory.client(Role.STOCK_MANAGER, clinics=[clinic])
    for client in (for_one, inventory.client(Role.PRACTITIONER)):
        assert (await client.post("/lot-corrections", json=body)).status_code == 403


async def test_a_wrong_lot_on_a_receipt_is_taken_back_and_received_as_what_it_is(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    wrong = await received(keeper, clinic, (scan("A1", serial="S1"), 1), (scan("A1", serial="S2"), 1))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(7)))
    await inventory.react(Appointment(clinic).used("AI", START, serial="S1"))
    [incident] = await incidents(keeper)
    assert "was received as part of lot A1" in incident["reason"]

    back = await keeper.post(f"/receipts/{wrong['id']}/withdraw", json={"reason": "The label says AI."})

    assert back.json()["taken_back"] == 2, back.text
    assert await reservation(keeper, booked) == {"status": "short", "held": {}}
    again = await deliver(keeper, clinic, *((scan("AI", serial=serial), 1) for serial in ("S1", "S2")))
    assert again.status_code == 201, again.text
    assert await balance(keeper, clinic, "AI") == {"received": 2, "used": 1, "reserved": 1}
    assert await reservation(keeper, booked) == {"status": "reserved", "held": {"AI": 1}}
    assert [each["closed_because"] for each in await incidents(keeper)] == ["accounted"]
    assert (await keeper.get(f"/serials/{PEN}/S1")).json()["status"] == "used"


async def relabelled(client: httpx.AsyncClient, serial: str, was: str, lot: str, **more: Any) -> httpx.Response:
    body = {"gtin": PEN, "serial": serial, "stated_lot": was, "lot": lot, "reason": "The label says so."}
    return await client.post("/number-corrections", json=body | more)


async def life(client: httpx.AsyncClient, serial: str) -> dict[str, Any]:
    found: dict[str, Any] = (await client.get(f"/serials/{PEN}/{serial}")).json()
    return found


async def audited(inventory: Running) -> None:
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_one_cartridge_that_was_put_down_under_the_wrong_lot_leaves_it_for_its_own(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    numbers = [(scan("A", serial=each), 1) for each in ("N1", "N2")]
    receipt = await received(keeper, clinic, *numbers)
    both = Appointment(clinic)
    await inventory.react(both.booked(in_days(3), quantity=2))
    for more, kind in (
        ({"was": "C", "lot": "B", "expires_on": str(LATER)}, "lot-says-otherwise"),
        ({"was": "A", "lot": "A"}, "lot-stands"),
        ({"was": "A", "lot": "B"}, "lot-dates-invalid"),
    ):
        assert kind_of(await relabelled(keeper, "N1", **more)) == kind
    assert kind_of(await relabelled(keeper, "N9", "A", "B", expires_on=str(LATER))) == "serial-unknown"

    corrected_now = await relabelled(keeper, "N1", "A", "B", expires_on=str(in_days(90)))
    assert corrected_now.status_code == 201, corrected_now.text
    assert corrected_now.json()["receipt_id"] == receipt["id"]
    assert await balance(keeper, clinic, "A") == {"received": 1, "reserved": 1}
    assert await balance(keeper, clinic, "B") == {"received": 1, "reserved": 1}, "the session holds one of each"
    now = await life(keeper, "N1")
    assert (now["lot"], now["steps"][0]["how"], now["steps"][0]["note"]) == ("B", "lot_corrected", "The label says so.")
    [told] = await published(inventory, CartridgeLotCorrected)
    assert (told.serial, told.was_lot, told.lot) == ("N1", "A", "B")
    assert kind_of(await relabelled(keeper, "N2", "A", "B", expires_on=str(LATER))) == "lot-dates-invalid"
    await audited(inventory)

    await inventory.react(both.used("B", START, serial="N1"))
    trace = (await keeper.get(f"/lots/{PEN}/B/trace")).json()["trace"]
    assert [(each["serial"], each["incident"]) for each in trace] == [("N1", None)]
    assert kind_of(await relabelled(keeper, "N1", "B", "A")) == "number-opened"
    await audited(inventory)


async def test_a_recall_follows_the_true_lot_of_a_cartridge_both_ways(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="N1"), 1), (scan("A", serial="N2"), 1), (scan("B"), 1))
    body = {"gtin": PEN, "lot": "A", "reason": "a seal may leak"}
    assert (await keeper.post("/recalls", json=body)).status_code == 201
    assert await balance(keeper, clinic, "A") == {"received": 2, "quarantine": 2}
    assert (await relabelled(keeper, "N1", "A", "B")).status_code == 201
    assert await balance(keeper, clinic, "A") == {"received": 1, "quarantine": 1}
    assert await balance(keeper, clinic, "B") == {"received": 2, "on_hand": 2}
    assert (await life(keeper, "N1"))["status"] == "on_shelf"
    await audited(inventory)
    assert (await relabelled(keeper, "N1", "B", "A")).status_code == 201
    assert await balance(keeper, clinic, "A") == {"received": 2, "quarantine": 2}
    assert await balance(keeper, clinic, "B") == {"received": 1, "on_hand": 1}
    assert (await life(keeper, "N1"))["status"] == "recalled"
    await audited(inventory)


async def test_a_cartridge_that_expired_with_the_wrong_lot_is_back_with_its_own_and_the_other_way_round(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON", in_days(1), serial="N1"), 1), (scan("B", serial="N2"), 1))
    inventory.clock.set(at(in_days(3)))
    await inventory.fire_timers()
    assert await balance(keeper, clinic, "SOON") == {"received": 1, "discarded": 1}
    assert (await relabelled(keeper, "N1", "SOON", "B")).status_code == 201
    assert await balance(keeper, clinic, "SOON") == {}
    assert await balance(keeper, clinic, "B") == {"received": 2, "on_hand": 2}
    assert (await relabelled(keeper, "N2", "B", "SOON")).status_code == 201
    assert await balance(keeper, clinic, "SOON") == {"received": 1, "discarded": 1}
    await audited(inventory)


async def test_a_receipt_is_taken_back_with_a_cartridge_whose_lot_was_corrected(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3), (scan("B"), 1))
    receipt = await received(keeper, clinic, (scan("A", serial="N1"), 1), (scan("A", serial="N2"), 1))
    assert (await relabelled(keeper, "N1", "A", "B")).status_code == 201
    back = await keeper.post(f"/receipts/{receipt['id']}/withdraw", json={"reason": "Sent to the wrong clinic."})
    assert back.status_code == 200, back.text
    assert back.json()["taken_back"] == 2
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 3}
    assert await balance(keeper, clinic, "B") == {"received": 1, "on_hand": 1}
    await audited(inventory)

    receipt = await received(keeper, clinic, (scan("A", serial="N3"), 1), (scan("A", serial="N4"), 1))
    assert (await relabelled(keeper, "N3", "A", "B")).status_code == 201
    await inventory.react(Appointment(clinic).used("B", START, serial="N3"))
    back = await keeper.post(f"/receipts/{receipt['id']}/withdraw", json={"reason": "Sent to the wrong clinic."})
    assert (back.json()["taken_back"], back.json()["stays"]) == (1, 1), "what a session opened had arrived"
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 3}
    assert await balance(keeper, clinic, "B") == {"received": 2, "on_hand": 1, "used": 1}
    await audited(inventory)


async def test_the_lot_of_a_cartridge_that_was_sent_on_is_corrected_in_the_books_of_both_clinics(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="N1"), 1), (scan("B"), 1))
    ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other_clinic)}
    item = {"scan": scan("A", serial="N1"), "quantity": 1}
    sent = await keeper.post("/transfers", json={**ends, "items": [item]})
    assert sent.status_code == 201, sent.text
    assert kind_of(await relabelled(keeper, "N1", "A", "B")) == "number-put-away"
    arrived = await keeper.post(f"/transfers/{sent.json()['id']}/receive", json={"items": [item]})
    assert arrived.status_code == 200, arrived.text
    assert (await relabelled(keeper, "N1", "A", "B")).status_code == 201
    assert await balance(keeper, other_clinic, "B") == {"transferred_in": 1, "on_hand": 1}
    assert await balance(keeper, clinic, "B") == {"received": 2, "on_hand": 1, "transferred_out": 1}
    assert "received" not in await balance(keeper, clinic, "A")
    assert (await life(keeper, "N1"))["lot"] == "B"
    await audited(inventory)


async def test_a_cartridge_whose_lot_two_people_correct_at_once_is_corrected_once(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", serial="N1"), 1), (scan("B"), 1), (scan("C"), 1))
    answers = await asyncio.gather(*(relabelled(keeper, "N1", "A", lot) for lot in ("B", "C")))
    assert sorted(each.status_code for each in answers) == [201, 409]
    assert await balance(keeper, clinic, "A") == {}
    await audited(inventory)
