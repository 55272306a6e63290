"""A session is recorded: what was done, under which clearance, with which cartridges."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert

from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.access import CARE_OVERRIDE
from services.booking.calendar.domain.appointments import AppointmentKind
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.store.appointments import booked_of
from services.booking.calendar.store.devices import devices_of
from services.booking.care.commands.session_details import (
    ask_to_sign,
    require_details,
    signature_of,
    stored_details,
)
from services.booking.care.commands.session_events import Done, announce
from services.booking.care.commands.validity import check_appointments
from services.booking.care.commands.visits import Visit, begin_visit, close_visit
from services.booking.care.domain.cartridges import Discarded, Opened, scanned
from services.booking.care.domain.clearances import Clearance
from services.booking.care.domain.consents import require_consent
from services.booking.care.domain.courses import require_next
from services.booking.care.domain.late_entries import LatePolicy, as_known_at
from services.booking.care.domain.sessions import Allowed, Override, Treatment, allow_session
from services.booking.care.forms.sessions import (
    DiscardedCartridgeForm,
    DiscardedCartridgeView,
    SessionForm,
    SessionView,
    TreatedForm,
    UsedCartridgeView,
)
from services.booking.care.store.cartridges import hold_lots, use_up
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.consents import consents_of
from services.booking.care.store.courses import advance_course, course_of, course_row
from services.booking.care.store.spacing import needlings_of
from services.booking.care.store.suspensions import was_suspended
from services.booking.care.tables import sessions

_INSERT = Prepared(insert(sessions))


async def record_session(work: Work, appointment_id: UUID, form: SessionForm, policy: LatePolicy) -> SessionView:
    """Record what was done at an appointment, under the clearance that holds now; or late, under the one that held.

    Depths are millimetres, times UTC. Raises NotFound, Forbidden, WrongStatus, NotItsDay, NoPractitioner,
    CourseFinished, Invalid for a scan, ConsentMissing, CartridgeAlreadyUsed, and whatever `allow_session` refuses.
    """
    visit = await begin_visit(work, appointment_id, AppointmentKind.SESSION, form, policy)
    course = course_of(await course_row(work, visit.appointment.course_id, lock=True))
    require_next(course, AppointmentKind.SESSION)
    done = Done(
        session_id=new_id(),
        visit=visit,
        course=course,
        device=await device_at(work, form.device_id, visit.appointment.clinic_id),
        treatment=_treatment(form, visit),
        also=also_done(form),
        details=form.details,
        late=visit.late,
    )
    require_consent(
        await consents_of(work, visit.appointment.patient_id), done.device.modality, done.treatment.area, visit.today
    )
    allowed = allow_session(
        done.treatment,
        clearances=await _decided(work, done),
        practitioner=visit.performer,
        device=done.device,
        recalled=await hold_lots(work, done.treatment.cartridges.all, visit.at),
        today=visit.today,
        override=_override(work, visit, form),
        blocked=await _too_near(work, visit),
        substitute=visit.appointment.substitute_gtin,
    )
    require_details(form.details, done.treatment, done.device.modality, visit.at, ZoneInfo(visit.appointment.time_zone))
    reason = form.override.reason if form.override and allowed.overridden else None
    columns = _columns(work, done, allowed, reason) | signature_of(work, visit.performer.practitioner_id)
    await work.execute(_INSERT, columns)
    await ask_to_sign(work, columns)
    await use_up(work, done.session_id, done.treatment.cartridges)
    await advance_course(work, course.course_id, done.number, visit.at, visit.today)
    await close_visit(work, visit, done.session_id)
    announce(work, done, allowed, reason)
    await check_appointments(work, await booked_of(work, visit.appointment.patient_id))
    return _view(done, columns)


async def _decided(work: Work, done: Done) -> list[Clearance]:
    """What screening had decided when the session took place."""
    if done.late is None:
        return await clearances_for(work, consult_id=done.course.consult_id)
    return await decided_by(work, done.visit.appointment.patient_id, done.course.consult_id, done.late.performed_at)


async def decided_by(work: Work, patient_id: UUID, consult_id: UUID, at: datetime) -> list[Clearance]:
    """What screening had decided on a consult's plan by a moment in the past (UTC)."""
    decided = await clearances_for(work, consult_id=consult_id)
    return as_known_at(at, decided, suspended=await was_suspended(work, patient_id, at))


