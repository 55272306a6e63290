"""A cartridge is held, released, returned, thrown away, lost and found by its number, and its life shows it."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from chassis.access.actors import Role
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    PEN,
    START,
    Appointment,
    balance,
    deliver,
    in_days,
    received,
    reservation,
    scan,
    withdrawn,
)
from tests.integration.inventory.test_movements import entries, taken_back
from tests.integration.inventory.test_recalls import recall
from tests.integration.inventory.test_serials import life
from tests.support.running import Running


async def act(keeper: httpx.AsyncClient, clinic: UUID, what: str, serial: str | None, **more: Any) -> httpx.Response:
    """With the cartridge in hand: its label is scanned, unless more is said."""
    named = {"scan": scan("N", serial=serial)} if not more else {"gtin": PEN, "lot": "N", "serial": serial, **more}
    body = {"clinic_id": str(clinic), "reason": "seal broken", **named}
    if what == "throw":
        return await keeper.post("/discards", json=body)
    return await keeper.post("/stock-movements", json=body | {"act": what})


async def done(keeper: httpx.AsyncClient, clinic: UUID, what: str, serial: str | None, **more: Any) -> dict[str, Any]:
    answer = await act(keeper, clinic, what, serial, **more)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def where(keeper: httpx.AsyncClient, *numbers: str) -> list[str]:
    return [(await life(keeper, number))["place"] for number in numbers]


@pytest.fixture
async def numbered(keeper: httpx.AsyncClient, clinic: UUID) -> list[str]:
    numbers = ["N1", "N2", "N3"]
    await received(keeper, clinic, *((scan("N", serial=each), 1) for each in numbers))
    return numbers


async def test_one_is_held_released_returned_thrown_away_lost_and_found(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    for what, place in (
        ("hold", "quarantine"),
        ("release", "on_hand"),
        ("lose", "lost"),
        ("find", "on_hand"),
        ("hold", "quarantine"),
        ("return", "returned"),
    ):
        assert (await done(keeper, clinic, what, "N2"))["serials"] == ["N2"]
        assert await where(keeper, *numbered) == ["on_hand", place, "on_hand"]
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 2, "returned": 1}
    await done(keeper, clinic, "throw", "N1")
    await done(keeper, clinic, "hold", "N3")
    await done(keeper, clinic, "discard", "N3")
    assert await where(keeper, "N1", "N3") == ["discarded"] * 2
    steps = (await life(keeper, "N3"))["steps"]
    said = [(each["what"], each["how"], each["note"], each["by"] is None) for each in steps]
    gone = ("discarded", "thrown_away", "seal broken", False)
    assert said == [gone, ("moved", "held", "seal broken", False), ("received", None, None, False)]
    assert [each["serials"] for each in await entries(keeper, "N")][-3:] == [["N1"], ["N3"], ["N3"]]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_session_loses_the_cartridge_that_is_held(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    appointment = Appointment(clinic)
    await inventory.react(appointment.booked(in_days(3), 3))
    await done(keeper, clinic, "hold", "N1")
    assert (await reservation(keeper, appointment))["status"] == "short"


async def test_one_that_is_not_there_is_refused_with_where_it_is(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, numbered: list[str]
) -> None:
    await done(keeper, clinic, "hold", "N1")
    session = Appointment(clinic)
    await inventory.react(session.used("N", START, "N2"))
    await received(keeper, other_clinic, (scan("N", serial="E1"), 1))
    for what, number, place, clinic_id in (
        ("hold", "N1", "quarantine", clinic),
        ("throw", "N1", "quarantine", clinic),
        ("return", "N3", "on_hand", clinic),
        ("hold", "N2", "used", clinic),
        ("hold", "E1", "on_hand", other_clinic),
    ):
        refused = (await act(keeper, clinic, what, number)).json()
        assert refused["type"].endswith("serial-elsewhere"), refused
        assert (refused["place"], refused["place_clinic_id"]) == (place, str(clinic_id)), refused
    assert "is in quarantine" in (await act(keeper, clinic, "hold", "N1")).json()["detail"]
    assert str(session.session_id) in (await act(keeper, clinic, "lose", "N2")).json()["detail"]
    never = (await act(keeper, clinic, "hold", "N9")).json()
    assert "never came under its number" in never["detail"]
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 1, "quarantine": 1, "used": 1}


async def test_a_number_and_more_than_one_of_it_or_a_label_that_contradicts_the_books_are_refused(
    keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    two = await act(keeper, clinic, "hold", "N1", quantity=2)
    assert two.status_code == 422
    body = {"clinic_id": str(clinic), "reason": "torn", "act": "hold", "scan": scan("N", in_days(9), serial="N1")}
    other_day = (await keeper.post("/stock-movements", json=body)).json()
    assert other_day["type"].endswith("scan-unreadable")
    assert "compare the labels" in other_day["detail"]


async def test_numbered_cartridges_move_as_a_count_only_all_of_them(
    keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    await received(keeper, clinic, (scan("N"), 2))
    refused = (await act(keeper, clinic, "hold", None, quantity=3)).json()
    assert refused["type"].endswith("serials-named")
    assert "3 of the 5 cartridges" in refused["detail"]
    await done(keeper, clinic, "hold", None, quantity=2)
    assert await where(keeper, "N1") == ["on_hand"], "the two without a number were held"
    moved = await done(keeper, clinic, "throw", None, quantity=3)
    assert moved["serials"] == numbered
    assert await where(keeper, *numbered) == ["discarded"] * 3
    assert (await taken_back(keeper, moved["id"])).json()["serials"] == numbered
    assert await where(keeper, *numbered) == ["on_hand"] * 3


async def test_a_mistake_is_taken_back_by_its_number_once_it_is_where_it_went(
    keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    held = await done(keeper, clinic, "hold", "N1")
    sent_back = await done(keeper, clinic, "return", "N1")
    refused = (await taken_back(keeper, held["id"])).json()
    assert (refused["type"].rpartition(":")[2], refused["place"]) == ("serial-elsewhere", "returned")
    for movement, then in ((sent_back, "quarantine"), (held, "on_hand")):
        assert (await taken_back(keeper, movement["id"])).status_code == 201
        assert await where(keeper, "N1") == [then]
    assert [each["how"] for each in (await life(keeper, "N1"))["steps"]][:2] == ["taken_back", "taken_back"]


async def test_a_number_that_the_books_never_had_is_found_and_that_is_taken_back(
    keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    found = await done(keeper, clinic, "find", "X1")
    assert await where(keeper, "X1") == ["on_hand"]
    assert await balance(keeper, clinic, "N") == {"received": 3, "found": 1, "on_hand": 4}
    assert (await taken_back(keeper, found["id"])).status_code == 201
    assert (await keeper.get(f"/serials/{PEN}/X1")).status_code == 404
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 3}


async def test_what_a_recall_put_aside_is_known_apart_from_what_a_person_held(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    await done(keeper, clinic, "hold", "N1")
    recalled = await recall(keeper, "N")
    assert await where(keeper, *numbered) == ["quarantine"] * 3
    assert (await act(keeper, clinic, "release", "N1")).json()["type"].endswith("lot-not-usable")
    await done(keeper, clinic, "return", "N1")
    director = inventory.client(Role.MEDICAL_DIRECTOR)
    gone = await director.post(f"/recalls/{recalled['id']}/withdraw", json={"reason": "wrong product"})
    assert gone.status_code == 200, gone.text
    assert await where(keeper, *numbered) == ["returned", "on_hand", "on_hand"]
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 2, "returned": 1}


async def test_a_session_that_opened_what_was_put_away_is_an_incident_until_that_is_taken_back(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    thrown = await done(keeper, clinic, "throw", "N1")
    await done(keeper, clinic, "hold", "N2")
    for number in ("N1", "N2"):
        await inventory.react(Appointment(clinic).used("N", START, number))
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 1, "discarded": 1, "quarantine": 1}
    reasons = [each["reason"] for each in (await keeper.get("/incidents")).json()["items"]]
    assert sorted(each.split(",")[0] for each in reasons) == [
        "By the books cartridge N1 is thrown away",
        "By the books cartridge N2 is in quarantine",
    ]
    portuguese = {"Accept-Language": "pt"}
    shown = (await keeper.get("/incidents", headers=portuguese)).json()["items"]
    life = (await keeper.get(f"/serials/{PEN}/N1", headers=portuguese)).json()["steps"]
    assert all(each["reason"].startswith("Segundo os livros o cartucho N") for each in shown)
    noted = " ".join(each["note"] for each in life if each["note"])
    assert "está noutro sítio (deitado fora), e uma sessão abriu-o" in noted
    assert (await taken_back(keeper, thrown["id"])).status_code == 201
    await done(keeper, clinic, "release", "N2")
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 1, "used": 2}
    closed = {each["closed_because"] for each in (await keeper.get("/incidents")).json()["items"]}
    assert closed == {"accounted"}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_use_that_was_a_mistake_leaves_what_is_held_where_it_is(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, numbered: list[str]
) -> None:
    await done(keeper, clinic, "hold", "N1")
    mistake = Appointment(clinic).used("N", START, "N1")
    await inventory.react(mistake)
    await inventory.react(withdrawn(mistake))
    assert await where(keeper, "N1") == ["quarantine"]
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 2, "quarantine": 1}


async def test_what_is_held_is_neither_counted_nor_sent(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, numbered: list[str]
) -> None:
    await done(keeper, clinic, "hold", "N1")
    label = {"items": [{"scan": scan("N", serial="N1")}]}
    count = (await keeper.post("/counts", json={"clinic_id": str(clinic)})).json()["id"]
    assert "is in quarantine" in (await keeper.post(f"/counts/{count}/lines", json=label)).json()["detail"]
    ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other_clinic)}
    assert "is in quarantine" in (await keeper.post("/transfers", json=ends | label)).json()["detail"]
    again = await deliver(keeper, clinic, (scan("N", serial="N1"), 1))
    assert again.status_code == 422


async def test_what_another_clinic_opened_is_entered_once_it_is_on_the_shelf_again(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, numbered: list[str]
) -> None:
    lost = await done(keeper, clinic, "lose", "N1")
    await done(keeper, clinic, "lose", "N2")
    await done(keeper, clinic, "hold", "N3")
    told = await act(keeper, other_clinic, "find", "N1")
    assert "is lost at Chiado: have that taken back there, then have it sent" in told.json()["detail"]
    for number in numbered:
        await inventory.react(Appointment(other_clinic).used("N", START, number))
    assert [each["codes"] for each in (await keeper.get("/incidents")).json()["items"]] == [["of_another_clinic"]] * 3

    assert (await taken_back(keeper, lost["id"])).status_code == 201
    await done(keeper, clinic, "find", "N2")
    await done(keeper, clinic, "release", "N3")
    await inventory.fire_timers()

    assert await balance(keeper, clinic, "N") == {"received": 3, "transferred_out": 3}
    assert await balance(keeper, other_clinic, "N") == {"transferred_in": 3, "used": 3}
    closed = {each["closed_because"] for each in (await keeper.get("/incidents")).json()["items"]}
    assert closed == {"accounted"}
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_what_was_sent_and_opened_where_it_was_sent_from_never_travelled(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, numbered: list[str]
) -> None:
    label = {"items": [{"scan": scan("N", serial="N1")}]}
    ends = {"from_clinic_id": str(clinic), "to_clinic_id": str(other_clinic)}
    transfer = (await keeper.post("/transfers", json=ends | label)).json()
    await inventory.react(Appointment(clinic).used("N", START, "N1"))
    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 2, "in_transit": 1}, "no other is taken"
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert (incident["codes"], "on the way to another clinic" in incident["reason"]) == (["put_away"], True)

    cancelled = await keeper.post(f"/transfers/{transfer['id']}/cancel", json={"reason": "it was left here"})
    assert cancelled.status_code == 200, cancelled.text
    await inventory.fire_timers()

    assert await balance(keeper, clinic, "N") == {"received": 3, "on_hand": 2, "used": 1}
    assert [each["closed_because"] for each in (await keeper.get("/incidents")).json()["items"]] == ["accounted"]
    async with inventory.work() as work:
        await assert_books_are_true(work)
