"""A used cartridge whose label says another expiry than its lot has in the books is an incident."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from chassis.ids import new_id
from contracts.inventory.stock import CartridgeMisuseClosed, CartridgeMisused
from tests.integration.inventory.stories import LATER, START, Appointment, balance, in_days, received, scan, withdrawn
from tests.support.running import Running

MISREAD = date(2029, 12, 31)


async def incidents(keeper: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The oldest first."""
    listed: list[dict[str, Any]] = (await keeper.get("/incidents")).json()["items"]
    return listed[::-1]


async def listed(keeper: httpx.AsyncClient) -> list[str]:
    items = (await keeper.get("/worklist", params={"kind": "incident_open"})).json()["items"]
    return [each["subject_id"] for each in items]


async def test_another_expiry_than_in_the_books_is_an_incident_and_the_cartridge_is_used_all_the_same(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    await inventory.react(Appointment(clinic).used("A", START, label=LATER))
    await inventory.react(Appointment(clinic).used("A", START))
    assert await incidents(keeper) == [], "what the books say, and a use of which the label is not known"
    used = Appointment(clinic).used("A", START, label=MISREAD)
    same = await inventory.react(used)
    await inventory.react(used, event_id=same)
    [found] = await incidents(keeper)
    assert str(MISREAD) in found["reason"]
    assert str(LATER) in found["reason"]
    assert (found["session_id"], await listed(keeper)) == (str(used.session_id), [found["id"]])
    assert await balance(keeper, clinic, "A") == {"received": 3, "used": 3}
    [told] = [event for event in await inventory.events() if isinstance(event, CartridgeMisused)]
    assert told.reason == found["reason"]


async def test_a_session_amended_to_the_right_label_closes_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    wrong = Appointment(clinic).used("A", START, label=MISREAD)
    await inventory.react(wrong)
    await inventory.react(withdrawn(wrong))
    await inventory.react(wrong.model_copy(update={"expires_on": LATER}))
    [found] = await incidents(keeper)
    assert (found["closed_because"], await listed(keeper)) == ("withdrawn", [])
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}
    [closed] = [event for event in await inventory.events() if isinstance(event, CartridgeMisuseClosed)]
    assert closed.because == "withdrawn"


async def test_of_two_alike_the_one_with_the_label_is_withdrawn_in_whatever_order(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    appointment = Appointment(clinic)
    right, wrong = (appointment.used("A", START, label=each) for each in (LATER, MISREAD))
    await inventory.react(withdrawn(wrong))
    await inventory.react(right)
    await inventory.react(wrong)
    assert await incidents(keeper) == [], "the wrong one was withdrawn before it came"
    other = replace(appointment, id=new_id(), session_id=new_id())
    right, wrong = (other.used("A", START, label=each) for each in (LATER, MISREAD))
    await inventory.react(right)
    await inventory.react(wrong)
    await inventory.react(withdrawn(wrong))
    [late] = await incidents(keeper)
    assert (late["closed_because"], await listed(keeper)) == ("withdrawn", [])


async def test_what_is_used_before_its_box_is_scanned_is_compared_when_it_is(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    right, wrong = (Appointment(clinic).used("A", START, label=each) for each in (LATER, MISREAD))
    await inventory.react(wrong)
    await inventory.react(right)
    assert all(str(MISREAD) not in each["reason"] for each in await incidents(keeper)), "nothing to compare it with"
    await received(keeper, clinic, (scan("A"), 2))
    before, other, now = await incidents(keeper)
    assert [each["closed_because"] for each in (before, other, now)] == ["accounted", "accounted", None]
    assert (str(MISREAD) in now["reason"], now["session_id"]) == (True, str(wrong.session_id))
    assert await listed(keeper) == [now["id"]]
    await inventory.react(withdrawn(wrong))
    assert await listed(keeper) == []


async def test_what_a_person_settled_about_the_label_is_not_asked_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, other_clinic, (scan("A"), 1))
    await inventory.react(Appointment(clinic).used("A", START, label=MISREAD))
    [both] = await incidents(keeper)
    assert "never received at this clinic" in both["reason"]
    assert str(MISREAD) in both["reason"]
    answer = await keeper.post(f"/incidents/{both['id']}/close", json={"note": "The maker printed two labels."})
    assert answer.status_code == 200, answer.text
    for closed, found in ((True, [both["id"]]), (False, [])):
        some = (await keeper.get("/incidents", params={"closed": closed})).json()["items"]
        assert [each["id"] for each in some] == found
    await received(keeper, clinic, (scan("A"), 1))
    assert [each["closed_because"] for each in await incidents(keeper)] == ["settled"]
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}


async def test_an_expired_lot_whose_label_promises_more_is_one_incident_that_says_both(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(0)), 1))
    inventory.clock.set(START.replace(day=START.day + 2))
    await inventory.react(Appointment(clinic).used("A", inventory.clock.now(), label=MISREAD))
    [found] = await incidents(keeper)
    assert "after its last day" in found["reason"]
    assert str(MISREAD) in found["reason"]
