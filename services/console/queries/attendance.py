"""How many appointments of a period took place, and which did not: from the console's own rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from chassis.data.rows import Row
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


_OF = appointments.c
ENDS: Mapping[str, ColumnElement[bool]] = {
    "missed": _OF.status == "missed",
    "cancelled": _OF.status == "cancelled",
    "unsaid": (_OF.status == "booked") & _OF.station.is_(None),
    "came": (_OF.status == "booked") & _OF.station.is_not(None),
}
"""What became of an appointment, by the name that a count of it has."""


async def attendance_of(work: Work, clinics: Sequence[Clinic], first: date, after: date) -> Mapping[UUID, Attendance]:
    """By clinic, of appointments that begin from the day ``first`` on and before the day ``after``, local."""
    if not clinics:
        return {}
    counts = [func.count().filter(ended).label(name) for name, ended in ENDS.items()]
    statement = select(_OF.clinic_id, *counts).where(_in_period(clinics, first, after)).group_by(_OF.clinic_id)
    rows = (await work.execute(statement)).all()
    found = {row.clinic_id: Attendance(row.came, row.missed, row.cancelled, row.unsaid) for row in rows}
    return {each.id: found.get(each.id, Attendance()) for each in clinics}


async def appointments_that(
    work: Work, ended: str, clinics: Sequence[Clinic], first: date, after: date, most: int
) -> Sequence[Row]:
    """The appointments behind one of the counts, the last first: at most so many, and one more where there are more."""
    if not clinics:
        return []
    statement = select(appointments).where(ENDS[ended], _in_period(clinics, first, after))
    return (await work.execute(statement.order_by(_OF.starts_at.desc(), _OF.id).limit(most + 1))).all()


def _in_period(clinics: Sequence[Clinic], first: date, after: date) -> ColumnElement[bool]:
    """Begins within these days of its clinic."""
    return or_(
        *(
            (_OF.clinic_id == each.id)
            & (_OF.starts_at >= start_of_day(first, each.zone))
            & (_OF.starts_at < start_of_day(after, each.zone))
            for each in clinics
        )
    )
