"""Less, more or something else arrived than was sent: a person says what became of it, and may be wrong."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    balance,
    in_days,
    received,
    reservation,
    scan,
    withdrawn,
)
from tests.integration.inventory.transferring import act, arrived, done, label, line, problem, read, sent
from tests.support.running import Running


async def complete(client: httpx.AsyncClient, transfer: dict[str, Any], *items: dict[str, Any]) -> dict[str, Any]:
    return done(await act(client, transfer, "receive", items=list(items), complete=True, counted_again=True))


async def settled(
    client: httpx.AsyncClient, transfer: dict[str, Any], outcome: str, lot: str = "A", quantity: int | None = None
) -> httpx.Response:
    [of_lot] = [each for each in transfer["lines"] if each["lot"] == lot]
    body = {"line_id": of_lot["id"], "outcome": outcome, "quantity": quantity, "reason": "looked for it"}
    return await act(client, transfer, "settle", **body)


async def taken_back(client: httpx.AsyncClient, transfer: dict[str, Any], what: str) -> httpx.Response:
    [step] = [each for each in transfer["steps"] if each["what"] == what and each["taken_back_at"] is None]
    return await client.post(f"/transfers/{transfer['id']}/steps/{step['id']}/take-back", json={"reason": "miscounted"})


async def items(client: httpx.AsyncClient, kind: str = "transfer_difference") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(await client.get("/worklist", params={"kind": kind}))["items"]
    return found


@pytest.mark.parametrize(
    ("outcome", "left"),
    [
        ("kept", {"on_hand": 5}),
        ("lost", {"on_hand": 3, "lost": 2}),
        ("discarded", {"on_hand": 3, "discarded": 2}),
    ],
)
async def test_what_is_missing_is_with_the_sender_lost_or_destroyed(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, outcome: str, left: dict[str, int]
) -> None:
    await received(keeper, clinic, (scan("A"), 6))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 3))
    short = await complete(keeper, transfer, line("A", 1))
    assert (short["status"], short["in_transit"]) == ("differs", 2)
    [item] = await items(keeper)
    assert (item["clinic_id"], item["about"]) == (str(clinic), {"transfer_id": transfer["id"]})
    assert problem(await settled(keeper, short, outcome, quantity=3)) == "nothing-to-settle"
    whole = done(await settled(keeper, short, outcome))
    assert (whole["status"], whole["lines"][0]["settled"]) == ("received", 2)
    assert await balance(keeper, clinic, "A") == {"received": 6, "transferred_out": 1} | left
    assert await items(keeper) == []
    again = done(await taken_back(keeper, whole, outcome))
    assert (again["status"], again["in_transit"]) == ("differs", 2)
    assert len(await items(keeper)) == 1, "a mistake opens it again"
    assert (await arrived(keeper, transfer, line("A", 2)))["status"] == "received", "it was found later"
    assert await items(keeper) == []


async def test_a_reception_that_was_counted_wrongly_is_taken_back(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 3))
    appointment = Appointment(other_clinic)
    await inventory.react(appointment.booked(in_days(5)))
    wrong = await arrived(keeper, transfer, line("A", 2), line("A", 1, damaged="wet"))
    assert (await reservation(keeper, appointment))["status"] == "reserved"
    back = done(await taken_back(keeper, done(await taken_back(keeper, wrong, "arrived")), "damaged"))
    assert (back["status"], back["in_transit"], back["arrived"]) == ("sent", 3, 0)
    assert (await balance(keeper, clinic, "A"))["in_transit"] == 3
    assert "on_hand" not in await balance(keeper, other_clinic, "A")
    assert (await reservation(keeper, appointment))["status"] == "short"
    once_more = await keeper.post(
        f"/transfers/{transfer['id']}/steps/{back['steps'][0]['id']}/take-back", json={"reason": "again"}
    )
    assert problem(once_more) == "step-stays"
    await arrived(keeper, transfer, line("A", 3))
    await inventory.react(Appointment(other_clinic).used("A", START))
    assert problem(await taken_back(keeper, await read(keeper, transfer), "arrived")) == "not-at-that-place"


@pytest.mark.parametrize(
    ("outcome", "there", "here"),
    [
        ("sent_too", {"transferred_in": 3, "on_hand": 3}, {"received": 9, "on_hand": 6, "transferred_out": 3}),
        ("taken_over", {"transferred_in": 2, "found": 1, "on_hand": 3}, None),
        ("surplus_discarded", {"transferred_in": 2, "found": 1, "on_hand": 2, "discarded": 1}, None),
        ("miscounted", {"transferred_in": 2, "on_hand": 2}, None),
    ],
)
async def test_a_surplus_waits_in_quarantine_until_somebody_says_whence_it_came(
    keeper: httpx.AsyncClient,
    clinic: UUID,
    other_clinic: UUID,
    outcome: str,
    there: dict[str, int],
    here: dict[str, int] | None,
) -> None:
    await received(keeper, clinic, (scan("A"), 9))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 2))
    assert problem(await act(keeper, transfer, "receive", items=[line("A", 3)])) == "transfer-refused"
    more = await complete(keeper, transfer, line("A", 3))
    assert (more["status"], more["unsettled_surplus"]) == ("differs", 1)
    aside = {"transferred_in": 2, "found": 1, "on_hand": 2, "quarantine": 1}
    assert await balance(keeper, other_clinic, "A") == aside
    [item] = await items(keeper)
    assert item["clinic_id"] == str(other_clinic)
    whole = done(await settled(keeper, more, outcome))
    assert (whole["status"], whole["unsettled_surplus"]) == ("received", 0)
    assert await balance(keeper, other_clinic, "A") == there
    assert await balance(keeper, clinic, "A") == here or {"received": 9, "on_hand": 7, "transferred_out": 2}
    assert await items(keeper) == []
    assert problem(await taken_back(keeper, whole, outcome)) == "step-stays"


async def test_another_lot_than_was_sent(keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID) -> None:
    """The wrong box was packed: one lot is still with the sender, the other was sent too."""
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 2))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 2))
    other = await complete(keeper, transfer, label(scan("B"), 2))
    assert {each["lot"]: (each["in_transit"], each["surplus"]) for each in other["lines"]} == {
        "A": (2, 0),
        "B": (0, 2),
    }
    assert len(await items(keeper)) == 2
    await settled(keeper, other, "kept", "A")
    assert (done(await settled(keeper, other, "sent_too", "B")))["status"] == "received"
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 2}
    assert await balance(keeper, clinic, "B") == {"received": 2, "transferred_out": 2}
    assert await balance(keeper, other_clinic, "B") == {"transferred_in": 2, "on_hand": 2}


async def test_a_surplus_of_a_lot_that_nobody_knew_and_of_one_that_is_recalled(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1), (scan("R"), 1))
    transfer = await sent(keeper, clinic, other_clinic, line("A"))
    await keeper.post("/recalls", json={"gtin": PEN, "lot": "R", "reason": "sterility not assured"})
    more = await complete(keeper, transfer, line("A"), label(scan("NEW")), line("R"))
    for lot in ("NEW", "R"):
        more = done(await settled(keeper, more, "taken_over", lot))
    assert await balance(keeper, other_clinic, "NEW") == {"found": 1, "on_hand": 1}
    assert await balance(keeper, other_clinic, "R") == {"found": 1, "quarantine": 1}, "recalled is recalled"
    unnamed = await act(keeper, await sent(keeper, other_clinic, clinic, line("NEW")), "receive", items=[line("WHAT")])
    assert "is not known" in unnamed.json()["detail"]


async def test_another_number_than_was_sent(keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID) -> None:
    await received(keeper, clinic, *((scan("S", serial=number), 1) for number in "123"))
    transfer = await sent(keeper, clinic, other_clinic, line("S", serial="1"))
    assert "was sent by number" in (await act(keeper, transfer, "receive", items=[line("S")])).json()["detail"]
    other = await complete(keeper, transfer, line("S", serial="2"))
    assert done(await keeper.get(f"/serials/{PEN}/2"))["place"] == "quarantine"
    first, second = other["lines"]
    for each, outcome in ((first, "kept"), (second, "sent_too")):
        body = {"line_id": each["id"], "outcome": outcome, "reason": "the wrong one was packed"}
        other = done(await act(keeper, transfer, "settle", **body))
    assert other["status"] == "received"
    where = {number: done(await keeper.get(f"/serials/{PEN}/{number}")) for number in "12"}
    assert {number: (life["clinic_id"], life["place"]) for number, life in where.items()} == {
        "1": (str(clinic), "on_hand"),
        "2": (str(other_clinic), "on_hand"),
    }


async def test_a_session_that_opens_a_number_on_the_way_says_that_it_arrived(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, *((scan("S", serial=number), 1) for number in "123"))
    transfer = await sent(keeper, clinic, other_clinic, line("S", serial="1"), line("S", serial="2"))
    used = Appointment(other_clinic).used("S", START, "1")
    await inventory.react(used)
    assert (await keeper.get("/incidents")).json()["items"] == []
    half = await read(keeper, transfer)
    assert (half["arrived"], half["in_transit"], half["steps"][0]["what"]) == (1, 1, "opened")
    assert await balance(keeper, clinic, "S") == {"received": 3, "on_hand": 1, "in_transit": 1, "transferred_out": 1}
    await inventory.react(withdrawn(used))
    back = await read(keeper, transfer)
    assert (back["arrived"], back["in_transit"]) == (0, 2), "it was another cartridge: this one is still on the way"
    assert done(await keeper.get(f"/serials/{PEN}/1"))["place"] == "in_transit"
    await inventory.react(used)
    assert (await arrived(keeper, transfer, line("S", serial="2")))["status"] == "received"
    assert await balance(keeper, other_clinic, "S") | {"transferred_in": 2, "transferred_out": 0} == {
        "transferred_in": 2,
        "transferred_out": 0,
        "on_hand": 1,
        "used": 1,
    }


async def test_of_a_shelf_only_who_works_there_says_what_is_on_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    here, there = (inventory.client(Role.STOCK_MANAGER, clinics=[each]) for each in (clinic, other_clinic))
    transfer = await complete(keeper, await sent(keeper, clinic, other_clinic, line("A", 2)), line("A", 1))
    assert (await settled(there, transfer, "kept")).status_code == 403
    assert (await settled(there, transfer, "lost")).status_code == 200
    more = await complete(keeper, await sent(keeper, clinic, other_clinic, line("A", 1)), line("A", 2))
    assert (await settled(there, more, "sent_too")).status_code == 403
    assert (await settled(here, more, "miscounted")).status_code == 403
    assert (await settled(here, more, "sent_too")).status_code == 200
