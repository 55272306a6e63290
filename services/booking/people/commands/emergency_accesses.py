"""A clinician opens another clinic's patient in an emergency; a medical director reviews it afterwards."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import Forbidden
from chassis.work import Work
from contracts.booking.patients import EmergencyAccessOpened, EmergencyAccessReviewed
from services.booking.access import PATIENTS_READ
from services.booking.people.access import require_going_on
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.refusals import AlreadyReviewed, NoEmergency, OwnEmergency
from services.booking.people.forms.emergency_accesses import (
    EmergencyAccessForm,
    EmergencyAccessView,
    EmergencyReviewForm,
    ReviewedAccessView,
)
from services.booking.people.store.clinics import place_of
from services.booking.people.store.emergency_accesses import access_of, close_access, keep_access
from services.booking.people.store.patients import lock_patient, lock_person, patient_name


async def open_in_an_emergency(
    work: Work, patient_id: UUID, form: EmergencyAccessForm, lasts: timedelta
) -> EmergencyAccessView:
    """The caller, and nobody else, may read the whole record for a time. The home clinic and the patient see it.

    The reason may speak of health, so the audit log only names the access.

    Raises NotFound, Forbidden, NoEmergency.
    """
    work.access.authorize(where=form.clinic_id)
    work.access.concerns(patient_id, form.clinic_id)
    place = await place_of(work, form.clinic_id)
    patient = await lock_patient(work, patient_id)
    require_going_on(patient)
    if patient.id == work.access.own:
        raise Forbidden("This is your own record: you see it as a patient.")
    if work.access.may(PATIENTS_READ, whose=patient.id, where={patient.home_clinic_id}):
        raise NoEmergency("You work for this patient's clinic: open the record as usual.")
    access = await keep_access(work, patient, form.clinic_id, form.reason, work.now + lasts)
    work.audit(
        "patient.opened_in_an_emergency",
        f"patient/{patient.id}",
        access=str(access.id),
        clinic=str(form.clinic_id),
        until=str(access.until),
    )
    work.publish(
        EmergencyAccessOpened(
            access_id=access.id,
            patient_id=patient.id,
            clinic_id=access.clinic_id,
            opened_by=access.opened_by,
            until=access.until,
        )
    )
    return EmergencyAccessView(**_shown(access, patient, place))


async def review_emergency(work: Work, access_id: UUID, form: EmergencyReviewForm) -> ReviewedAccessView:
    """A medical director of either clinic closes the review; what is still open ends.

    Raises NotFound, Forbidden, OwnEmergency, AlreadyReviewed.
    """
    patient = await lock_person(work, (await access_of(work, access_id)).patient_id)
    access = await access_of(work, access_id)
    work.access.authorize(whose=patient.id, where={access.home_clinic_id, access.clinic_id})
    if access.opened_by == work.actor.subject:
        raise OwnEmergency("You opened this record yourself: ask another medical director to review it.")
    if access.reviewed_at is not None:
        raise AlreadyReviewed("{reviewer} has reviewed this already.", reviewer=access.reviewed_by)
    closed = await close_access(work, access, form.note)
    work.audit("patient.emergency_reviewed", f"patient/{patient.id}", access=str(access_id))
    work.publish(EmergencyAccessReviewed(access_id=access_id, patient_id=patient.id, reviewed_at=work.now))
    return ReviewedAccessView(**_shown(closed, patient, await place_of(work, access.clinic_id)))


def _shown(access: Row, patient: Row, place: Place) -> dict[str, Any]:
    names = {"patient_name": patient_name(patient), "clinic_name": place.name}
    return {**access._mapping, **names}
