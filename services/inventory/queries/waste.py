"""Waste of clinics, counted from the ledger."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Integer, Text, Uuid, column, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.figures import ASKED, Days, FiguresView, asked_of, figures_of, places_of, share_of
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.inventory.access import FIGURES_READ
from services.inventory.forms.waste import UsedLineView, WasteEntryView, WasteLineView, WasteReason, WasteView
from services.inventory.store.prices import PRICED
from services.inventory.tables import clinics

_USED = "used"
_MOVED = (
    "SELECT asked.clinic_id, asked.earlier, entry.id AS entry_id, entry.gtin, entry.lot, entry.at, entry.note,"  # noqa: S608  # constants
    " entry.actor, CASE"
    "  WHEN entry.leaves IN ('discarded', 'lost') THEN 'back'"
    "  WHEN entry.enters = 'used' THEN 'used' WHEN entry.enters = 'lost' THEN 'lost'"
    "  WHEN entry.kind = 'expire' THEN 'expired'"
    "  WHEN EXISTS (SELECT FROM chair_discards WHERE entry_id = entry.id) THEN 'at_chair'"
    "  ELSE 'discarded' END AS reason,"
    "  CASE WHEN entry.leaves IN ('discarded', 'lost') THEN -1 ELSE 1 END"
    "   * (entry.quantity - coalesce(back.quantity, 0)) AS units"
    f" FROM {ASKED} JOIN ledger AS entry ON entry.clinic_id = asked.clinic_id"
    "  AND entry.at >= asked.since AND entry.at < asked.until"
    " LEFT JOIN ledger AS back ON back.corrects = entry.id"
    " WHERE entry.corrects IS NULL"
    "  AND (entry.enters IN ('used', 'discarded', 'lost') OR entry.leaves IN ('discarded', 'lost'))"
)
"""An entry that was taken back counts as far as it was not, on its own day. What comes back without one that it
corrects counts on the day on which it comes."""
_THEN = "priced.gtin = moved.gtin AND moved.at >= priced.from_at AND moved.at < priced.until_at"
"""What a unit cost when it moved."""
_WASTE = Prepared(
    text(
        f"WITH moved AS ({_MOVED}) SELECT clinic_id, earlier, reason, currency, sum(units)::bigint AS units,"  # noqa: S608  # constants
        " sum(units::bigint * price_minor)::bigint AS value_minor"
        f" FROM moved LEFT JOIN {PRICED} ON {_THEN}"
        " GROUP BY GROUPING SETS ((clinic_id, earlier, reason, currency), (earlier, reason, currency))"
        " HAVING sum(units) <> 0 ORDER BY reason, currency"
    )
)
"""The rows without a clinic are of all of them."""
_ENTRIES = (
    "SELECT moved.*, clinics.name AS clinic, products.name AS product, priced.currency,"  # noqa: S608  # constants
    " units::bigint * priced.price_minor AS value_minor"
    f" FROM ({_MOVED}) AS moved JOIN products USING (gtin) JOIN clinics ON clinics.id = moved.clinic_id"
    f" LEFT JOIN {PRICED} ON {_THEN}"
    " WHERE NOT earlier AND units <> 0 AND reason <> 'used'"
)
_COLUMNS: list[ColumnElement[Any]] = [
    *(column(name, Uuid) for name in ("clinic_id", "entry_id")),
    *(column(name, Text) for name in ("clinic", "product", "gtin", "lot", "reason", "note", "actor", "currency")),
    *(column(name, Integer) for name in ("units", "value_minor")),
    column("at", DateTime(timezone=True)),
]


async def waste_of(work: Work, days: Days, clinic_id: UUID | None) -> FiguresView[WasteView]:
    """Of the caller's clinics, or one of them. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    found: dict[tuple[UUID | None, bool], list[Row]] = {}
    for row in await work.execute(_WASTE, asked_of(places, days)):
        found.setdefault((row.clinic_id, row.earlier), []).append(row)
    return figures_of(FiguresView[WasteView], days, places, found, _counted)


async def list_waste_entries(
    work: Work, paging: Paging, days: Days, *, clinic_id: UUID | None, reason: WasteReason | None
) -> Page[WasteEntryView]:
    """What the figure counts, movement by movement, the last first. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    of = text(_ENTRIES).bindparams(**asked_of(places, days)).columns(*_COLUMNS).subquery("found").c
    statement = select(*of).where(*equal_to({of.reason: reason}))
    return await page(work, statement, [of.at.desc(), of.entry_id], paging, _entry)


def _entry(row: Row) -> WasteEntryView:
    return WasteEntryView.model_validate({**row._mapping, "by": row.actor})


def _counted(rows: Sequence[Row] | None) -> WasteView:
    used_up = [row for row in rows or () if row.reason == _USED]
    lost = [row for row in rows or () if row.reason != _USED]
    used = sum(row.units for row in used_up)
    wasted = max(0, sum(row.units for row in lost))
    return WasteView(
        wasted=share_of(wasted, wasted + used),
        lines=[
            WasteLineView(
                reason=WasteReason(row.reason), units=row.units, value_minor=row.value_minor, currency=row.currency
            )
            for row in lost
        ],
        used=[UsedLineView.model_validate(row) for row in used_up],
    )
