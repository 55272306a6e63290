"""Which patients the caller may reach: those of the clinics that they work for, and themselves.

A patient belongs to the home clinic. Another clinic looks after them for a time, for a reason that somebody gave: it
sees what booking and treating there need, and not the whole record. In an emergency one clinician opens the whole
record, to read, for some hours.
"""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Table, true

from chassis.access.policy import Reach, Right
from chassis.access.rows import within
from chassis.access.scopes import Scope
from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.access import (
    ATTENDANCE_READ,
    CALENDAR_CLOSE,
    CALENDAR_READ,
    CALENDAR_WRITE,
    CARE_READ,
    CARE_WRITE,
    EMERGENCY_OPEN,
    PATIENTS_EDIT,
    PATIENTS_READ,
    PHOTOS_READ,
    SESSIONS_READ,
    SLOTS_READ,
    VISITS_READ,
    visible,
)
from services.booking.people.domain.merges import require_not_merged
from services.booking.people.domain.refusals import NoCareRelationship
from services.booking.people.store.care_relationships import live_clinics, visitors_of
from services.booking.people.store.emergency_accesses import clinics_opened_to
from services.booking.people.store.patients import home_clinic_of
from services.booking.people.tables import patients

Seen = ColumnElement[bool]
_VISITED = frozenset({CALENDAR_READ, CALENDAR_WRITE})
"""What a clinic that is only visited may do with a patient; its clinicians read courses and clearances too."""
_CHANGED_AT_HOME = frozenset({CALENDAR_WRITE, CALENDAR_CLOSE})
_AT_HOME = _CHANGED_AT_HOME | {
    CALENDAR_READ,
    SLOTS_READ,
    VISITS_READ,
    ATTENDANCE_READ,
    CARE_READ,
    SESSIONS_READ,
    PHOTOS_READ,
}
"""What the home clinic does with a patient's rows wherever they are: it sees them, moves and calls off what is booked.

What happens at another clinic is said there: who arrived, who did not come, what was done.
"""
_IN_AN_EMERGENCY = frozenset({PATIENTS_READ, CALENDAR_READ, CARE_READ, SESSIONS_READ})
"""What a clinician does with a record that they opened in an emergency: read it."""


async def require_patient(work: Work, patient: Row, action: Scope | None = None) -> Right:
    """The right by which the caller may do ``action``, by default what the route is for.

    Raises Forbidden, NotFound, and RecordMerged for who may, when the record has ended.
    """
    require_not_erased(patient)
    right = await _authorize(work, patient, action)
    require_not_merged(patient.merged_into)
    return right


async def _authorize(work: Work, patient: Row, action: Scope | None) -> Right:
    asked = action or work.access.scope
    home: set[UUID] = {patient.home_clinic_id}
    if asked is None or work.access.may(asked, whose=patient.id, where=home):
        return work.access.authorize(action, whose=patient.id, where=home)
    places = (patient.home_clinic_id, *(await live_clinics(work, patient.id) if _is_for_visits(work, asked) else ()))
    return await _authorize_at(work, action, patient.id, places)


async def authorize_row(work: Work, patient_id: UUID, clinic_id: UUID | Collection[UUID]) -> Right:
    """The right by which the caller may do what the route is for with one row of a patient's record. Raises Forbidden.

    By the row's clinic, or one of its clinics; what the home clinic answers for, by the home clinic too, wherever it
    is: a change that is made there is in the audit log.
    """
    asked = work.access.scope
    if asked not in _AT_HOME or work.access.may(asked, whose=patient_id, where=clinic_id):
        return await _authorize_at(work, None, patient_id, clinic_id)
    home = await home_clinic_of(work, patient_id)
    if home is None or not work.access.may(asked, whose=patient_id, where={home}):
        return await _authorize_at(work, None, patient_id, clinic_id)
    if asked in _CHANGED_AT_HOME:
        at = [clinic_id] if isinstance(clinic_id, UUID) else sorted(clinic_id)
        details = {"operation": work.access.operation, "at": [str(each) for each in at]}
        work.audit("patient.changed_by_home_clinic", f"patient/{patient_id}", **details)
    return work.access.authorize(whose=patient_id, where={home})


