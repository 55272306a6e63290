"""What messages need of a clinic: a projection of booking's events. A replay writes it again."""

from dataclasses import asdict, dataclass
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.domain.quiet_hours import MessageHours
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


async def message_hours(work: Work, clinic_id: UUID) -> MessageHours | None:
    """When messages may go out at a clinic; None while it is not known."""
    of = clinics.c
    found = select(of.messages_from, of.messages_until, of.time_zone).where(of.id == clinic_id)
    row = (await work.execute(found)).one_or_none()
    return MessageHours(row.messages_from, row.messages_until, ZoneInfo(row.time_zone)) if row else None
