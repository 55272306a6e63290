"""What the migrations make is what tables.py says."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.inventory.tables import metadata
from tests.support.running import Running


def _differences(connection: Connection) -> list[object]:
    ours = set(metadata.tables)
    options = {
        "compare_type": True,
        "include_name": lambda name, kind, parents: kind != "table" or name in ours,
    }
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrated_tables_are_the_ones_in_the_code(inventory: Running) -> None:
    async with inventory.work() as work:
        assert await work.connection.run_sync(_differences) == []
