"""Between topics nothing comes in order, and several things happen at once: the end is the same, and the books true."""

import asyncio
import random
from collections import defaultdict
from datetime import timedelta
from uuid import UUID

import httpx
import pytest

from chassis.ids import new_id
from contracts.event import Event
from contracts.inventory.stock import StockLow
from tests.integration.inventory.ledger_check import assert_books_are_true
from tests.integration.inventory.stories import (
    LATER,
    PEN,
    START,
    Appointment,
    at,
    balance,
    deliver,
    in_days,
    opened,
    received,
    reservation,
    scan,
)
from tests.support.running import Running


def shuffled(events: list[Event], dice: random.Random) -> list[Event]:
    """The events in another order that Kafka may deliver them in: within a topic's key as they were published."""
    queues: defaultdict[tuple[str, str], list[Event]] = defaultdict(list)
    for event in events:
        queues[event.topic, event.key].append(event)
    order = [key for key, queue in queues.items() for _ in queue]
    dice.shuffle(order)
    return [queues[key].pop(0) for key in order]


@pytest.mark.parametrize("seed", range(6))
async def test_the_end_is_the_same_in_whatever_order_topics_are_heard(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID, seed: int
) -> None:
    await received(keeper, clinic, (scan("SOON", in_days(10)), 20), (scan("LATE"), 20))
    held, moved, cancelled, used, swapped, twice = (Appointment(clinic) for _ in range(6))
    story: list[Event] = [
        held.booked(in_days(3)),
        moved.booked(in_days(3)),
        moved.moved(in_days(20)),
        cancelled.booked(in_days(4), quantity=2),
        cancelled.cancelled(),
        used.booked(in_days(0)),
        used.used("SOON", START, serial="1"),
        swapped.booked(in_days(0)),
        swapped.used("LATE", START),
        twice.booked(in_days(0), quantity=2),
        twice.used("SOON", START),
        twice.used("SOON", START),
    ]
    dice = random.Random(seed)
    heard = [(new_id(), event) for event in shuffled(story, dice)]
    while heard:
        size = dice.randint(1, 5)
        await inventory.deliver(*heard[:size])
        await inventory.deliver(*heard[: dice.randint(0, size)])  # what a crash has delivered again
        heard = heard[size:]
    assert await reservation(keeper, held) == {"status": "reserved", "held": {"SOON": 1}}
    assert await reservation(keeper, moved) == {"status": "reserved", "held": {"LATE": 1}}
    assert await reservation(keeper, cancelled) == {"status": "released", "held": {}}
    for appointment in (used, swapped, twice):
        assert await reservation(keeper, appointment) == {"status": "used", "held": {}}
    assert await balance(keeper, clinic, "SOON") == {"received": 20, "on_hand": 16, "reserved": 1, "used": 3}
    assert await balance(keeper, clinic, "LATE") == {"received": 20, "on_hand": 18, "reserved": 1, "used": 1}
    assert (await keeper.get("/incidents")).json()["items"] == []


