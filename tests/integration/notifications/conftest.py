"""Notifications running on a real database, one clinic in Lisbon open, one patient registered, on a Monday at nine."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from uuid import UUID

import pytest
import pytest_asyncio

from chassis.ids import new_id
from services.notifications.app import notifications_through
from services.notifications.domain.recipients import Channel
from services.notifications.timers import OpenCarriers
from tests.integration.notifications.house import House
from tests.integration.notifications.mailbox import MailServer
from tests.integration.notifications.stories import (
    START,
    MoodyChannel,
    Patient,
    assert_nothing_was_set_aside,
    opened,
)
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest_asyncio.fixture(loop_scope="session")
async def channel() -> MoodyChannel:
    return MoodyChannel()


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def carriers(channel: MoodyChannel) -> OpenCarriers:
    """What messages leave by: one channel that takes all, unless a file says otherwise."""
    return channel.open


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, carriers: OpenCarriers) -> AsyncIterator[Running]:
    async with run_service(notifications_through(carriers), start=START) as running:
        yield running
        await assert_nothing_was_set_aside(running)


@pytest_asyncio.fixture(loop_scope="session")
async def clinic(notifications: Running) -> UUID:
    clinic_id = new_id()
    await notifications.react(opened(clinic_id))
    return clinic_id


@pytest_asyncio.fixture(loop_scope="session")
async def ana(notifications: Running, clinic: UUID) -> Patient:
    patient = Patient(clinic)
    await notifications.react(patient.registered())
    return patient


@pytest_asyncio.fixture(loop_scope="session")
async def eva(notifications: Running, clinic: UUID) -> Patient:
    """She wants e-mail."""
    patient = Patient(clinic, email="eva@example.org", channel=Channel.EMAIL)
    await notifications.react(patient.registered())
    return patient


@pytest_asyncio.fixture(loop_scope="session")
async def mailbox() -> AsyncIterator[MailServer]:
    async with AsyncExitStack() as stack:
        server = MailServer()
        stack.push_async_callback(server.stop)
        await server.start()
        yield server
