"""What lies free until it expires is listed, with the transfer that saves most; how far ahead is the chain's policy."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.inventory.stories import PEN, Appointment, at, balance, in_days, received, reservation, scan
from tests.integration.inventory.test_lot_corrections import correct, kind_of
from tests.integration.inventory.test_shortages import shortages
from tests.support.running import Running

SOON = in_days(30)


async def expiring(keeper: httpx.AsyncClient, **params: str) -> list[dict[str, Any]]:
    answer = await keeper.get("/expiring-stock", params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def items(keeper: httpx.AsyncClient) -> list[str]:
    listed = (await keeper.get("/worklist", params={"kind": "stock_expiring"})).json()["items"]
    return [each["subject_id"] for each in listed]


async def begins(keeper: httpx.AsyncClient, days_ahead: int, **days: int) -> httpx.Response:
    body = {"reason": "as agreed with the clinics", **days}
    return await keeper.put(f"/planning-policies/{in_days(days_ahead)}", json=body)


async def test_what_no_session_uses_in_time_is_listed_until_it_is_held(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON", SOON), 2), (scan("LATE"), 5))
    await inventory.fire_timers()
    [found] = await expiring(keeper, closed="false")
    assert (found["lot"], found["free"], found["expires_on"], found["transfers"]) == ("SOON", 2, str(SOON), [])
    assert await items(keeper) == [found["id"]]

    await inventory.react(Appointment(clinic).booked(in_days(5), quantity=2))

    [closed] = await expiring(keeper, closed="true")
    assert (closed["id"], closed["closed_because"], await items(keeper)) == (found["id"], "not_free", [])


async def test_sessions_that_hold_what_lasts_longer_take_it_first(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("LATE"), 5))
    booked = Appointment(clinic)
    await inventory.react(booked.booked(in_days(5), quantity=2))
    await received(keeper, clinic, (scan("SOON", SOON), 2))
    await inventory.fire_timers()
    assert (await reservation(keeper, booked))["held"] == {"SOON": 2}
    assert await expiring(keeper, closed="false") == []


async def test_it_is_listed_on_its_day_and_closed_when_it_expires(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(100)), 1))
    await inventory.fire_timers()
    assert await expiring(keeper) == []
    inventory.clock.set(at(in_days(40)))
    await inventory.fire_timers()
    assert [each["lot"] for each in await expiring(keeper, closed="false")] == ["A"]
    inventory.clock.set(at(in_days(101)))
    await inventory.fire_timers()
    assert [each["closed_because"] for each in await expiring(keeper)] == ["expired"]
    assert await items(keeper) == []


async def test_the_transfer_that_saves_most_is_proposed_with_its_arithmetic_and_sent(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    version = (await keeper.get(f"/products/{PEN}")).headers["etag"]
    priced = {"price_minor": 450, "currency": "EUR"}
    assert (await keeper.patch(f"/products/{PEN}", json=priced, headers={"If-Match": version})).status_code == 200
    await received(keeper, other_clinic, (scan("THEIRS", in_days(20)), 1), (scan("LATE"), 5))
    await inventory.react(Appointment(other_clinic).booked(in_days(10), quantity=3))
    await inventory.react(Appointment(other_clinic).booked(in_days(29)))
    await inventory.react(Appointment(other_clinic).booked(in_days(31)))
    await received(keeper, clinic, (scan("SOON", SOON), 6))
    await inventory.fire_timers()
    [found] = await expiring(keeper, clinic_id=str(clinic))
    assert (found["free"], found["price_minor"], found["currency"]) == (6, 2700, "EUR")
    [saving] = found["transfers"]
    assert (saving["clinic_id"], saving["needed"], saving["sooner"], saving["saved"]) == (str(other_clinic), 4, 1, 3)
    assert saving["price_minor"] == 1350
    assert "3 of 6 would be used" in saving["sentence"]
    query = {"clinic_id": str(clinic)}
    read = await keeper.get("/expiring-stock", params=query, headers={"Accept-Language": "pt-PT"})
    [[in_portuguese]] = [each["transfers"] for each in read.json()["items"]]
    assert "seriam usados 3 de 6" in in_portuguese["sentence"]
    here = {"clinic_id": str(clinic), "closed": "false"}
    [line] = csv.DictReader(io.StringIO((await keeper.get("/expiring-stock/csv", params=here)).text))
    assert (line["lot"], line["free"], line["transfer_saves"]) == ("SOON", "6", "3")
    assert line["transfer_price_minor"] == "1350"

    place = f"/expiring-stock/{found['id']}/accept"
    refused = await keeper.post(place, json={"to_clinic_id": str(other_clinic), "quantity": 4})
    assert kind_of(refused) == "proposal-changed"
    sent = await keeper.post(place, json={"to_clinic_id": str(other_clinic), "quantity": 3})
    assert sent.status_code == 201, sent.text
    assert [line["sent"] for line in sent.json()["lines"]] == [3]
    assert (await balance(keeper, clinic, "SOON"))["in_transit"] == 3
    assert (await expiring(keeper, closed="false"))[0]["free"] == 3, "what is left is still listed"


async def test_what_is_not_listed_is_not_accepted_nor_by_another_clinic(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON", SOON), 1))
    await inventory.fire_timers()
    [found] = await expiring(keeper)
    body = {"to_clinic_id": str(other_clinic), "quantity": 1}
    stranger = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert (await stranger.post(f"/expiring-stock/{found['id']}/accept", json=body)).status_code == 403
    assert kind_of(await keeper.post(f"/expiring-stock/{clinic}/accept", json=body)) == "expiring-stock-unknown"
    assert kind_of(await keeper.post(f"/expiring-stock/{found['id']}/accept", json=body)) == "proposal-changed"
    assert await expiring(stranger) == []


async def test_a_policy_that_begins_lists_more_and_one_that_is_dropped_less(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(90)), 1))
    await inventory.react(Appointment(clinic).booked(in_days(20), quantity=4))
    await inventory.fire_timers()
    assert (await expiring(keeper), await shortages(keeper)) == ([], [])

    assert (await begins(keeper, 2, shortage_days=30, expiring_days=120)).status_code == 200
    await inventory.fire_timers()
    assert (await expiring(keeper), await shortages(keeper)) == ([], []), "it has not begun"
    inventory.clock.advance(timedelta(days=2))
    await inventory.fire_timers()
    assert [each["lot"] for each in await expiring(keeper)] == ["A"]
    assert [each["sessions"] for each in await shortages(keeper)] == [1]

    assert (await keeper.delete(f"/planning-policies/{in_days(2)}")).status_code == 204
    await inventory.fire_timers()
    assert [each["closed_because"] for each in await expiring(keeper)] == ["not_near"]
    assert await shortages(keeper, closed="false") == []
    assert (await keeper.get("/planning-policies")).json()["items"] == []


async def test_the_latest_version_for_a_day_holds_and_the_past_stays(
    inventory: Running, keeper: httpx.AsyncClient
) -> None:
    assert (await begins(keeper, 0, shortage_days=7)).status_code == 200
    second = await begins(keeper, 0, shortage_days=10)
    [held] = (await keeper.get("/planning-policies")).json()["items"]
    assert held == second.json()
    assert kind_of(await begins(keeper, -1)) == "planning-policy-past"
    assert kind_of(await keeper.delete(f"/planning-policies/{in_days(9)}")) == "planning-policy-unknown"
    of_one = inventory.client(Role.STOCK_MANAGER, clinics=[])
    assert (await begins(of_one, 1)).status_code == 403


async def test_a_corrected_expiry_is_listed_at_once_and_no_longer(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await correct(keeper, in_days(300), SOON)
    await inventory.fire_timers()
    assert [each["lot"] for each in await expiring(keeper, closed="false")] == ["A"]
    await correct(keeper, SOON, in_days(300))
    await inventory.fire_timers()
    assert [each["closed_because"] for each in await expiring(keeper)] == ["not_near"]
