"""People count what is on the shelf without looking at the books, and somebody else says whether the books follow."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    ROLLER,
    START,
    Appointment,
    at,
    balance,
    in_days,
    received,
    scan,
)
from tests.integration.inventory.transferring import done, label, line, problem, sent
from tests.support.running import Running


@pytest.fixture
def director(inventory: Running) -> httpx.AsyncClient:
    """Who looks after the stock as well, and counted nothing."""
    return inventory.client(Role.STOCK_MANAGER, subject="somebody else")


async def started(client: httpx.AsyncClient, clinic: UUID, **scope: str) -> str:
    return str(done(await client.post("/counts", json={"clinic_id": str(clinic), **scope}))["id"])


async def counted(client: httpx.AsyncClient, count: str, *items: dict[str, Any], again: bool = False) -> dict[str, Any]:
    return done(await client.post(f"/counts/{count}/lines", json={"items": list(items), "again": again}))


async def submitted(client: httpx.AsyncClient, count: str) -> dict[str, Any]:
    return done(await client.post(f"/counts/{count}/submit"))


async def decided(client: httpx.AsyncClient, count: str, verb: str) -> httpx.Response:
    return await client.post(f"/counts/{count}/{verb}", json={"reason": "looked again"})


def differences(count: dict[str, Any]) -> dict[str, int]:
    return {each["lot"]: each["difference"] for each in count["variances"] if each["difference"]}


async def test_what_is_missing_is_lost_and_what_is_too_much_is_found(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 2), (scan("C"), 1))
    count = await started(keeper, clinic)
    assert (await counted(keeper, count, line("A", 2), label(scan("A"), 1)))["variances"] is None
    await counted(keeper, count, line("B", 3), label(scan("NEW"), 1))
    found = await submitted(keeper, count)
    assert found["status"] == "to_approve"
    assert differences(found) == {"A": -2, "B": 1, "C": -1, "NEW": 1}
    assert (await balance(keeper, clinic, "A"))["on_hand"] == 5, "nothing moves before it is approved"
    assert problem(await decided(keeper, count, "approve")) == "counted-by-you"
    assert done(await decided(director, count, "approve"))["status"] == "approved"
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 3, "lost": 2}
    assert await balance(keeper, clinic, "B") == {"received": 2, "found": 1, "on_hand": 3}
    assert await balance(keeper, clinic, "C") == {"received": 1, "lost": 1}
    assert await balance(keeper, clinic, "NEW") == {"found": 1, "on_hand": 1}
    last = done(await keeper.get(f"/lots/{PEN}/A"))["entries"]["items"][-1]
    assert (last["cause"], last["note"]) == (count, "looked again")
    assert problem(await decided(director, count, "approve")) == "count-not-open"
    back = await keeper.post(f"/stock-movements/{last['id']}/correct", json={"reason": "they were in the drawer"})
    assert back.status_code == 201, "what a count entered wrongly is taken back"


async def test_movements_after_a_line_was_counted_do_not_spoil_it(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 9))
    count = await started(keeper, clinic)
    await counted(keeper, count, line("A", 8))
    await inventory.react(Appointment(clinic).used("A", START + timedelta(hours=1)))
    await received(keeper, clinic, (scan("A"), 3))
    await sent(keeper, clinic, other_clinic, line("A", 4))
    assert differences(await submitted(keeper, count)) == {"A": -1}
    await decided(director, count, "approve")
    assert await balance(keeper, clinic, "A") == {"received": 12, "on_hand": 6, "used": 1, "in_transit": 4, "lost": 1}


async def test_a_count_that_agrees_needs_nobody(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 1))
    count = await started(keeper, clinic, gtin=PEN, lot="A")
    refused = await keeper.post(f"/counts/{count}/lines", json={"items": [line("B")]})
    assert "is not what this count is of" in refused.json()["detail"]
    await counted(keeper, count, line("A", 2))
    assert (await submitted(keeper, count))["status"] == "agrees"
    assert (await keeper.get("/worklist", params={"kind": "count_variance"})).json()["items"] == []


async def test_it_is_counted_again_when_it_is_not_believed_or_withdrawn(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 1))
    count = await started(keeper, clinic)
    await counted(keeper, count, line("A", 4))
    await submitted(keeper, count)
    again = done(await decided(director, count, "reject"))
    assert (again["status"], again["variances"]) == ("counting", None)
    await counted(keeper, count, line("A", 5), again=True)
    await counted(keeper, count, line("B", 1))
    assert (await submitted(keeper, count))["status"] == "agrees"
    other = await started(keeper, clinic)
    assert done(await decided(keeper, other, "withdraw"))["status"] == "withdrawn"
    refused = await keeper.post(f"/counts/{other}/lines", json={"items": [line("A")]})
    assert problem(refused) == "count-not-open"
    listed = done(await keeper.get("/counts", params={"status": "agrees"}))["items"]
    assert [each["id"] for each in listed] == [count]


async def test_numbered_cartridges_are_counted_by_number(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, *((scan("S", serial=number), 1) for number in "12"))
    count = await started(keeper, clinic)
    refused = await keeper.post(f"/counts/{count}/lines", json={"items": [line("S", 2)]})
    assert "has a number here" in refused.json()["detail"]
    await counted(keeper, count, label(scan("S", serial="1")), label(scan("S", serial="3")))
    twice = await keeper.post(f"/counts/{count}/lines", json={"items": [line("S", serial="1")]})
    assert "was counted already" in twice.json()["detail"]
    assert (await submitted(keeper, count))["status"] == "to_approve", "as many, and not the same"
    await decided(director, count, "approve")
    places = {number: done(await keeper.get(f"/serials/{PEN}/{number}"))["place"] for number in "123"}
    assert places == {"1": "on_hand", "2": "lost", "3": "on_hand"}


async def test_what_was_never_in_the_books_and_is_expired_does_not_reach_the_shelf(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    count = await started(keeper, clinic)
    await counted(keeper, count, line("A"), label(scan("OLD", in_days(-1))))
    await submitted(keeper, count)
    assert (await decided(director, count, "approve")).status_code == 200
    assert await balance(keeper, clinic, "OLD") == {"found": 1, "discarded": 1}


async def test_what_the_books_have_apart_is_not_counted_on_the_shelf_once_more(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """Somebody left it on the shelf when it was recalled, or had expired: it did not come twice."""
    await received(keeper, clinic, (scan("R"), 3), (scan("E", in_days(1)), 2), (scan("N", serial="1"), 1))
    for lot in "RN":
        await keeper.post("/recalls", json={"gtin": PEN, "lot": lot, "reason": "sterility not assured"})
    inventory.clock.set(at(in_days(3)))
    await inventory.fire_timers()
    count = await started(keeper, clinic)
    items = [label(scan("R"), quantity=3), label(scan("E", in_days(1))), label(scan("N", serial="1"))]
    refused = await keeper.post(f"/counts/{count}/lines", json={"items": items})
    assert refused.status_code == 422
    said = [each["problem"] for each in refused.json()["errors"]]
    assert ["in quarantine: take it off the shelf" in each for each in said] == [True, False, True]
    assert "it was thrown away: take it off the shelf" in said[1]
    assert (await submitted(keeper, count))["status"] == "agrees"


@pytest.mark.parametrize("arrives", ["after the approval", "before the approval"])
async def test_a_session_of_before_a_count_that_is_recorded_after_it_leaves_the_shelf_as_it_was_counted(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, arrives: str
) -> None:
    """Its record came late: the count found missing what it had opened."""
    await received(keeper, clinic, (scan("A"), 5), *((scan("N", serial=each), 1) for each in "123"))
    inventory.clock.set(START + timedelta(hours=5))
    count = await started(keeper, clinic, gtin=PEN)
    await counted(keeper, count, line("A", 3), {"gtin": PEN, "lot": "N", "serial": "2"})
    await submitted(keeper, count)
    opened = [
        Appointment(clinic).used("A", START + timedelta(hours=1)),
        Appointment(clinic).discarded("A", START + timedelta(hours=1)),
        Appointment(clinic).used("N", START + timedelta(hours=2), "1"),
    ]
    inventory.clock.set(START + timedelta(hours=6))
    if arrives == "after the approval":
        assert (await decided(director, count, "approve")).status_code == 200
        assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 3, "lost": 2}
        inventory.clock.set(START + timedelta(hours=7))
    for event in opened:
        await inventory.react(event)
    if arrives == "before the approval":
        assert (await decided(director, count, "approve")).status_code == 200
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 3, "used": 1, "discarded": 1}
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 1, "used": 1, "lost": 1}
    assert (await keeper.get("/incidents")).json()["items"] == []
    places = {each: done(await keeper.get(f"/serials/{PEN}/{each}"))["place"] for each in "123"}
    assert places == {"1": "used", "2": "on_hand", "3": "lost"}
    await inventory.react(Appointment(clinic).used("A", START + timedelta(hours=6)))
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 2, "used": 2, "discarded": 1}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_what_is_gone_by_the_time_of_the_approval_is_counted_again(
    inventory: Running, keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    count = await started(keeper, clinic, gtin=PEN)
    assert differences(await submitted(keeper, count)) == {"A": -2}
    await inventory.react(Appointment(clinic).used("A", START + timedelta(hours=1)))
    assert problem(await decided(director, count, "approve")) == "not-at-that-place"
    assert done(await decided(director, count, "reject"))["status"] == "counting"
    await submitted(keeper, count)
    await decided(director, count, "approve")
    assert await balance(keeper, clinic, "A") == {"received": 2, "used": 1, "lost": 1}


async def test_who_works_elsewhere_counts_nothing_here(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    count = await started(keeper, clinic)
    elsewhere = inventory.client(Role.STOCK_MANAGER, clinics=[other_clinic])
    assert (await elsewhere.get(f"/counts/{count}")).status_code == 403
    assert (await elsewhere.post(f"/counts/{count}/submit")).status_code == 403
    assert done(await elsewhere.get("/counts"))["items"] == []
    assert problem(await keeper.post("/counts", json={"clinic_id": str(clinic), "lot": "A"})) == "count-invalid"


async def test_the_same_is_counted_once_at_a_time(
    keeper: httpx.AsyncClient, director: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """Both counts would find the same cartridge missing, and the books would lose it twice."""
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 5))
    of_lot = await started(keeper, clinic, gtin=PEN, lot="A")

    for scope in ({}, {"gtin": PEN}, {"gtin": PEN, "lot": "A"}):
        refused = await director.post("/counts", json={"clinic_id": str(clinic), **scope})
        assert (problem(refused), refused.json()["count_id"]) == ("count-under-way", of_lot)
    for elsewhere in ((clinic, {"gtin": PEN, "lot": "B"}), (clinic, {"gtin": ROLLER}), (other_clinic, {})):
        await started(keeper, elsewhere[0], **elsewhere[1])

    await counted(keeper, of_lot, line("A", 4))
    assert (await submitted(keeper, of_lot))["status"] == "to_approve"
    again = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A"}
    assert problem(await director.post("/counts", json=again)) == "count-under-way", "it is not decided yet"
    await decided(director, of_lot, "approve")
    await started(director, clinic, gtin=PEN, lot="A")
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 4, "lost": 1}


async def test_of_two_who_begin_to_count_at_once_one_does(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    body = {"clinic_id": str(clinic)}
    answers = await asyncio.gather(*(keeper.post("/counts", json=body) for _ in range(4)))
    assert sorted(each.status_code for each in answers) == [201, 409, 409, 409]
