"""What was bought and never used, by clinic and reason, with its value, beside the days before."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from chassis.access.actors import Role
from tests.integration.inventory.stories import PEN, ROLLER, START, Appointment, in_days, received, scan
from tests.support.running import Running

TODAY = {"first": str(START.date()), "last": str(START.date())}


async def waste(client: httpx.AsyncClient, **query: str) -> list[dict[str, Any]]:
    answer = await client.get("/figures/waste", params=TODAY | query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["clinics"]
    return found


def lines(figures: dict[str, Any]) -> dict[str, tuple[int, int | None]]:
    return {line["reason"]: (line["units"], line["value_minor"]) for line in figures["lines"]}


async def moved(keeper: httpx.AsyncClient, clinic: UUID, act: str, quantity: int) -> dict[str, Any]:
    body = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "act": act, "quantity": quantity, "reason": "counted"}
    answer = await keeper.post("/stock-movements", json=body)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_what_expired_was_thrown_away_opened_for_nothing_or_lost_is_told_apart_with_its_value(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    version = (await keeper.get(f"/products/{PEN}")).headers["etag"]
    priced = {"price_minor": 450, "currency": "EUR"}
    assert (await keeper.patch(f"/products/{PEN}", json=priced, headers={"If-Match": version})).status_code == 200
    await received(keeper, clinic, (scan("A"), 50), (scan("SOON", in_days(0)), 2))
    await received(keeper, other_clinic, (scan("R", gtin=ROLLER), 3))
    for _ in range(30):
        await inventory.react(Appointment(clinic).used("A", START))
    await inventory.react(Appointment(clinic).discarded("A", START))
    for where, gtin, lot, quantity in ((clinic, PEN, "A", 3), (other_clinic, ROLLER, "R", 1)):
        body = {"clinic_id": str(where), "gtin": gtin, "lot": lot, "quantity": quantity, "reason": "box torn"}
        assert (await keeper.post("/discards", json=body)).status_code == 201
    await moved(keeper, clinic, "lose", 4)
    owner = inventory.client(Role.OWNER)
    together, here, there = await waste(owner)
    assert (together["clinic_id"], here["clinic"], there["clinic"]) == (None, "Chiado", "Ponsonby")
    assert lines(here["now"]) == {"at_chair": (1, 450), "discarded": (3, 1350), "lost": (4, 1800)}
    assert lines(there["now"]) == {"discarded": (1, None)}
    assert (here["now"]["wasted"]["count"], here["now"]["wasted"]["of"]) == (8, 38)
    assert here["now"]["wasted"]["percent"] == "21.1"
    assert there["now"]["wasted"] == {"count": 1, "of": 1, "percent": None, "low": None, "high": None}
    assert together["now"]["wasted"]["count"] == 9
    entries = (await owner.get("/figures/waste/entries", params=TODAY)).json()["items"]
    assert [each["at"] for each in entries] == sorted((each["at"] for each in entries), reverse=True)
    assert sum(each["units"] for each in entries) == 9, "those that the figure counts"
    lost = (await owner.get("/figures/waste/entries", params=TODAY | {"reason": "lost"})).json()["items"]
    assert [(each["clinic"], each["lot"], each["units"], each["value_minor"], each["note"]) for each in lost] == [
        ("Chiado", "A", 4, 1800, "counted")
    ]
    inventory.clock.advance(timedelta(days=1))
    await inventory.fire_timers()
    tomorrow = str(in_days(1))
    (here,) = await waste(owner, first=tomorrow, last=tomorrow, clinic_id=str(clinic))
    assert lines(here["now"]) == {"expired": (2, 900)}, "at the midnight after their last day"
    assert lines(here["before"])["lost"] == (4, 1800)


async def test_what_was_taken_back_is_no_waste_and_what_turns_up_again_counts_against_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 9))
    mistake = await moved(keeper, clinic, "lose", 2)
    await moved(keeper, clinic, "lose", 3)
    inventory.clock.advance(timedelta(days=1))
    path = f"/stock-movements/{mistake['id']}/correct"
    assert (await keeper.post(path, json={"reason": "wrong box"})).status_code == 201
    await moved(keeper, clinic, "find", 1)
    tomorrow = str(in_days(1))
    (here,) = await waste(inventory.client(Role.OWNER), first=tomorrow, last=tomorrow)
    assert lines(here["before"]) == {"lost": (3, None)}
    assert lines(here["now"]) == {"back": (-1, None)}
    assert here["now"]["wasted"]["count"] == 0


async def test_days_are_those_of_each_clinic(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    inventory.clock.set(START.replace(hour=12))
    await received(keeper, other_clinic, (scan("A"), 9))
    await moved(keeper, other_clinic, "lose", 1)
    _, here, there = await waste(inventory.client(Role.OWNER))
    assert (lines(here["now"]), lines(there["now"])) == ({}, {})
    tomorrow = str(in_days(1))
    _, _, there = await waste(inventory.client(Role.OWNER), first=tomorrow, last=tomorrow)
    assert lines(there["now"]) == {"lost": (1, None)}, "in Auckland it is Wednesday"


async def test_who_leads_a_clinic_sees_that_one_and_who_keeps_stock_sees_none(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    own = inventory.client(Role.OWNER, clinics=[clinic])
    assert [each["clinic_id"] for each in await waste(own)] == [str(clinic)]
    theirs = TODAY | {"clinic_id": str(other_clinic)}
    for path in ("/figures/waste", "/figures/waste/entries"):
        assert (await own.get(path, params=theirs)).status_code == 403
        assert (await keeper.get(path, params=TODAY)).status_code == 403


async def test_days_in_no_order_or_too_many_are_refused(inventory: Running, clinic: UUID) -> None:
    owner = inventory.client(Role.OWNER)
    for first, last in ((1, 0), (0, 366)):
        answer = await owner.get("/figures/waste", params={"first": str(in_days(first)), "last": str(in_days(last))})
        assert answer.json()["type"] == "urn:needlepoint:problem:period-invalid"
        assert "1 to 366 days" in answer.json()["detail"]
