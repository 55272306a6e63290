"""Sessions, as booking published them: what stands beside a report of a reaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.tables import treated_sessions

of = treated_sessions.c


async def keep_session(
    work: Work,
    session_id: UUID,
    *,
    patient_id: UUID,
    clinic_id: UUID,
    course_id: UUID,
    number: int,
    modality: str,
    area: str,
    equipment: dict[str, Any] | None,
    performed_at: datetime,
    version: int = 1,
    void: bool = False,
) -> None:
    """Keep what one version of a session's record says; one that is earlier than what is kept changes nothing."""
    columns = {
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "course_id": course_id,
        "number": number,
        "modality": modality,
        "area": area,
        "equipment": equipment,
        "performed_at": performed_at,
        "version": version,
        "void": void,
    }
    statement = insert(treated_sessions).values(id=session_id, **columns)
    await work.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_=columns, where=of.version <= version)
    )


async def is_out_of_date(work: Work, session_id: UUID, version: int) -> bool:
    """Whether a later version of the session's record has arrived."""
    later = select(of.id).where(of.id == session_id, of.version > version)
    return (await work.execute(later)).first() is not None


async def find_session(work: Work, session_id: UUID) -> Row | None:
    """One session that took place, when it has arrived."""
    return (await work.execute(select(treated_sessions).where(of.id == session_id, ~of.void))).first()


async def latest_session(work: Work, patient_id: UUID) -> Row | None:
    """The last session of the patient that is known here."""
    statement = select(treated_sessions).where(of.patient_id == patient_id, ~of.void)
    return (await work.execute(statement.order_by(of.performed_at.desc()).limit(1))).first()
