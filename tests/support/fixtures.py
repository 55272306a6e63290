"""Fixtures for tests on real parts."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from chassis.service import Service
from needlepoint.services import SERVICE_NAMES
from tests.parts.choose import Parts
from tests.support.running import WORK_DAY, Running, running_service
from tests.support.templates import Templates

RunService = Callable[..., AbstractAsyncContextManager[Running]]


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run's signing key lies."""
    return tmp_path_factory.mktemp("keys")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def templates(parts: Parts) -> AsyncIterator[Templates]:
    """What the databases of tests are copied from."""
    made = Templates(parts.postgres)
    yield made
    await made.drop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def run_service(parts: Parts, templates: Templates, keys: Path) -> RunService:
    """``async with run_service(service) as booking``: on a fresh database and topics of its own.

    A service that is shipped has the rights of its role alone. One that tests bring owns its tables, to change them.
    """

    @asynccontextmanager
    async def run(service: Service, *, start: datetime = WORK_DAY, **changes: object) -> AsyncIterator[Running]:
        name = f"{re.sub('[^a-z]', '', service.name)}_{uuid4().hex[:8]}"
        template = await templates.of(service, start)
        await parts.postgres.copy_database(template.name, name)
        changes.setdefault("topic_prefix", f"{name}.")
        async with AsyncExitStack() as stack:
            stack.push_async_callback(parts.postgres.drop_copy, name)
            url = template.url(name, owner=service.name not in SERVICE_NAMES)
            running = running_service(service, url, parts.kafka.bootstrap, keys, start=start, **changes)
            yield await stack.enter_async_context(running)

    return run
