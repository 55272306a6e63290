"""What has changed on open pages. Rows are only inserted, so that workers never wait for each other."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert

from chassis.work import Work
from services.console.tables import changes


async def note_change(work: Work, clinic_id: UUID, page: str, day: date | None = None) -> None:
    """Open pages of this clinic read again: those of one local day, or all of them."""
    await work.execute(insert(changes).values(clinic_id=clinic_id, page=page, day=day, at=work.now))
