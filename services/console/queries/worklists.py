"""Open items of all services, as the page of a clinic shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, cast, func, or_, select

from chassis.access.rows import within
from chassis.work import Work
from services.console.access import ITEMS_OF, seen_services
from services.console.tables import appointments
from services.console.tables import worklist_items as items

MOST = 200
"""Items on the page, the soonest due; it says so when there are more."""


@dataclass(frozen=True)
class Item:
    """One thing that somebody must do."""

    id: UUID
    service: str
    kind: str
    subject_id: UUID
    about: Mapping[str, str]
    """Further ids, by name."""
    clinic_id: UUID
    patient_id: UUID | None
    due_at: datetime
    overdue: bool
    holder: str | None
    """Who works on it, as long as their claim has not lapsed."""
    mine: bool
    appointment_id: UUID | None
    appointment_at: datetime | None
    """When the appointment is that it is about."""


async def open_items(work: Work, clinic_id: UUID, service: str | None = None) -> Sequence[Item]:
    """What is open at a clinic in the services that the caller sees, what is due first at the top."""
    of, seen = items.c, [each for each in seen_services(work.access) if service in (None, each)]
    reaches = [
        (of.service == each)
        & within(work.access.reach(ITEMS_OF[each], where=clinic_id), patient=of.patient_id, clinics=[of.clinic_id])
        for each in seen
    ]
    if not reaches:
        return []
    about = func.coalesce(cast(of.about["appointment_id"].astext, Uuid), of.subject_id)
    statement = (
        select(items, appointments.c.starts_at.label("appointment_at"), appointments.c.id.label("appointment_id"))
        .select_from(items.outerjoin(appointments, appointments.c.id == about))
        .where(of.clinic_id == clinic_id, or_(*reaches))
        .order_by(of.due_at, of.id)
        .limit(MOST + 1)
    )
    rows = (await work.execute(statement)).all()
    work.access.show(rows)
    return [_item(row, work) for row in rows]


def holder_of(row: Any, work: Work) -> str | None:
    """Who works on an item, as long as their claim has not lapsed."""
    held = row.claimed_until is not None and row.claimed_until > work.now
    return str(row.claimed_by) if held else None


def _item(row: Any, work: Work) -> Item:
    holder = holder_of(row, work)
    return Item(
        id=row.id,
        service=row.service,
        kind=row.kind,
        subject_id=row.subject_id,
        about=row.about,
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        due_at=row.due_at,
        overdue=row.due_at <= work.now,
        holder=holder,
        mine=holder == work.actor.subject,
        appointment_id=row.appointment_id,
        appointment_at=row.appointment_at,
    )


async def service_of(work: Work, item_id: UUID) -> str | None:
    """Whose item it is; None where it is done."""
    service: str | None = await work.scalar(select(items.c.service).where(items.c.id == item_id))
    return service
