"""What is booked on days on which a clinic is closed."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from chassis.data.rows import Row
from chassis.local_time import local_day, start_of_day
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import appointments


async def booked_on(work: Work, clinic_id: UUID, zone: ZoneInfo, days: Collection[date]) -> dict[date, list[Row]]:
    """The appointments that are booked at a clinic, by local day, the soonest first."""
    found: dict[date, list[Row]] = {day: [] for day in days}
    if not days:
        return found
    statement = (
        select(appointments.c.id, appointments.c.kind, appointments.c.starts_at)
        .where(
            appointments.c.clinic_id == clinic_id,
            appointments.c.status == Status.BOOKED.value,
            appointments.c.starts_at >= start_of_day(min(days), zone),
            appointments.c.starts_at < start_of_day(max(days) + timedelta(days=1), zone),
        )
        .order_by(appointments.c.starts_at, appointments.c.id)
    )
    for row in await work.execute(statement):
        if (day := local_day(row.starts_at, zone)) in found:
            found[day].append(row)
    return found
