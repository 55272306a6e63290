"""Lots: where their cartridges are."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, page
from chassis.http.languages import Reader
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.expiries import local_day, usable_on
from services.inventory.forms.lots import BalanceView, EntryView, LotView
from services.inventory.queries.lot_corrections import corrections_of
from services.inventory.store.known_lots import lot_unknown
from services.inventory.store.moved_serials import serials_of
from services.inventory.store.recalls import bars
from services.inventory.tables import (
    balances,
    clinics,
    ledger,
    lots,
    recalls,
)

ON_SHELF = or_(balances.c.on_hand > 0, balances.c.reserved > 0)
"""The condition that anything of a lot is on a clinic's shelf."""


def balances_of_lots() -> Select[Any]:
    """Balances with their clinic, expiry and recall."""
    return (
        select(
            balances,
            clinics.c.name.label("clinic"),
            clinics.c.time_zone,
            lots.c.expires_on,
            lots.c.made_on,
            recalls.c.id.label("recall_id"),
        )
        .join(clinics, clinics.c.id == balances.c.clinic_id)
        .join(lots, (lots.c.gtin == balances.c.gtin) & (lots.c.lot == balances.c.lot))
        .outerjoin(recalls, bars(balances.c.gtin, balances.c.lot))
    )


def balance_view(row: Row, now: datetime) -> BalanceView:
    """A row of ``balances_of_lots``; ``now`` decides whether the lot is expired at the clinic."""
    expired = not usable_on(row.expires_on, local_day(now, row.time_zone))
    return BalanceView.model_validate({**row._mapping, "expired": expired})


async def list_lots(
    work: Work, clinic_id: UUID, paging: Paging, *, gtin: str | None, on_shelf: bool
) -> Page[BalanceView]:
    """Every lot that a clinic ever received, by product and lot."""
    statement = balances_of_lots().where(*equal_to({balances.c.clinic_id: clinic_id, balances.c.gtin: gtin}))
    if on_shelf:
        statement = statement.where(ON_SHELF)
    return await page(
        work, statement, [balances.c.gtin, balances.c.lot], paging, lambda row: balance_view(row, work.now)
    )


async def show_lot(work: Work, gtin: str, lot: str, paging: Paging, reader: Reader) -> LotView:
    """A lot's balances and ledger at the clinics that the caller sees. Raises LotUnknown.

    Notes of Needlepoint's own are in the language of ``reader``.
    """
    reach = work.access.reach()
    this = (balances.c.gtin == gtin) & (balances.c.lot == lot) & seen_by(reach, balances.c.clinic_id)
    rows = (await work.execute(balances_of_lots().where(this).order_by(balances.c.clinic_id))).all()
    if not rows:
        sentence = "Lot {lot} of {gtin} was never received at a clinic of yours: compare it with the label. {meant}"
        raise await lot_unknown(work, sentence, gtin, lot)
    entries = select(ledger, serials_of(ledger.c.id).label("serials")).where(
        ledger.c.gtin == gtin, ledger.c.lot == lot, seen_by(reach, ledger.c.clinic_id)
    )

    def entry(row: Row) -> EntryView:
        return EntryView.model_validate(row).said_to(reader)

    return LotView(
        gtin=gtin,
        lot=lot,
        expires_on=rows[0].expires_on,
        made_on=rows[0].made_on,
        recall_id=rows[0].recall_id,
        corrections=await corrections_of(work, gtin, lot),
        clinics=[balance_view(row, work.now) for row in rows],
        entries=await page(work, entries, [ledger.c.id], paging, entry),
    )
