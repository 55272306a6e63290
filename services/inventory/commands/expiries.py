"""Stock that expired leaves the shelf at the local midnight after its last day: a durable timer per lot and clinic."""

from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from chassis.work import Work
from services.inventory.commands.stock import settle
from services.inventory.domain.expiries import day_ends_at, usable_on
from services.inventory.domain.places import EntryKind
from services.inventory.store.clinics import Clinic, lock_clinics
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, lots

EXPIRE = "expire"
"""The timer at the local midnight after a lot's last day."""


async def set_expiry(work: Work, clinic: Clinic, gtin: str, lot: str, expires_on: date) -> None:
    """Have the lot leave this clinic's shelf when it has expired. Only for a clinic whose zone is known."""
    due_at = day_ends_at(expires_on, clinic.known_zone)
    payload = {"clinic_id": str(clinic.id), "gtin": gtin, "lot": lot}
    await work.set_timer(EXPIRE, f"{clinic.id}/{gtin}/{lot}", due_at, payload)


async def expire(work: Work, clinic_id: UUID, gtin: str, lot: str) -> None:
    """Discard what is left of an expired lot; appointments that held it get another. Not expired yet: later."""
    clinic = (await lock_clinics(work, [clinic_id]))[clinic_id]
    shelf = await load_shelf(work, clinic, gtin, holders_of=lot)
    on_shelf = shelf.stock.lots.get(lot)
    if on_shelf is None:
        return
    if usable_on(on_shelf.expires_on, shelf.stock.today):
        await set_expiry(work, clinic, gtin, lot, on_shelf.expires_on)
        return
    shelf.stock.write_off(lot, EntryKind.EXPIRE, None)
    await settle(work, shelf)


async def set_expiries_again(work: Work, clinic: Clinic) -> None:
    """The clinic's time zone changed, so its midnights moved."""
    statement = (
        select(lots.c.gtin, lots.c.lot, lots.c.expires_on)
        .join(balances, (balances.c.gtin == lots.c.gtin) & (balances.c.lot == lots.c.lot))
        .where(balances.c.clinic_id == clinic.id, or_(balances.c.on_hand > 0, balances.c.reserved > 0))
    )
    for row in (await work.execute(statement)).all():
        await set_expiry(work, clinic, row.gtin, row.lot, row.expires_on)
