"""Sessions of a patient, performed or booked, with the parts of the body that each is on.

Of what was performed elsewhere only the last day is known, and no protocol: the one of the course here counts.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from chassis.data.statements import Prepared
from chassis.local_time import local_day
from chassis.work import Work
from services.booking.care.domain.spacing import Needling, Needlings, Plan

_NEEDLINGS = Prepared(
    text(
        "WITH plans AS ("
        " SELECT courses.id, spacing_weeks_min AS weeks, ARRAY[courses.area] || ARRAY("
        "  SELECT each ->> 'area' FROM jsonb_array_elements(coalesce(plan_details -> 'further', '[]')) AS each"
        " ) AS areas FROM courses JOIN consults ON consults.id = consult_id WHERE courses.patient_id = :of"
        ") SELECT plans.*, NULL AS at, NULL AS time_zone, false AS performed FROM plans"
        " UNION ALL SELECT plans.id, weeks, ARRAY[sessions.area], performed_at, time_zone, true"
        " FROM sessions JOIN plans ON plans.id = course_id JOIN clinics ON clinics.id = clinic_id"
        " WHERE voided_at IS NULL"
        " UNION ALL SELECT plans.id, weeks, areas, starts_at, time_zone, false"
        " FROM appointments JOIN plans ON plans.id = course_id JOIN clinics ON clinics.id = clinic_id"
        " WHERE kind = 'session' AND status = 'booked'"
        " UNION ALL SELECT coalesce(course_id, course_balances.id), 0, ARRAY[area],"
        " (last_session_on + time '12:00') AT TIME ZONE time_zone, time_zone, true"
        " FROM course_balances JOIN clinics ON clinics.id = clinic_id"
        " WHERE patient_id = :of AND last_session_on IS NOT NULL AND ended_at IS NULL"
    )
)


async def needlings_of(work: Work, patient_id: UUID) -> Needlings:
    """A patient's courses, and their sessions that were performed or are booked."""
    plans, sessions = [], []
    for row in await work.execute(_NEEDLINGS, {"of": patient_id}):
        plan = Plan(row.id, frozenset(row.areas), row.weeks)
        if row.at is None:
            plans.append(plan)
        else:
            sessions.append(Needling(plan, row.at, local_day(row.at, ZoneInfo(row.time_zone)), row.performed))
    return Needlings(plans, sessions)
