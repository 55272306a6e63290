"""Cartridges go to another clinic: they are in transit until it receives them, and come back when they did not go."""

import asyncio
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.clinics import ClinicChanged
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    in_days,
    opened,
    received,
    reservation,
    scan,
)
from tests.integration.inventory.transferring import act, arrived, done, label, line, problem, read, send, sent
from tests.support.running import Running


async def test_what_is_sent_is_in_transit_until_the_other_clinic_receives_it(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 2))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 3), label(scan("B"), 2), note="with the courier")
    assert (transfer["status"], transfer["sent"], transfer["in_transit"]) == ("sent", 5, 5)
    assert transfer["expected_on"] == "2027-03-12", "three days from now, where it is received"
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 2, "in_transit": 3}
    half = await arrived(keeper, transfer, line("A", 1), label(scan("B"), 2))
    assert (half["status"], half["in_transit"]) == ("sent", 2)
    whole = await arrived(keeper, transfer, label(scan("A"), 2))
    assert (whole["status"], whole["in_transit"]) == ("received", 0)
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 2, "transferred_out": 3}
    assert await balance(keeper, other_clinic, "A") == {"transferred_in": 3, "on_hand": 3}
    assert [(each["what"], each["quantity"]) for each in whole["steps"]] == [
        ("arrived", 1),
        ("arrived", 2),
        ("arrived", 2),
    ]
    assert problem(await act(keeper, transfer, "receive", items=[line("A")])) == "transfer-not-open"


async def test_what_arrives_fills_a_session_that_was_short(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    appointment = Appointment(other_clinic)
    await inventory.react(appointment.booked(in_days(5)))
    transfer = await sent(keeper, clinic, other_clinic, line("A"))
    assert (await reservation(keeper, appointment))["status"] == "short"
    await arrived(keeper, transfer, line("A"))
    assert (await reservation(keeper, appointment))["held"] == {"A": 1}


async def test_a_session_that_would_fall_short_is_asked_about(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(5)))
    refused = await send(keeper, clinic, other_clinic, line("A", 2))
    assert (refused.status_code, refused.json()["type"].rsplit(":")[-1]) == (409, "sessions-fall-short")
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 1, "reserved": 1}
    await sent(keeper, clinic, other_clinic, line("A", 2), even_if_short=True)
    assert (await reservation(keeper, appointment))["status"] == "short"


async def test_what_cannot_be_sent_is_refused_by_item(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2), *((scan("S", serial=number), 1) for number in "345"))
    wrong = [line("A", 3), line("NEVER"), label("nonsense"), line("S"), line("S", serial="2")]
    refused = await send(keeper, clinic, other_clinic, *wrong)
    assert refused.status_code == 422, refused.text
    said = {error["field"]: error["problem"] for error in refused.json()["errors"]}
    assert "2 of lot A are on the shelf and 3 are to leave" in said["items.0.lot"]
    assert "Lot NEVER of" in said["items.1.lot"]
    assert "items.2.scan" in said
    assert "has a number here" in said["items.3.lot"]
    assert "was not received as part of lot S" in said["items.4.lot"]
    assert problem(await send(keeper, clinic, clinic, line("A"))) == "transfer-invalid"
    assert problem(await send(keeper, clinic, new_id(), line("A"))) == "clinic-unknown"
    assert problem(await send(keeper, clinic, other_clinic, line("A"), expected_on="2027-03-01")) == "transfer-invalid"
    assert (await send(keeper, clinic, other_clinic, {"quantity": 1})).status_code == 422
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 2}


async def test_more_than_is_under_way_is_not_received(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5), (scan("B"), 5))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 2))
    for items in ([line("A", 3)], [line("A", 1), line("A", 2)], [line("B")]):
        assert problem(await act(keeper, transfer, "receive", items=items)) == "transfer-refused"
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 3, "in_transit": 2}


async def test_damaged_cartridges_are_discarded_as_they_arrive(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 3))
    whole = await arrived(keeper, transfer, line("A", 2), line("A", 1, damaged="blister torn"))
    assert whole["status"] == "received"
    assert [(each["what"], each["reason"]) for each in whole["steps"]] == [("arrived", ""), ("damaged", "blister torn")]
    assert await balance(keeper, other_clinic, "A") == {"transferred_in": 3, "on_hand": 2, "discarded": 1}


