"""What is left of a course that was begun elsewhere: kept, changed and ended. A course here goes on with it.

A balance clears nothing. It opens work: the patient needs a consult, after which screening decides.
"""

from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.care.commands.validity import check_patient
from services.booking.care.domain.refusals import BalanceEnded
from services.booking.care.forms.course_balances import BalanceEndForm, CourseBalanceView
from services.booking.care.store.course_balances import change_balance, find_balance, insert_balance
from services.booking.people.access import require_patient
from services.booking.people.store.patients import lock_person


async def keep_balance(work: Work, patient: Row, clinic_id: UUID, source: str, facts: dict[str, Any]) -> UUID:
    """A patient, whose row is locked, was treated elsewhere. The front desk is asked to book a consult.

    What is booked on the same part of the body may be too near to the last session there.
    """
    balance_id = new_id()
    place = {"id": balance_id, "patient_id": patient.id, "clinic_id": clinic_id, "source": source}
    await insert_balance(work, place | facts | {"recorded_at": work.now, "version": 1})
    await check_patient(work, patient.id)
    return balance_id


async def end_balance(work: Work, balance_id: UUID, form: BalanceEndForm) -> CourseBalanceView:
    """Nothing is left of it, or it was entered in error. Raises NotFound, Forbidden, BalanceEnded."""
    patient = await lock_person(work, (await find_balance(work, balance_id)).patient_id)
    await require_patient(work, patient)
    balance = await find_balance(work, balance_id)
    require_open(balance)
    ended = {"ended_by": work.actor.subject, "ended_at": work.now, "ended_because": form.reason}
    await change_balance(work, balance, **ended)
    work.audit("course_balance.ended", f"patient/{patient.id}", reason=form.reason)
    await check_patient(work, patient.id)
    return CourseBalanceView.model_validate({**balance._mapping, **ended, "version": balance.version + 1})


def require_open(balance: Row) -> None:
    """Raises BalanceEnded for a balance that is over or goes on here."""
    if balance.ended_at is not None:
        raise BalanceEnded("This balance was ended: nothing of it is left.")
    if balance.course_id is not None:
        raise BalanceEnded("A course here goes on with this balance: stop or resume that course instead.")