async def seen_of(work: Work, reach: Reach, patient_id: UUID | None, otherwise: Seen) -> Seen:
    """Which rows of a list about one patient the caller sees: the home clinic's staff see all, wherever they are.

    ``otherwise`` is the condition for everybody else, and for lists that are about no single patient.
    """
    if patient_id is None or not reach.clinics or await home_clinic_of(work, patient_id) not in reach.clinics:
        return otherwise
    return true()


async def seen_in_record(work: Work, patient_id: UUID, table: Table) -> Seen:
    """Which rows of a table the caller sees of one patient's record, at whatever clinic. Raises Forbidden."""
    reach = work.access.reach(whose=patient_id, opened=await opened_at(work, patient_id))
    return await seen_of(work, reach, patient_id, visible(reach, table))


async def _authorize_at(work: Work, action: Scope | None, patient_id: UUID, where: UUID | Collection[UUID]) -> Right:
    """There, or where the caller opened the record in an emergency, which is looked up only when it counts."""
    asked = action or work.access.scope
    shown = asked not in _IN_AN_EMERGENCY or work.access.may(asked, whose=patient_id, where=where)
    opened = set() if shown else await opened_at(work, patient_id)
    return work.access.authorize(action, whose=patient_id, where=where, opened=opened)


async def opened_at(work: Work, patient_id: UUID | None) -> set[UUID]:
    """The clinics at which the caller has opened this patient's whole record in an emergency that has not ended."""
    if patient_id is None or work.access.everywhere or not work.access.has(EMERGENCY_OPEN):
        return set()
    return await clinics_opened_to(work, patient_id, work.actor.subject)


async def require_care_at(work: Work, patient: Row, clinic_id: UUID) -> None:
    """Raises NoCareRelationship unless the caller works for the home clinic, or the patient visits this one.

    Raises NotFound, and RecordMerged when the record has ended.
    """
    require_going_on(patient)
    if work.access.may(CALENDAR_WRITE, whose=patient.id, where={patient.home_clinic_id}):
        return
    if clinic_id not in await live_clinics(work, patient.id):
        raise NoCareRelationship(
            "This patient belongs to another clinic: say why they come to yours first, by "
            "POST /v1/patients/{patient}/care-relationships.",
            patient=patient.id,
        )


async def require_welcome(work: Work, patient: Row, clinic_id: UUID) -> None:
    """Raises NoCareRelationship unless the caller works for the clinic that is to be home, or the patient visits it."""
    if work.access.may(PATIENTS_EDIT, whose=patient.id, where=clinic_id):
        return
    if clinic_id not in await live_clinics(work, patient.id):
        raise NoCareRelationship(
            "You do not work for the new home clinic: ask it to say first why the patient comes, by "
            "POST /v1/patients/{patient}/care-relationships.",
            patient=patient.id,
        )


@dataclass(frozen=True)
class Findable:
    """Which patients a search by the caller finds."""

    condition: ColumnElement[bool]
    _reach: Reach

    def is_visiting(self, patient: Row) -> bool:
        """Of another clinic: the caller sees the name alone."""
        theirs = self._reach.clinics
        return patient.id != self._reach.own and theirs is not None and patient.home_clinic_id not in theirs


async def findable_at(work: Work, clinic_id: UUID | None) -> Findable:
    """Patients of the caller's clinics, or of one of them; those who visit there now; and the caller."""
    reach = work.access.reach(where=clinic_id)
    condition = within(reach, patient=patients.c.id, clinics=[patients.c.home_clinic_id])
    if clinic_id is not None:
        condition = condition & (patients.c.home_clinic_id == clinic_id)
    clinics = {clinic_id} if clinic_id else reach.clinics
    if clinics and work.access.has(CALENDAR_READ):
        condition = condition | patients.c.id.in_(await visitors_of(work, clinics))
    return Findable(condition, reach)


def require_going_on(patient: Row) -> None:
    """Raises NotFound for a patient of whom only the id is left, RecordMerged when the record has ended."""
    require_not_erased(patient)
    require_not_merged(patient.merged_into)


def require_not_erased(patient: Row) -> None:
    """Raises NotFound for a patient of whom only the id is left."""
    if patient.erased_at is not None:
        raise NotFound("What identified this patient was removed on {day}.", day=patient.erased_at.date())


def _is_for_visits(work: Work, action: Scope) -> bool:
    return action in _VISITED or (action == CARE_READ and work.access.has(CARE_WRITE))
