"""Versions of sessions' records, as far as they were put right."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.notifications.tables import corrected_sessions

of = corrected_sessions.c


async def is_corrected(work: Work, session_id: UUID) -> bool:
    """Whether a later version of a session's record than the first one has arrived."""
    return (await work.execute(select(of.id).where(of.id == session_id))).first() is not None


async def keep_correction(work: Work, session_id: UUID, version: int) -> bool:
    """Keep which version of a session's record counts; False when a later one has arrived before."""
    new = insert(corrected_sessions).values(id=session_id, version=version)
    newer = new.on_conflict_do_update(index_elements=["id"], set_={"version": version}, where=of.version < version)
    return (await work.execute(newer.returning(of.id))).first() is not None
