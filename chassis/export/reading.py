"""The sheets of an export, read page by page; whoever is in a page is in the access log before it is sent."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import tuple_

from chassis.access.access import Access
from chassis.access.rows import within
from chassis.access_log.writer import Waiting
from chassis.data.rows import Row
from chassis.events.envelope import Cause
from chassis.export.cells import cell_of
from chassis.export.sheets import Export, Sheet
from chassis.export.zipping import ZipStream
from chassis.work import Transactions, Work

PAGE = 500
"""Rows that are read at once: each page has its own statement, so an export is no snapshot of one moment."""


@dataclass(frozen=True)
class Exporting:
    """One export: whose right, of which clinic, and where it is read and logged."""

    transactions: Transactions
    waiting: Waiting
    access: Access
    cause: Cause
    clinic_id: UUID | None
    """None: all clinics that the caller works for."""
    again: Callable[[], None]
    """Called before each page: the limit of a request's time begins anew, because something is being sent."""


async def zip_of(export: Export, exporting: Exporting) -> AsyncIterator[bytes]:
    """The zip, piece by piece. Ends without its list of files when something breaks, so nobody takes it for whole."""
    zipped = ZipStream(exporting.transactions.clock.now())
    with zipped.file("columns.csv", ["file", "column", "meaning"]) as listing:
        for sheet in export.sheets:
            listing.write([f"{sheet.name}.csv", name, meaning] for name, meaning in sheet.columns.items())
    for sheet in export.sheets:
        with zipped.file(f"{sheet.name}.csv", list(sheet.columns)) as file:
            async for rows in _pages(sheet, exporting):
                file.write([cell_of(row[name]) for name in sheet.columns] for row in rows)
                yield zipped.take()
    zipped.close()
    yield zipped.take()


async def _pages(sheet: Sheet, exporting: Exporting) -> AsyncIterator[Sequence[Row]]:
    after: tuple[Any, ...] | None = None
    while True:
        exporting.again()
        rows = await _page(sheet, exporting, after)
        if rows:
            yield rows
        if len(rows) < PAGE:
            return
        after = tuple(rows[-1][_key(place)] for place in range(len(sheet.key)))


async def _page(sheet: Sheet, exporting: Exporting, after: tuple[Any, ...] | None) -> Sequence[Row]:
    access = exporting.access
    own = Access(access.policy, access.actor, access.scope, operation=access.operation)
    async with exporting.transactions.begin(access=own, cause=exporting.cause, reading=True) as work:
        rows = await _read(work, sheet, exporting.clinic_id, after)
        for row in rows if sheet.patient is not None else ():
            if row["_patient"] is not None:
                own.concerns(row["_patient"], row["_clinic"])
        exporting.waiting.add_reads(work)
    await exporting.waiting.write()
    return rows


async def _read(work: Work, sheet: Sheet, clinic_id: UUID | None, after: tuple[Any, ...] | None) -> Sequence[Row]:
    reach = work.access.reach(where=clinic_id)
    statement = sheet.statement.add_columns(*(key.label(_key(place)) for place, key in enumerate(sheet.key)))
    if sheet.patient is not None:
        statement = statement.add_columns(sheet.patient.label("_patient"), sheet.clinics[0].label("_clinic"))
    if sheet.clinics:
        statement = statement.where(within(reach, patient=sheet.patient, clinics=sheet.clinics))
        if clinic_id is not None:
            statement = statement.where(sheet.clinics[0] == clinic_id)
    if after is not None:
        statement = statement.where(tuple_(*sheet.key) > tuple_(*after))
    return (await work.execute(statement.order_by(*sheet.key).limit(PAGE))).all()


def _key(place: int) -> str:
    return f"_key_{place}"
