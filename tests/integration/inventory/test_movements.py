"""What a person does with cartridges at a clinic, and how it is taken back."""

from typing import Any
from uuid import UUID

import httpx

from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    at,
    balance,
    in_days,
    received,
    reservation,
    scan,
)
from tests.support.running import Running


async def move(
    keeper: httpx.AsyncClient, clinic: UUID, act: str, quantity: int = 1, lot: str = "A", **more: Any
) -> httpx.Response:
    body = {"clinic_id": str(clinic), "gtin": PEN, "lot": lot, "act": act, "quantity": quantity, "reason": "box torn"}
    return await keeper.post("/stock-movements", json=body | more)


async def moved(keeper: httpx.AsyncClient, clinic: UUID, act: str, quantity: int = 1, **more: str) -> dict[str, Any]:
    answer = await move(keeper, clinic, act, quantity, **more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def taken_back(keeper: httpx.AsyncClient, entry_id: str) -> httpx.Response:
    return await keeper.post(f"/stock-movements/{entry_id}/correct", json={"reason": "entered in error"})


async def entries(keeper: httpx.AsyncClient, lot: str = "A") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await keeper.get(f"/lots/{PEN}/{lot}")).json()["entries"]["items"]
    return found


async def test_what_is_held_is_released_returned_or_discarded(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    await moved(keeper, clinic, "hold", 4)
    assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 1, "quarantine": 4}
    await moved(keeper, clinic, "release")
    await moved(keeper, clinic, "return", reference="RMA-17")
    await moved(keeper, clinic, "discard")
    counts = {"received": 5, "on_hand": 2, "quarantine": 1, "returned": 1, "discarded": 1}
    assert await balance(keeper, clinic, "A") == counts
    notes = {each["kind"]: each["note"] for each in await entries(keeper)}
    assert notes["return"] == "box torn (RMA-17)"


async def test_a_held_cartridge_is_promised_to_nobody(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(40)), 1), (scan("B"), 1))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(5)))
    await moved(keeper, clinic, "hold")
    assert (await reservation(keeper, appointment))["held"] == {"B": 1}
    await moved(keeper, clinic, "hold", lot="B")
    assert (await reservation(keeper, appointment))["status"] == "short"
    await moved(keeper, clinic, "release")
    assert (await reservation(keeper, appointment))["held"] == {"A": 1}


async def test_what_is_lost_is_found_again_and_a_surplus_is_not_hidden_in_what_was_received(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await moved(keeper, clinic, "lose", 2)
    assert await balance(keeper, clinic, "A") == {"received": 2, "lost": 2}
    await moved(keeper, clinic, "find", 3)
    assert await balance(keeper, clinic, "A") == {"received": 2, "found": 1, "on_hand": 3}


async def test_more_is_found_than_ever_came_only_by_who_looked_twice(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 20))
    await moved(keeper, clinic, "lose", 5)
    refused = await move(keeper, clinic, "find", 100_000)
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:needlepoint:problem:more-than-ever-came")
    assert "99995 more of lot A are found than the books have, and only 20 ever came here" in refused.json()["detail"]
    assert await balance(keeper, clinic, "A") == {"received": 20, "on_hand": 15, "lost": 5}
    await moved(keeper, clinic, "find", 25)
    assert (await move(keeper, clinic, "find", 41)).status_code == 409
    answer = await move(keeper, clinic, "find", 41, counted_again=True)
    assert answer.status_code == 201, answer.text
    assert await balance(keeper, clinic, "A") == {"received": 20, "on_hand": 81, "found": 61}


async def test_no_more_can_be_moved_than_is_there(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    refused = await move(keeper, clinic, "hold", 3)
    assert (refused.status_code, refused.json()["there"]) == (409, 2)
    assert (await move(keeper, clinic, "return")).json()["type"].endswith("not-at-that-place")
    assert (await move(keeper, clinic, "hold", lot="NEVER")).status_code == 404
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 2}


async def test_a_recalled_lot_goes_back_to_the_supplier_and_never_to_the_shelf(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await moved(keeper, clinic, "lose")
    await keeper.post("/recalls", json={"gtin": PEN, "lot": "A", "reason": "sterility not assured"})
    assert "is recalled: return it" in (await move(keeper, clinic, "release")).json()["detail"]
    await moved(keeper, clinic, "find")
    assert await balance(keeper, clinic, "A") == {"received": 2, "quarantine": 2}
    await moved(keeper, clinic, "return", 2)
    assert await balance(keeper, clinic, "A") == {"received": 2, "returned": 2}


async def test_a_movement_that_was_a_mistake_is_taken_back_once_and_stays_readable(
    keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 5))
    for act, place in (("hold", "quarantine"), ("lose", "lost")):
        mistake = (await moved(keeper, clinic, act, 2))["id"]
        assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 3, place: 2}
        assert (await taken_back(keeper, mistake)).status_code == 201
        assert await balance(keeper, clinic, "A") == {"received": 5, "on_hand": 5}
        assert (await taken_back(keeper, mistake)).json()["type"].endswith("already-corrected")
        last = (await entries(keeper))[-1]
        assert (last["corrects"], last["note"]) == (mistake, "entered in error")
    await moved(keeper, clinic, "hold", 3)
    for act in ("release", "return", "discard"):
        before = await balance(keeper, clinic, "A")
        assert (await taken_back(keeper, (await moved(keeper, clinic, act))["id"])).status_code == 201
        assert await balance(keeper, clinic, "A") == before, act


async def test_a_box_that_was_scanned_twice_is_taken_back(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 2))
    await received(keeper, clinic, (scan("A"), 2))
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(5), 3))
    twice = (await entries(keeper))[-1]["id"]
    assert (await taken_back(keeper, twice)).status_code == 201
    assert await balance(keeper, clinic, "A") == {"received": 2, "on_hand": 2}
    assert (await reservation(keeper, appointment))["status"] == "short"
    await inventory.react(Appointment(clinic).used("A", START))
    first = (await entries(keeper))[0]["id"]
    refused = await taken_back(keeper, first)
    assert (refused.status_code, refused.json()["there"]) == (409, 1), "one was used: correct its session first"


async def test_what_sessions_recalls_and_expiries_entered_is_not_taken_back_here(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(1)), 3), (scan("S", serial="1"), 1))
    await inventory.react(Appointment(clinic).used("A", START))
    await inventory.react(Appointment(clinic).discarded("A", START))
    inventory.clock.set(at(in_days(2), 1))
    await inventory.fire_timers()
    for entry in (await entries(keeper))[1:]:
        refused = (await taken_back(keeper, entry["id"])).json()
        assert refused["type"].endswith("corrected-elsewhere"), entry["kind"]
    numbered = (await entries(keeper, "S"))[0]["id"]
    assert (await taken_back(keeper, numbered)).json()["type"].endswith("serials-named")
    assert (await taken_back(keeper, str(clinic))).status_code == 404


async def test_a_discard_that_did_not_happen_settles_a_use_that_found_nothing(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A"), 1))
    body = {"clinic_id": str(clinic), "gtin": PEN, "lot": "A", "quantity": 1, "reason": "dropped"}
    await keeper.post("/discards", json=body)
    await inventory.react(Appointment(clinic).used("A", START))
    assert (await taken_back(keeper, (await entries(keeper))[-1]["id"])).status_code == 201
    assert await balance(keeper, clinic, "A") == {"received": 1, "used": 1}
    (incident,) = (await keeper.get("/incidents")).json()["items"]
    assert incident["closed_because"] == "accounted"
