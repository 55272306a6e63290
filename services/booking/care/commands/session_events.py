"""What is published and audited when a session is recorded."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.work import Work
from contracts.booking.courses import CourseCompleted
from contracts.booking.sessions import SessionCartridge, SessionEquipment, SessionPerformed
from services.booking.calendar.domain.devices import Device
from services.booking.calendar.store.appointments import published_patient
from services.booking.care.commands.cartridge_uses import Opening, publish_opened
from services.booking.care.commands.visits import Visit
from services.booking.care.domain.courses import Course
from services.booking.care.domain.late_entries import LateEntry
from services.booking.care.domain.sessions import Allowed, Treatment
from services.booking.care.forms.session_details import SessionDetailsForm


@dataclass(frozen=True)
class Done:
    """What was done."""

    session_id: UUID
    visit: Visit
    course: Course
    device: Device
    treatment: Treatment
    also: dict[str, Any]
    """Columns of what was done that no rule reads."""
    details: SessionDetailsForm | None
    late: LateEntry | None

    @property
    def number(self) -> int:
        """Counted within the course, from 1."""
        return self.course.performed + 1


def announce(work: Work, done: Done, allowed: Allowed, reason: str | None) -> None:
    """Publish what happened, and audit what was overridden."""
    appointment = done.visit.appointment
    if reason is not None:
        refused = [type(refusal).__name__ for refusal in allowed.overridden]
        work.audit("session.override", f"session/{done.session_id}", reason=reason, overridden=refused)
    if done.late is not None:
        work.audit("session.entered_late", f"session/{done.session_id}", reason=done.late.reason)
    work.publish(
        SessionPerformed(
            session_id=done.session_id,
            appointment_id=appointment.id,
            course_id=done.course.course_id,
            number=done.number,
            patient_id=published_patient(appointment),
            clinic_id=appointment.clinic_id,
            practitioner_id=done.visit.performer.practitioner_id,
            modality=done.device.modality,
            area=done.treatment.area,
            overridden=reason is not None,
            performed_at=done.visit.at,
            equipment=equipment_of(done.device, done.treatment),
            immediate_reaction=done.details.immediate_reaction if done.details else None,
        )
    )
    publish_opened(work, Opening(appointment, done.session_id, done.visit.at), done.treatment.cartridges)
    if done.number == done.course.planned:
        work.publish(
            CourseCompleted(
                course_id=done.course.course_id,
                patient_id=published_patient(appointment),
                clinic_id=appointment.clinic_id,
                completed_at=done.visit.at,
            )
        )


def equipment_of(device: Device, treatment: Treatment) -> SessionEquipment:
    """What it was done with: whoever grades a reaction later has to see it."""
    used = [SessionCartridge(gtin=one.gtin, lot=one.lot, serial=one.serial) for one in treatment.cartridges.used]
    return SessionEquipment(
        device_model=device.model,
        device_serial=device.serial,
        device_id=device.device_id,
        depth_mm=treatment.depth_mm,
        anaesthetic_used=treatment.anaesthetic_used,
        cartridges=tuple(used),
    )
