"""What messages need of a clinic: a projection of booking's events. A replay writes it again."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from contracts.booking.clinics import ClinicDetails
from services.notifications.tables import clinics


async def keep_clinic(work: Work, clinic_id: UUID, details: ClinicDetails) -> None:
    """A clinic as it is from now on."""
    values = details.model_dump(include=set(clinics.c.keys()))
    statement = insert(clinics).values(id=clinic_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