async def test_a_transfer_that_did_not_leave_or_was_brought_back_is_cancelled(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3), (scan("S", serial="1"), 1))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 3), line("S", serial="1"))
    back = done(await act(keeper, transfer, "cancel", reason="the courier did not come"))
    assert (back["status"], back["cancelled_because"]) == ("cancelled", "the courier did not come")
    assert await balance(keeper, clinic, "A") == {"received": 3, "on_hand": 3}
    assert problem(await act(keeper, transfer, "cancel", reason="once more")) == "transfer-not-open"
    again = await sent(keeper, clinic, other_clinic, line("A", 3), line("S", serial="1"))
    await arrived(keeper, again, line("A", 1))
    assert problem(await act(keeper, again, "cancel", reason="brought back")) == "transfer-arrived"


async def test_a_number_follows_its_cartridge(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("S", serial="1"), 1), (scan("S", serial="2"), 1))
    transfer = await sent(keeper, clinic, other_clinic, label(scan("S", serial="1")))
    life = done(await keeper.get(f"/serials/{PEN}/1"))
    assert (life["place"], life["clinic_id"]) == ("in_transit", str(clinic))
    assert problem(await send(keeper, clinic, other_clinic, line("S", serial="1"))) == "transfer-refused"
    await arrived(keeper, transfer, label(scan("S", serial="1")))
    life = done(await keeper.get(f"/serials/{PEN}/1"))
    assert (life["status"], life["clinic_id"]) == ("on_shelf", str(other_clinic))
    assert sorted(step["how"] or step["what"] for step in life["steps"]) == ["arrived", "received", "sent"]
    await inventory.react(Appointment(other_clinic).used("S", START, "1"))
    assert (await keeper.get("/incidents")).json()["items"] == []
    refused = await act(
        keeper,
        await sent(keeper, clinic, other_clinic, line("S", serial="2")),
        "receive",
        items=[line("S", serial="1")],
    )
    assert "Cartridge 1 was opened in session" in refused.json()["detail"]


async def test_what_is_recalled_or_expires_on_the_way_never_reaches_the_shelf(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2), (scan("E", in_days(1)), 2))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 2), line("E", 2))
    recall = done(await keeper.post("/recalls", json={"gtin": PEN, "lot": "A", "reason": "sterility not assured"}))
    sheet = done(await keeper.get(f"/recalls/{recall['id']}/reconciliation"))
    assert [each["in_transit"] for each in sheet["clinics"]] == [2], "the recall lists what is on the way"
    inventory.clock.set(at(in_days(2)))
    await inventory.fire_timers()
    whole = await arrived(keeper, transfer, line("A", 1), line("A", 1, damaged="wet"), line("E", 2))
    assert {each["lot"]: each["recall_id"] for each in whole["lines"]} == {"A": recall["id"], "E": None}
    assert await balance(keeper, other_clinic, "A") == {"transferred_in": 2, "quarantine": 1, "discarded": 1}
    assert await balance(keeper, other_clinic, "E") == {"transferred_in": 2, "discarded": 2}


async def test_what_was_used_before_its_transfer_was_received_is_settled_by_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    transfer = await sent(keeper, clinic, other_clinic, line("A", 2))
    await inventory.react(Appointment(other_clinic).used("A", START))
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert incident["closed_at"] is None
    await arrived(keeper, transfer, line("A", 2))
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert incident["closed_because"] == "accounted"
    assert await balance(keeper, other_clinic, "A") == {"transferred_in": 2, "on_hand": 1, "used": 1}


