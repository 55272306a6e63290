"""How courses ended: completed, stopped, or lapsed, which nobody says and the days tell."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, DateTime, Integer, Text, Uuid, bindparam, column, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.figures import ASKED, Days, FiguresView, asked_of, figures_of, places_of, share_of
from chassis.http import Page, Paging, equal_to, page
from chassis.work import Work
from services.booking.access import FIGURES_READ
from services.booking.care.forms.ended_courses import CourseEnd, EndedCoursesView, EndedCourseView
from services.booking.people.tables import clinics

_ENDED = (
    "SELECT asked.clinic_id, asked.earlier, clinics.name AS clinic, course.id AS course_id, patient_id,"  # noqa: S608  # constants
    " concern, device_model, how, ended_at, planned AS sessions_planned,"
    " least(performed, planned) AS sessions_performed,"
    " CASE WHEN how = 'stopped' THEN stopped_because END AS because"
    f" FROM {ASKED} JOIN clinics ON clinics.id = asked.clinic_id CROSS JOIN LATERAL ("
    "  SELECT *, sessions - maintenance AS planned, CASE WHEN performed >= sessions - maintenance THEN 'completed'"
    "   WHEN stopped_at IS NOT NULL THEN 'stopped' ELSE 'lapsed' END AS how"
    "  FROM courses WHERE clinic_id = asked.clinic_id AND NOT replaced AND sessions > maintenance"
    " ) AS course CROSS JOIN LATERAL ("
    "  SELECT CASE how WHEN 'completed' THEN coalesce((SELECT performed_at FROM sessions"
    "    WHERE course_id = course.id AND voided_at IS NULL ORDER BY performed_at OFFSET planned - 1 LIMIT 1),"
    "    last_session_at)"
    "   WHEN 'stopped' THEN stopped_at"
    "   ELSE (coalesce(last_session_on, (planned_at AT TIME ZONE time_zone)::date) + 7 * spacing_weeks_max + 1)"
    "    ::timestamp AT TIME ZONE time_zone END AS ended_at"
    " ) AS ending WHERE ended_at >= asked.since AND ended_at < asked.until AND ended_at <= :now"
    " AND (how <> 'lapsed' OR NOT EXISTS (SELECT FROM appointments"
    "  WHERE course_id = course.id AND status = 'booked'))"
)
"""A course that was stopped after its last planned session was completed."""
_NOW = bindparam("now", type_=DateTime(timezone=True))
_COUNTED = Prepared(
    text(
        f"WITH ended AS ({_ENDED}) SELECT clinic_id, earlier, count(*) AS ended,"  # noqa: S608  # constants
        " count(*) FILTER (WHERE how = 'completed') AS completed, count(*) FILTER (WHERE how = 'stopped') AS stopped,"
        " count(*) FILTER (WHERE how = 'lapsed') AS lapsed, sum(sessions_planned) AS planned,"
        " sum(sessions_performed) AS performed"
        " FROM ended GROUP BY GROUPING SETS ((clinic_id, earlier), (earlier))"
    ).bindparams(_NOW)
)
"""The rows without a clinic are of all of them."""


_COLUMNS: list[ColumnElement[Any]] = [
    *(column(name, Uuid) for name in ("clinic_id", "course_id", "patient_id")),
    *(column(name, Text) for name in ("clinic", "concern", "device_model", "how", "because")),
    *(column(name, Integer) for name in ("sessions_planned", "sessions_performed")),
    column("earlier", Boolean),
    column("ended_at", DateTime(timezone=True)),
]


async def ended_courses_of(work: Work, days: Days, clinic_id: UUID | None) -> FiguresView[EndedCoursesView]:
    """Of the caller's clinics, or one of them. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    rows = await work.execute(_COUNTED, {**asked_of(places, days), "now": work.now})
    found = {(row.clinic_id, row.earlier): row for row in rows}
    return figures_of(FiguresView[EndedCoursesView], days, places, found, _counted)


def _counted(row: Row | None) -> EndedCoursesView:
    return EndedCoursesView(
        completed=share_of(row.completed, row.ended) if row else share_of(0, 0),
        stopped=row.stopped if row else 0,
        lapsed=row.lapsed if row else 0,
        sessions_planned=row.planned if row else 0,
        sessions_performed=row.performed if row else 0,
    )


async def list_ended_courses(
    work: Work, paging: Paging, days: Days, *, clinic_id: UUID | None, how: CourseEnd | None
) -> Page[EndedCourseView]:
    """The courses behind the figure, the last to end first. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    given = {**asked_of(places, days), "now": work.now}
    of = text(_ENDED).bindparams(_NOW).bindparams(**given).columns(*_COLUMNS).subquery("found").c
    statement = select(*of).where(~of.earlier, *equal_to({of.how: how}))
    return await page(work, statement, [of.ended_at.desc(), of.course_id], paging, EndedCourseView.model_validate)
