"""What messages need of an appointment: a projection of booking's events. A replay writes it again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.domain.appointments import AppointmentState
from services.notifications.tables import appointments


async def keep_appointment(work: Work, appointment_id: UUID, starts_at: datetime, state: AppointmentState) -> None:
    """An appointment as it is now."""
    values = {"starts_at": starts_at, "standing": state.value}
    statement = insert(appointments).values(id=appointment_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
