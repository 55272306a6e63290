"""Which patients the caller may reach: those of the clinics that they work for, and themselves."""

from chassis.access.policy import Right
from chassis.access.scopes import Scope
from chassis.data.rows import Row
from chassis.work import Work


def require_patient(work: Work, patient: Row, action: Scope | None = None) -> Right:
    """The right by which the caller may do ``action``, by default what the route is for. Raises Forbidden.

    A patient belongs to their home clinic, and to the clinics at which an appointment of theirs was booked.
    """
    return work.access.authorize(action, whose=patient.id, where={patient.home_clinic_id, *patient.clinics})
