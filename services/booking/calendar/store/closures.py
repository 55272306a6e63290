"""What is booked outside the hours of special days."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import appointments
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span, is_open


async def booked_outside(work: Work, place: Place, days: Collection[date]) -> dict[date, list[Row]]:
    """The appointments that are booked at a clinic outside its hours, by local day, the soonest first."""
    zone = place.zone
    found: dict[date, list[Row]] = {day: [] for day in days}
    if not days:
        return found
    statement = (
        select(
            appointments.c.id,
            appointments.c.clinic_id,
            appointments.c.kind,
            appointments.c.starts_at,
            appointments.c.ends_at,
        )
        .where(
            appointments.c.clinic_id == place.clinic_id,
            appointments.c.status == Status.BOOKED.value,
            appointments.c.starts_at >= start_of_day(min(days), zone),
            appointments.c.starts_at < start_of_day(max(days) + timedelta(days=1), zone),
        )
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    for row in await work.execute(statement):
        day = local_day(row.starts_at, zone)
        if day in found and not is_open(place.hours, zone, Span(row.starts_at, row.ends_at)):
            found[day].append(row)
    return found
