"""Migrates a service: first its schema, then the reference data of its release."""

import structlog
from sqlalchemy import text

from chassis.clock import Clock, SystemClock
from chassis.data.database import Database
from chassis.data.migrations import upgrade
from chassis.reference.importing import PublishedHasChanged, UnreadableVersion, import_shipped, verify
from chassis.reference.shipped import ShippedWrongly
from chassis.service import Service
from chassis.work import Transactions

log = structlog.get_logger()

CANNOT_IMPORT = (PublishedHasChanged, ShippedWrongly, UnreadableVersion)
"""The reasons why shipped reference data is not imported; each says what to do."""
UNDEFINED_TABLE = "42P01"
"""SQLSTATE of a database that is not migrated."""


async def migrate(service: Service, database_url: str, clock: Clock | None = None) -> list[str]:
    """Migrate a database to its newest schema and import new reference data; returns the names of these.

    Safe to repeat, and to run twice at once (one run waits). Raises PublishedHasChanged, ShippedWrongly or
    UnreadableVersion.
    """
    clock = clock or SystemClock()
    await upgrade(database_url, service.migrations, SystemClock().now())  # partitions follow the machine's clock
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
