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


async def priced(keeper: httpx.AsyncClient, price_minor: int | None, gtin: str = PEN) -> None:
    version = (await keeper.get(f"/products/{gtin}")).headers["etag"]
    body = {"price_minor": price_minor, "currency": None if price_minor is None else "EUR"}
    answer = await keeper.patch(f"/products/{gtin}", json=body, headers={"If-Match": version})
    assert answer.status_code == 200, answer.text


def wasted(day: dict[str, Any]) -> tuple[dict[str, tuple[int, int | None]], list[tuple[int, int | None]]]:
    """The lines of waste, and what was used, each with its value."""
    return lines(day), [(each["units"], each["value_minor"]) for each in day["used"]]


async def test_a_new_price_leaves_the_value_of_days_before_it_as_it_was(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    owner = inventory.client(Role.OWNER)
    await received(keeper, clinic, (scan("A"), 20))
    await inventory.react(Appointment(clinic).used("A", START))
    await moved(keeper, clinic, "lose", 2)
    today = {"clinic_id": str(clinic)}
    assert wasted((await waste(owner, **today))[0]["now"]) == ({"lost": (2, None)}, [(1, None)])
    await priced(keeper, 500)
    first = ({"lost": (2, 1000)}, [(1, 500)])
    assert wasted((await waste(owner, **today))[0]["now"]) == first  # the first price that is known holds from before
    inventory.clock.set(START + timedelta(days=1))
    await priced(keeper, 700)
    await priced(keeper, 700)  # the same is no other price
    inventory.clock.set(START + timedelta(days=1, hours=1))
    await moved(keeper, clinic, "lose", 3)
    both = {"first": str(in_days(0)), "last": str(in_days(1))}
    assert wasted((await waste(owner, **today))[0]["now"]) == first
    assert wasted((await waste(owner, **today, **both))[0]["now"]) == ({"lost": (5, 1000 + 2100)}, [(1, 500)])
    entries = (await owner.get("/figures/waste/entries", params=TODAY | both)).json()["items"]
    assert [(each["units"], each["value_minor"]) for each in entries] == [(3, 2100), (2, 1000)]
    [shelf] = (await owner.get("/overview", params={"gtin": PEN, "clinic_id": str(clinic)})).json()["items"]
    assert shelf["value_minor"] == (20 - 1 - 5) * 700

    history = (await keeper.get(f"/products/{PEN}/prices")).json()["items"]
    assert [each["price_minor"] for each in history] == [700, 500]
    assert history[1]["from_at"].startswith("1900-01-01")
    inventory.clock.set(START + timedelta(days=2))
    await priced(keeper, None)
    assert [each["price_minor"] for each in (await keeper.get(f"/products/{PEN}/prices")).json()["items"]] == [
        None,
        700,
        500,
    ]
    assert wasted((await waste(owner, **today, **both))[0]["now"])[0] == {"lost": (5, 3100)}


async def test_a_price_that_was_typed_wrongly_is_put_right_for_what_moved_and_in_the_catalogue(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await priced(keeper, 45000)
    await received(keeper, clinic, (scan("A"), 9))
    await moved(keeper, clinic, "lose", 2)
    [stated] = (await keeper.get(f"/products/{PEN}/prices")).json()["items"]
    version = (await keeper.get(f"/products/{PEN}")).json()["version"]
    body = {"from_at": stated["from_at"], "price_minor": 450, "currency": "EUR", "reason": "two zeros too many"}
    path = f"/products/{PEN}/prices/correct"
    for wrong, status in (({"from_at": "yesterday"}, 422), ({"currency": None}, 422), ({"reason": "x"}, 422)):
        assert (await keeper.post(path, json=body | wrong)).status_code == status, wrong
    nowhere = await keeper.post(path, json=body | {"from_at": START.isoformat()})
    assert (nowhere.status_code, nowhere.json()["type"].rpartition(":")[2]) == (404, "price-unknown")
    assert (await inventory.client(Role.OWNER).post(path, json=body)).status_code == 403
    corrected = await keeper.post(path, json=body)
    assert corrected.status_code == 200, corrected.text
    assert (corrected.json()["price_minor"], corrected.json()["note"]) == (450, "two zeros too many")
    now = (await keeper.get(f"/products/{PEN}")).json()
    assert (now["price_minor"], now["version"]) == (450, version + 1)
    assert wasted((await waste(inventory.client(Role.OWNER), clinic_id=str(clinic)))[0]["now"])[0] == {"lost": (2, 900)}
