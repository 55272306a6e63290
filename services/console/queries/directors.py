"""What waits for a medical director, at one clinic or at all of theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from chassis.access.rows import within
from chassis.work import Work
from services.console.access import ITEMS_OF
from services.console.queries.worklists import holder_of
from services.console.tables import clinics
from services.console.tables import worklist_items as items

MOST = 200
"""Items on the page, the soonest due."""


@dataclass(frozen=True)
class Waiting:
    """One thing that only a medical director, or another clinician, decides."""

    id: UUID
    kind: str
    subject_id: UUID
    about: dict[str, str]
    clinic_id: UUID
    clinic: str
    patient_id: UUID | None
    opened_at: datetime
    due_at: datetime
    overdue: bool
    holder: str | None
    """Who works on it, as long as their claim has not lapsed."""
    mine: bool


async def waiting_for_directors(work: Work, kinds: Collection[str], clinic_id: UUID | None) -> Sequence[Waiting]:
    """Items of screening of these kinds, what is due first at the top. Without a clinic of every clinic of theirs."""
    of = items.c
    reach = work.access.reach(ITEMS_OF["screening"], where=clinic_id)
    statement = (
        select(items, clinics.c.name.label("clinic"))
        .select_from(items.join(clinics, clinics.c.id == of.clinic_id))
        .where(of.service == "screening", of.kind.in_(kinds))
        .where(within(reach, patient=of.patient_id, clinics=[of.clinic_id]))
        .order_by(of.due_at, of.id)
        .limit(MOST + 1)
    )
    if clinic_id is not None:
        statement = statement.where(of.clinic_id == clinic_id)
    rows = (await work.execute(statement)).all()
    work.access.show(rows)
    return [_waiting(row, work) for row in rows]


def _waiting(row: Any, work: Work) -> Waiting:
    holder = holder_of(row, work)
    return Waiting(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        about=row.about,
        clinic_id=row.clinic_id,
        clinic=row.clinic,
        patient_id=row.patient_id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        overdue=row.due_at <= work.now,
        holder=holder,
        mine=holder == work.actor.subject,
    )
