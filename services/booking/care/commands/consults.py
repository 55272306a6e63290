"""A practitioner sees a patient and says what is planned."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.reference import require_in_force
from chassis.work import Work
from contracts.booking.consults import ConsultCompleted, Finding, PlannedProduct, TreatmentPlan
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.store.appointments import published_patient
from services.booking.calendar.store.devices import models_at
from services.booking.care.commands.visits import begin_visit, close_visit
from services.booking.care.domain.late_entries import LatePolicy
from services.booking.care.domain.plans import require_areas, require_model, require_zone
from services.booking.care.domain.words import ProductUse
from services.booking.care.forms.consults import ConsultForm, ConsultView, FoundForm, FurtherAreaForm, PlanForm
from services.booking.care.reference import PROTOCOLS
from services.booking.care.tables import consults
from services.booking.people.domain.practitioners import require_qualified

_INSERT = Prepared(insert(consults))


async def complete_consult(work: Work, appointment_id: UUID, form: ConsultForm, policy: LatePolicy) -> ConsultView:
    """Record the consult's findings; screening decides from them and the declaration.

    Raises NotFound, Forbidden, WrongStatus, NotItsDay, NoPractitioner, NotQualified, NothingInForce, NoProtocol,
    ModelNotHere, ZoneDoesNotFit, AreaNamedTwice.
    """
    visit = await begin_visit(work, appointment_id, AppointmentKind.CONSULT, form, policy)
    require_qualified(visit.performer, visit.today)
    await require_possible(work, form, visit.appointment.clinic_id, visit.today)
    plan = form.plan
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
    recorded = {"id": consult_id, "recorded_by": work.actor.subject, "findings": stored_findings(form)}
    await work.execute(_INSERT, {**recorded, **common, **stored_plan(plan)})
    await close_visit(work, visit, consult_id)
    work.publish(
        ConsultCompleted(
            consult_id=consult_id,
            plan=published_plan(plan),
            findings=published_findings(form),
            **(common | {"patient_id": published_patient(visit.appointment)}),
        )
    )
    return ConsultView(id=consult_id, plan=plan, findings=form.findings, **common)


async def require_possible(work: Work, form: FoundForm, clinic_id: UUID, today: date) -> None:
    """What is planned can be done at this clinic. Raises NothingInForce, NoProtocol, ModelNotHere, ZoneDoesNotFit …"""
    plan = form.plan
    require_areas([plan.area, *(each.area for each in plan.further)])
    parts: tuple[PlanForm | FurtherAreaForm, ...] = (plan, *plan.further)
    for part in parts:
        require_zone(part.zone, part.area, plan.modality)
    if not form.suitable:
        return
    protocols = await require_in_force(work, PROTOCOLS, today)
    for part in parts:
        protocols.document.require(plan.concern, part.area, plan.modality)
    require_model(plan.device_model, plan.modality, await models_at(work, clinic_id, plan.modality))


def stored_findings(form: FoundForm) -> list[dict[str, Any]]:
    """What was seen, as it is kept."""
    return [finding.model_dump(mode="json") for finding in form.findings]


def published_findings(form: FoundForm) -> tuple[Finding, ...]:
    """What was seen, as an event."""
    return tuple(Finding(kind=each.kind, places=each.places) for each in form.findings)


_DETAILS = {"zone", "left_out", "anaesthetic", "product", "further"}


def stored_plan(plan: PlanForm) -> dict[str, Any]:
    """A plan's columns."""
    details = plan.model_dump(mode="json", include=_DETAILS, exclude_defaults=True)
    return {**plan.model_dump(exclude=_DETAILS), "plan_details": details or None}


def published_plan(plan: PlanForm) -> TreatmentPlan:
    """The plan as an event. Why a product is infused stays here; that a reason was given goes out."""
    planned = plan.model_dump()
    if plan.product is not None:
        infused, reasoned = plan.product.use is ProductUse.INFUSED, plan.product.reason is not None
        planned["product"] = PlannedProduct(name=plan.product.name, infused=infused, reasoned=reasoned)
    return TreatmentPlan.model_validate(planned)
