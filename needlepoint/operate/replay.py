"""``needlepoint replay``: rebuilds a service's projections from history."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    ServiceName,
    Since,
    database_troubles_as_words,
    moment_of,
    operators_transactions,
    out,
    refusals_as_words,
    service_named,
    settings_for,
)

if TYPE_CHECKING:
    from chassis.events.rebuild import Rebuilding, Rebuilt
    from chassis.service import Service


def replay(service: ServiceName, since: Since, folder: Folder = FOLDER) -> None:
    """Rebuild a service's projections of other services' events from the publishers' history, while it is running.

    Only projections run again: no message is sent twice, no event is published, no timer is set. The command reads the
    publishers' databases, so it needs their settings, too.

    Example: needlepoint replay --service notifications --from beginning
    """
    found = service_named(service)
    with refusals_as_words(), database_troubles_as_words(service):
        asyncio.run(_replay(found, moment_of(since), folder))


async def _replay(service: "Service", since: datetime, folder: Path) -> None:
    from chassis.events.rebuild import Rebuilding

    async with operators_transactions(settings_for(service, folder), service) as transactions:
        rebuilding = Rebuilding(service.name, service.reactions, transactions)
        publishers = sorted(rebuilding.types_by_publisher().items())
        await rebuilding.require_reach(since)
        for publisher, types in publishers:
            with out.status(f"Reading the events of {publisher} …"):
                done = await _from(publisher, types, rebuilding, since, folder)
            await rebuilding.note(publisher, since, done)
            left = f" {done.left} had no effect yet, or were discarded: left alone." if done.left else ""
            new = f" {done.claimed} of them came here for the first time." if done.claimed else ""
            out.print(f"{service.name}: {done.projected} events of {publisher} projected again.{new}{left}")


async def _from(
    publisher: str, types: "Collection[str]", rebuilding: "Rebuilding", since: datetime, folder: Path
) -> "Rebuilt":
    from chassis.events.past import History

    settings = settings_for(service_named(publisher), folder)
    async with operators_transactions(settings, service_named(publisher)) as theirs:
        with database_troubles_as_words(publisher):
            history = await History.open(theirs.database, publisher, types, since)
        return await rebuilding.run(history)
