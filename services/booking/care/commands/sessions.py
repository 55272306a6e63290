"""A session is recorded: what was done, under which clearance, with which cartridges."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or

from cartridge_codes.gs1 import ScanRefused, read_scan
from chassis.access.actors import Role
from chassis.ids import new_id
from chassis.local_time import local_day
from chassis.refusals import Invalid, NotFound
from chassis.work import Work
from contracts.booking.cartridges import CartridgeUsed
from contracts.booking.courses import CourseCompleted
from contracts.booking.sessions import SessionPerformed
from contracts.vocabulary import AppointmentKind
from services.booking.calendar.domain.appointments import Status, require_booked, require_its_time
from services.booking.calendar.domain.refusals import WrongStatus
from services.booking.calendar.store.appointments import close_appointment, lock_appointment
from services.booking.calendar.store.devices import devices_of
from services.booking.care.commands.performers import performer_of
from services.booking.care.domain.cartridges import Cartridge
from services.booking.care.domain.courses import require_next
from services.booking.care.domain.refusals import CartridgeAlreadyUsed
from services.booking.care.domain.sessions import Override, Treatment, allow_session
from services.booking.care.forms.sessions import SessionForm
from services.booking.care.store.clearances import clearances_for
from services.booking.care.store.courses import course_of, course_row
from services.booking.care.tables import courses, lots, session_cartridges, sessions
from services.booking.people.store.clinics import zone_of


async def record_session(work: Work, appointment_id: UUID, form: SessionForm) -> UUID:
    """Record what was done at an appointment, under the clearance that holds now.

    Depths are millimetres, times UTC. Raises NotFound, Forbidden, WrongStatus, NotItsDay, Invalid for a scan, and
    whatever `allow_session` refuses.
    """
    appointment = await lock_appointment(work, appointment_id)
    work.actor.require_clinic(appointment.clinic_id)
    if appointment.kind != AppointmentKind.SESSION.value:
        raise WrongStatus(f"This appointment is a {appointment.kind}: a session is recorded at a session.")
    require_booked(Status(appointment.status))
    zone = await zone_of(work, appointment.clinic_id)
    require_its_time(AppointmentKind.SESSION, appointment.starts_at, work.now, zone)
    today = local_day(work.now, zone)
    row = await course_row(work, appointment.course_id, lock=True)
    course = course_of(row)
    require_next(course, AppointmentKind.SESSION)
    device = (await devices_of(work, [form.device_id])).get(form.device_id)
    if device is None or device.clinic_id != appointment.clinic_id:
        raise NotFound("There is no such device at this clinic.")
    practitioner = await performer_of(work, appointment)
    cartridges = [_scanned(raw, today) for raw in form.cartridges]
    planned = appointment.treatment_starts_at > appointment.starts_at
    treatment = Treatment(
        area=form.area,
        depth_mm=form.depth_mm,
        anaesthetic_used=planned if form.anaesthetic_used is None else form.anaesthetic_used,
        cartridges=cartridges,
    )
    allowed = allow_session(
        treatment,
        clearances=await clearances_for(work, consult_id=course.consult_id),
        practitioner=practitioner,
        device=device,
        recalled=await _recalled(work, cartridges),
        today=today,
        override=_override(work, form),
    )

    session_id = new_id()
    number = course.performed + 1
    done = {
        "appointment_id": appointment_id,
        "course_id": course.course_id,
        "number": number,
        "patient_id": appointment.patient_id,
        "clinic_id": appointment.clinic_id,
        "practitioner_id": practitioner.practitioner_id,
        "device_id": device.device_id,
        "area": form.area,
        "depth_mm": form.depth_mm,
        "performed_at": work.now,
    }
    reason = form.override.reason if form.override and allowed.overridden else None
    await work.execute(
        insert(sessions).values(
            id=session_id,
            product=form.product,
            anaesthetic_used=treatment.anaesthetic_used,
            override_reason=reason,
            consult_screening_id=allowed.consult.screening_id,
            day_of_screening_id=allowed.day_of.screening_id if allowed.day_of else None,
            recorded_by=work.actor.subject,
            **done,
        )
    )
    await _use_up(work, session_id, cartridges)
    await close_appointment(work, appointment, session_id)
    await work.execute(
        update(courses)
        .where(courses.c.id == course.course_id)
        .values(performed=number, last_session_at=work.now, last_session_on=today)
    )
    if reason is not None:
        refused = [type(refusal).__name__ for refusal in allowed.overridden]
        work.audit("session.override", f"session/{session_id}", reason=reason, overridden=refused)
    work.publish(
        SessionPerformed(session_id=session_id, modality=device.modality, overridden=reason is not None, **done)
    )
    work.publish(*(_cartridge_used(one, session_id, appointment, work) for one in cartridges))
    if number == course.sessions:
        work.publish(
            CourseCompleted(
                course_id=course.course_id,
                patient_id=appointment.patient_id,
                clinic_id=appointment.clinic_id,
                completed_at=work.now,
            )
        )
    return session_id


def _scanned(raw: str, today: date) -> Cartridge:
    try:
        code = read_scan(raw, today=today)
    except ScanRefused as refused:
        raise Invalid(str(refused)) from refused
    return Cartridge(code.gtin, code.lot, code.expires_on, code.serial)


def _override(work: Work, form: SessionForm) -> Override | None:
    if form.override is None:
        return None
    return Override(form.override.reason, Role.MEDICAL_DIRECTOR in work.actor.roles)


async def _recalled(work: Work, cartridges: Sequence[Cartridge]) -> set[str]:
    """Lot keys that were recalled. The lots' rows are held, so that a recall comes before or after, never between."""
    keys = sorted({(one.gtin, one.lot) for one in cartridges})
    if not keys:
        return set()
    await work.execute(
        insert_or(lots).values([{"gtin": gtin, "lot": lot} for gtin, lot in keys]).on_conflict_do_nothing()
    )
    held = (
        select(lots.c.gtin, lots.c.lot, lots.c.recalled_at)
        .where(tuple_(lots.c.gtin, lots.c.lot).in_(keys))
        .order_by(lots.c.gtin, lots.c.lot)
        .with_for_update()
    )
    return {f"{row.gtin}/{row.lot}" for row in await work.execute(held) if row.recalled_at is not None}


async def _use_up(work: Work, session_id: UUID, cartridges: Sequence[Cartridge]) -> None:
    """Each cartridge once, ever. Raises CartridgeAlreadyUsed."""
    if not cartridges:
        return
    rows = [
        {
            "session_id": session_id,
            "position": position,
            "gtin": one.gtin,
            "lot": one.lot,
            "serial": one.serial,
            "expires_on": one.expires_on,
        }
        for position, one in enumerate(cartridges)
    ]
    statement = insert_or(session_cartridges).values(rows).on_conflict_do_nothing()
    fresh = set((await work.execute(statement.returning(session_cartridges.c.position))).scalars())
    for position, one in enumerate(cartridges):
        if position not in fresh:
            raise CartridgeAlreadyUsed(
                f"Cartridge {one.serial} of lot {one.lot} was used in an earlier session: take a new, sterile one. "
                "One cartridge is for one patient and one session."
            )


def _cartridge_used(cartridge: Cartridge, session_id: UUID, appointment: Row[Any], work: Work) -> CartridgeUsed:
    return CartridgeUsed(
        lot_key=cartridge.lot_key,
        gtin=cartridge.gtin,
        lot=cartridge.lot,
        serial=cartridge.serial,
        clinic_id=appointment.clinic_id,
        patient_id=appointment.patient_id,
        session_id=session_id,
        appointment_id=appointment.id,
        used_at=work.now,
    )
