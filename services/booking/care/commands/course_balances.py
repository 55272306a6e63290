"""What is left of a course that was begun elsewhere: kept, changed, ended, and gone on with by a course here.

A balance clears nothing. It opens work: the patient needs a consult, after which screening decides.
"""

from datetime import time
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.local_time import moment_of
from chassis.work import Work
from services.booking.care.commands.to_book import list_what_to_book
from services.booking.care.domain.refusals import BalanceEnded
from services.booking.care.forms.course_balances import BalanceEndForm, CourseBalanceView
from services.booking.care.store.course_balances import change_balance, find_balance, insert_balance, open_balance
from services.booking.people.access import require_patient
from services.booking.people.domain.clinics import Place
from services.booking.people.store.patients import lock_person

_NOON = time(12)
"""Stands for the time of day of a session of which only the day is known."""


async def keep_balance(work: Work, patient: Row, clinic_id: UUID, source: str, facts: dict[str, Any]) -> UUID:
    """A patient, whose row is locked, was treated elsewhere. The front desk is asked to book a consult."""
    balance_id = new_id()
    place = {"id": balance_id, "patient_id": patient.id, "clinic_id": clinic_id, "source": source}
    await insert_balance(work, place | facts | {"recorded_at": work.now, "version": 1})
    await list_what_to_book(work, patient.id)
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
    await list_what_to_book(work, patient.id)
    return CourseBalanceView.model_validate({**balance._mapping, **ended, "version": balance.version + 1})


def require_open(balance: Row) -> None:
    """Raises BalanceEnded for a balance that is over or goes on here."""
    if balance.ended_at is not None:
        raise BalanceEnded("This balance was ended: nothing of it is left.")
    if balance.course_id is not None:
        raise BalanceEnded("A course here goes on with this balance: stop or resume that course instead.")


async def left_elsewhere(work: Work, consult: Row, place: Place) -> tuple[Row | None, dict[str, Any]]:
    """What is left of a course elsewhere on the area of a plan, and the columns of a course that goes on with it."""
    balance = await open_balance(work, consult.patient_id, consult.area, consult.modality)
    if balance is None:
        return None, {}
    last = balance.last_session_on
    return balance, {
        "sessions": balance.sessions,
        "performed": balance.performed,
        "last_session_on": last,
        "last_session_at": moment_of(last, _NOON, place.zone) if last else None,
    }
