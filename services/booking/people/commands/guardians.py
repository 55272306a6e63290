"""Guardians are recorded, amended, and taken off the record."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis.access.policy import Right
from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.access import require_patient
from services.booking.people.domain.finding import same_names
from services.booking.people.domain.refusals import AlreadySettled, AskTheClinic, EnteredAlready
from services.booking.people.forms.guardians import (
    GuardianAmendmentForm,
    GuardianEndForm,
    GuardianForm,
    GuardianView,
)
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import guardians as of


async def record_guardian(work: Work, patient_id: UUID, form: GuardianForm) -> GuardianView:
    """Somebody decides for the patient. Raises NotFound, Forbidden, RecordMerged, EnteredAlready."""
    await _require_staff(work, patient_id)
    return await _record(work, patient_id, form, amends=None)


async def amend_guardian(work: Work, patient_id: UUID, guardian_id: UUID, form: GuardianAmendmentForm) -> GuardianView:
    """Other data hold of a guardian; what was recorded before stays, with who amended it and why.

    Raises NotFound, Forbidden, RecordMerged, AlreadySettled, EnteredAlready when nothing is another.
    """
    this = await _standing(work, patient_id, guardian_id)
    amended = await _record(work, patient_id, form, amends=guardian_id)
    await _end(work, this, form.reason)
    return amended


async def end_guardian(work: Work, patient_id: UUID, guardian_id: UUID, form: GuardianEndForm) -> GuardianView:
    """Somebody does not decide for the patient any longer; who it was stays. Raises NotFound, AlreadySettled."""
    return await _end(work, await _standing(work, patient_id, guardian_id), form.reason)


async def _require_staff(work: Work, patient_id: UUID) -> None:
    """Lock the patient. Raises NotFound, RecordMerged, Forbidden, and AskTheClinic for patients.

    A minor would choose who signs for them.
    """
    if await require_patient(work, await lock_patient(work, patient_id)) is Right.OWN:
        raise AskTheClinic("Who decides for you is recorded at the clinic: ask the front desk.")


async def join_guardians(work: Work, ends: UUID, stays: UUID) -> None:
    """Two records, whose rows are locked, become one: who decides for the patient in both is there once."""
    standing = await work.execute(select(of).where(of.c.patient_id.in_((ends, stays)), of.c.ended_at.is_(None)))
    rows = standing.all()
    kept = [row for row in rows if row.patient_id == stays]
    for row in rows:
        if row.patient_id == ends and any(_is_same(row, each.name, each.phone) for each in kept):
            await _end(work, of.c.id == row.id, "The other record has this guardian too.")


async def _record(work: Work, patient_id: UUID, form: GuardianForm, *, amends: UUID | None) -> GuardianView:
    said: dict[str, Any] = {"name": form.name, "relation": form.relation.value, "phone": form.phone}
    standing = await work.execute(select(of).where(of.c.patient_id == patient_id, of.c.ended_at.is_(None)))
    for row in standing.all():
        _require_another(row, said, amended=row.id == amends)
    kept = {"id": new_id(), "patient_id": patient_id, "recorded_by": work.actor.subject, "recorded_at": work.now}
    statement = insert(of).values(**kept, **said, amends=amends).returning(of)
    return GuardianView.model_validate((await work.execute(statement)).one())


def _is_same(row: Row, name: str, phone: str) -> bool:
    return bool(row.phone == phone) and same_names(row.name, name)


def _require_another(row: Row, said: dict[str, Any], *, amended: bool) -> None:
    """Raises EnteredAlready: the same number under the same name is one person, however the name is written."""
    if amended:
        if all(row._mapping[name] == value for name, value in said.items()):
            raise EnteredAlready("This guardian is recorded already, with the same data: list them.")
    elif _is_same(row, said["name"], said["phone"]):
        raise EnteredAlready(
            "A guardian of this name and number is recorded already: list them, and amend that one.",
            guardian_id=str(row.id),
        )


async def _standing(work: Work, patient_id: UUID, guardian_id: UUID) -> ColumnElement[bool]:
    """The condition for a guardian who decides for the patient, whose row is locked now."""
    await _require_staff(work, patient_id)
    this = (of.c.id == guardian_id) & (of.c.patient_id == patient_id)
    row = (await work.execute(select(of).where(this))).one_or_none()
    if row is None:
        raise NotFound("This patient has no such guardian: list them.")
    if row.ended_at is not None:
        raise AlreadySettled("This guardian was taken off the record already.")
    return this


async def _end(work: Work, this: ColumnElement[bool], reason: str) -> GuardianView:
    ended = {"ended_by": work.actor.subject, "ended_at": work.now, "ended_because": reason}
    return GuardianView.model_validate((await work.execute(update(of).where(this).values(**ended).returning(of))).one())