async def test_each_clinic_does_its_part_and_both_see_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    here, there, third = (
        inventory.client(Role.STOCK_MANAGER, clinics=[each]) for each in (clinic, other_clinic, await _third(inventory))
    )
    assert (await send(there, clinic, other_clinic, line("A"))).status_code == 403
    transfer = await sent(here, clinic, other_clinic, line("A"))
    assert (await act(here, transfer, "receive", items=[line("A")])).status_code == 403
    assert (await act(there, transfer, "cancel", reason="not wanted")).status_code == 403
    for each in (here, there):
        assert (await read(each, transfer))["status"] == "sent"
        assert [found["id"] for found in await listed(each)] == [transfer["id"]]
    assert await listed(third) == []
    assert problem(await third.get(f"/transfers/{transfer['id']}")) == "transfer-unknown"
    assert (await act(third, transfer, "postpone", expected_on="2027-03-20", reason="snow")).status_code == 403


async def test_transfers_are_listed_by_end_state_and_lot(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2), (scan("B"), 2))
    first = await sent(keeper, clinic, other_clinic, line("A"))
    second = await sent(keeper, clinic, other_clinic, line("B"))
    await arrived(keeper, first, line("A"))
    assert [each["id"] for each in await listed(keeper)] == [second["id"], first["id"]]
    for wanted, found in (
        ({"status": "sent"}, [second]),
        ({"lot": "A"}, [first]),
        ({"to_clinic_id": str(clinic)}, []),
        ({"from_clinic_id": str(clinic)}, [second, first]),
        ({"clinic_id": str(other_clinic), "status": "received"}, [first]),
        ({"from": "2027-03-10T00:00:00Z"}, []),
    ):
        assert [each["id"] for each in await listed(keeper, **wanted)] == [each["id"] for each in found], wanted
    assert (await keeper.get("/transfers", params={"state": "sent"})).status_code == 422


async def test_a_day_that_passes_is_overdue_and_another_one_may_be_named(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    transfer = await sent(keeper, clinic, other_clinic, line("A"), expected_on="2027-03-10")
    inventory.clock.set(at(in_days(1), 12))  # the eleventh, in Auckland
    await inventory.fire_timers()
    assert [each["id"] for each in await listed(keeper, overdue="true")] == [transfer["id"]]
    assert await listed(keeper, overdue="false") == []
    later = done(await act(keeper, transfer, "postpone", expected_on="2027-03-15", reason="snow"))
    assert (later["overdue"], later["expected_on"]) == (False, "2027-03-15")
    assert (await keeper.get("/worklist", params={"kind": "transfer_overdue"})).json()["items"] == []
    refused = await act(keeper, transfer, "postpone", expected_on="2027-03-01", reason="snow")
    assert problem(refused) == "transfer-invalid"


async def test_two_who_receive_at_once_do_not_receive_twice(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 9))
    there = await sent(keeper, clinic, other_clinic, line("A", 4))
    await arrived(keeper, there, line("A", 2))
    back = await sent(keeper, other_clinic, clinic, line("A", 2))
    answers = await asyncio.gather(
        *(act(keeper, there, "receive", items=[line("A", 2)]) for _ in range(3)),
        *(act(keeper, back, "receive", items=[line("A", 2)]) for _ in range(3)),
        act(keeper, back, "cancel", reason="brought back"),
    )
    assert sorted(answer.status_code for answer in answers[:3]) == [200, 409, 409]
    assert sorted(answer.status_code for answer in answers[3:]) == [200, 409, 409, 409]


async def listed(client: httpx.AsyncClient, **wanted: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(await client.get("/transfers", params=wanted))["items"]
    return found


async def _third(inventory: Running) -> UUID:
    clinic_id = new_id()
    await inventory.react(opened(clinic_id, name="Parque"))
    return clinic_id


async def test_nothing_is_sent_that_arrives_when_the_other_clinic_is_closed_for_good(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    details = opened(other_clinic).details.model_copy(update={"closed_from": in_days(2)})
    await inventory.react(ClinicChanged(clinic_id=other_clinic, details=details))
    late = await send(keeper, clinic, other_clinic, line("A", 1), expected_on=str(in_days(2)))
    assert (late.status_code, late.json()["type"]) == (409, "urn:needlepoint:problem:closed-for-good")
    in_time = await sent(keeper, clinic, other_clinic, line("A", 1), expected_on=str(in_days(1)))
    params = {"clinic_id": str(other_clinic)}
    [listed] = (await keeper.get("/closing-clinics", params=params)).json()["items"]
    assert listed["transfers"] == [in_time["id"]]
