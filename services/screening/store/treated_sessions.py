"""Sessions, as booking published them: what stands beside a report of a reaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
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
) -> None:
    """Keep what was done to a patient."""
    columns = {
        "patient_id": patient_id,
        "clinic_id": clinic_id,
        "course_id": course_id,
        "number": number,
        "modality": modality,
        "area": area,
        "equipment": equipment,
        "performed_at": performed_at,
    }
    statement = insert(treated_sessions).values(id=session_id, **columns)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=columns))


async def find_session(work: Work, session_id: UUID) -> Row | None:
    """One session, when it has arrived."""
    return (await work.execute(select(treated_sessions).where(of.id == session_id))).first()


async def latest_session(work: Work, patient_id: UUID) -> Row | None:
    """The patient's last session that is known here."""
    statement = select(treated_sessions).where(of.patient_id == patient_id)
    return (await work.execute(statement.order_by(of.performed_at.desc()).limit(1))).first()


async def drop_session(work: Work, session_id: UUID) -> None:
    """The session did not take place."""
    await work.execute(delete(treated_sessions).where(of.id == session_id))
