"""Somebody was registered who looks like a patient: the front desk finds out whether both records are of one person.

A merge ends the question, and so does somebody who says that these are two people.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from chassis.ids import new_id
from chassis.refusals import Forbidden
from chassis.work import Work
from services.booking.people.domain.due_times import FIND_OUT_WITHIN
from services.booking.people.domain.duplicates import Candidate, PairStatus
from services.booking.people.domain.refusals import AlreadySettled
from services.booking.people.forms.patients import RegistrationForm
from services.booking.people.forms.possible_duplicates import PossibleDuplicateView, TwoPeopleForm
from services.booking.people.store.patients import lock_patient
from services.booking.people.store.possible_duplicates import (
    name_the_one_that_goes_on,
    open_pairs_with,
    pair_row,
    settle_open,
    settle_pair,
)
from services.booking.people.tables import possible_duplicates as of
from services.booking.worklist import POSSIBLE_DUPLICATE, WORKLIST


async def ask_whether_one(work: Work, patient_id: UUID, form: RegistrationForm, alike: Sequence[Candidate]) -> None:
    """Somebody confirmed that a patient is new: with each record that looks alike it is work to find out."""
    for candidate in alike:
        pair_id = new_id()
        columns = {
            "id": pair_id,
            "patient_id": patient_id,
            "other_id": candidate.patient_id,
            "clinic_id": form.home_clinic_id,
            "same": [each.value for each in candidate.same],
            "reason": form.new_because,
            "noted_by": work.actor.subject,
            "noted_at": work.now,
            "status": PairStatus.OPEN.value,
        }
        await work.execute(insert(of).values(columns))
        await _list_pair(work, columns)


async def confirm_two_people(work: Work, pair_id: UUID, form: TwoPeopleForm) -> PossibleDuplicateView:
    """It is not asked again of these two. Raises NotFound, Forbidden, AlreadySettled."""
    patient = await lock_patient(work, (await pair_row(work, pair_id)).patient_id)
    row = await pair_row(work, pair_id)
    work.access.authorize(whose=patient.id, where={patient.home_clinic_id, row.clinic_id})
    if work.access.own in (row.patient_id, row.other_id):
        raise Forbidden("This is your own record: ask a colleague to do this for you.")
    if row.status != PairStatus.OPEN.value:
        raise AlreadySettled("It was said already what these two records are: list those that are open.")
    await settle_pair(work, pair_id, PairStatus.TWO_PEOPLE, form.reason)
    await WORKLIST.close(work, POSSIBLE_DUPLICATE, pair_id, PairStatus.TWO_PEOPLE.value)
    work.audit("patient.two_people", f"patient/{row.patient_id}", other=str(row.other_id), reason=form.reason)
    return PossibleDuplicateView.model_validate(await pair_row(work, pair_id))


async def settle_between(work: Work, one: UUID, other: UUID, status: PairStatus, because: str | None) -> None:
    """It is known of these two now, by a merge or by who decided about one."""
    await _close(work, await settle_open(work, status, because, one, other), status)


async def follow_merge(work: Work, ends: UUID, stays: UUID) -> None:
    """What looked like the record that ends is compared with the one that goes on, unless that was said before."""
    again = await name_the_one_that_goes_on(work, ends, stays)
    for pair_id in again:
        await settle_pair(work, pair_id, PairStatus.MERGED, None)
    await _close(work, again, PairStatus.MERGED)
    for pair in await open_pairs_with(work, stays):
        await _list_pair(work, pair._mapping)


async def end_pairs_of(work: Work, patient_id: UUID) -> None:
    """The record is erased: nobody can find out any more."""
    await _close(work, await settle_open(work, PairStatus.ERASED, None, patient_id), PairStatus.ERASED)


async def _list_pair(work: Work, pair: Mapping[str, Any]) -> None:
    """It is work to find out about this pair; listed before, the item names the other record as the pair does now."""
    await WORKLIST.open(
        work,
        POSSIBLE_DUPLICATE,
        pair["id"],
        clinic_id=pair["clinic_id"],
        patient_id=pair["patient_id"],
        due_at=pair["noted_at"] + FIND_OUT_WITHIN,
        about={"other_id": pair["other_id"]},
    )


async def _close(work: Work, pairs: Sequence[UUID], status: PairStatus) -> None:
    for pair_id in pairs:
        await WORKLIST.close(work, POSSIBLE_DUPLICATE, pair_id, status.value)
