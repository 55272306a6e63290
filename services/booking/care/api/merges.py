"""Two records of one person become one, and become two again where that was wrong."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.refusals import Invalid, NotFound
from services.booking.access import MERGES_READ, PATIENTS_MERGE
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.care.commands import merge_undoings
from services.booking.care.commands import merges as commands
from services.booking.care.domain.refusals import BothExpected
from services.booking.care.forms.merges import (
    MergeForm,
    MergeToUndoView,
    MergeUndoingForm,
    MergeUndoneView,
    MergeView,
    RecordMergeView,
)
from services.booking.care.queries import merges as queries
from services.booking.people.domain.refusals import AlreadySettled, DifferentBirthdays, RecordMerged

router = api_router("patients")


@router.post("/patients/{patient_id}/merge", dependencies=[allow(PATIENTS_MERGE)])
@refuses(BothExpected, DifferentBirthdays, Invalid, NotFound, RecordMerged, WrongStatus)
async def merge_patients(work: Transaction, patient_id: UUID, form: MergeForm) -> MergeView:
    """End this record, and give all that it holds to the other one of the same person."""
    return await commands.merge_patients(work, patient_id, form)


@router.get("/patients/{patient_id}/merges", dependencies=[allow(MERGES_READ)])
@refuses(NotFound)
async def list_merges_of_patient(work: Transaction, patient_id: UUID, paging: PageQuery) -> Page[RecordMergeView]:
    """With which records this one was made one, newest first, and what was undone of it."""
    return await queries.list_merges(work, patient_id, paging)


@router.get("/merges/{merge_id}", dependencies=[allow(PATIENTS_MERGE)])
@refuses(NotFound)
async def read_merge(work: Transaction, merge_id: UUID) -> MergeToUndoView:
    """What goes back when a merge is undone, and what was recorded since: look at it before you undo."""
    return await queries.read_merge(work, merge_id)


@router.post("/merges/{merge_id}/undo", dependencies=[allow(PATIENTS_MERGE)])
@refuses(AlreadySettled, Invalid, NotFound, WrongStatus)
async def undo_merge(work: Transaction, merge_id: UUID, form: MergeUndoingForm) -> MergeUndoneView:
    """The records are of two people: each has its own again, and both are screened again."""
    return await merge_undoings.undo_merge(work, merge_id, form)