async def device_at(work: Work, device_id: UUID, clinic_id: UUID) -> Device:
    """A device of the clinic. Raises NotFound."""
    device = (await devices_of(work, [device_id])).get(device_id)
    if device is None or device.clinic_id != clinic_id:
        raise NotFound("There is no such device at this clinic.")
    return device


async def _too_near(work: Work, visit: Visit) -> tuple[DayWindow, ...]:
    """The days that are too near to what was performed on the same part of the body; none where that was reasoned."""
    of = visit.appointment
    return () if of.reasoned else (await needlings_of(work, of.patient_id)).near_performed(of.course_id)


def _treatment(form: SessionForm, visit: Visit) -> Treatment:
    of = visit.appointment
    planned = of.treatment_starts_at > of.starts_at if of.numbing_minutes is None else of.numbing_minutes > 0
    return Treatment(
        area=form.area,
        depth_mm=form.depth_mm,
        anaesthetic_used=planned if form.anaesthetic_used is None else form.anaesthetic_used,
        cartridges=Opened(
            used=[scanned(raw, visit.today) for raw in form.cartridges],
            discarded=[thrown_away(each, visit.today) for each in form.discarded_cartridges],
            why_another_number=form.why_another_number,
            why_like_another=form.why_like_another,
        ),
    )


def also_done(form: TreatedForm) -> dict[str, Any]:
    """The columns of what was done that no rule reads; an amendment says them again."""
    return {"product": form.product, "details": stored_details(form.details)}


def thrown_away(each: DiscardedCartridgeForm, today: date) -> Discarded:
    """A cartridge that touched nobody, by its label. Raises Invalid."""
    return Discarded(scanned(each.scan, today), each.cause)


def _override(work: Work, visit: Visit, form: SessionForm) -> Override | None:
    if form.override is None:
        return None
    of = visit.appointment
    return Override(
        form.override.reason,
        by_medical_director=work.access.may(CARE_OVERRIDE, whose=of.patient_id, where=of.clinic_id),
    )


def _columns(work: Work, done: Done, allowed: Allowed, reason: str | None) -> dict[str, Any]:
    appointment, treatment = done.visit.appointment, done.treatment
    return {
        "id": done.session_id,
        "appointment_id": appointment.id,
        "course_id": done.course.course_id,
        "number": done.number,
        "patient_id": appointment.patient_id,
        "clinic_id": appointment.clinic_id,
        "practitioner_id": done.visit.performer.practitioner_id,
        "device_id": done.device.device_id,
        "area": treatment.area,
        "depth_mm": treatment.depth_mm,
        **done.also,
        "anaesthetic_used": treatment.anaesthetic_used,
        "override_reason": reason,
        "why_another_number": treatment.cartridges.why_another_number,
        "consult_screening_id": allowed.consult.screening_id,
        "day_of_screening_id": allowed.day_of.screening_id if allowed.day_of else None,
        "recorded_by": work.actor.subject,
        "performed_at": done.visit.at,
        "recorded_at": work.now if done.late else None,
        "late_because": done.late.reason if done.late else None,
    }


def _view(done: Done, columns: dict[str, Any]) -> SessionView:
    names = {
        "practitioner_name": done.visit.performer.name,
        "device_name": done.device.model,
        "modality": done.device.modality,
    }
    opened = done.treatment.cartridges
    return SessionView.model_validate(
        {
            **columns,
            **names,
            "cartridges": [UsedCartridgeView.model_validate(each) for each in opened.used],
            "discarded_cartridges": [
                DiscardedCartridgeView.model_validate({**vars(each.cartridge), "cause": each.cause})
                for each in opened.discarded
            ],
            "overridden": columns["override_reason"] is not None,
        }
    )
