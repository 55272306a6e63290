"""A practitioner sees a patient and says what is planned."""

from uuid import UUID

from sqlalchemy import insert

from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.reference import require_in_force
from chassis.work import Work
from contracts.booking.consults import ConsultCompleted, TreatmentPlan
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.store.appointments import close_appointment
from services.booking.care.commands.visits import begin_visit
from services.booking.care.forms.consults import ConsultForm, ConsultView
from services.booking.care.reference import PROTOCOLS
from services.booking.care.tables import consults
from services.booking.people.domain.practitioners import require_qualified

_INSERT = Prepared(insert(consults))


async def complete_consult(work: Work, appointment_id: UUID, form: ConsultForm) -> ConsultView:
    """Record the consult's findings; screening decides from them and the declaration.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, NotQualified, NothingInForce, NoProtocol.
    """
    visit = await begin_visit(work, appointment_id, AppointmentKind.CONSULT)
    require_qualified(visit.performer)
    if form.suitable:
        protocols = await require_in_force(work, PROTOCOLS, visit.today)
        protocols.document.require(form.plan.concern, form.plan.area, form.plan.modality)
    consult_id = new_id()
    common = {
        "appointment_id": appointment_id,
        "patient_id": visit.appointment.patient_id,
        "clinic_id": visit.appointment.clinic_id,
        "practitioner_id": visit.performer.practitioner_id,
        "skin_type": form.skin_type,
        "suitable": form.suitable,
        "completed_at": work.now,
    }
    plan = form.plan.model_dump()
    await work.execute(_INSERT, {"id": consult_id, **common, **plan})
    await close_appointment(work, visit.appointment, consult_id)
    work.publish(ConsultCompleted(consult_id=consult_id, plan=TreatmentPlan(**plan), **common))
    return ConsultView(id=consult_id, plan=form.plan, **common)
