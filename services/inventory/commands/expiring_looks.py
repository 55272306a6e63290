"""A lot of which some lies free is near its last day: sessions take it first, and what is left is listed."""

from uuid import UUID

from chassis.work import Work
from services.inventory.commands.expiring_lots import LOOK_AT_LOT, NOT_NEAR, close
from services.inventory.commands.stock import settle
from services.inventory.domain.due_times import expiring_due
from services.inventory.domain.expiries import usable_on
from services.inventory.domain.expiring_lots import noticed_from
from services.inventory.store.clinics import lock_clinics
from services.inventory.store.expiring_lots import keep_expiring
from services.inventory.store.planning_policies import planning_on
from services.inventory.store.stock import load_holders, load_shelf
from services.inventory.worklist import STOCK_EXPIRING, WORKLIST


async def look_at_lot(work: Work, clinic_id: UUID, gtin: str, lot: str) -> None:
    """List what of a lot lies free, when it is near its last day; look again when it will be.

    Sessions here are planned again before, by what expires first: only what none of them can use is listed.
    """
    clinic = (await lock_clinics(work, [clinic_id]))[clinic_id]
    shelf = await load_shelf(work, clinic, gtin)
    on_shelf = shelf.stock.lots.get(lot)
    if clinic.zone is None or on_shelf is None or on_shelf.free == 0:
        return
    if on_shelf.recalled or not usable_on(on_shelf.expires_on, shelf.stock.today):
        return
    planning = await planning_on(work, shelf.stock.today)
    listed_from = noticed_from(on_shelf.expires_on, clinic.zone, planning.expiring_days)
    if listed_from > work.now:
        await close(work, clinic_id, gtin, [lot], NOT_NEAR)
        payload = {"clinic_id": str(clinic_id), "gtin": gtin, "lot": lot}
        await work.set_timer(LOOK_AT_LOT, f"{clinic_id}/{gtin}/{lot}", listed_from, payload)
        return
    await load_holders(work, shelf)
    shelf.stock.plan_again(keep=False)
    await settle(work, shelf)
    if on_shelf.free:
        expiring = await keep_expiring(work, clinic_id, gtin, lot)
        due_at = expiring_due(on_shelf.expires_on, clinic.zone)
        await WORKLIST.open(work, STOCK_EXPIRING, expiring.id, clinic_id=clinic_id, patient_id=None, due_at=due_at)
