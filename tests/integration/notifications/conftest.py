"""Notifications running on a real database, one clinic in Lisbon open, one patient registered, on a Monday at nine."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest_asyncio

from chassis.ids import new_id
from services.notifications.app import notifications_through
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


@pytest_asyncio.fixture(loop_scope="session")
async def notifications(run_service: RunService, channel: MoodyChannel) -> AsyncIterator[Running]:
    async with run_service(notifications_through(channel.open), start=START) as running:
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
