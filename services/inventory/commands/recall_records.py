"""What every recall writes down, of a whole lot or of some of its cartridges."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_unless

from chassis.ids import new_id
from chassis.work import Work
from contracts.inventory.stock import NoticedLot
from services.inventory.domain.refusals import RecallExists
from services.inventory.store.recalls import bars
from services.inventory.tables import balances, clinics, recalled_at_clinics, recalls


async def write_down(
    work: Work, gtin: str, lot: str, reason: str, notice_id: UUID | None, *, in_part: bool = False
) -> UUID:
    """The recall. Answers its id. Raises RecallExists when the whole lot is recalled and that is to be done again."""
    recall_id = new_id()
    fresh = insert_unless(recalls).values(
        id=recall_id,
        notice_id=notice_id,
        gtin=gtin,
        lot=lot,
        in_part=in_part,
        reason=reason,
        recalled_at=work.now,
        recalled_by=work.actor.subject,
    )
    if (await work.execute(fresh.on_conflict_do_nothing().returning(recalls.c.id))).first():
        return recall_id
    earlier = (await work.execute(select(recalls.c.id).where(bars(gtin, lot)))).scalar_one()
    raise recalled_already(gtin, lot, earlier)


def recalled_already(gtin: str, lot: str, earlier: UUID) -> RecallExists:
    """The refusal of a lot that is recalled."""
    return RecallExists(
        "Lot {lot} of {gtin} is recalled already: look at that recall.", lot=lot, gtin=gtin, recall_id=str(earlier)
    )


async def keep_at_clinics(work: Work, recall_id: UUID, did: Mapping[UUID, NoticedLot]) -> None:
    """What the recall did at each clinic."""
    rows = [
        {
            "recall_id": recall_id,
            "clinic_id": clinic_id,
            "quarantined": each.quarantined,
            "released_reservations": each.released_reservations,
        }
        for clinic_id, each in did.items()
    ]
    if rows:
        await work.execute(insert(recalled_at_clinics), rows)


async def note_restored(work: Work, recall_id: UUID, clinic_id: UUID, restored: int) -> None:
    """The recall was withdrawn, and so many cartridges are on the clinic's shelf again."""
    here = (recalled_at_clinics.c.recall_id == recall_id) & (recalled_at_clinics.c.clinic_id == clinic_id)
    await work.execute(update(recalled_at_clinics).where(here).values(restored=restored))


async def clinics_that_had(work: Work, gtin: str, lot: str) -> set[UUID]:
    """Clinics to which any of a lot came: some may lie where the books do not say."""
    of = balances.c
    open_ones = clinics.c.time_zone.is_not(None)
    statement = select(of.clinic_id).join(clinics, clinics.c.id == of.clinic_id)
    return set((await work.execute(statement.where(of.gtin == gtin, of.lot == lot, open_ones))).scalars())
