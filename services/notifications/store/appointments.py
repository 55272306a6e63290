"""What messages need of an appointment: a projection of booking's events. A replay writes it again."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.domain.appointments import Appointment, AppointmentState
from services.notifications.tables import appointments, messages


async def keep_appointment(work: Work, appointment_id: UUID, starts_at: datetime, state: AppointmentState) -> None:
    """An appointment as it is now."""
    values = {"starts_at": starts_at, "standing": state.value}
    statement = insert(appointments).values(id=appointment_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def known_appointments(work: Work, appointment_ids: Sequence[UUID]) -> dict[UUID, Appointment]:
    """Those of these appointments whose own events have arrived, as they are now."""
    found = await work.execute(select(appointments).where(appointments.c.id.in_(appointment_ids)))
    return {row.id: Appointment(AppointmentState(row.standing), row.starts_at) for row in found}


async def next_appointment(work: Work, patient_ids: Sequence[UUID]) -> UUID | None:
    """The next appointment that still lies ahead of any of these patients; None without one.

    Whose an appointment is, is known from the messages about it: every one that is booked is confirmed or announced.
    """
    theirs = select(messages.c.appointment_id).where(messages.c.patient_id.in_(patient_ids))
    ahead = select(appointments.c.id).where(
        appointments.c.id.in_(theirs),
        appointments.c.starts_at > work.now,
        appointments.c.standing.in_([AppointmentState.BOOKED.value, AppointmentState.HELD.value]),
    )
    found: UUID | None = await work.scalar(ahead.order_by(appointments.c.starts_at).limit(1))
    return found
