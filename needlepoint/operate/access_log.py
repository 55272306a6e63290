"""``needlepoint access-log``: who read and wrote patients' data in all services, and whether the logs are whole."""

import asyncio
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    OneService,
    Since,
    database_troubles_as_words,
    moment_of,
    operators_transactions,
    out,
    services_named,
    settings_for,
    show_table,
)

if TYPE_CHECKING:
    from chassis.access_log.chain import Checked
    from chassis.access_log.entries import Said
    from chassis.run.settings import Settings
    from chassis.service import Service

TITLES = ("at", "service", "actor", "roles", "patient", "action", "call", "clinic", "reason", "outcome", "correlation")


def access_log(
    patient: Annotated[UUID | None, typer.Option(help="Whose data.")] = None,
    actor: Annotated[str | None, typer.Option(help="Who: the subject of their token.")] = None,
    clinic: Annotated[UUID | None, typer.Option(help="The clinic through which it was allowed.")] = None,
    since: Since = "beginning",
    until: Annotated[str | None, typer.Option("--to", help="End, in the same form (default: now).")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check the chain of every entry, and list none.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, for an export.")] = False,
    service: OneService = None,
    folder: Folder = FOLDER,
) -> None:
    """Who read and wrote patients' data, oldest first, of all services; or whether their logs are whole.

    Listing is logged as well. `--verify` prints where each chain ends: note it elsewhere, to compare it later. It exits
    with 1 when an entry was changed or is missing.

    Example: needlepoint access-log --patient 0197b3c1-0000-7000-8000-000000000001
    """
    if verify:
        _verify(service, folder)
        return
    end = moment_of(until) if until else datetime.now(UTC)
    start = moment_of(since)
    found: list[dict[str, Any]] = []
    for each in services_named(service):
        with database_troubles_as_words(each.name):
            found += asyncio.run(_entries(each, settings_for(each, folder), start, end, patient, actor, clinic))
    found.sort(key=lambda entry: (entry["at"], entry["id"]))
    if as_json:
        for entry in found:
            typer.echo(json.dumps(entry, default=_written))
        return
    show_table(TITLES, [_line(entry) for entry in found])


def _line(entry: dict[str, Any]) -> tuple[str, ...]:
    return tuple(
        "" if value is None else f"{value:%F %T}" if isinstance(value, datetime) else str(value)
        for name, value in entry.items()
        if name != "id"
    )


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def _entries(
    service: "Service",
    settings: "Settings",
    start: datetime,
    end: datetime,
    patient: UUID | None,
    actor: str | None,
    clinic: UUID | None,
) -> list[dict[str, Any]]:
    from sqlalchemy import select

    from chassis.access_log.entries import APPEND, as_json
    from chassis.access_log.reading import asked, entries
    from chassis.http import equal_to

    of = entries()
    wanted = equal_to(asked(of, patient_id=patient, actor=actor, clinic_id=clinic))
    statement = select(of).where(*wanted, of.c.at >= start, of.c.at < end)
    async with (
        operators_transactions(settings, service) as transactions,
        transactions.database.begin() as connection,
    ):
        rows = (await connection.execute(statement)).all()
        patients = {row.patient_id for row in rows} | ({patient} if patient else set())
        if patients:
            await connection.call(APPEND, as_json(_look(clinic).of(sorted(patients))))
    return [_named(service.name, dict(row.items())) for row in rows]


def _named(service: str, row: dict[str, Any]) -> dict[str, Any]:
    return {"id": row.pop("id"), "at": row.pop("at"), "service": service, **row}


def _look(clinic: UUID | None) -> "Said":
    """That an operator has looked at the log of some patients."""
    from chassis.access_log.access import ACCESS_LOG_READ
    from chassis.access_log.entries import Said
    from chassis.ids import new_id

    return Said(
        at=datetime.now(UTC),
        actor="the command line",
        roles="operator",
        action=ACCESS_LOG_READ.name,
        operation="needlepoint access-log",
        clinic_id=clinic,
        reason="staff",
        outcome="read",
        correlation_id=str(new_id()),
    )


def _verify(name: str | None, folder: Folder) -> None:
    lines: list[tuple[str, ...]] = []
    broken: list[str] = []
    for each in services_named(name):
        with database_troubles_as_words(each.name):
            checked = asyncio.run(_checked(each, settings_for(each, folder)))
        broken += [f"{each.name}: {what}." for what in checked.broken]
        lines += [(each.name, f"{month:%Y-%m}", digest.hex()) for month, digest in sorted(checked.heads.items())]
        lines.append((each.name, "entries as they were written", str(checked.entries)))
    show_table(("service", "month", "digest of the last entry"), lines)
    for words in broken:
        out.print(words, style="red", markup=False)
    if broken:
        raise typer.Exit(1)


async def _checked(service: "Service", settings: "Settings") -> "Checked":
    from chassis.access_log.chain import check
    from chassis.access_log.writer import chain

    async with operators_transactions(settings, service) as transactions:
        await chain(transactions)
        async with transactions.database.begin() as connection:
            return await check(connection)
