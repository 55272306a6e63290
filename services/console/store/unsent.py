"""Forms that were sent too late, as rows."""

from sqlalchemy import delete, insert, select

from chassis.work import Work
from services.console.domain.unsent import KEPT
from services.console.tables import unsent_forms

_of = unsent_forms.c


async def insert_unsent(work: Work, form_id: bytes, subject: str, content: bytes) -> None:
    """Keep one from now on; those whose time is over are deleted."""
    await work.execute(delete(unsent_forms).where(_of.kept_at <= work.now - KEPT))
    values = {"id": form_id, "subject": subject, "content": content, "kept_at": work.now}
    await work.execute(insert(unsent_forms).values(**values))


async def find_unsent(work: Work, form_id: bytes) -> tuple[str, bytes] | None:
    """Who typed it, and what, sealed; None where its time is over."""
    found = select(_of.subject, _of.content).where(_of.id == form_id, _of.kept_at > work.now - KEPT)
    row = (await work.execute(found)).one_or_none()
    return (row.subject, row.content) if row else None


async def delete_unsent(work: Work, form_id: bytes) -> None:
    """It was sent, given up, or somebody else came."""
    await work.execute(delete(unsent_forms).where(_of.id == form_id))
