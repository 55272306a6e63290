"""What inventory keeps of clinics: name, zone and address."""

from uuid import UUID

from sqlalchemy import select, update

from chassis.work import Work
from contracts.inventory.stock import CartridgesRecalled, LotRecalled
from services.inventory.commands.expiries import set_expiries_again
from services.inventory.commands.planning_policies import follow_policies
from services.inventory.commands.reservations import look_again
from services.inventory.store.clinics import Clinic, lock_chain, lock_clinics
from services.inventory.store.recalled_serials import numbers_of
from services.inventory.tables import clinics, recalled_at_clinics, recalls


async def keep_address(work: Work, clinic_id: UUID, address: str) -> None:
    """Store where it is. A clinic that is not known yet has no zone until `know_clinic` brings it."""
    await lock_chain(work)
    await lock_clinics(work, [clinic_id])
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(address=address))


async def know_clinic(work: Work, clinic_id: UUID, name: str, zone: str) -> None:
    """Store its name and zone. A new clinic gets every recall that stands, and decides what waited for its zone."""
    await lock_chain(work)
    before = (await lock_clinics(work, [clinic_id]))[clinic_id]
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(name=name, time_zone=zone))
    if before.zone == zone:
        return
    clinic = Clinic(clinic_id, zone)
    if before.zone is None:
        await _publish_recalls(work, clinic)
    else:
        await set_expiries_again(work, clinic)
    await look_again(work, clinic)
    await follow_policies(work, clinic)


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
