"""What entered and left quarantine."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select

from chassis.work import Work
from services.inventory.domain.ledger import Entry
from services.inventory.domain.places import EntryKind, Place
from services.inventory.store.moved_serials import serials_of
from services.inventory.tables import ledger


async def moves_through_quarantine(work: Work, clinic_id: UUID, gtin: str, lot: str) -> Sequence[Entry]:
    """The ledger entries of a lot at a clinic that entered or left quarantine, in order."""
    of = ledger.c
    touching = or_(of.leaves == Place.QUARANTINE.value, of.enters == Place.QUARANTINE.value)
    this = (of.gtin == gtin) & (of.lot == lot) & (of.clinic_id == clinic_id)
    statement = select(ledger, serials_of(of.id).label("serials")).where(this, touching)
    return [
        Entry(
            row.lot,
            EntryKind(row.kind),
            row.quantity,
            (Place(row.leaves), Place(row.enters)),
            row.cause,
            row.note,
            row.id,
            row.corrects,
            tuple(row.serials),
        )
        for row in await work.execute(statement.order_by(of.id))
    ]
