"""What the rows say about what is booked, and what waits, for one patient."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, func, select

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.tables import appointments
from services.booking.care.store.courses import COURSES
from services.booking.care.tables import courses, follow_ups

_BOOKED = func.array(
    select(appointments.c.kind)
    .where(appointments.c.course_id == courses.c.id, appointments.c.status == Status.BOOKED.value)
    .scalar_subquery()
).label("booked_kinds")
_WAITING = (
    select(follow_ups.c.after_session_id)
    .where(follow_ups.c.course_id == courses.c.id, follow_ups.c.to_place.is_not(None))
    .limit(1)
    .scalar_subquery()
    .label("waiting")
)
_COURSES = Prepared(
    COURSES.add_columns(_BOOKED, _WAITING)
    .where(courses.c.patient_id == bindparam("of"), courses.c.stopped_at.is_(None))
    .order_by(courses.c.id)
)
_CONSULT = Prepared(
    select(appointments.c.clinic_id, appointments.c.status)
    .where(appointments.c.patient_id == bindparam("of"), appointments.c.kind == AppointmentKind.CONSULT.value)
    .order_by((appointments.c.status == Status.BOOKED.value).desc(), appointments.c.starts_at.desc())
    .limit(1)
)
_FELL_THROUGH = frozenset({Status.MISSED.value, Status.CANCELLED.value})


async def courses_of(work: Work, patient_id: UUID) -> Sequence[Row]:
    """A patient's courses that go on: how far, the ``booked_kinds`` ahead, which follow-up is ``waiting``."""
    return (await work.execute(_COURSES, {"of": patient_id})).all()


async def last_consult(work: Work, patient_id: UUID) -> Row | None:
    """The patient's booked consult, or else their last one."""
    return (await work.execute(_CONSULT, {"of": patient_id})).one_or_none()


def last_consult_fell_through(consult: Row) -> bool:
    """Whether it was missed or cancelled."""
    return consult.status in _FELL_THROUGH
