"""A visit to another clinic ends before its time, once nothing is booked there."""

from uuid import UUID

from chassis.work import Work
from contracts.booking.patients import CareRelationshipEnded
from services.booking.calendar.domain.refusals import StillExpected, VisitEnded
from services.booking.calendar.store.appointments import last_booked_at
from services.booking.people.access import require_not_erased
from services.booking.people.forms.care_relationships import CareRelationshipView, EndOfCareForm
from services.booking.people.store.care_relationships import end_relationships, relationship_of
from services.booking.people.store.clinics import place_of
from services.booking.people.store.patients import lock_patient, patient_name


async def end_care_relationship(
    work: Work, patient_id: UUID, relationship_id: UUID, form: EndOfCareForm
) -> CareRelationshipView:
    """The home clinic, or the visited one, says that the visit is over: the visited clinic sees the patient no more.

    Raises NotFound, Forbidden, VisitEnded, StillExpected.
    """
    patient = await lock_patient(work, patient_id)
    require_not_erased(patient)
    visit = await relationship_of(work, patient_id, relationship_id)
    work.access.authorize(whose=patient_id, where={patient.home_clinic_id, visit.clinic_id})
    if visit.until <= work.now:
        raise VisitEnded("This clinic does not look after the patient any longer: nothing has to be ended.")
    expected_until = await last_booked_at(work, patient_id, visit.clinic_id)
    if expected_until is not None and expected_until > work.now:
        raise StillExpected("The patient has an appointment at this clinic: move or cancel it first.")
    end = await end_relationships(work, patient_id, visit.clinic_id, form.reason)
    work.audit("patient.care_ended", f"patient/{patient_id}", clinic=str(visit.clinic_id), reason=form.reason)
    work.publish(CareRelationshipEnded(patient_id=patient_id, clinic_id=visit.clinic_id, ended_at=work.now))
    place = await place_of(work, visit.clinic_id)
    names = {"patient_name": patient_name(patient), "clinic_name": place.name}
    return CareRelationshipView(**{**visit._mapping, **end}, **names)
