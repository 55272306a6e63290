"""Consults, loaded."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.care.domain.clearances import CLEARED
from services.booking.care.tables import clearances, consults, courses


async def find_consult(work: Work, consult_id: UUID) -> Row | None:
    """A consult, or None: decisions may arrive before it."""
    return (await work.execute(select(consults).where(consults.c.id == consult_id))).one_or_none()


async def consults_without_course(work: Work) -> Sequence[Row]:
    """Id and patient of suitable consults that screening has cleared at some time and that have no course yet."""
    cleared = exists().where(
        clearances.c.consult_id == consults.c.id, clearances.c.outcome.in_([each.value for each in CLEARED])
    )
    statement = (
        select(consults.c.id, consults.c.patient_id)
        .outerjoin(courses, courses.c.consult_id == consults.c.id)
        .where(courses.c.id.is_(None), consults.c.suitable, cleared)
        .order_by(consults.c.id)
    )
    return (await work.execute(statement)).all()
