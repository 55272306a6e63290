"""What has changed on open pages. Rows are only inserted, so that workers never wait for each other."""

from uuid import UUID

from sqlalchemy import insert

from chassis.work import Work
from services.console.tables import changes


async def note_change(work: Work, clinic_id: UUID, page: str) -> None:
    """Open pages of this clinic read again."""
    await work.execute(insert(changes).values(clinic_id=clinic_id, page=page, at=work.now))
