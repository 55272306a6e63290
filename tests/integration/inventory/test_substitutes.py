"""A product that serves instead is held when the one that the device takes is out, and that is said."""

import asyncio
from typing import Any
from uuid import UUID

import httpx

from contracts.inventory.stock import CartridgesFellShort, CartridgesFound
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import PEN, Appointment, in_days, received, scan
from tests.support.running import Running

LIKE_PEN = "04012345000016"
NARROW = "04012345000023"
NEEDLES = {"needles": 12, "shortest_mm": "0.25", "longest_mm": "2.5"}


async def a_pen_with_substitutes(keeper: httpx.AsyncClient, *gtins: str) -> None:
    """The pen's cartridge, and others that serve instead of it, in this order."""
    for gtin in (LIKE_PEN, NARROW):
        body = {"gtin": gtin, "name": f"Like the pen's, {gtin[-2:]}", "fits": ["skinpen"], **NEEDLES}
        assert (await keeper.post("/products", json=body)).status_code in (201, 409)
    answer = await changed(keeper, PEN, substitutes=list(gtins), **NEEDLES)
    assert answer.status_code == 200, answer.text


async def changed(keeper: httpx.AsyncClient, gtin: str, **edit: Any) -> httpx.Response:
    version = (await keeper.get(f"/products/{gtin}")).headers["etag"]
    return await keeper.patch(f"/products/{gtin}", json=edit, headers={"If-Match": version})


async def held(keeper: httpx.AsyncClient, appointment: Appointment) -> tuple[str, str | None, list[str]]:
    """The status, the substitute, and the lots held."""
    answer = await keeper.get("/reservations", params={"appointment_id": str(appointment.id)})
    [found] = answer.json()["items"]
    return found["status"], found["substitute_gtin"], [each["lot"] for each in found["held"]]


async def said(inventory: Running, appointment: Appointment) -> list[str | None]:
    """What was published of an appointment, in order: ``short``, or the substitute that is held."""
    return [
        "short" if isinstance(each, CartridgesFellShort) else each.substitute_gtin
        for each in await inventory.events()
        if isinstance(each, CartridgesFellShort | CartridgesFound) and each.appointment_id == appointment.id
    ]


