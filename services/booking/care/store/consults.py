"""Consults, loaded."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from chassis.data.rows import Row
from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.booking.care.domain.clearances import CLEARED
from services.booking.care.store.suspensions import is_suspended
from services.booking.care.tables import clearances, consults, courses
from services.booking.people.tables import patients


async def find_consult(work: Work, consult_id: UUID) -> Row | None:
    """A consult, or None: decisions may arrive before it."""
    return (await work.execute(select(consults).where(consults.c.id == consult_id))).one_or_none()


async def consults_without_course(work: Work, patient_id: UUID | None = None) -> Sequence[Row]:
    """Id and patient of consults whose plan is cleared and has no course yet, the oldest first; or of one patient's."""
    statement = select(consults.c.id, consults.c.patient_id).where(cleared_without_course()).order_by(consults.c.id)
    if patient_id is not None:
        statement = statement.where(consults.c.patient_id == patient_id)
    return (await work.execute(statement)).all()


def cleared_without_course() -> ColumnElement[bool]:
    """The condition for a consult to be suitable, cleared by screening's latest decision, and without a course.

    Not while a suspension stops what was cleared, nor for a patient who is erased.
    """
    latest = (
        select(clearances.c.outcome)
        .where(clearances.c.consult_id == consults.c.id, clearances.c.stage == ScreeningStage.CONSULT.value)
        .order_by(clearances.c.heard.desc())
        .limit(1)
        .scalar_subquery()
    )
    planned = select(courses.c.id).where(courses.c.consult_id == consults.c.id).exists()
    who = patients.alias("erased")  # whoever asks may select from patients, too
    erased = select(who.c.id).where(who.c.id == consults.c.patient_id, who.c.erased_at.is_not(None)).exists()
    going = latest.in_([each.value for each in CLEARED])
    return and_(consults.c.suitable, ~planned, ~is_suspended(consults.c.patient_id), ~erased, going)
