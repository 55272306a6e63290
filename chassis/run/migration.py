"""Migrates a service: first its schema, then the reference data of its release."""

from collections.abc import Mapping

import structlog
from sqlalchemy import make_url, text

from chassis.clock import Clock, SystemClock
from chassis.data.database import Database
from chassis.data.migrations import upgrade
from chassis.data.tables import PARTITIONED
from chassis.reference.importing import PublishedHasChanged, UnreadableVersion, import_shipped, verify
from chassis.reference.shipped import ShippedWrongly
from chassis.run.settings import Settings
from chassis.service import Service
from chassis.work import Transactions

log = structlog.get_logger()

CANNOT_IMPORT = (PublishedHasChanged, ShippedWrongly, UnreadableVersion)
"""The reasons why shipped reference data is not imported; each says what to do."""
UNDEFINED_TABLE = "42P01"
"""SQLSTATE of a database that is not migrated."""


async def migrate_with(service: Service, settings: Settings, clock: Clock | None = None) -> list[str]:
    """``migrate`` as the owner of the tables, for the role that runs the service."""
    owner = settings.owner_database_url or settings.database_url
    return await migrate(
        service,
        owner.get_secret_value(),
        clock,
        runtime=make_url(settings.database_url.get_secret_value()).username,
        least_kept={table: settings.keep(table).days for table in PARTITIONED},
    )


async def migrate(
    service: Service,
    database_url: str,
    clock: Clock | None = None,
    *,
    runtime: str | None = None,
    least_kept: Mapping[str, int] | None = None,
) -> list[str]:
    """Migrate a database to its newest schema and import new reference data; returns the names of these.

    ``runtime`` is the role of the running service, when it is another than the owner in ``database_url``.
    Safe to repeat, and to run twice at once (one run waits). Raises PublishedHasChanged, ShippedWrongly or
    UnreadableVersion.
    """
    clock = clock or SystemClock()
    now = SystemClock().now()  # partitions follow the machine's clock
    await upgrade(
        database_url,
        service.migrations,
        now,
        runtime=runtime,
        least_kept=least_kept,
        identifying=service.identifying,
    )
    if not service.reference.kinds:
        return []
    engine = Database(database_url, 1, f"{service.name}-migrate")
    try:
        async with Transactions(engine, clock).begin() as work:
            await work.execute(text("SELECT pg_advisory_xact_lock(hashtext('needlepoint.migrations'))"))
            imported = await import_shipped(work, service.reference)
    finally:
        await engine.dispose()
    log.info("reference_imported", service=service.name, versions=imported)
    return imported


async def verify_reference(service: Service, database_url: str, clock: Clock | None = None) -> None:
    """Compute the digests of stored reference data. Raises ReferenceAltered."""
    engine = Database(database_url, 1, f"{service.name}-verify")
    try:
        await verify(Transactions(engine, clock or SystemClock()), service.reference)
    finally:
        await engine.dispose()
