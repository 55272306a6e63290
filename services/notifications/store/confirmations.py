"""Changes of contact whose code is awaited."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.notifications.domain.confirmations import Attempt, State
from services.notifications.tables import contact_confirmations as of


async def keep_confirmation(work: Work, change_id: UUID, patient_id: UUID, code_hash: str, until: datetime) -> None:
    """A code is on its way; it counts until then (UTC)."""
    values = {"id": change_id, "patient_id": patient_id, "code_hash": code_hash, "until": until}
    await work.execute(insert(of).values(**values, tries=0, state=State.OPEN.value).on_conflict_do_nothing())


async def lock_confirmation(work: Work, change_id: UUID) -> Row | None:
    """The change, locked, so that tries are counted one after the other."""
    return (await work.execute(select(of).where(of.c.id == change_id).with_for_update())).one_or_none()


async def keep_attempt(work: Work, change_id: UUID, made: Attempt) -> None:
    """What became of a code that was given back."""
    await work.execute(update(of).where(of.c.id == change_id).values(tries=made.tries, state=made.state.value))


async def make_void(work: Work, change_id: UUID) -> None:
    """No code counts any longer, unless it came back already."""
    still = (of.c.id == change_id) & (of.c.state == State.OPEN.value)
    await work.execute(update(of).where(still).values(state=State.VOID.value))


async def delete_confirmations(work: Work, patient_id: UUID) -> None:
    """All of a patient's."""
    await work.execute(delete(of).where(of.c.patient_id == patient_id))
