"""A merge of two records is undone: here in one transaction, elsewhere when the event arrives."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import update

from chassis.data.rows import Row
from chassis.merging.putting_back import made_rows
from chassis.merging.subjects import lock_owners
from chassis.merging.undoing import Undone, give_with, lock_merge, note_undone, undo
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.booking.patients import CareRelationshipEnded, ContactPreferencesChanged, PatientMergeUndone
from services.booking.care.commands.holds import end_held_for
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.waitlist_ends import resume_after_merge, withdraw_offers_to
from services.booking.care.domain.merge_undoings import (
    NAMED_BY_EVENTS,
    UNKNOWN_MERGE,
    going_with,
    require_nameable,
)
from services.booking.care.forms.merges import MergeUndoingForm, MergeUndoneView
from services.booking.care.store.merge_undoings import (
    OWN,
    ended_by,
    facts_since,
    go_on_publishing_as,
    ids_of,
    let_decisions_wait,
    moved_by,
)
from services.booking.care.store.merges import ORIGINS
from services.booking.people.access import require_not_erased
from services.booking.people.commands.merge_proposals import reject_between
from services.booking.people.commands.possible_duplicates import settle_between
from services.booking.people.commands.processing_consents import part_withdrawn
from services.booking.people.domain.duplicates import PairStatus
from services.booking.people.domain.refusals import AlreadySettled
from services.booking.people.store.care_relationships import end_relationship_rows
from services.booking.people.store.merges import end_act
from services.booking.people.store.patients import lock_patient, person_now
from services.booking.people.tables import patients
from services.booking.worklist import (
    HOME_CLINIC_CLOSES,
    MERGE_TO_DECIDE,
    NOTHING_BOOKED,
    POSSIBLE_DUPLICATE,
    WORKLIST,
)

REOPENED = [each.name for each in (HOME_CLINIC_CLOSES, MERGE_TO_DECIDE, NOTHING_BOOKED, POSSIBLE_DUPLICATE)]
"""Kinds of items that a merge closes and that are work again when it is undone."""


async def undo_merge(work: Work, merge_id: UUID, form: MergeUndoingForm) -> MergeUndoneView:
    """Two records were of two people: the one that ended lives again, and has what it had.

    What was recorded since stays with the other one, except what belongs to something that goes back, and what the
    form names. Raises NotFound, Forbidden, Invalid, AlreadySettled.
    """
    await lock_owners(work)
    merge = await lock_merge(work, merge_id)
    if merge is None:
        raise NotFound(UNKNOWN_MERGE)
    lives, holds = await _lock_both(work, merge)
    if merge.undone_at is not None:
        raise AlreadySettled("This merge was undone already.")
    await _stop_what_waits(work, holds.id)
    given = await _what_is_named(work, merge, holds.id, form.appointments)
    await note_undone(work, merge_id, lives.id, merge.into_id, work.now)
    undone = await undo(work, ORIGINS, merge, holds.id)
    await go_on_publishing_as(work, holds.id, given)
    subjects = given | await ids_of(work, lives.id)
    await give_with(work, ORIGINS, undone, subjects, OWN)
    await let_decisions_wait(work, [lives.id, holds.id], undone.merged_at)
    await _resume(work, undone, form.reason)
    for row in (lives, holds):
        await part_withdrawn(work, row)
    await _keep_wishes(work, holds)
    for each in sorted({lives.id, holds.id}):
        await check_patient(work, each)
    await end_act(work, merge_id, form.reason)
    said = {"merge": str(merge_id), "reason": form.reason, "named": [str(each) for each in form.appointments]}
    work.audit("patient.merge_undone", f"patient/{lives.id}", parted_from=str(holds.id), **said)
    work.audit("patient.gave_back", f"patient/{holds.id}", record=str(lives.id), **said)
    work.publish(
        PatientMergeUndone(
            patient_id=lives.id,
            merge_id=merge_id,
            parted_from=holds.id,
            merged_at=undone.merged_at,
            undone_at=work.now,
            subjects=tuple(sorted(subjects)),
        )
    )
    return MergeUndoneView(merge_id=merge_id, patient_id=lives.id, parted_from=holds.id, undone_at=work.now)


async def _lock_both(work: Work, merge: Row) -> tuple[Row, Row]:
    """The record that ended and the one that holds its rows now, locked in the order of their ids.

    Raises Forbidden, NotFound where either is only an id by now.
    """
    while True:
        holds = merge.into_id if merge.undone_at else await person_now(work, merge.ended_id)
        locked = {each: await lock_patient(work, each) for each in sorted({merge.ended_id, holds})}
        if merge.undone_at or await person_now(work, merge.ended_id) == holds:
            break
    for row in locked.values():
        work.access.authorize(whose=row.id, where={row.home_clinic_id})
        require_not_erased(row)
    return locked[merge.ended_id], locked[holds]


async def _stop_what_waits(work: Work, patient_id: UUID) -> None:
    """Nobody is being asked, and no time is kept, for a record of two people."""
    await withdraw_offers_to(work, patient_id)
    await end_held_for(work, patient_id)


async def _what_is_named(work: Work, merge: Row, holds: UUID, named: Collection[UUID]) -> set[UUID]:
    """What was recorded since and goes back: with what had been moved, or because it is named. Raises Invalid."""
    moved = await moved_by(work, merge.id)
    back = set().union(*moved.values())
    since = await facts_since(work, holds, merge.id, back)
    with_it = going_with(back, since)
    require_nameable(named, since, with_it)
    given = with_it | set(named) | going_with(set(named), since)
    return {fact.id for fact in since if fact.id in given and fact.kind in NAMED_BY_EVENTS}


async def _resume(work: Work, undone: Undone, reason: str) -> None:
    """What the merge had ended goes on; nobody has to find out about these two any more."""
    entries, items = await ended_by(work, undone.merge_id, REOPENED)
    await resume_after_merge(work, entries)
    await WORKLIST.reopen(work, items)
    await settle_between(work, undone.patient_id, undone.parted_from, PairStatus.TWO_PEOPLE, reason)
    await reject_between(work, undone.patient_id, undone.parted_from, reason)
    await WORKLIST.say_again(work, undone.patient_id)
    made = [row for row in await made_rows(work, undone.merge_id) if row.table_name == "care_relationships"]
    for row in made:
        clinic_id = UUID(row.after["clinic_id"])
        if await end_relationship_rows(work, UUID(row.row_key["id"]), "The merge was undone."):
            work.publish(CareRelationshipEnded(patient_id=undone.parted_from, clinic_id=clinic_id, ended_at=work.now))


async def _keep_wishes(work: Work, before: Row) -> None:
    """The other record's wishes about messages are its own again, unless somebody changed them since."""
    now = await lock_patient(work, before.id)
    if (now.marketing, now.opted_out_at) == (before.marketing, before.opted_out_at):
        return
    await work.execute(update(patients).where(patients.c.id == now.id).values(version=now.version + 1))
    if now.marketing != before.marketing:
        work.publish(ContactPreferencesChanged(patient_id=now.id, channel=now.channel, marketing=now.marketing))
