"""``needlepoint outbox``: the events that each service has not yet sent to Kafka, and sending its history again."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    OneService,
    ServiceName,
    Since,
    database_troubles_as_words,
    moment_of,
    operators_transactions,
    out,
    refusals_as_words,
    service_named,
    services_named,
    settings_for,
    show_table,
)

if TYPE_CHECKING:
    from chassis.run.settings import Settings
    from chassis.service import Service

app = typer.Typer(invoke_without_command=True)


@app.callback()
def outbox(context: typer.Context, service: OneService = None, folder: Folder = FOLDER) -> None:
    """Show how many events of each service wait to be sent, since when, and which relay sends which shards.

    Example: needlepoint outbox --service booking
    """
    if context.invoked_subcommand:
        return
    lines: list[tuple[str, ...]] = []
    for each in services_named(service):
        with database_troubles_as_words(each.name):
            lines += asyncio.run(_lines(each, settings_for(each, folder)))
    show_table(("service", "waiting", "oldest since", "relay", "shards"), lines)


async def _lines(service: "Service", settings: "Settings") -> list[tuple[str, ...]]:
    from chassis.events.leases import relays_at_work
    from chassis.events.relay import outbox_state

    async with operators_transactions(settings, service) as transactions:
        depth, oldest = await outbox_state(transactions)
        async with transactions.database.connect() as connection:
            relays = await relays_at_work(connection)
    state = (service.name, str(depth), f"{oldest:%F %T}" if oldest else "")
    if not relays:
        return [(*state, "none", "")]
    return [(*state, str(relay.owner), " ".join(map(str, relay.shards))) for relay in relays]


@app.command()
def again(service: ServiceName, since: Since = "beginning", folder: Folder = FOLDER) -> None:
    """Queue the events of a service again, for a Kafka that lost them. The service's workers must be stopped.

    Consumers drop the events in their inboxes. The command checks in their databases that these reach back far enough.

    Example: needlepoint outbox again --service booking
    """
    found = service_named(service)
    moment = moment_of(since)
    settings = settings_for(found, folder)

    async def queue() -> int:
        from chassis.events.past import queue_again_by_order

        async with operators_transactions(settings, found) as transactions:
            return await queue_again_by_order(transactions.database, service, moment)

    with refusals_as_words():
        asyncio.run(_require_inboxes(found, moment, folder))
        with database_troubles_as_words(service), out.status(f"Queueing what {service} published …"):
            queued = asyncio.run(queue())
    out.print(f"{service}: {queued} events queued again. Start its workers: they send them in order.")


async def _require_inboxes(publisher: "Service", since: datetime, folder: Path) -> None:
    """Raise BeyondHorizon when a consumer's inbox no longer reaches back so far: it would handle events twice."""
    from chassis.data.horizons import require_reach

    for each in services_named(None):
        if not set(each.reactions.topics) & set(publisher.publishes):
            continue
        with database_troubles_as_words(each.name):
            async with (
                operators_transactions(settings_for(each, folder), each) as transactions,
                transactions.database.connect() as connection,
            ):
                await require_reach(connection, each.name, "inbox", since)
