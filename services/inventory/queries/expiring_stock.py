"""What lies free and expires soon, and which clinic could use it until then."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, is_set, page
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.forms.expiring_stock import ExpiringStockView, SavingView
from services.inventory.forms.sheets import csv_of
from services.inventory.queries.sheets import read_whole
from services.inventory.store.expiring_savings import EXPIRING, savings_of
from services.inventory.tables import expiring_lots

PROPOSED = 3
"""How many transfers are proposed of a lot."""


async def list_expiring(
    work: Work, paging: Paging, reader: Reader, *, clinic_id: UUID | None, gtin: str | None, closed: bool | None
) -> Page[ExpiringStockView]:
    """What is or was listed at the caller's clinics, the latest first. Raises Forbidden for another clinic.

    Any clinic of the chain is named that could use some: see decision 0109 for what is shown of it.
    """
    rows: Page[Any] = await page(work, *_expiring(work, clinic_id, gtin, closed), paging, lambda row: row)
    return rows.showing(await _views(work, rows.items, reader))


async def expiring_csv(
    work: Work, reader: Reader, *, clinic_id: UUID | None, gtin: str | None, closed: bool | None
) -> str:
    """The same as CSV; of the transfers, the one that saves most. Raises Forbidden, SheetTooLong."""
    rows = await read_whole(work, *_expiring(work, clinic_id, gtin, closed), lambda row: row)
    titles = [name for name in ExpiringStockView.model_fields if name != "transfers"]
    lines = []
    for view in await _views(work, rows, reader):
        best = view.transfers[0] if view.transfers else None
        saving = (best.clinic or best.clinic_id, best.saved, best.price_minor) if best else (None, None, None)
        lines.append([*(getattr(view, name) for name in titles), *saving])
    return csv_of([*titles, "transfer_to", "transfer_saves", "transfer_price_minor"], lines)


def _expiring(
    work: Work, clinic_id: UUID | None, gtin: str | None, closed: bool | None
) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    of = expiring_lots.c
    statement = EXPIRING.where(
        seen_by(work.access.reach(where=clinic_id), of.clinic_id),
        *equal_to({of.clinic_id: clinic_id, of.gtin: gtin}),
        *is_set({of.closed_at: closed}),
    )
    return statement, [of.opened_at.desc(), of.id.desc()]


async def _views(work: Work, rows: Sequence[Row], reader: Reader) -> list[ExpiringStockView]:
    saved = await savings_of(work, [row for row in rows if row.closed_at is None])
    return [_view(row, [SavingView.of(each, reader) for each in saved.get(row.id, [])[:PROPOSED]]) for row in rows]


def _view(row: Row, transfers: list[SavingView]) -> ExpiringStockView:
    worth = None if row.price_each is None else row.price_each * row.free
    return ExpiringStockView.model_validate({**row._mapping, "price_minor": worth, "transfers": transfers})
