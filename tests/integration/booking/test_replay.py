"""What booking keeps of screening's decisions, recalls and messages, made again from their history."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from sqlalchemy import delete, select, update

from chassis.events.past import BEGINNING, History
from chassis.events.rebuild import Rebuilding
from chassis.ids import new_id
from contracts.event import Event
from contracts.inventory.stock import LotRecalled
from contracts.notifications.messages import MessageSent
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.calendar.tables import appointments
from services.booking.care.tables import clearances, lots
from tests.integration.booking.chain import GTIN, Chain, House
from tests.integration.chassis.tally import service as tally_service
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def others(run_service: RunService) -> AsyncIterator[Running]:
    """In the place of all who tell booking something: only their event log matters here."""
    async with run_service(tally_service) as running:
        yield running


async def published_and_consumed(others: Running, booking: Running, *events: Event) -> None:
    """Published and consumed."""
    async with others.work() as work:
        work.publish(*events)
    await booking.consume(others)


async def test_decisions_recalls_and_who_was_informed_are_back_and_no_course_is_planned_again(
    chain: Chain, lisbon: House, others: Running
) -> None:
    patient = await chain.register(lisbon)
    consult = await chain.consulted(patient, lisbon)
    decided = [
        chain.decision(consult, ScreeningStage.CONSULT, Outcome.DEFERRED),
        chain.decision(consult, ScreeningStage.CONSULT),
    ]
    await published_and_consumed(others, chain.booking, *decided)
    (course,) = await chain.courses(patient)
    appointment = await chain.booked(patient, lisbon, "session", course_id=course["id"])
    now = chain.booking.clock.now()
    sent = MessageSent(
        message_id=new_id(),
        patient_id=patient,
        appointment_id=appointment["id"],
        template="appointment_confirmed",
        template_version="2026-11",
        template_digest="3e" * 32,
        language="en",
        channel="sms",
        sent_at=now,
    )
    recalled = LotRecalled(
        recall_id=new_id(),
        clinic_id=lisbon.clinic_id,
        gtin=GTIN,
        lot="L1",
        reason="a seal may leak",
        recalled_at=now,
        quarantined=3,
        released_reservations=0,
    )
    await published_and_consumed(others, chain.booking, sent, recalled)
    before = await kept(chain.booking), await chain.events(), await chain.courses(patient)
    async with chain.booking.work() as work:
        await work.execute(delete(lots))
        await work.execute(update(clearances).values(outcome="declined", max_depth_mm=9))
        await work.execute(update(appointments).values(notified_at=None, notified_as=None))

    done = await rebuilt(chain.booking, others)

    assert done == 4
    assert (await kept(chain.booking), await chain.events(), await chain.courses(patient)) == before


async def kept(booking: Running) -> list[Any]:
    """What booking knows from others."""
    notified = (appointments.c.id, appointments.c.notified_at, appointments.c.notified_as)
    async with booking.work() as work:
        return [
            (await work.execute(statement)).all()
            for statement in (
                select(lots),
                select(clearances).order_by(clearances.c.heard),
                select(*notified).order_by(appointments.c.id),
            )
        ]


async def rebuilt(booking: Running, others: Running) -> int:
    """From the beginning; answers how many events were projected."""
    rebuilding = Rebuilding("booking", booking.service.reactions, booking.worker.transactions)
    projected = 0
    for types in rebuilding.types_by_publisher().values():
        history = await History.open(others.worker.transactions.database, "notifications", types, BEGINNING)
        projected += (await rebuilding.run(history)).projected
    return projected
