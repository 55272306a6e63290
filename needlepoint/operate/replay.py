"""``needlepoint replay``: the copies that a service keeps of others' facts, made again from history."""

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
    """Rebuild the copies that a service keeps of others' facts from what they published, while it works on.

    Only what keeps a copy runs again: no message is sent twice, no event published, no timer set. The databases of
    those who published are read, so their settings are needed, too.

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
            with out.status(f"Reading what {publisher} published …"):
                done = await _from(publisher, types, rebuilding, since, folder)
            await rebuilding.note(publisher, since, done)
            left = f" {done.left} had no effect yet, or were given up: left alone." if done.left else ""
            out.print(f"{service.name}: {done.projected} events of {publisher} projected again.{left}")


async def _from(
    publisher: str, types: "Collection[str]", rebuilding: "Rebuilding", since: datetime, folder: Path
) -> "Rebuilt":
    from chassis.events.past import History

    settings = settings_for(service_named(publisher), folder)
    async with operators_transactions(settings, service_named(publisher)) as theirs:
        with database_troubles_as_words(publisher):
            history = await History.open(theirs.engine, publisher, types, since)
        return await rebuilding.run(history)
