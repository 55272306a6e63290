"""Sessions of the next days lack cartridges: that is listed and published, until facts end it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.work import Work
from contracts.inventory.stock import StockShort, StockShortEnded
from services.inventory.domain.due_times import shortage_due
from services.inventory.domain.planning_policies import Planning
from services.inventory.domain.shortages import listed_from, looked_ahead_until
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.planning_policies import planning_on
from services.inventory.store.shortages import close_shortage, count_short, find_shortage, keep_shortage
from services.inventory.tables import products
from services.inventory.worklist import STOCK_SHORT, WORKLIST

SHORTAGE = "shortage"
"""The timer at the local midnight from which on a later session counts."""
IN_STOCK = "in_stock"
"""Why a shortage ended: the cartridges are held."""
OPENED, URGENT, CHANGED = "opened", "urgent", "changed"
"""What is new about a shortage."""
NOT_NEEDED = "not_needed"
"""Its sessions were cancelled, moved, performed with others, or are over."""


async def notice_shortages(work: Work, clinic: Clinic, filled: Mapping[str, bool]) -> None:
    """Bring the shortages of products at a clinic up to date, under its lock.

    ``filled`` says for each product whether a session that lacked it holds cartridges now.
    """
    for gtin in sorted(filled):
        await _notice(work, clinic, gtin, IN_STOCK if filled[gtin] else NOT_NEEDED)


async def look_again(work: Work, clinic_id: UUID, gtin: str) -> None:
    """A day or another policy began: a session that lacks cartridges may be near enough now."""
    clinic = (await lock_clinics(work, [clinic_id]))[clinic_id]
    await _notice(work, clinic, gtin, NOT_NEEDED)


async def _notice(work: Work, clinic: Clinic, gtin: str, why_none: str) -> None:
    if clinic.zone is None:
        return
    today = clinic.day_of(work.now)
    planning = await planning_on(work, today)
    counted = await count_short(work, clinic.id, gtin, looked_ahead_until(today, clinic.zone, planning.shortage_days))
    await _look_later(work, clinic, gtin, counted, planning)
    if counted.sessions:
        await _open(work, clinic, gtin, counted, _urgent_from(clinic, counted.first, planning) <= work.now)
    else:
        await _close(work, clinic, gtin, why_none)


async def _look_later(work: Work, clinic: Clinic, gtin: str, counted: Row, planning: Planning) -> None:
    """When another session is listed, or the first becomes urgent."""
    moments = []
    if counted.later is not None:
        moments.append(listed_from(clinic.day_of(counted.later), clinic.known_zone, planning.shortage_days))
    if counted.first is not None:
        moments.append(_urgent_from(clinic, counted.first, planning))
    ahead = [moment for moment in moments if moment > work.now]
    if ahead:
        payload = {"clinic_id": str(clinic.id), "gtin": gtin}
        await work.set_timer(SHORTAGE, f"{clinic.id}/{gtin}", min(ahead), payload)


def _urgent_from(clinic: Clinic, first: datetime, planning: Planning) -> datetime:
    return listed_from(clinic.day_of(first), clinic.known_zone, planning.urgent_days)


async def _open(work: Work, clinic: Clinic, gtin: str, counted: Row, urgent: bool) -> None:
    before = await find_shortage(work, clinic.id, gtin)
    was_urgent = before.urgent_since if before else None
    shortage = await keep_shortage(work, clinic.id, gtin, counted, (was_urgent or work.now) if urgent else None)
    if shortage is None:
        return
    news = CHANGED if before else OPENED
    await WORKLIST.open(
        work,
        STOCK_SHORT,
        shortage.id,
        clinic_id=clinic.id,
        patient_id=None,
        due_at=shortage_due(shortage.opened_at, counted.first),
    )
    name = await work.scalar(select(products.c.name).where(products.c.gtin == gtin))
    work.publish(
        StockShort(
            shortage_id=shortage.id,
            clinic_id=clinic.id,
            gtin=gtin,
            product=name,
            sessions=counted.sessions,
            cartridges=counted.cartridges,
            first_session_at=counted.first,
            noticed_at=work.now,
            news=URGENT if urgent and was_urgent is None else news,
        )
    )


async def _close(work: Work, clinic: Clinic, gtin: str, because: str) -> None:
    shortage = await close_shortage(work, clinic.id, gtin, because)
    if shortage is None:
        return
    await WORKLIST.close(work, STOCK_SHORT, shortage.id, why=because)
    work.publish(
        StockShortEnded(shortage_id=shortage.id, clinic_id=clinic.id, gtin=gtin, because=because, ended_at=work.now)
    )
