"""Booking tells, notifications listens, on one Kafka; an operator's command line knows where all services are."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlalchemy import select
from typer.testing import CliRunner, Result

from chassis.run.settings import Settings
from contracts.event import Event
from needlepoint.cli import app
from needlepoint.services import SERVICE_NAMES
from services.booking.app import service as booking_service
from services.notifications.app import service as notifications_service
from services.notifications.tables import patients
from tests.integration.notifications.stories import START, Patient
from tests.parts.choose import Parts
from tests.support.fixtures import RunService
from tests.support.running import Running

LAG = ("lag", "--service", "notifications")


@dataclass
class Chain:
    """The two services, and who operates them."""

    booking: Running
    notifications: Running
    prefix: str

    async def publish(self, *events: Event) -> None:
        """Booking publishes, one transaction each; nothing is consumed yet."""
        for event in events:
            async with self.booking.work() as work:
                work.publish(event)

    async def consume(self) -> None:
        """Notifications consumes what booking has published and it has not consumed, as its consumer would."""
        await self.notifications.consume(self.booking)

    async def publish_and_consume(self, *events: Event) -> None:
        """Publish, and have notifications consume it."""
        await self.publish(*events)
        await self.consume()

    async def order(self, *words: str) -> Result:
        """What ``needlepoint`` does, in a thread: its commands run loops of their own."""
        result = await asyncio.to_thread(CliRunner().invoke, app, list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result


@pytest_asyncio.fixture(loop_scope="session")
async def chain(run_service: RunService, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Chain]:
    """On databases and topics of their own; no worker runs until a test says so."""
    prefix = f"operations_{uuid4().hex[:8]}."
    async with (
        run_service(booking_service, start=START, topic_prefix=prefix) as booking,
        run_service(notifications_service, start=START, topic_prefix=prefix) as notifications,
    ):
        for name in SERVICE_NAMES:
            let_the_command_line_know(
                monkeypatch, name, (notifications if name == "notifications" else booking).settings
            )
        yield Chain(booking, notifications, prefix)


def let_the_command_line_know(monkeypatch: pytest.MonkeyPatch, service: str, settings: Settings) -> None:
    """A service's settings, in the environment."""
    known = {
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "KAFKA_BOOTSTRAP": settings.kafka_bootstrap,
        "JWKS": settings.jwks,
        "TOPIC_PREFIX": settings.topic_prefix,
        "TOPIC_PARTITIONS": str(settings.topic_partitions),
        "ALLOW_PLAINTEXT": "kafka,postgres",
    }
    for name, value in known.items():
        monkeypatch.setenv(f"{service.upper()}_{name}", value)


@pytest.fixture
def real_kafka(parts: Parts) -> None:
    """Skip where topics make themselves."""
    if not parts.kafka.real:
        pytest.skip(f"needs Kafka's admin interface, and the {parts.kafka.description} has none")


async def caught_up(chain: Chain) -> None:
    """Notifications has taken everything that is on Kafka for it."""
    assert (await chain.order(*LAG, "--above", "0")).exit_code == 0


async def number_of(running: Running, patient: Patient) -> str | None:
    """The phone number that notifications knows."""
    async with running.work() as work:
        found: str | None = await work.scalar(select(patients.c.phone).where(patients.c.id == patient.id))
        return found
