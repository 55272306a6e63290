"""What is about a patient, as it is once nobody else writes about them."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.screening.store.patients import lock_person


async def locked(
    work: Work, find: Callable[[Work, UUID], Awaitable[Row | None]], row_id: UUID, missing: NotFound
) -> Row:
    """What ``find`` finds, under its patient's lock, at the caller's clinic. Raises ``missing``, Forbidden."""
    seen = await find(work, row_id)
    if seen is None:
        raise missing
    work.access.authorize(whose=seen.patient_id, where=seen.clinic_id)
    await lock_person(work, seen.patient_id)
    return await find(work, row_id) or seen
