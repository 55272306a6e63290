"""Which patients the caller may reach: those of the clinics that they work for, and themselves.

A patient belongs to the home clinic. Another clinic looks after them for a time, for a reason that somebody gave: it
sees what booking and treating there need, and not the whole record.
"""

from uuid import UUID

from chassis.access.policy import Right
from chassis.access.scopes import Scope
from chassis.data.rows import Row
from chassis.work import Work
from services.booking.access import CALENDAR_READ, CALENDAR_WRITE, CARE_READ, CARE_WRITE
from services.booking.people.domain.refusals import NoCareRelationship
from services.booking.people.store.care_relationships import live_clinics

_VISITED = frozenset({CALENDAR_READ, CALENDAR_WRITE})
"""What a clinic that is only visited may do with a patient; its clinicians read courses and clearances too."""


async def require_patient(work: Work, patient: Row, action: Scope | None = None) -> Right:
    """The right by which the caller may do ``action``, by default what the route is for. Raises Forbidden."""
    asked = action or work.access.scope
    home: set[UUID] = {patient.home_clinic_id}
    if asked is None or work.access.may(asked, whose=patient.id, where=home) or not _is_for_visits(work, asked):
        return work.access.authorize(action, whose=patient.id, where=home)
    visited = await live_clinics(work, patient.id)
    return work.access.authorize(action, whose=patient.id, where=(*home, *visited))


async def require_care_at(work: Work, patient: Row, clinic_id: UUID) -> None:
    """Raises NoCareRelationship unless the caller works for the home clinic, or the patient visits this one."""
    if work.access.may(CALENDAR_WRITE, whose=patient.id, where={patient.home_clinic_id}):
        return
    if clinic_id not in await live_clinics(work, patient.id):
        raise NoCareRelationship(
            "This patient belongs to another clinic: say why they come to yours first, by "
            "POST /v1/patients/{patient}/care-relationships.",
            patient=patient.id,
        )


def _is_for_visits(work: Work, action: Scope) -> bool:
    return action in _VISITED or (action == CARE_READ and work.access.has(CARE_WRITE))