async def test_the_substitute_is_held_when_none_of_the_first_choice_is_left(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await a_pen_with_substitutes(keeper, NARROW, LIKE_PEN)
    await received(keeper, clinic, (scan("A"), 1), (scan("S", gtin=LIKE_PEN), 1))
    first, second, third = (Appointment(clinic) for _ in range(3))
    for days, each in enumerate((first, second, third), start=5):
        await inventory.react(each.booked(in_days(days)))
    assert await held(keeper, first) == ("reserved", None, ["A"])
    assert await held(keeper, second) == ("reserved", LIKE_PEN, ["S"])
    assert await held(keeper, third) == ("short", None, [])
    assert [await said(inventory, each) for each in (first, second, third)] == [[], [LIKE_PEN], ["short"]]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_the_first_choice_is_held_again_when_it_comes_and_the_substitute_serves_who_is_short(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN)
    await received(keeper, clinic, (scan("S", gtin=LIKE_PEN), 1))
    away, wants_it = Appointment(clinic), Appointment(clinic)
    await inventory.react(away.booked(in_days(5)))
    await inventory.react(wants_it.booked(in_days(6), gtin=LIKE_PEN))
    assert (await held(keeper, away))[1] == LIKE_PEN
    assert (await held(keeper, wants_it))[0] == "short", "nearest first, whichever product it wanted"
    await received(keeper, clinic, (scan("A"), 1))
    assert await held(keeper, away) == ("reserved", None, ["A"])
    assert await held(keeper, wants_it) == ("reserved", None, ["S"])
    assert await said(inventory, away) == [LIKE_PEN, None]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_session_gives_its_substitute_up_to_a_nearer_one_whose_device_takes_it(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN)
    await received(keeper, clinic, (scan("S", gtin=LIKE_PEN), 1))
    away, near = Appointment(clinic), Appointment(clinic)
    await inventory.react(away.booked(in_days(9)))
    await inventory.react(near.booked(in_days(2), gtin=LIKE_PEN))
    assert await held(keeper, near) == ("reserved", None, ["S"])
    assert await held(keeper, away) == ("short", None, [])
    assert await said(inventory, away) == [LIKE_PEN, "short"]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_a_recall_of_the_substitute_and_a_cancellation_free_what_was_held(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN, NARROW)
    await received(keeper, clinic, (scan("S", gtin=LIKE_PEN), 1), (scan("N", gtin=NARROW), 1))
    away = Appointment(clinic)
    await inventory.react(away.booked(in_days(5)))
    recalled = await keeper.post("/recalls", json={"gtin": LIKE_PEN, "lot": "S", "reason": "sterility not assured"})
    assert recalled.status_code == 201
    assert await held(keeper, away) == ("reserved", NARROW, ["N"])
    await inventory.react(away.cancelled())
    [here] = (await keeper.get(f"/lots/{NARROW}/N")).json()["clinics"]
    assert (here["on_hand"], here["reserved"]) == (1, 0)
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_using_the_substitute_uses_what_was_held(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN)
    await received(keeper, clinic, (scan("S", gtin=LIKE_PEN), 2))
    away = Appointment(clinic)
    await inventory.react(away.booked(in_days(5)))
    await inventory.react(away.moved(in_days(6)))
    await inventory.react(away.used("S", inventory.clock.now(), gtin=LIKE_PEN))
    assert (await held(keeper, away))[0] == "used"
    [here] = (await keeper.get(f"/lots/{LIKE_PEN}/S")).json()["clinics"]
    assert (here["on_hand"], here["reserved"], here["used"]) == (1, 0, 1)


async def test_sessions_follow_what_the_catalogue_says_of_substitutes(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    short = Appointment(clinic)
    await a_pen_with_substitutes(keeper)
    await received(keeper, clinic, (scan("S", gtin=LIKE_PEN), 1))
    await inventory.react(short.booked(in_days(5)))
    assert (await held(keeper, short))[0] == "short"
    assert (await changed(keeper, PEN, substitutes=[LIKE_PEN])).status_code == 200
    assert await held(keeper, short) == ("reserved", LIKE_PEN, ["S"])
    assert (await changed(keeper, LIKE_PEN, fits=["another"])).status_code == 200
    assert await held(keeper, short) == ("short", None, [])
    assert (await changed(keeper, LIKE_PEN, fits=["another", "skinpen"])).status_code == 200
    assert await held(keeper, short) == ("reserved", LIKE_PEN, ["S"])
    assert (await changed(keeper, PEN, substitutes=[])).status_code == 200
    assert await held(keeper, short) == ("short", None, [])
    assert await said(inventory, short) == ["short", LIKE_PEN, "short", LIKE_PEN, "short"]
    async with inventory.work() as work:
        await assert_books_are_true(work)


async def test_what_does_not_fit_is_refused_with_the_reason(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN)
    assert (await changed(keeper, PEN, substitutes=["00012345600012"])).status_code == 404
    itself = await changed(keeper, PEN, substitutes=[PEN])
    assert (itself.status_code, itself.json()["type"].rsplit(":")[-1]) == (422, "product-invalid")
    other = await changed(keeper, PEN, needles=16)
    assert "it has 12 needles and this 16" in other.json()["detail"], "what is named has to go on fitting"


async def test_bookings_at_once_hold_each_cartridge_of_two_products_once(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    await a_pen_with_substitutes(keeper, LIKE_PEN, NARROW)
    await received(keeper, clinic, (scan("A"), 4), (scan("S", gtin=LIKE_PEN), 3), (scan("N", gtin=NARROW), 2))
    booked = [Appointment(clinic) for _ in range(16)]
    products = [PEN, PEN, LIKE_PEN]
    await asyncio.gather(
        *(
            inventory.react(each.booked(in_days(3 + number), gtin=products[number % 3]))
            for number, each in enumerate(booked)
        )
    )
    await asyncio.gather(
        *(inventory.react(each.cancelled()) for each in booked[:4]),
        *(inventory.react(each.moved(in_days(2))) for each in booked[10:12]),
    )
    params = {"clinic_id": str(clinic), "status": "reserved"}
    assert len((await keeper.get("/reservations", params=params)).json()["items"]) == 9
    async with inventory.work() as work:
        await assert_books_are_true(work)
