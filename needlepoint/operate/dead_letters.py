"""``needlepoint dead-letters``: events that a service could not handle, and those that are parked behind them."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    OneService,
    ServiceName,
    database_troubles_as_words,
    operators_transactions,
    out,
    refusals_as_words,
    service_named,
    services_named,
    settings_for,
    show_table,
)

if TYPE_CHECKING:
    from chassis.events.dead_letters import DeadLetters, Replayed
    from chassis.service import Service

T = TypeVar("T")
MOST_TRIED = 20
"""Events of a key that a dry run tries out."""
Id = Annotated[int, typer.Argument(help="The id that `list --ungrouped` shows.")]

app = typer.Typer(
    help="Events that a service could not handle: list, replay in order, or discard.", no_args_is_help=True
)


def _with(service_name: str, folder: Path, use: "Callable[[DeadLetters], Awaitable[T]]") -> T:
    service = service_named(service_name)

    async def run() -> T:
        async with _dead_letters(service, folder) as letters:
            return await use(letters)

    with refusals_as_words(), database_troubles_as_words(service_name):
        return asyncio.run(run())


@asynccontextmanager
async def _dead_letters(service: "Service", folder: Path) -> "AsyncIterator[DeadLetters]":
    from chassis.events.dead_letters import DeadLetters
    from chassis.events.wakeup import notify_once

    settings = settings_for(service, folder)
    async with operators_transactions(settings, service) as transactions:
        ahead = timedelta(seconds=settings.event_clock_ahead_seconds)
        yield DeadLetters(service.name, service.reactions, transactions, ahead)
        await notify_once(settings)


@app.command("list")
def list_(
    service: OneService = None,
    ungrouped: Annotated[bool, typer.Option("--ungrouped", help="One line for each dead letter, with its id.")] = False,
    folder: Folder = FOLDER,
) -> None:
    """List the dead letters of all services, grouped by failure: the error's type and its place in our code, or the
    reason why a record was set aside.

    Groups count all; ungrouped, the oldest thousand of each service are listed. Exit code 1 when a database does not
    answer; the dead letters of the other services are still listed.

    Example: needlepoint dead-letters list --service screening --ungrouped
    """
    lines: list[tuple[str, ...]] = []
    looked_at, all_answered = [], True
    for each in services_named(service):
        try:
            lines += _with(each.name, folder, _rows_of(each.name) if ungrouped else _groups_of(each.name))
        except typer.Exit:
            all_answered = False
        else:
            looked_at.append(each.name)
    if lines:
        show_table(_ROW_TITLES if ungrouped else _GROUP_TITLES, lines)
    elif looked_at:
        out.print(f"{', '.join(looked_at)}: no dead letters.")
    if not all_answered:
        raise typer.Exit(1)


_ROW_TITLES = ("service", "id", "status", "type", "key", "tries", "arrived", "error")
_GROUP_TITLES = ("service", "error", "place", "failed", "parked", "first", "last")


def _rows_of(service_name: str) -> "Callable[[DeadLetters], Awaitable[list[tuple[str, ...]]]]":
    async def rows(letters: "DeadLetters") -> list[tuple[str, ...]]:
        return [
            (
                service_name,
                str(row.id),
                row.status,
                row.type,
                row.key,
                str(row.attempts),
                f"{row.arrived_at:%F %T}",
                row.error or "",
            )
            for row in await letters.list()
        ]

    return rows


def _groups_of(service_name: str) -> "Callable[[DeadLetters], Awaitable[list[tuple[str, ...]]]]":
    async def groups(letters: "DeadLetters") -> list[tuple[str, ...]]:
        return [
            (
                service_name,
                group.type or "unknown",
                group.place or "unknown",
                str(group.failed),
                str(group.parked),
                f"{group.first:%F %T}",
                f"{group.last:%F %T}",
            )
            for group in await letters.grouped()
        ]

    return groups


@app.command()
def show(id: Id, service: ServiceName, folder: Folder = FOLDER) -> None:
    """Show one dead letter with headers and content. The content may be about a patient: make sure nobody else sees it.

    Example: needlepoint dead-letters show 17 --service screening
    """
    row = _with(service, folder, lambda letters: letters.show(id))
    shown = {name: value for name, value in row._mapping.items() if name != "value"}
    out.print_json(json.dumps(shown, default=str))
    out.print(row.value.decode(errors="replace"), markup=False)


@app.command()
def replay(
    service: ServiceName,
    id: Annotated[
        int | None, typer.Argument(help="The dead letter whose key is replayed; leave out with --all.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Replay every key.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what each of the first 20 events would do.")
    ] = False,
    folder: Folder = FOLDER,
) -> None:
    """Handle the events of a key again, oldest first, after the cause is corrected. Stops where one fails again.

    Example: needlepoint dead-letters replay 17 --service screening --dry-run
    """
    if (id is None) != every:
        raise typer.BadParameter("Give the id of one dead letter, or --all.")
    if dry_run:
        _try_out(service, id, folder)
        return

    async def use(letters: "DeadLetters") -> "list[Replayed]":
        return list(await letters.replay_all()) if id is None else [await letters.replay(id)]

    results = _with(service, folder, use)
    for result in results:
        end = f"stopped: {result.error}" if result.error else "free"
        out.print(
            f"{result.topic} {result.key}: {result.handled} handled, {result.waiting} waiting, {end}", markup=False
        )
    if any(result.error for result in results):
        raise typer.Exit(1)


def _try_out(service: str, id: int | None, folder: Path) -> None:
    if id is None:
        raise typer.BadParameter("A dry run is of one key: give the id of one dead letter.")
    effects = _with(service, folder, lambda letters: letters.try_out(id, MOST_TRIED))
    for effect in effects:
        if effect.error:
            out.print(f"{effect.id} {effect.type} would fail again: {effect.error}", markup=False)
            raise typer.Exit(1)
        publishes = ", ".join(effect.published) or "nothing"
        rows = "; ".join(f"{each.table} +{each.added} ~{each.changed} -{each.deleted}" for each in effect.changes)
        out.print(f"{effect.id} {effect.type} would publish {publishes}; rows: {rows or 'none'}", markup=False)


@app.command()
def discard(
    id: Id,
    service: ServiceName,
    reason: Annotated[str, typer.Option(help="The reason; it is stored in the audit log.")],
    folder: Folder = FOLDER,
) -> None:
    """Discard one failed event for good.

    Example: needlepoint dead-letters discard 17 --service screening --reason "sent by a broken test"
    """
    waiting = _with(service, folder, lambda letters: letters.discard(id, reason))
    behind = f" {waiting} are still parked behind it: replay one of them." if waiting else ""
    out.print(f"Dead letter {id} is discarded.{behind}")
