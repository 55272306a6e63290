"""What is booked with a practitioner, and what it asks of them."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.local_time import local_day
from chassis.work import Work
from contracts.vocabulary import Modality
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import appointments, devices
from services.booking.care.domain.permissions import Expected
from services.booking.care.tables import courses
from services.booking.people.tables import clinics

_EXPECTED = Prepared(
    select(
        appointments.c.id,
        appointments.c.clinic_id,
        appointments.c.kind,
        appointments.c.starts_at,
        clinics.c.time_zone,
        devices.c.modality,
        courses.c.depth_mm,
    )
    .select_from(
        appointments.join(clinics, clinics.c.id == appointments.c.clinic_id)
        .outerjoin(devices, devices.c.id == appointments.c.device_id)
        .outerjoin(courses, courses.c.id == appointments.c.course_id)
    )
    .where(
        appointments.c.practitioner_id == bindparam("of"),
        appointments.c.status == Status.BOOKED.value,
        appointments.c.ends_at > bindparam("now"),
    )
    .order_by(appointments.c.starts_at, appointments.c.id)
)


async def expected_of(work: Work, practitioner_id: UUID) -> list[Expected[Row]]:
    """The booked appointments of a practitioner that have not ended, the soonest first. Depth: as planned."""
    rows = await work.execute(_EXPECTED, {"of": practitioner_id, "now": work.now})
    return [
        Expected(
            row, _day(row.starts_at, row.time_zone), Modality(row.modality) if row.modality else None, row.depth_mm
        )
        for row in rows
    ]


def _day(starts_at: datetime, zone: str) -> date:
    return local_day(starts_at, ZoneInfo(zone))
