"""Open items of all services: a projection of their worklists' events."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.console.tables import worklist_items as items


async def keep_item(work: Work, item_id: UUID, **values: Any) -> None:
    """Store an item as it is from now on."""
    statement = insert(items).values(id=item_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def delete_item(work: Work, item_id: UUID) -> None:
    """It is done, or is not needed any more."""
    await work.execute(delete(items).where(items.c.id == item_id))


async def give_items(work: Work, patient_id: UUID, goes_on_as: UUID) -> None:
    """They are about the record that goes on."""
    await work.execute(update(items).where(items.c.patient_id == patient_id).values(patient_id=goes_on_as))


async def delete_items(work: Work, patient_id: UUID) -> None:
    """Nothing of a patient stays."""
    await work.execute(delete(items).where(items.c.patient_id == patient_id))
