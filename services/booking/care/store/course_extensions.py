"""Sessions past the protocol's count, and reviews that are skipped: loaded and stored."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select, update

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.tables import course_extensions, sessions, skipped_reviews


async def keep_extension(work: Work, **columns: Any) -> None:
    """Store who wants how many more sessions, and why."""
    await work.execute(insert(course_extensions).values(**columns))


async def keep_skip(work: Work, **columns: Any) -> None:
    """Store who does not want the course's next review, and why."""
    await work.execute(insert(skipped_reviews).values(**columns))


async def extension_of(work: Work, course_id: UUID, extension_id: UUID) -> Row:
    """One of a locked course. Raises NotFound."""
    return await _one(work, course_extensions, course_id, extension_id, "There is no such extension of this course.")


async def skip_of(work: Work, course_id: UUID, skip_id: UUID) -> Row:
    """One of a locked course. Raises NotFound."""
    return await _one(work, skipped_reviews, course_id, skip_id, "No such review of this course was skipped.")


async def end_extension(work: Work, extension_id: UUID, because: str) -> None:
    """It counts no longer."""
    ended = {"ended_at": work.now, "ended_by": work.actor.subject, "ended_because": because}
    await work.execute(update(course_extensions).where(course_extensions.c.id == extension_id).values(**ended))


async def withdraw_skip(work: Work, skip_id: UUID, because: str) -> None:
    """The review is wanted after all."""
    withdrawn = {"withdrawn_at": work.now, "withdrawn_by": work.actor.subject, "withdrawn_because": because}
    await work.execute(update(skipped_reviews).where(skipped_reviews.c.id == skip_id).values(**withdrawn))


async def extensions_of(work: Work, course_ids: Sequence[UUID]) -> Sequence[Row]:
    """Of some courses, the oldest first."""
    return await _all(work, course_extensions, course_ids)


async def skips_of(work: Work, course_ids: Sequence[UUID]) -> Sequence[Row]:
    """Of some courses, the oldest first."""
    return await _all(work, skipped_reviews, course_ids)


async def last_session_of(work: Work, course_id: UUID) -> Row | None:
    """The last session of a course that was recorded here and stands."""
    of = sessions.c
    statement = select(sessions).where(of.course_id == course_id, of.voided_at.is_(None))
    return (await work.execute(statement.order_by(of.performed_at.desc()).limit(1))).one_or_none()


async def _one(work: Work, table: Table, course_id: UUID, row_id: UUID, missing: str) -> Row:
    found = await work.execute(select(table).where(table.c.id == row_id, table.c.course_id == course_id))
    row: Row | None = found.one_or_none()
    if row is None:
        raise NotFound(missing)
    return row


async def _all(work: Work, table: Table, course_ids: Sequence[UUID]) -> Sequence[Row]:
    statement = select(table).where(table.c.course_id.in_(course_ids)).order_by(table.c.id)
    return (await work.execute(statement)).all()
