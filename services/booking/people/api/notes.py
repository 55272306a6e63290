"""Notes of the front desk about patients."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import NotFound
from services.booking.access import NOTES_READ, NOTES_WRITE
from services.booking.people.commands import notes as commands
from services.booking.people.domain.refusals import AlreadySettled, EnteredAlready, RecordMerged
from services.booking.people.forms.notes import NoteForm, NoteView
from services.booking.people.queries import notes as queries

router = api_router("notes")


@router.post("/patients/{patient_id}/notes", status_code=201, dependencies=[allow(NOTES_WRITE)])
@refuses(EnteredAlready, NotFound, RecordMerged)
async def write_note(work: Transaction, patient_id: UUID, form: NoteForm) -> NoteView:
    """Note something for colleagues. No health data; patients read it in their archive."""
    return await commands.write_note(work, patient_id, form)


@router.get("/patients/{patient_id}/notes", dependencies=[allow(NOTES_READ)])
@refuses(NotFound, RecordMerged)
async def list_notes(
    work: Transaction,
    patient_id: UUID,
    paging: PageQuery,
    gone: Annotated[bool, Query(description="true: also those that were amended or removed.")] = False,
) -> Page[NoteView]:
    """What colleagues noted about a patient, the newest first."""
    return await queries.list_notes(work, patient_id, paging, gone=gone)


@router.post("/patients/{patient_id}/notes/{note_id}/amend", dependencies=[allow(NOTES_WRITE)])
@refuses(AlreadySettled, EnteredAlready, NotFound, RecordMerged)
async def amend_note(work: Transaction, patient_id: UUID, note_id: UUID, form: NoteForm) -> NoteView:
    """Put another note in the place of one; the one before stays readable."""
    return await commands.amend_note(work, patient_id, note_id, form)


@router.post("/patients/{patient_id}/notes/{note_id}/remove", dependencies=[allow(NOTES_WRITE)])
@refuses(AlreadySettled, NotFound, RecordMerged)
async def remove_note(work: Transaction, patient_id: UUID, note_id: UUID) -> NoteView:
    """Remove a note with the words of all its versions; that there was one, and who removed it, stays."""
    return await commands.remove_note(work, patient_id, note_id)
