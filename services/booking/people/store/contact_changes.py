"""Changes of contact that wait to be confirmed, and what became of earlier ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.booking.people.domain.contact_changes import ContactChangeStatus, ContactKind
from services.booking.people.tables import contact_changes as of

_DAY = timedelta(days=1)


async def changes_within_a_day(work: Work, patient_id: UUID) -> int:
    """How many the patient has asked for within 24 hours."""
    lately = (of.c.patient_id == patient_id) & (of.c.requested_at > work.now - _DAY)
    count: int = await work.scalar(select(func.count()).select_from(of).where(lately))
    return count


async def keep_pending(
    work: Work, patient_id: UUID, kind: ContactKind, address: str, until: datetime, **purpose: Any
) -> Row:
    """A change waits to be confirmed until then (UTC). ``purpose``: ``adds`` and ``whose``, or ``proves``.

    Answers its row.
    """
    columns: dict[str, Any] = {
        "id": new_id(),
        "patient_id": patient_id,
        "kind": kind.value,
        "address": address,
        "status": ContactChangeStatus.PENDING.value,
        "requested_at": work.now,
        "until": until,
        **purpose,
    }
    return (await work.execute(insert(of).values(**columns).returning(*of.columns))).one()


async def end_pending(work: Work, patient_id: UUID, kinds: Sequence[ContactKind]) -> list[UUID]:
    """Nothing of these kinds waits any longer. Answers the ids of what did."""
    waiting = (
        (of.c.patient_id == patient_id)
        & of.c.kind.in_([each.value for each in kinds])
        & (of.c.status == ContactChangeStatus.PENDING.value)
    )
    return await _settled(work, update(of).where(waiting), ContactChangeStatus.WITHDRAWN)


async def settle(work: Work, change_id: UUID, status: ContactChangeStatus) -> bool:
    """A pending change ends so. False when it does not wait any longer."""
    waiting = (of.c.id == change_id) & (of.c.status == ContactChangeStatus.PENDING.value)
    return bool(await _settled(work, update(of).where(waiting), status))


async def find_change(work: Work, patient_id: UUID, change_id: UUID) -> Row | None:
    """One change of this patient."""
    return (await work.execute(select(of).where(of.c.id == change_id, of.c.patient_id == patient_id))).one_or_none()


async def delete_changes(work: Work, patient_id: UUID) -> None:
    """All of a patient's: they are addresses."""
    await work.execute(delete(of).where(of.c.patient_id == patient_id))


async def _settled(work: Work, which: Any, status: ContactChangeStatus) -> list[UUID]:
    statement = which.values(status=status.value, settled_at=work.now).returning(of.c.id)
    return list((await work.execute(statement)).scalars())
