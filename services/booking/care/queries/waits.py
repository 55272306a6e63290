"""How long patients waited, counted from visits, consults and sessions."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, DateTime, Numeric, Text, Uuid, column, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.figures import ASKED, Days, FiguresView, Spread, asked_of, figures_of, places_of, spread_of
from chassis.http import Page, Paging, page
from chassis.work import Work
from services.booking.access import FIGURES_READ
from services.booking.care.forms.waits import Wait, WaitsView, WaitView
from services.booking.people.tables import clinics

_WAIT = (
    "SELECT asked.clinic_id, asked.earlier, 'waiting' AS what, gone, appointments.id AS appointment_id,"  # noqa: S608  # constants
    "  patient_id, starts_at AS at, CASE WHEN begun IS NOT NULL THEN"
    "   extract(epoch FROM greatest(begun - greatest(arrived, starts_at), interval '0')) / 60 END AS took"
    f" FROM {ASKED} JOIN appointments ON appointments.clinic_id = asked.clinic_id"
    "  AND starts_at >= asked.since AND starts_at < asked.until CROSS JOIN LATERAL ("
    "  SELECT min(at) FILTER (WHERE station = 'arrived') AS arrived,"
    "   min(at) FILTER (WHERE station IN ('numbing', 'in_treatment')) AS begun,"
    "   coalesce(bool_or(station = 'left'), false) AS gone"
    "  FROM visit_stations WHERE appointment_id = appointments.id AND withdrawn_at IS NULL"
    " ) AS visit WHERE arrived IS NOT NULL"
    " UNION ALL SELECT asked.clinic_id, asked.earlier, 'consult', false, appointments.id, patient_id, starts_at,"
    "  (starts_at AT TIME ZONE time_zone)::date - (time_set_at AT TIME ZONE time_zone)::date"
    f" FROM {ASKED} JOIN clinics ON clinics.id = asked.clinic_id"
    "  JOIN appointments ON appointments.clinic_id = asked.clinic_id"
    "  AND starts_at >= asked.since AND starts_at < asked.until"
    " WHERE kind = 'consult' AND status = 'performed' AND origin <> 'imported'"
    " UNION ALL SELECT asked.clinic_id, asked.earlier, 'first_session', false, sessions.appointment_id,"
    "  sessions.patient_id, performed_at,"
    "  (performed_at AT TIME ZONE time_zone)::date - (completed_at AT TIME ZONE time_zone)::date"
    f" FROM {ASKED} JOIN clinics ON clinics.id = asked.clinic_id"
    "  JOIN sessions ON sessions.clinic_id = asked.clinic_id"
    "  AND performed_at >= asked.since AND performed_at < asked.until AND voided_at IS NULL"
    "  JOIN courses ON courses.id = sessions.course_id JOIN consults ON consults.id = courses.consult_id"
    " WHERE NOT EXISTS (SELECT FROM sessions AS other WHERE other.course_id = courses.id"
    "  AND other.voided_at IS NULL AND (other.performed_at, other.id) < (sessions.performed_at, sessions.id))"
)
"""Each wait, with the appointment at which it ended: minutes at the clinic, otherwise days."""
_WAITS = Prepared(
    text(
        f"WITH wait AS ({_WAIT}) SELECT clinic_id, earlier, what, count(took) AS known,"  # noqa: S608  # constants
        " percentile_cont(0.5) WITHIN GROUP (ORDER BY took)::float8 AS median,"
        " percentile_cont(0.9) WITHIN GROUP (ORDER BY took)::float8 AS ninth_decile,"
        " count(*) FILTER (WHERE took IS NULL AND gone) AS gone_untreated,"
        " count(*) FILTER (WHERE took IS NULL AND NOT gone) AS not_noted"
        " FROM wait GROUP BY GROUPING SETS ((clinic_id, earlier, what), (earlier, what))"
    )
)
"""The rows without a clinic are of all of them."""
_EACH = (
    "SELECT wait.*, clinics.name AS clinic,"  # noqa: S608  # constants
    " coalesce(took, CASE WHEN gone THEN -1 ELSE -2 END) AS place"
    f" FROM ({_WAIT}) AS wait JOIN clinics ON clinics.id = wait.clinic_id WHERE NOT earlier"
)
_COLUMNS: list[ColumnElement[Any]] = [
    *(column(name, Uuid) for name in ("clinic_id", "appointment_id", "patient_id")),
    *(column(name, Text) for name in ("clinic", "what")),
    *(column(name, Numeric) for name in ("took", "place")),
    column("gone", Boolean),
    column("at", DateTime(timezone=True)),
]


async def waits_of(work: Work, days: Days, clinic_id: UUID | None) -> FiguresView[WaitsView]:
    """Of the caller's clinics, or one of them. Raises Forbidden."""
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    found: dict[tuple[UUID | None, bool], dict[str, Row]] = {}
    for row in await work.execute(_WAITS, asked_of(places, days)):
        found.setdefault((row.clinic_id, row.earlier), {})[row.what] = row
    return figures_of(FiguresView[WaitsView], days, places, found, _counted)


async def list_waits(work: Work, paging: Paging, days: Days, *, clinic_id: UUID | None, what: Wait) -> Page[WaitView]:
    """The waits behind the figure, the longest first; those of which the end is not known come last.

    Raises Forbidden.
    """
    places = await places_of(work, clinics, FIGURES_READ, clinic_id)
    of = text(_EACH).bindparams(**asked_of(places, days)).columns(*_COLUMNS).subquery("found").c
    statement = select(*of).where(of.what == what.value)
    return await page(work, statement, [of.place.desc(), of.at.desc(), of.appointment_id], paging, _wait)


def _wait(row: Row) -> WaitView:
    took = None if row.took is None else float(row.took)
    return WaitView.model_validate({**row._mapping, "took": took, "left": row.took is None and row.gone})


def _counted(rows: dict[str, Row] | None) -> WaitsView:
    rows = rows or {}
    visits = rows.get("waiting")
    return WaitsView(
        waiting=_spread(visits),
        left=visits.gone_untreated if visits else 0,
        not_noted=visits.not_noted if visits else 0,
        consult=_spread(rows.get("consult")),
        first_session=_spread(rows.get("first_session")),
    )


def _spread(row: Row | None) -> Spread:
    return spread_of(row.known, row.median, row.ninth_decile) if row else spread_of(0, None, None)
