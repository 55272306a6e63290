"""What became of a recalled lot, and of whom it was used on."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select, union_all

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.recall_letters import OPEN
from services.inventory.domain.recalls import Remaining
from services.inventory.store.recall_letters import to_correct
from services.inventory.tables import balances, chair_discards, clinics, recall_letters, uses


async def counts_of(work: Work, recall: Row) -> Sequence[Row]:
    """The lot's balance at each clinic that had it, or used it without."""
    return (await work.execute(_counts(recall.gtin, recall.lot))).all()


async def remaining_of(work: Work, recall: Row, counts: Sequence[Row]) -> Remaining:
    """What is left to be done, with the counts of `counts_of`."""
    treated = (uses.c.gtin == recall.gtin) & (uses.c.lot == recall.lot) & uses.c.withdrawn_at.is_(None)
    standing = (recall_letters.c.recall_id == recall.id) & recall_letters.c.withdrawn_at.is_(None)
    unsure = standing & recall_letters.c.status.in_([status.value for status in OPEN])
    mistaken = (recall_letters.c.recall_id == recall.id) & to_correct()
    people = select(
        select(func.count(uses.c.patient_id.distinct())).where(treated).scalar_subquery().label("treated"),
        select(func.count()).where(standing).scalar_subquery().label("letters"),
        select(func.count()).where(unsure).scalar_subquery().label("unsure"),
        select(func.count()).where(mistaken).scalar_subquery().label("mistaken"),
    )
    counted = (await work.execute(people)).one()
    return Remaining(
        quarantine=sum(row.quarantine or 0 for row in counts),
        in_transit=sum(row.in_transit or 0 for row in counts),
        unaccounted=sum(row.unaccounted for row in counts),
        treated=counted.treated,
        letters_released=recall.letters_released_at is not None,
        informed=counted.letters - counted.unsure,
        not_known=counted.unsure,
        mistaken=counted.mistaken,
        withdrawn=recall.withdrawn_at is not None,
    )


def _counts(gtin: str, lot: str) -> Select[Any]:
    """Balances of the lot by clinic, also of clinics that only used it."""
    unaccounted = union_all(
        *(
            select(table.c.clinic_id)
            .where(table.c.gtin == gtin, table.c.lot == lot)
            .where(table.c.entry_id.is_(None), table.c.withdrawn_at.is_(None))
            for table in (uses, chair_discards)
        )
    ).subquery()
    strange = (
        select(unaccounted.c.clinic_id, func.count().label("unaccounted")).group_by(unaccounted.c.clinic_id).subquery()
    )
    here = (balances.c.clinic_id == clinics.c.id) & (balances.c.gtin == gtin) & (balances.c.lot == lot)
    return (
        select(
            clinics.c.id.label("of_clinic"),
            clinics.c.name.label("clinic"),
            balances,
            func.coalesce(strange.c.unaccounted, 0).label("unaccounted"),
        )
        .select_from(clinics)
        .outerjoin(balances, here)
        .outerjoin(strange, strange.c.clinic_id == clinics.c.id)
        .where(balances.c.clinic_id.is_not(None) | strange.c.clinic_id.is_not(None))
        .order_by(clinics.c.name, clinics.c.id)
    )
