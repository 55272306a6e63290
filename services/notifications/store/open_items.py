"""What is open on the worklists of all services, as far as digests count it: kind, clinic and due time."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.domain.digests import OpenItem
from services.notifications.tables import open_items, worklist_items


async def keep_open(work: Work, service: str, item_id: UUID, clinic_id: UUID, item: OpenItem) -> None:
    """An item of another service is open, with what it says now."""
    values = {"service": service, "kind": item.kind, "clinic_id": clinic_id, "due_at": item.due_at}
    statement = insert(open_items).values(id=item_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def drop_closed(work: Work, item_id: UUID) -> None:
    """It was done, or is no longer needed."""
    await work.execute(delete(open_items).where(open_items.c.id == item_id))


async def open_at(work: Work, clinic_id: UUID) -> Sequence[OpenItem]:
    """Everything that is open at a clinic, of this service too."""
    others = select(open_items.c.kind, open_items.c.due_at).where(open_items.c.clinic_id == clinic_id)
    own = select(worklist_items.c.kind, worklist_items.c.due_at).where(
        worklist_items.c.clinic_id == clinic_id, worklist_items.c.closed_at.is_(None)
    )
    return [OpenItem(row.kind, row.due_at) for row in await work.execute(others.union_all(own))]
