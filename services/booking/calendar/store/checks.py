"""Marks of appointments that have to be checked. An appointment has at most one, however much has changed."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.problems import ProblemCode
from services.booking.calendar.tables import appointment_checks, appointments


async def mark_ahead(work: Work, column: str, id: UUID) -> list[UUID]:
    """Mark the booked appointments ahead with this id in a column. Answers their clinics.

    A mark that is there is written again, which locks it: whoever works it off meanwhile waits for this change.
    """
    of = appointments.c
    return await _mark(work, (of[column] == id) & (of.status == Status.BOOKED.value) & (of.ends_at > work.now))


async def mark_without_room(work: Work, appointment_ids: Collection[UUID]) -> list[UUID]:
    """Mark those of some booked appointments that say that they have no room. Answers their clinics."""
    of = appointments.c
    roomless = of.problems.contains([{"code": ProblemCode.ROOM_UNAVAILABLE.value}])
    these = of.id.in_(list(appointment_ids)) & (of.status == Status.BOOKED.value) & roomless
    return await _mark(work, these)


async def mark_reviews(work: Work, course_id: UUID) -> list[UUID]:
    """Mark the booked reviews of a course. Answers their clinics."""
    of = appointments.c
    is_review = of.kind == AppointmentKind.REVIEW.value
    return await _mark(work, (of.course_id == course_id) & (of.status == Status.BOOKED.value) & is_review)


async def _mark(work: Work, these: ColumnElement[bool]) -> list[UUID]:
    of = appointments.c
    found = select(of.id, of.clinic_id, literal(work.now)).where(these).order_by(of.id)
    marks = insert(appointment_checks).from_select(["appointment_id", "clinic_id", "asked_at"], found)
    again = marks.on_conflict_do_update(index_elements=["appointment_id"], set_={"asked_at": work.now})
    marked = await work.execute(again.returning(appointment_checks.c.clinic_id))
    return sorted(set(marked.scalars()))


async def patients_of_marked(work: Work, clinic_id: UUID, limit: int) -> Sequence[UUID]:
    """Some patients who have marked appointments at a clinic, in the order in which they are locked."""
    statement = (
        select(appointments.c.patient_id)
        .join(appointment_checks, appointment_checks.c.appointment_id == appointments.c.id)
        .where(appointment_checks.c.clinic_id == clinic_id)
        .distinct()
        .order_by(appointments.c.patient_id)
        .limit(limit)
    )
    return list((await work.execute(statement)).scalars())


async def unmark(work: Work, patient_ids: Collection[UUID], clinic_id: UUID) -> None:
    """The appointments of these patients at a clinic are about to be checked."""
    theirs = select(appointments.c.id).where(appointments.c.patient_id.in_(patient_ids))
    marked = (appointment_checks.c.clinic_id == clinic_id) & appointment_checks.c.appointment_id.in_(theirs)
    await work.execute(delete(appointment_checks).where(marked))
