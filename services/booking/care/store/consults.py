"""Consults, loaded."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from chassis.data.rows import Row
from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.booking.care.domain.clearances import CLEARED
from services.booking.care.tables import clearances, consults, courses


async def find_consult(work: Work, consult_id: UUID) -> Row | None:
    """A consult, or None: decisions may arrive before it."""
    return (await work.execute(select(consults).where(consults.c.id == consult_id))).one_or_none()


async def consults_without_course(work: Work) -> Sequence[Row]:
    """Id and patient of consults whose plan is cleared and has no course yet, the oldest first."""
    statement = select(consults.c.id, consults.c.patient_id).where(cleared_without_course()).order_by(consults.c.id)
    return (await work.execute(statement)).all()


def cleared_without_course() -> ColumnElement[bool]:
    """The condition for a consult to be suitable, cleared by screening's latest decision, and without a course."""
    latest = (
        select(clearances.c.outcome)
        .where(clearances.c.consult_id == consults.c.id, clearances.c.stage == ScreeningStage.CONSULT.value)
        .order_by(clearances.c.heard.desc())
        .limit(1)
        .scalar_subquery()
    )
    planned = select(courses.c.id).where(courses.c.consult_id == consults.c.id).exists()
    return and_(consults.c.suitable, ~planned, latest.in_([each.value for each in CLEARED]))
