"""Courses, loaded and locked."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, DateTime, bindparam, func, select, text, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.domain.courses import Course
from services.booking.care.tables import courses, results_reviews, skipped_reviews
from services.booking.people.store.locks import NO_KEY

_since = func.coalesce(courses.c.last_session_at, text("'-infinity'"))
_took_place = (
    select(func.count())
    .where(
        results_reviews.c.course_id == courses.c.id,
        results_reviews.c.voided_at.is_(None),
        results_reviews.c.reviewed_at >= _since,
    )
    .correlate(courses)
    .scalar_subquery()
)
_skipped = (
    select(func.count())
    .where(
        skipped_reviews.c.course_id == courses.c.id,
        skipped_reviews.c.withdrawn_at.is_(None),
        skipped_reviews.c.skipped_at >= _since,
    )
    .correlate(courses)
    .scalar_subquery()
)
COURSES = select(courses, (_took_place + _skipped).label("reviewed"))
"""Courses with how many of their reviews took place, or were skipped, since the last session."""

_COURSE = Prepared(COURSES.where(courses.c.id == bindparam("of")))
_HELD = Prepared(COURSES.where(courses.c.id == bindparam("of")).with_for_update(of=courses, **NO_KEY))
_CHANGE = Prepared(update(courses).where(courses.c.id == bindparam("of")))
_ADVANCE = Prepared(
    update(courses)
    .where(courses.c.id == bindparam("of"))
    .values(
        performed=bindparam("number"),
        last_session_at=func.greatest(courses.c.last_session_at, bindparam("at", type_=DateTime(timezone=True))),
        last_session_on=func.greatest(courses.c.last_session_on, bindparam("day", type_=Date)),
    )
)


async def course_row(work: Work, course_id: UUID, *, lock: bool = False) -> Row:
    """A course. Raises NotFound."""
    row = (await work.execute(_HELD if lock else _COURSE, {"of": course_id})).one_or_none()
    if row is None:
        raise NotFound("There is no such course.")
    return row


def course_of(row: Row) -> Course:
    """A course's row as the rules see it."""
    return Course(
        course_id=row.id,
        consult_id=row.consult_id,
        patient_id=row.patient_id,
        area=row.area,
        depth_mm=row.depth_mm,
        sessions=row.sessions,
        performed=row.performed,
        spacing_weeks=(row.spacing_weeks_min, row.spacing_weeks_max),
        review_weeks=(row.review_weeks_min, row.review_weeks_max),
        session_minutes=row.session_minutes,
        numbing_minutes=row.numbing_minutes,
        talk_minutes=row.talk_minutes,
        stopped=row.stopped_at is not None,
        maintenance=row.maintenance,
        maintenance_weeks=(row.maintenance_weeks_min, row.maintenance_weeks_max) if row.maintenance else None,
        later_reviews=tuple((first, last) for first, last in row.later_reviews),
        reviewed=row.reviewed,
    )


_SETTLE_LAST = Prepared(
    text(
        "UPDATE courses SET last_session_at = last.at, last_session_on = (last.at AT TIME ZONE last.time_zone)::date"
        " FROM (SELECT courses.id, sessions.performed_at AS at, clinics.time_zone FROM courses"
        " LEFT JOIN sessions ON sessions.course_id = courses.id AND sessions.voided_at IS NULL"
        " LEFT JOIN clinics ON clinics.id = sessions.clinic_id"
        " WHERE courses.id = :of ORDER BY sessions.performed_at DESC NULLS LAST LIMIT 1) AS last"
        " WHERE courses.id = last.id"
    )
)


async def settle_last_session(work: Work, course_id: UUID) -> None:
    """When the course's last session was, by the sessions that are recorded now: one was amended or voided."""
    await work.execute(_SETTLE_LAST, {"of": course_id})


async def consults_of_courses(work: Work, course_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """By course: the consult whose plan it follows."""
    statement = select(courses.c.id, courses.c.consult_id).where(courses.c.id.in_(course_ids))
    return {row.id: row.consult_id for row in await work.execute(statement)}


async def change_course(work: Work, course_id: UUID, **values: Any) -> None:
    """Change columns of a locked course."""
    await work.execute(_CHANGE, {"of": course_id, **values})


async def advance_course(work: Work, course_id: UUID, number: int, at: datetime, day: date) -> None:
    """A session took place at a moment (UTC), the ``number``-th that is recorded, on the clinic's local ``day``.

    One that is entered late may have been before the last one.
    """
    await work.execute(_ADVANCE, {"of": course_id, "number": number, "at": at, "day": day})
