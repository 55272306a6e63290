"""Loading and locking whom and what commands decide on: patients, appointments, courses and clearances.

Locks are taken in one order everywhere, so that two transactions seldom wait for each other: the patient, the course,
then practitioners, rooms and devices, each in the order of their ids. What still deadlocks is run again (chassis).
"""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, select

from chassis.work import Work
from contracts.vocabulary import Area, Modality, Outcome, ScreeningStage
from services.booking.domain.clearances import Clearance, Limits
from services.booking.domain.courses import Course
from services.booking.domain.needs import Place
from services.booking.domain.opening_hours import OpenHours
from services.booking.domain.refusals import NotFound
from services.booking.tables import (
    appointments,
    clearances,
    clinics,
    courses,
    opening_hours,
    patients,
)

# Rows that others refer to are locked without keeping those references from being made.
NO_KEY: dict[str, Any] = {"key_share": True}


async def place_of(work: Work, clinic_id: UUID) -> Place:
    """The clinic's zone and hours. Raises NotFound."""
    statement = (
        select(clinics.c.time_zone, opening_hours.c.weekday, opening_hours.c.opens, opening_hours.c.closes)
        .select_from(clinics.outerjoin(opening_hours))
        .where(clinics.c.id == clinic_id)
    )
    rows = (await work.execute(statement)).all()
    if not rows:
        raise NotFound("There is no such clinic.")
    hours = [OpenHours(row.weekday, row.opens, row.closes) for row in rows if row.opens is not None]
    return Place(clinic_id, ZoneInfo(rows[0].time_zone), hours)


async def zone_of(work: Work, clinic_id: UUID) -> ZoneInfo:
    """The clinic's zone. Raises NotFound."""
    return (await place_of(work, clinic_id)).zone


async def lock_patient(work: Work, patient_id: UUID) -> Row[Any]:
    """The patient's row, held until the commit: all that is published for a patient is in one order."""
    statement = select(patients).where(patients.c.id == patient_id).with_for_update(**NO_KEY)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("There is no such patient.")
    return row


async def lock_appointment(work: Work, appointment_id: UUID) -> Row[Any]:
    """An appointment, its patient's row held: an appointment changes only under that lock. Raises NotFound."""
    holder = (
        select(patients.c.id)
        .join(appointments, appointments.c.patient_id == patients.c.id)
        .where(appointments.c.id == appointment_id)
        .with_for_update(of=patients, **NO_KEY)
    )
    await work.execute(holder)
    row = (await work.execute(select(appointments).where(appointments.c.id == appointment_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such appointment.")
    return row


async def course_row(work: Work, course_id: UUID, *, lock: bool = False) -> Row[Any]:
    """A course. Raises NotFound."""
    statement: Select[Any] = select(courses).where(courses.c.id == course_id)
    row = (await work.execute(statement.with_for_update(**NO_KEY) if lock else statement)).one_or_none()
    if row is None:
        raise NotFound("There is no such course.")
    return row


def course_of(row: Row[Any]) -> Course:
    """A course's row as the rules see it."""
    return Course(
        course_id=row.id,
        consult_id=row.consult_id,
        patient_id=row.patient_id,
        area=Area(row.area),
        modality=Modality(row.modality),
        device_model=row.device_model,
        depth_mm=row.depth_mm,
        sessions=row.sessions,
        performed=row.performed,
        last_session_at=row.last_session_at,
        spacing_weeks=(row.spacing_weeks_min, row.spacing_weeks_max),
        review_weeks=(row.review_weeks_min, row.review_weeks_max),
        session_minutes=row.session_minutes,
        numbing_minutes=row.numbing_minutes,
    )


async def clearances_for(
    work: Work, *, consult_id: UUID | None = None, patient_id: UUID | None = None
) -> list[Clearance]:
    """Every decision about one consult's plan, or about a patient, in the order in which they were heard."""
    statement = select(clearances).order_by(clearances.c.heard)
    if consult_id is not None:
        statement = statement.where(clearances.c.consult_id == consult_id)
    if patient_id is not None:
        statement = statement.where(clearances.c.patient_id == patient_id)
    return [clearance_of(row) for row in await work.execute(statement)]


def clearance_of(row: Row[Any]) -> Clearance:
    """A clearance's row as the rules see it."""
    return Clearance(
        screening_id=row.screening_id,
        consult_id=row.consult_id,
        stage=ScreeningStage(row.stage),
        outcome=Outcome(row.outcome),
        limits=Limits(
            modality=Modality(row.modality),
            device_model=row.device_model,
            area=row.area,
            max_depth_mm=row.max_depth_mm,
            anaesthetic_allowed=row.anaesthetic_allowed,
            excluded_areas=frozenset(row.excluded_areas),
        ),
        eligible_from=row.eligible_from,
        valid_until=row.valid_until,
        decided_at=row.decided_at,
        decided_on=row.decided_on,
    )
