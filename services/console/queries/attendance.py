"""How many appointments of a period took place: numbers alone, from the console's own rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select

from chassis.local_time import start_of_day
from chassis.work import Work
from services.console.queries.clinics import Clinic
from services.console.tables import appointments


@dataclass(frozen=True)
class Attendance:
    """What became of a clinic's appointments."""

    came: int = 0
    """Those at which an arrival was noted."""
    missed: int = 0
    cancelled: int = 0
    unsaid: int = 0
    """Booked, and nobody has noted what became of them; those ahead are among them."""

    def __add__(self, other: "Attendance") -> "Attendance":
        """Of two clinics."""
        return Attendance(
            self.came + other.came,
            self.missed + other.missed,
            self.cancelled + other.cancelled,
            self.unsaid + other.unsaid,
        )


async def attendance_of(work: Work, clinics: Sequence[Clinic], first: date, after: date) -> Mapping[UUID, Attendance]:
    """By clinic, of appointments that begin from the day ``first`` on and before the day ``after``, local."""
    if not clinics:
        return {}
    of = appointments.c
    periods = [
        (of.clinic_id == each.id)
        & (of.starts_at >= start_of_day(first, each.zone))
        & (of.starts_at < start_of_day(after, each.zone))
        for each in clinics
    ]
    stands, arrived = of.status == "booked", of.station.is_not(None)
    statement = select(
        of.clinic_id,
        func.count().filter(stands, arrived).label("came"),
        func.count().filter(of.status == "missed").label("missed"),
        func.count().filter(of.status == "cancelled").label("cancelled"),
        func.count().filter(stands, ~arrived).label("unsaid"),
    )
    rows = (await work.execute(statement.where(or_(*periods)).group_by(of.clinic_id))).all()
    found = {row.clinic_id: Attendance(row.came, row.missed, row.cancelled, row.unsaid) for row in rows}
    return {each.id: found.get(each.id, Attendance()) for each in clinics}
