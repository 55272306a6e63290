"""Clinics, as far as pages need them: a projection of booking's events."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.console.tables import clinics


async def keep_clinic(work: Work, clinic_id: UUID, **values: Any) -> None:
    """Store a clinic as it is from now on."""
    statement = insert(clinics).values(id=clinic_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
