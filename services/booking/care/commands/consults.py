"""A practitioner sees a patient and says what is planned."""

from uuid import UUID

from sqlalchemy import insert

from chassis.ids import new_id
from chassis.work import Work
from contracts.booking.consults import ConsultCompleted, TreatmentPlan
from contracts.vocabulary import AppointmentKind
from services.booking.calendar.domain.appointments import Status, require_booked, require_its_time
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.calendar.store.appointments import close_appointment, lock_appointment
from services.booking.care.commands.performers import performer_of
from services.booking.care.domain.protocols import require_protocol
from services.booking.care.forms.consults import ConsultForm
from services.booking.care.tables import consults
from services.booking.people.domain.practitioners import require_qualified
from services.booking.people.store.clinics import zone_of


async def complete_consult(work: Work, appointment_id: UUID, form: ConsultForm) -> UUID:
    """Record the consult's findings; screening decides from them and the declaration.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, NotQualified, NoProtocol.
    """
    appointment = await lock_appointment(work, appointment_id)
    work.actor.require_clinic(appointment.clinic_id)
    if appointment.kind != AppointmentKind.CONSULT.value:
        raise WrongStatus(f"This appointment is a {appointment.kind}: a consult is recorded at a consult.")
    require_booked(Status(appointment.status))
    zone = await zone_of(work, appointment.clinic_id)
    require_its_time(AppointmentKind.CONSULT, appointment.starts_at, work.now, zone)
    practitioner = await performer_of(work, appointment)
    require_qualified(practitioner)
    plan = form.plan
    if form.suitable:
        require_protocol(plan.concern, plan.area, plan.modality)
    consult_id = new_id()
    common = {
        "appointment_id": appointment_id,
        "patient_id": appointment.patient_id,
        "clinic_id": appointment.clinic_id,
        "practitioner_id": practitioner.practitioner_id,
        "skin_type": form.skin_type,
        "suitable": form.suitable,
        "completed_at": work.now,
    }
    await work.execute(insert(consults).values(id=consult_id, **common, **plan.model_dump()))
    await close_appointment(work, appointment, consult_id)
    work.publish(ConsultCompleted(consult_id=consult_id, plan=TreatmentPlan(**plan.model_dump()), **common))
    return consult_id
