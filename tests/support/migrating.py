"""What one migration does to what was stored before it."""

from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.running import Running


async def migrate_again(running: Running, name: str) -> None:
    """Upgrade by one migration of the service, e.g. ``0069_names_without_spaces``, which can be done twice."""
    migration = import_module(f"{running.service.migrations}.versions.{name}")

    def upgrade(connection: Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            migration.upgrade()

    engine = create_async_engine(running.settings.database_url.get_secret_value())
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()
