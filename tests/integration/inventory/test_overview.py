"""The chain's stock side by side, its movements, and a product day by day."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from services.inventory.queries import sheets
from tests.integration.inventory.stories import PEN, START, Appointment, in_days, received, scan
from tests.support.running import Running


async def listed(client: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, Any]]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_clinics_are_side_by_side_with_use_and_value(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    version = (await keeper.get(f"/products/{PEN}")).headers["etag"]
    priced = {"price_minor": 450, "currency": "EUR"}
    assert (await keeper.patch(f"/products/{PEN}", json=priced, headers={"If-Match": version})).status_code == 200
    await received(keeper, clinic, (scan("SOON", in_days(30)), 4), (scan("LATE"), 6))
    await received(keeper, other_clinic, (scan("LATE"), 2))
    user = Appointment(clinic)
    await inventory.react(user.booked(in_days(3), quantity=2))
    await inventory.react(user.used("SOON", START))
    rows = {row["clinic_id"]: row for row in await listed(keeper, "/overview", gtin=PEN)}
    here, there = rows[str(clinic)], rows[str(other_clinic)]
    assert (here["free"], here["reserved"], here["expiring"], here["used"]) == (8, 1, 3, 1)
    assert (here["nearest_expires_on"], here["lasts_days"], here["value_minor"]) == (str(in_days(30)), 810, 9 * 450)
    assert (there["free"], there["used"], there["lasts_days"], there["currency"]) == (2, 0, None, "EUR")
    assert [row["clinic_id"] for row in await listed(keeper, "/overview", slow="true")] == [str(other_clinic)]
    assert [row["clinic_id"] for row in await listed(keeper, "/overview", slow="false")] == [str(clinic)]


async def in_file(client: httpx.AsyncClient, path: str, **params: Any) -> list[dict[str, str]]:
    answer = await client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv"), answer.headers
    assert answer.headers["content-disposition"].startswith("attachment; filename="), answer.headers
    return list(csv.DictReader(io.StringIO(answer.text)))


async def test_each_list_of_the_chain_is_a_file_too(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("SOON", in_days(30)), 4))
    await received(keeper, other_clinic, (scan("LATE"), 2))
    await inventory.react(Appointment(clinic).used("SOON", START))
    await inventory.react(Appointment(clinic).booked(in_days(3), quantity=2))
    stock = await in_file(keeper, "/overview/csv")
    counts = {row["clinic_id"]: (row["free"], row["reserved"], row["used"], row["booked"]) for row in stock}
    assert counts == {str(clinic): ("1", "2", "1", "2"), str(other_clinic): ("2", "0", "0", "0")}
    assert [row["clinic_id"] for row in await in_file(keeper, "/overview/csv", slow="true")] == [str(other_clinic)]
    moves = await in_file(keeper, "/stock-movements/csv", clinic_id=str(clinic))
    assert [(row["kind"], row["lot"], row["quantity"]) for row in moves] == [
        (row["kind"], row["lot"], str(row["quantity"]))
        for row in await listed(keeper, "/stock-movements", clinic_id=str(clinic))
    ]
    period = {"first": str(in_days(0)), "last": str(in_days(3))}
    days = await in_file(keeper, f"/clinics/{clinic}/stock-series/{PEN}/csv", **period)
    assert [(row["day"], row["used"], row["booked"], row["on_shelf"]) for row in days] == [
        (str(in_days(0)), "1", "0", "3"),
        (str(in_days(1)), "0", "0", "3"),
        (str(in_days(2)), "0", "0", "3"),
        (str(in_days(3)), "0", "2", "1"),
    ]


async def test_a_file_that_would_be_too_long_says_what_to_leave_out(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "MOST_LINES", 1)
    for lot in ("A", "B"):
        await received(keeper, clinic, (scan(lot), 1))
    refused = await keeper.get("/stock-movements/csv")
    assert refused.status_code == 422, refused.text
    assert "choose fewer days" in refused.json()["detail"]
    assert len(await in_file(keeper, "/stock-movements/csv", lot="A")) == 1


async def test_no_name_in_a_file_is_a_formula(inventory: Running, keeper: httpx.AsyncClient, clinic: UUID) -> None:
    version = (await keeper.get(f"/products/{PEN}")).headers["etag"]
    named = {"name": "=HYPERLINK(1)"}
    assert (await keeper.patch(f"/products/{PEN}", json=named, headers={"If-Match": version})).status_code == 200
    await received(keeper, clinic, (scan("A"), 1))
    assert [row["product"] for row in await in_file(keeper, "/overview/csv")] == ["'=HYPERLINK(1)"]


async def test_who_works_for_one_clinic_sees_that_one(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    for each in (clinic, other_clinic):
        await received(keeper, each, (scan("A"), 1))
    own = inventory.client(Role.STOCK_MANAGER, clinics=[clinic])
    for path in ("/overview", "/stock-movements"):
        assert [row["clinic_id"] for row in await listed(own, path)] == [str(clinic)]
        assert [row["clinic_id"] for row in await in_file(own, f"{path}/csv")] == [str(clinic)]
        assert (await own.get(f"{path}/csv", params={"clinic_id": str(other_clinic)})).status_code == 403
        assert (await own.get(path, params={"clinic_id": str(other_clinic)})).status_code == 403
    assert (await own.get(f"/clinics/{other_clinic}/stock-series/{PEN}")).status_code == 403


async def test_movements_of_a_period_are_listed_by_kind_the_latest_first(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    inventory.clock.advance(timedelta(days=2))
    since = inventory.clock.now().isoformat()
    await inventory.react(Appointment(clinic).used("A", START))
    here = await listed(keeper, "/stock-movements", clinic_id=str(clinic))
    assert [row["kind"] for row in here] == ["use", "receipt"]
    assert [row["kind"] for row in await listed(keeper, "/stock-movements", **{"from": since})] == ["use"]
    [receipt] = await listed(keeper, "/stock-movements", kind="receipt", lot="A", gtin=PEN)
    assert (receipt["quantity"], receipt["product"], receipt["enters"]) == (5, "Pen cartridge 12", "on_hand")
    assert (await keeper.get("/stock-movements", params={"kind": "magic"})).status_code == 422


async def test_a_product_day_by_day_shows_what_sessions_will_lack(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 3))
    inventory.clock.advance(timedelta(days=1))
    await inventory.react(Appointment(clinic).used("A", inventory.clock.now()))
    await inventory.react(Appointment(clinic).booked(in_days(3), quantity=2))
    await inventory.react(Appointment(clinic).booked(in_days(4)))
    path = f"/clinics/{clinic}/stock-series/{PEN}"
    answer = await keeper.get(path, params={"first": str(in_days(0)), "last": str(in_days(4))})
    assert answer.status_code == 200, answer.text
    days = answer.json()["days"]
    assert answer.json()["today"] == str(in_days(1))
    assert [(day["entered"], day["used"], day["booked"], day["on_shelf"]) for day in days] == [
        (3, 0, 0, 3),
        (0, 1, 0, 2),
        (0, 0, 0, 2),
        (0, 0, 2, 0),
        (0, 0, 1, -1),
    ]
    for first, last in ((in_days(5), in_days(1)), (in_days(-900), in_days(0))):
        refused = await keeper.get(path, params={"first": str(first), "last": str(last)})
        assert refused.status_code == 422, refused.text
    assert len((await keeper.get(path)).json()["days"]) == 61
