"""What lies free and expires soon, and which clinic could use it until then."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.http import Page, Paging, equal_to, is_set, page
from chassis.work import Work
from services.inventory.access import seen_by
from services.inventory.domain.expiring_lots import Saving
from services.inventory.forms.expiring_stock import ExpiringStockView, SavingView
from services.inventory.planning_tables import expiring_lots
from services.inventory.store.expiring_savings import EXPIRING, savings_of

PROPOSED = 3
"""How many transfers are proposed of a lot."""


async def list_expiring(
    work: Work, paging: Paging, *, clinic_id: UUID | None, gtin: str | None, closed: bool | None
) -> Page[ExpiringStockView]:
    """What is or was listed at the caller's clinics, the latest first. Raises Forbidden for another clinic.

    Any clinic of the chain is named that could use some: see decision 0109 for what is shown of it.
    """
    of = expiring_lots.c
    statement = EXPIRING.where(
        seen_by(work.access.reach(where=clinic_id), of.clinic_id),
        *equal_to({of.clinic_id: clinic_id, of.gtin: gtin}),
        *is_set({of.closed_at: closed}),
    )
    rows: Page[Any] = await page(work, statement, [of.opened_at.desc(), of.id.desc()], paging, lambda row: row)
    saved = await savings_of(work, [row for row in rows.items if row.closed_at is None])
    return rows.showing([_view(row, saved.get(row.id, [])) for row in rows.items])


def _view(row: Row, saved: list[Saving]) -> ExpiringStockView:
    worth = None if row.price_each is None else row.price_each * row.free
    transfers = [SavingView(**asdict(each)) for each in saved[:PROPOSED]]
    return ExpiringStockView.model_validate({**row._mapping, "price_minor": worth, "transfers": transfers})
