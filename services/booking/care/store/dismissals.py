"""Dismissals, stored and read. The patient's row is locked while they change."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, insert, select, text, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.tables import dismissals as of
from services.booking.people.store.locks import lock_with_patient, patient_of
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import patients
from services.booking.tables import worklist_items

_IS_DISMISSED = Prepared(
    text(
        "SELECT EXISTS (SELECT FROM dismissals WHERE subject_id = :of AND withdrawn_at IS NULL AND ends_at > :now"
        " AND NOT EXISTS (SELECT FROM appointments WHERE appointments.patient_id = dismissals.patient_id"
        "  AND time_set_at > dismissed_at AND CASE WHEN subject_id = dismissals.patient_id THEN kind = 'consult'"
        "  ELSE course_id = subject_id END))"
    )
)
"""What was booked since then, and has fallen through, is another reason to call than the one that was put off."""


def named_dismissals() -> Select[Any]:
    """Dismissals with the names of their patients."""
    return select(of, PATIENT_NAME).join(patients, patients.c.id == of.c.patient_id)


_PATIENT = patient_of(of)
_NAMED = Prepared(named_dismissals().where(of.c.id == bindparam("of")))
_PATIENT_OF_ITEM = patient_of(worklist_items)
_ITEM = Prepared(
    select(worklist_items).where(worklist_items.c.id == bindparam("of"), worklist_items.c.patient_id.is_not(None))
)


def is_running(now: datetime) -> ColumnElement[bool]:
    """The condition for one to hold at a moment (UTC)."""
    running: ColumnElement[bool] = of.c.withdrawn_at.is_(None) & (of.c.ends_at > now)
    return running


async def is_dismissed(work: Work, subject_id: UUID) -> bool:
    """Whether it is to be left alone that nothing is booked for a course, or for a patient."""
    return bool(await work.scalar(_IS_DISMISSED, {"of": subject_id, "now": work.now}))


async def lock_item(work: Work, item_id: UUID) -> Row:
    """An item of the worklist that is about a patient, whose row is locked. Raises NotFound."""
    row = await lock_with_patient(work, _PATIENT_OF_ITEM, _ITEM, item_id)
    if row is None:
        raise NotFound("There is no such item: list what is open.")
    return row


async def lock_dismissal(work: Work, dismissal_id: UUID) -> Row:
    """A dismissal with its patient's name, the patient's row locked. Raises NotFound."""
    row = await lock_with_patient(work, _PATIENT, _NAMED, dismissal_id)
    if row is None:
        raise NotFound("Nothing of the kind was put off: list what is.")
    return row


async def named_dismissal(work: Work, dismissal_id: UUID) -> Row:
    """A dismissal with its patient's name, as it is now."""
    return (await work.execute(_NAMED, {"of": dismissal_id})).one()


async def keep_dismissal(work: Work, columns: Mapping[str, Any]) -> None:
    """Store a new one."""
    await work.execute(insert(of).values(**columns))


async def withdraw_dismissal(work: Work, dismissal_id: UUID, reason: str) -> None:
    """It holds no longer; the row stays."""
    values = {"withdrawn_at": work.now, "withdrawn_by": work.actor.subject, "withdrawn_because": reason}
    await work.execute(update(of).where(of.c.id == bindparam("this")).values(**values), {"this": dismissal_id})
