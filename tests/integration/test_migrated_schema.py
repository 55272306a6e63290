"""The migrations of every service make the tables that its code expects."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.service import Service
from needlepoint.trial.system import SERVICES
from tests.support.fixtures import RunService
from tests.support.running import Running


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
async def test_the_migrated_schema_is_the_one_in_tables(service: Service, run_service: RunService) -> None:
    async with run_service(service) as running:
        assert await differences_from(running, service.metadata) == []


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
async def test_no_timer_is_passed_to_find_one_of_another_kind(service: Service, run_service: RunService) -> None:
    async with run_service(service) as running, running.work() as work:
        indexes = (await work.execute(text("SELECT indexdef FROM pg_indexes WHERE tablename = 'timers'"))).scalars()
        assert any("(kind, retry_at, id)" in each for each in indexes)


async def differences_from(running: Running, metadata: MetaData) -> list[object]:
    """Between a service's database and its tables in the code."""
    engine = create_async_engine(running.settings.database_url.get_secret_value())
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(differences, metadata)
    finally:
        await engine.dispose()


def differences(connection: Connection, metadata: MetaData) -> list[object]:
    """Between what is there and what the code says, the chassis' own tables apart."""

    def of_ours(thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or name in metadata.tables

    options = {"include_object": of_ours, "compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))
