"""Notes are written, amended and removed. They stay in booking: no event carries them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.access import require_patient
from services.booking.people.domain.refusals import AlreadySettled, EnteredAlready
from services.booking.people.forms.notes import NoteForm, NoteView
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import patient_notes as of


async def write_note(work: Work, patient_id: UUID, form: NoteForm) -> NoteView:
    """Raises NotFound, Forbidden, RecordMerged, EnteredAlready."""
    await require_patient(work, await lock_patient(work, patient_id))
    return await _write(work, patient_id, form, amends=None)


async def amend_note(work: Work, patient_id: UUID, note_id: UUID, form: NoteForm) -> NoteView:
    """Another note takes the place of one that stands, which is kept.

    Raises NotFound, AlreadySettled, EnteredAlready.
    """
    await _standing(work, patient_id, note_id)
    await _end(work, note_id)
    return await _write(work, patient_id, form, amends=note_id)


async def remove_note(work: Work, patient_id: UUID, note_id: UUID) -> NoteView:
    """The words go, of the versions before as well; that there was a note, whose, and who removed it stay.

    Raises NotFound, AlreadySettled.
    """
    await _standing(work, patient_id, note_id)
    gone = await _end(work, note_id, text=None, removed_by=work.actor.subject)
    earlier = gone.amends
    while earlier is not None:
        statement = update(of).where(of.c.id == earlier).values(text=None).returning(of.c.amends)
        earlier = await work.scalar(statement)
    return gone


async def join_notes(work: Work, ends: UUID, stays: UUID) -> None:
    """Two records, whose rows are locked, become one: what was noted of both is there once."""
    there = select(of.c.text).where(_stands(stays))
    await work.execute(update(of).where(_stands(ends), of.c.text.in_(there)).values(gone_at=work.now))


async def _standing(work: Work, patient_id: UUID, note_id: UUID) -> None:
    await require_patient(work, await lock_patient(work, patient_id))
    row = (await work.execute(select(of).where(of.c.id == note_id, of.c.patient_id == patient_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such note about this patient: list them.")
    if row.gone_at is not None:
        raise AlreadySettled("This note was amended or removed already: list those that stand.")


async def _write(work: Work, patient_id: UUID, form: NoteForm, *, amends: UUID | None) -> NoteView:
    if await work.scalar(select(of.c.id).where(_stands(patient_id), of.c.text == form.text).limit(1)) is not None:
        raise EnteredAlready("The same note is there already: list them.")
    columns = {"id": new_id(), "patient_id": patient_id, "text": form.text, "amends": amends}
    written = {"written_by": work.actor.subject, "written_at": work.now}
    return NoteView.model_validate((await work.execute(insert(of).values(**columns, **written).returning(of))).one())


def _stands(patient_id: UUID) -> ColumnElement[bool]:
    return (of.c.patient_id == patient_id) & of.c.gone_at.is_(None)


async def _end(work: Work, note_id: UUID, **values: Any) -> NoteView:
    statement = update(of).where(of.c.id == note_id).values(gone_at=work.now, **values).returning(of)
    return NoteView.model_validate((await work.execute(statement)).one())
