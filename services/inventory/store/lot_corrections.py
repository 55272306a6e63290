"""Corrections of lots, and what they have to look at again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, or_, select, union, update

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.lot_corrections import LotDates
from services.inventory.domain.lot_refusals import LotCorrectionUnknown
from services.inventory.domain.places import EntryKind, Place
from services.inventory.store.known_lots import lot_unknown
from services.inventory.store.opened_cartridges import of_lot
from services.inventory.tables import (
    balances,
    clinics,
    incidents,
    ledger,
    lot_corrections,
    lots,
    lots_corrected_at_clinics,
    uses,
)


async def lock_dates(work: Work, gtin: str, lot: str) -> LotDates:
    """What the books say of a lot; whoever receives some of it waits. Raises LotUnknown."""
    this = (lots.c.gtin == gtin) & (lots.c.lot == lot)
    row = (await work.execute(select(lots).where(this).with_for_update())).first()
    if row is None:
        sentence = "Lot {lot} of {gtin} was never received in the chain: compare it with the label. {meant}"
        raise await lot_unknown(work, sentence, gtin, lot)
    return LotDates(row.expires_on, row.made_on)


async def keep_dates(work: Work, gtin: str, lot: str, dates: LotDates) -> None:
    """The books say this of a lot from now on."""
    this = (lots.c.gtin == gtin) & (lots.c.lot == lot)
    await work.execute(update(lots).where(this).values(expires_on=dates.expires_on, made_on=dates.made_on))


async def keep_correction(work: Work, correction: dict[str, Any], at_clinics: Sequence[dict[str, Any]]) -> None:
    """Write down a correction, and what it did at each clinic."""
    await work.execute(insert(lot_corrections).values(correction))
    if at_clinics:
        rows = [{"correction_id": correction["id"], **each} for each in at_clinics]
        await work.execute(insert(lots_corrected_at_clinics), rows)


async def read_correction(work: Work, correction_id: UUID) -> Row:
    """A correction. Raises LotCorrectionUnknown."""
    statement = select(lot_corrections).where(lot_corrections.c.id == correction_id)
    row = (await work.execute(statement)).first()
    if row is None:
        raise LotCorrectionUnknown("There is no such correction: look at the list of corrections.")
    return row


def corrected_at(correction_id: UUID) -> Select[Any]:
    """What a correction did, by clinic, with its name."""
    of = lots_corrected_at_clinics
    named = select(of, clinics.c.name.label("clinic")).join(clinics, clinics.c.id == of.c.clinic_id)
    return named.where(of.c.correction_id == correction_id).order_by(clinics.c.name, clinics.c.id)


async def clinics_with(work: Work, gtin: str, lot: str) -> set[UUID]:
    """Clinics to which any of a lot came, or at which any was used."""
    of_lot = (select(each.c.clinic_id).where(each.c.gtin == gtin, each.c.lot == lot) for each in (balances, uses))
    return set((await work.execute(union(*of_lot))).scalars())


async def count_written_off(work: Work, clinic_id: UUID, gtin: str, lot: str) -> int:
    """How many cartridges of a lot left a clinic's shelf as expired, and were not restored since."""
    of = ledger.c
    expired = func.sum(of.quantity).filter(of.kind == EntryKind.EXPIRE.value)
    back = func.sum(of.quantity).filter(of.leaves == Place.DISCARDED.value, of.corrects.is_(None))
    counted = select(func.coalesce(expired, 0) - func.coalesce(back, 0))
    here = (of.clinic_id == clinic_id) & (of.gtin == gtin) & (of.lot == lot)
    return max(0, int((await work.execute(counted.where(here))).scalar_one()))


async def uses_to_compare(
    work: Work, clinic_id: UUID, gtin: str, lot: str, dates: LotDates, usable_until: datetime
) -> Sequence[Row]:
    """Uses of a lot with their incident, where it is open, or where label or day contradict what the books say now.

    ``usable_until`` (UTC) is when the lot's last day of use ends at the clinic. The oldest first.
    """
    of = uses.c
    is_open = and_(of.incident_id.is_not(None), incidents.c.closed_at.is_(None))
    label = (of.label_expires_on != dates.expires_on) & (of.lot == lot)
    late = (of.used_at >= usable_until) & (func.coalesce(of.received_lot, of.lot) == lot)
    statement = (
        select(uses, incidents.c.reason, incidents.c.closed_at, incidents.c.closed_because)
        .outerjoin(incidents, incidents.c.id == of.incident_id)
        .where(of.clinic_id == clinic_id, of_lot(uses, gtin, lot), of.withdrawn_at.is_(None))
        .where(or_(is_open, label, late))
        .order_by(of.used_at, of.id)
    )
    return (await work.execute(statement)).all()
