"""The migrations make the tables that the code expects."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from services.screening.tables import metadata
from tests.support.running import Running


def differences(connection: Connection) -> list[object]:
    ours = set(metadata.tables)

    def of_ours(thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or name in ours

    options = {"include_object": of_ours, "compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


async def test_the_migrated_schema_is_the_one_in_tables(screening: Running) -> None:
    async with screening.work() as work:
        assert await work.connection.run_sync(differences) == []
