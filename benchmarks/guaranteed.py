"""The side with guarantees: the chassis' own roles, as ``python -m services.X`` runs them."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from fastapi import APIRouter

from benchmarks.effects import REACTIONS, metadata, record_session
from benchmarks.measured import Site, Stamps
from chassis.clock import SystemClock
from chassis.events.envelope import Cause, Delivery
from chassis.events.reactions import Reactions
from chassis.ids import new_id
from chassis.run.processes import ApiRole, WorkerRole
from chassis.service import Service
from chassis.work import Work
from contracts.booking.sessions import SessionPerformed


def service_of(name: str, stamps: Stamps, reacts: bool) -> Service:
    """A service of one reaction, or of none."""
    reactions = Reactions()
    if reacts:

        @reactions
        async def react(work: Work, event: SessionPerformed) -> None:
            await REACTIONS[name](await work.connection(), event)
            stamps.applied(event.session_id)

    return Service(name, metadata, "benchmarks.migrations", APIRouter(), reactions=reactions)


class Commands:
    """Sessions recorded as the HTTP layer runs a command: in a span, in one transaction with its event."""

    def __init__(self, api: ApiRole) -> None:
        self._api = api

    async def record(self, patient: UUID) -> tuple[UUID, float]:
        """The transaction holds the effect, the event and its place in the outbox."""
        with self._api.telemetry.span("record", Cause(str(new_id()))) as cause:
            async with self._api.transactions.begin(cause=cause) as work:
                event = await record_session(await work.connection(), patient, work.now)
                work.publish(event)
            return event.session_id, time.time()


@asynccontextmanager
async def open_publisher(site: Site) -> AsyncIterator[Commands]:
    """booking's API process, without HTTP."""
    service = service_of("booking", Stamps(), reacts=False)
    async with ApiRole(service, site.settings("booking"), SystemClock()) as api:
        yield Commands(api)


@asynccontextmanager
async def open_worker(site: Site, name: str) -> AsyncIterator[Stamps]:
    """A service's worker: relay, timers, and the consumer if it reacts."""
    stamps = Stamps()
    worker = WorkerRole(service_of(name, stamps, name in site.reacting), site.settings(name), SystemClock())
    take = worker.inbox.take

    async def take_and_note(deliveries: Sequence[Delivery]) -> None:
        await take(deliveries)
        stamps.settle()

    worker.inbox.take = take_and_note  # type: ignore[method-assign]  # the only thing that is not as it runs elsewhere
    await worker.start()
    try:
        yield stamps
    finally:
        await worker.stop()
