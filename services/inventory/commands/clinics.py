"""What inventory keeps of clinics: name, zone, address, and from when on one is closed for good."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from chassis.local_time import start_of_day
from chassis.work import Work
from contracts.inventory.stock import CartridgesRecalled, LotRecalled
from services.inventory.commands.expiries import set_expiries_again
from services.inventory.commands.levels import notice_level
from services.inventory.commands.planning_policies import follow_policies
from services.inventory.commands.reservations import look_again
from services.inventory.store.clinics import Clinic, lock_chain, lock_clinic, lock_clinics
from services.inventory.store.recalled_serials import numbers_of
from services.inventory.store.stock import load_shelf
from services.inventory.tables import balances, clinics, recalled_at_clinics, recalls, stock_levels

CLINIC_ENDS = "clinic.ends"
"""The timer at the beginning of the day from which on a clinic is closed for good; its key is the clinic."""


async def keep_address(work: Work, clinic_id: UUID, address: str) -> None:
    """Store where it is. A clinic that is not known yet has no zone until `know_clinic` brings it."""
    await lock_chain(work)
    await lock_clinics(work, [clinic_id])
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(address=address))


async def know_clinic(work: Work, clinic_id: UUID, name: str, zone: str, closed_from: date | None) -> None:
    """Store its name, its zone, and from which day on it is closed for good.

    A new clinic gets every recall that stands, and decides what waited for its zone.
    """
    await lock_chain(work)
    before = (await lock_clinics(work, [clinic_id]))[clinic_id]
    clinic = Clinic(clinic_id, zone, closed_from)
    values = {"name": name, "time_zone": zone, "closed_from": closed_from}
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(values))
    if before.closed_from != closed_from:
        await _follow_end(work, clinic)
    if before.zone == zone:
        return
    if before.zone is None:
        await _publish_recalls(work, clinic)
    else:
        await set_expiries_again(work, clinic)
    await look_again(work, clinic)
    await follow_policies(work, clinic)


async def end_clinic(work: Work, clinic_id: UUID) -> None:
    """The day has come from which on a clinic is closed for good; nothing happens when it stays after all."""
    await _notice_levels(work, await lock_clinic(work, clinic_id))


async def _follow_end(work: Work, clinic: Clinic) -> None:
    """It is closed from another day on, or stays: what is low is said again, and nothing is low where it is closed."""
    await _notice_levels(work, clinic)
    if clinic.closed_from is not None and not clinic.is_closed_at(work.now):
        day_begins = start_of_day(clinic.closed_from, ZoneInfo(clinic.known_zone))
        await work.set_timer(CLINIC_ENDS, str(clinic.id), day_begins)


async def _notice_levels(work: Work, clinic: Clinic) -> None:
    """Of what the clinic has received: anything else is not low yet."""
    received = select(balances.c.gtin).where(balances.c.clinic_id == clinic.id)
    kept = (stock_levels.c.clinic_id == clinic.id) & stock_levels.c.gtin.in_(received)
    listed = select(stock_levels.c.gtin).where(kept).order_by(stock_levels.c.gtin)
    for gtin in (await work.execute(listed)).scalars():
        await notice_level(work, clinic, gtin, (await load_shelf(work, clinic, gtin)).stock.available)


async def _publish_recalls(work: Work, clinic: Clinic) -> None:
    standing = select(recalls).where(recalls.c.withdrawn_at.is_(None))
    for recall in (await work.execute(standing.order_by(recalls.c.id))).all():
        values = {"recall_id": recall.id, "clinic_id": clinic.id, "quarantined": 0, "released_reservations": 0}
        await work.execute(recalled_at_clinics.insert().values(values))
        about = {name: recall[name] for name in ("gtin", "lot", "reason", "recalled_at")} | values
        if recall.in_part:
            numbers = await numbers_of(work, recall.id)
            work.publish(CartridgesRecalled.model_validate(about | {"serials": numbers}))
        else:
            work.publish(LotRecalled.model_validate(about))
