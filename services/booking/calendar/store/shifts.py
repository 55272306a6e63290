"""What is booked with a practitioner at a clinic, and when they are needed for it."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.store.touched import SHOWN, Touched
from services.booking.calendar.tables import appointments, occupations
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.shifts import Roster, works
from services.booking.people.tables import moment

_NEEDED = Prepared(
    select(
        appointments.c.id,
        appointments.c.clinic_id,
        appointments.c.kind,
        appointments.c.starts_at,
        func.lower(occupations.c.during, type_=moment).label("since"),
        func.upper(occupations.c.during, type_=moment).label("until"),
    )
    .join(occupations, occupations.c.appointment_id == appointments.c.id)
    .where(
        occupations.c.resource_kind == "practitioner",
        appointments.c.practitioner_id == bindparam("of"),
        appointments.c.clinic_id == bindparam("clinic"),
        appointments.c.status == Status.BOOKED.value,
        appointments.c.ends_at > bindparam("now"),
    )
    .order_by(appointments.c.starts_at, appointments.c.id)
)


async def outside_shifts(work: Work, practitioner_id: UUID, roster: Roster, place: Place) -> Touched:
    """The booked appointments ahead at a clinic for which the practitioner does not work there."""
    rows = (await work.execute(_NEEDED, {"of": practitioner_id, "clinic": place.clinic_id, "now": work.now})).all()
    outside = [row for row in rows if not works(roster, place, _span(row))]
    return Touched(outside[:SHOWN], len(outside))


def _span(row: Row) -> Span:
    return Span(row.since, row.until)
