"""What messages need of an appointment: a projection of booking's events. A replay writes it again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.appointments import Appointment, AppointmentState
from services.notifications.domain.messages import LEFT, REPLY
from services.notifications.domain.questions import Ahead, Option
from services.notifications.tables import appointments, messages

LATELY = timedelta(days=3)
"""For how long what comes back may answer a message: a policy of the chain."""
of = appointments.c
_ANSWERS = messages.c.about.startswith(REPLY)
"""What was answered to a text: what comes back then is about the same as before."""
_STANDS = (AppointmentState.BOOKED.value, AppointmentState.HELD.value)


async def keep_appointment(
    work: Work,
    appointment_id: UUID,
    starts_at: datetime,
    state: AppointmentState,
    *,
    ends_at: datetime | None = None,
    change: int = 0,
) -> None:
    """An appointment as it is now. What an event does not say of its end and its number stays as it was."""
    values: dict[str, Any] = {"starts_at": starts_at, "standing": state.value}
    values |= ({"ends_at": ends_at} if ends_at else {}) | ({"change": change} if change else {})
    statement = insert(appointments).values(id=appointment_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def keep_day_form(work: Work, appointment_ids: Sequence[UUID], day: date) -> None:
    """The patient has answered the form of this local day."""
    theirs = appointments.c.id.in_(appointment_ids)
    await work.execute(update(appointments).where(theirs).values(day_form_on=day))


async def known_appointments(work: Work, appointment_ids: Sequence[UUID]) -> dict[UUID, Appointment]:
    """Those of these appointments whose own events have arrived, as they are now."""
    found = await work.execute(select(appointments).where(appointments.c.id.in_(appointment_ids)))
    return {row.id: appointment_of(row) for row in found}


def appointment_of(row: Row) -> Appointment:
    """The appointment whose columns a row has, under their names."""
    return Appointment(AppointmentState(row.standing), row.starts_at, row.ends_at, row.change, row.day_form_on)


async def appointments_ahead(work: Work, patient_ids: Sequence[UUID]) -> list[Ahead]:
    """The appointments that still lie ahead of any of these patients, the next first.

    Whose an appointment is, is known from the messages about it: every one that is booked is confirmed or announced.
    """
    left = messages.c.status.in_([each.value for each in LEFT]) & (messages.c.starts_at == of.starts_at)
    lately = left & (messages.c.settled_at > work.now - LATELY)
    statement = (
        select(of.id, of.starts_at, messages.c.patient_id, func.coalesce(func.bool_or(lately), False).label("lately"))
        .join(messages, messages.c.appointment_id == of.id)
        .where(messages.c.patient_id.in_(patient_ids), of.starts_at > work.now, of.standing.in_(_STANDS))
        .group_by(of.id, of.starts_at, messages.c.patient_id)
        .order_by(of.starts_at, of.id)
    )
    return [Ahead(row.id, row.patient_id, row.starts_at, row.lately) for row in await work.execute(statement)]


async def last_written_about(work: Work, patient_ids: Sequence[UUID]) -> Option | None:
    """The appointment that the last message of the last days to any of these patients was about, as it was said then.

    None when it was about none.
    """
    left = messages.c.status.in_([each.value for each in LEFT])
    statement = (
        select(messages.c.patient_id, messages.c.appointment_id, messages.c.starts_at)
        .where(messages.c.patient_id.in_(patient_ids), left, messages.c.settled_at > work.now - LATELY, ~_ANSWERS)
        .order_by(messages.c.settled_at.desc(), messages.c.id.desc())
        .limit(1)
    )
    row = (await work.execute(statement)).one_or_none()
    if row is None or row.appointment_id is None or row.starts_at is None:
        return None
    return Option("", row.patient_id, row.appointment_id, row.starts_at)


async def is_ahead(work: Work, option: Option) -> bool:
    """Whether the appointment still takes place at the time that was said."""
    same = (of.id == option.appointment_id) & (of.starts_at == option.starts_at)
    found = await work.scalar(select(of.id).where(same, of.starts_at > work.now, of.standing.in_(_STANDS)))
    return found is not None


async def patient_of_appointment(work: Work, appointment_id: UUID) -> UUID | None:
    """Whose it is, which the messages about it say."""
    found = select(messages.c.patient_id).where(messages.c.appointment_id == appointment_id)
    found = found.where(messages.c.patient_id.is_not(None)).order_by(messages.c.id.desc()).limit(1)
    patient_id: UUID | None = await work.scalar(found)
    return patient_id


async def keep_confirmed(work: Work, option: Option) -> bool:
    """The patient has confirmed this time; False when they had before."""
    once = of.confirmed_start.is_distinct_from(option.starts_at) & (of.id == option.appointment_id)
    said = update(appointments).where(once).values(confirmed_start=option.starts_at)
    return (await work.execute(said.returning(of.id))).one_or_none() is not None
