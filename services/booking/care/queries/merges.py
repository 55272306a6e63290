"""Which records were merged, and what an undoing would do."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.http import Page, Paging, page
from chassis.merging.tables import merges
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.domain.merge_undoings import UNKNOWN_MERGE, going_with, where_to
from services.booking.care.forms.merges import FactSinceView, MergeToUndoView, RecordMergeView
from services.booking.care.store.merge_undoings import facts_since, moved_by
from services.booking.people.access import require_not_erased
from services.booking.people.store.merges import merges_told
from services.booking.people.store.patients import patient_of, person_now


async def list_merges(work: Work, patient_id: UUID, paging: Paging) -> Page[RecordMergeView]:
    """Those of a patient's record, whichever of both it was, the newest first. Raises NotFound, Forbidden."""
    patient = await patient_of(work, patient_id)
    work.access.authorize(whose=patient.id, where={patient.home_clinic_id})
    theirs = (merges.c.ended_id == patient_id) | (merges.c.into_id == patient_id)
    return await page(work, merges_told().where(theirs), [merges.c.id.desc()], paging, RecordMergeView.model_validate)


async def read_merge(work: Work, merge_id: UUID) -> MergeToUndoView:
    """One merge: what goes back when it is undone, and what was recorded since. Raises NotFound, Forbidden."""
    row = (await work.execute(merges_told().where(merges.c.id == merge_id))).one_or_none()
    if row is None:
        raise NotFound(UNKNOWN_MERGE)
    holds = row.into_id if row.undone_at else await person_now(work, row.ended_id)
    for each in (row.ended_id, holds):
        patient = await patient_of(work, each)
        work.access.authorize(whose=patient.id, where={patient.home_clinic_id})
        require_not_erased(patient)
    moved = {} if row.undone_at else await moved_by(work, merge_id)
    return MergeToUndoView(
        **row._mapping,
        holds=holds,
        goes_back={name: len(ids) for name, ids in sorted(moved.items())},
        since=() if row.undone_at else await _since(work, row, holds, moved),
    )


async def _since(work: Work, row: Row, holds: UUID, moved: dict[str, set[UUID]]) -> tuple[FactSinceView, ...]:
    back = set().union(*moved.values())
    since = await facts_since(work, holds, row.id, back)
    with_it = going_with(back, since)
    return tuple(
        FactSinceView(id=each.id, kind=each.kind, clinic_id=each.clinic_id, at=each.at, goes=where_to(each, with_it))
        for each in since
    )
