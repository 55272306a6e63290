"""Who merged two records and why, as rows."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, insert, select, update

from chassis.merging.recording import forget_origins
from chassis.merging.tables import merges
from chassis.work import Work
from services.booking.people.tables import merge_acts, patients


async def insert_act(work: Work, merge_id: UUID, clinic_id: UUID, reason: str) -> None:
    """The caller merged two records. ``clinic_id`` is home to the one that ended."""
    columns = {"merge_id": merge_id, "clinic_id": clinic_id, "merged_by": work.actor.subject, "reason": reason}
    await work.execute(insert(merge_acts).values(columns))


async def forget_merges(work: Work, patient_id: UUID) -> None:
    """A patient is only an id from now on: no merge of their record can be undone, and nobody reads why it was made."""
    await forget_origins(work, patient_id)
    theirs = select(merges.c.id).where((merges.c.ended_id == patient_id) | (merges.c.into_id == patient_id))
    undone = case((merge_acts.c.undone_because.is_not(None), ""))
    forgotten = update(merge_acts).where(merge_acts.c.merge_id.in_(theirs))
    await work.execute(forgotten.values(reason="", undone_because=undone))


async def end_act(work: Work, merge_id: UUID, reason: str) -> None:
    """The caller undid it."""
    undone = {"undone_by": work.actor.subject, "undone_because": reason}
    await work.execute(update(merge_acts).where(merge_acts.c.merge_id == merge_id).values(**undone))


def merges_told() -> Select[Any]:
    """Merges that can be undone, with who made them and why."""
    names = (patients.c.given_name + " " + patients.c.family_name).label("patient_name")
    return (
        select(merges, merge_acts, merges.c.ended_id.label("patient_id"), merges.c.into_id.label("into"), names)
        .join(merge_acts, merge_acts.c.merge_id == merges.c.id)
        .join(patients, patients.c.id == merges.c.ended_id)
    )
