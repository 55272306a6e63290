"""Appointments that lie ahead and the plans that courses follow: projections of booking's events."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.plans import Plan, plan_of
from services.screening.tables import appointments_ahead as ahead
from services.screening.tables import consults, course_plans, screenings


async def keep_appointment(
    work: Work,
    appointment_id: UUID,
    *,
    patient_id: UUID,
    clinic_id: UUID,
    kind: str,
    course_id: UUID | None,
    starts_at: datetime,
) -> None:
    """An appointment is booked."""
    values = {
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "kind": kind,
        "course_id": course_id,
        "starts_at": starts_at,
    }
    stored = insert(ahead).values(id=appointment_id, **values)
    await work.execute(stored.on_conflict_do_update(index_elements=["id"], set_=values))


async def move_appointment(work: Work, appointment_id: UUID, clinic_id: UUID, starts_at: datetime) -> None:
    """An appointment has another time."""
    moved = {"clinic_id": clinic_id, "starts_at": starts_at}
    await work.execute(update(ahead).where(ahead.c.id == appointment_id).values(**moved))


async def drop_appointment(work: Work, appointment_id: UUID) -> None:
    """An appointment lies ahead no longer."""
    await work.execute(delete(ahead).where(ahead.c.id == appointment_id))


async def find_appointment(work: Work, appointment_id: UUID) -> Row | None:
    """One that lies ahead."""
    return (await work.execute(select(ahead).where(ahead.c.id == appointment_id))).first()


async def appointments_of(work: Work, patient_id: UUID) -> Sequence[Row]:
    """A patient's appointments that lie ahead, the soonest first."""
    found = select(ahead).where(ahead.c.patient_id == patient_id, ahead.c.starts_at > work.now)
    return (await work.execute(found.order_by(ahead.c.starts_at, ahead.c.id))).all()


async def keep_plan(work: Work, course_id: UUID, patient_id: UUID, consult_id: UUID) -> None:
    """A course follows a consult's plan."""
    values = {"patient_id": patient_id, "consult_id": consult_id}
    await work.execute(insert(course_plans).values(course_id=course_id, **values).on_conflict_do_nothing())


async def ends_of_clearances(work: Work, patient_id: UUID) -> dict[UUID, Row]:
    """By course: the current decision about the plan that it follows, where that is a clearance."""
    of = screenings.c
    statement = (
        select(course_plans.c.course_id, of.id, of.valid_until)
        .join(screenings, of.consult_id == course_plans.c.consult_id)
        .where(
            course_plans.c.patient_id == patient_id,
            of.stage == "consult",
            of.superseded_by.is_(None),
            of.voided_at.is_(None),
            of.valid_until.is_not(None),
        )
    )
    return {row.course_id: row for row in await work.execute(statement)}


async def plans_of_courses(work: Work, patient_id: UUID) -> dict[UUID, Plan]:
    """By course: the plan that it follows, as far as the consult has arrived."""
    statement = (
        select(course_plans.c.course_id, consults.c.plan)
        .join(consults, consults.c.id == course_plans.c.consult_id)
        .where(course_plans.c.patient_id == patient_id)
    )
    return {row.course_id: plan_of(row.plan) for row in await work.execute(statement)}