async def test_a_cartridge_that_is_released_while_another_books_is_not_missed(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """Each looks for the other: who cancels for those who are short, who books for what is free."""
    await received(keeper, clinic, (scan("A"), 8))
    leaving, coming = ([Appointment(clinic) for _ in range(8)] for _ in range(2))
    for appointment in leaving:
        await inventory.react(appointment.booked(in_days(3)))
    await asyncio.gather(
        *(inventory.react(each.booked(in_days(4))) for each in coming),
        *(inventory.react(each.cancelled()) for each in leaving),
    )
    assert [(await reservation(keeper, each))["status"] for each in coming] == ["reserved"] * 8


async def test_a_first_delivery_and_a_first_appointment_at_once_find_each_other(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    """Nothing is on the shelf yet that both could lock, but the clinic."""
    clinics = [new_id() for _ in range(12)]
    for clinic_id in clinics:
        await inventory.react(opened(clinic_id))
    appointments = [Appointment(each) for each in clinics]
    await asyncio.gather(
        *(inventory.react(each.booked(in_days(4))) for each in appointments),
        *(received(keeper, each, (scan(f"LOT{number}"), 1)) for number, each in enumerate(clinics)),
    )
    assert [(await reservation(keeper, each))["status"] for each in appointments] == ["reserved"] * 12


async def test_low_and_urgent_stock_are_said_once_each_by_many_who_take_at_once(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID
) -> None:
    level = {"reorder_point": 5, "reorder_quantity": 20}
    await keeper.put(f"/clinics/{clinic}/reorder-levels/{PEN}", json=level)
    await received(keeper, clinic, (scan("A"), 10))
    await asyncio.gather(*(inventory.react(Appointment(clinic).booked(in_days(3))) for _ in range(10)))
    said = [(event.available, event.urgent) for event in await inventory.events() if isinstance(event, StockLow)]
    assert said == [(5, False), (1, True)]


async def test_a_storm_of_everything_at_once_leaves_true_books(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    await received(keeper, clinic, (scan("A", in_days(60)), 20), (scan("BAD", in_days(30)), 10))
    await received(keeper, other_clinic, (scan("A", in_days(60)), 5), (scan("BAD", in_days(30)), 10))
    here = [Appointment(clinic) for _ in range(20)]
    there = [Appointment(other_clinic) for _ in range(10)]
    for number, appointment in enumerate(here + there):
        await inventory.react(appointment.booked(in_days(3 + number % 7)))

    async def recall() -> None:
        body = {"gtin": PEN, "lot": "BAD", "reason": "sterility not assured"}
        assert (await keeper.post("/recalls", json=body)).status_code == 201

    async def receive(clinic_id: UUID, number: int) -> None:
        # Two clinics write the same new lots down, one in the opposite order.
        labels = [(scan(f"NEW{lot}"), 1) for lot in range(3)]
        answer = await deliver(keeper, clinic_id, *(labels if number % 2 else labels[::-1]))
        assert answer.status_code == 201, answer.text

    await asyncio.gather(
        recall(),
        *(inventory.react(each.used("A", START)) for each in here[:6] + there[:3]),
        *(inventory.react(each.moved(in_days(12), clinic_id=other_clinic)) for each in here[6:12]),
        *(inventory.react(each.moved(in_days(12), clinic_id=clinic)) for each in there[3:8]),
        *(inventory.react(each.cancelled()) for each in here[12:16]),
        *(receive(each, number) for number, each in enumerate([clinic, other_clinic] * 2)),
        inventory.react(opened(new_id(), "America/New_York", "Soho")),
    )
    async with inventory.work() as work:
        await assert_books_are_true(work)
    assert (await keeper.get(f"/lots/{PEN}/BAD")).json()["clinics"][0]["on_hand"] == 0
    found = (await keeper.get("/reservations")).json()["items"]
    assert "BAD" not in {held["lot"] for each in found for held in each["held"]}


async def test_two_clinics_receiving_a_lot_with_two_expiries_at_once_do_not_both_succeed(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    answers = await asyncio.gather(
        deliver(keeper, clinic, (scan("NEW", LATER), 1)),
        deliver(keeper, other_clinic, (scan("NEW", LATER + timedelta(days=1)), 1)),
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_one_serial_received_by_two_clinics_at_once_arrives_at_one(
    keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    label = (scan("S", serial="1"), 1)
    answers = await asyncio.gather(*(deliver(keeper, each, label) for each in (clinic, other_clinic)))
    assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_one_lot_recalled_by_two_people_at_once_is_one_recall(keeper: httpx.AsyncClient, clinic: UUID) -> None:
    body = {"gtin": PEN, "lot": "BAD", "reason": "sterility not assured", "confirmed": True}
    answers = await asyncio.gather(*(keeper.post("/recalls", json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_a_use_at_the_far_end_of_the_day_is_judged_by_the_clinics_day(
    inventory: Running, keeper: httpx.AsyncClient, clinic: UUID, other_clinic: UUID
) -> None:
    """At 20:00 UTC a lot that expires today may be used in Lisbon; in Auckland its last day is over."""
    await received(keeper, clinic, (scan("A", in_days(0)), 1))
    await received(keeper, other_clinic, (scan("A", in_days(0)), 1))
    evening = at(in_days(0), 20)
    inventory.clock.set(evening)
    for clinic_id in (clinic, other_clinic):
        await inventory.react(Appointment(clinic_id).used("A", evening))
    [incident] = (await keeper.get("/incidents")).json()["items"]
    assert incident["clinic_id"] == str(other_clinic)
