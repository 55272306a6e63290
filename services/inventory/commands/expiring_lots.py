"""Some of a lot lies free, or none of it does any longer: whether it is listed as expiring follows."""

from uuid import UUID

from chassis.work import Work
from services.inventory.domain.expiries import usable_on
from services.inventory.store.clinics import Clinic
from services.inventory.store.expiring_lots import close_expiring
from services.inventory.store.stock import Shelf
from services.inventory.worklist import STOCK_EXPIRING, WORKLIST

LOOK_AT_LOT = "expiring-lot"
"""The timer at which a lot at a clinic is looked at: when some of it became free, or is near enough to its last day."""
NOT_FREE = "not_free"
"""All of it is held, used, sent or thrown away."""
EXPIRED = "expired"
NOT_NEAR = "not_near"
"""Its date was corrected, or the chain looks fewer days ahead."""


async def follow_free(work: Work, shelf: Shelf) -> None:
    """After a movement, under the clinic's lock. One that brings or takes the rest of no lot costs nothing."""
    stock = shelf.stock
    free_before = {lot: balance.on_hand for lot, balance in shelf.balances_before.items()}
    gone = [each for each in stock.lots.values() if each.free == 0 and free_before.get(each.lot, 0) > 0]
    expired = [each.lot for each in gone if not usable_on(each.expires_on, stock.today)]
    await close(work, shelf.clinic.id, shelf.gtin, expired, EXPIRED)
    await close(work, shelf.clinic.id, shelf.gtin, [each.lot for each in gone if each.lot not in expired], NOT_FREE)
    for each in stock.lots.values():
        if each.free > 0 and free_before.get(each.lot, 0) == 0:
            await look_soon(work, shelf.clinic, shelf.gtin, each.lot)


async def look_soon(work: Work, clinic: Clinic, gtin: str, lot: str) -> None:
    """Have a lot looked at after this transaction."""
    payload = {"clinic_id": str(clinic.id), "gtin": gtin, "lot": lot}
    await work.set_timer(LOOK_AT_LOT, f"{clinic.id}/{gtin}/{lot}", work.now, payload)


async def close(work: Work, clinic_id: UUID, gtin: str, lots: list[str], because: str) -> None:
    """These lots are not listed any longer, if they were."""
    if lots:
        for closed in await close_expiring(work, clinic_id, gtin, lots, because):
            await WORKLIST.close(work, STOCK_EXPIRING, closed, why=because)
