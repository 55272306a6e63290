"""What messages need of a clinic: a projection of booking's events. A replay writes it again."""

from dataclasses import asdict, dataclass
from datetime import time
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.tables import clinics


@dataclass(frozen=True)
class KnownClinic:
    """What is stored of a clinic; hours are local to its IANA zone."""

    name: str
    address: str
    time_zone: str
    map_link: str
    phone: str
    messages_from: time
    messages_until: time
    stock_contact: str


async def keep_clinic(work: Work, clinic_id: UUID, clinic: KnownClinic) -> None:
    """Store a clinic as it is from now on."""
    values = asdict(clinic)
    statement = insert(clinics).values(id=clinic_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
