"""Patients whose record ended, because another record of the same person goes on.

Booking publishes what was made under the record that ended under its id for ever, so it may arrive at any time.
"""

from uuid import UUID

from sqlalchemy import ScalarSelect, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.inventory.tables import merged_patients as of
from services.inventory.tables import reservations, uses

_NO_WRITER = text("LOCK TABLE reservations, uses IN SHARE ROW EXCLUSIVE MODE")
"""Whoever writes one of these at the same time ends before, or begins after and sees the merge."""


def person(patient_id: UUID) -> ScalarSelect[UUID]:
    """The patient whose record goes on, as a value of the statement that stores it."""
    goes_on = select(of.c.into_id).where(of.c.ended_id == patient_id).scalar_subquery()
    return select(func.coalesce(goes_on, literal(patient_id))).scalar_subquery()


async def keep_merge(work: Work, ends: UUID, into: UUID) -> None:
    """What is reserved for one patient and was used on them is the other's. Of two merges either may come first."""
    await work.execute(_NO_WRITER)
    stays = await work.scalar(select(person(into)))
    pointed = insert(of).values(ended_id=ends, into_id=stays)
    await work.execute(pointed.on_conflict_do_update(index_elements=["ended_id"], set_={"into_id": stays}))
    await work.execute(update(of).where(of.c.into_id == ends).values(into_id=stays))
    for table in (reservations, uses):
        await work.execute(update(table).where(table.c.patient_id == ends).values(patient_id=stays))
