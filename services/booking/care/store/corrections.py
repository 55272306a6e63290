"""Sessions and reviews of results as they stand, and every version that stood before."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Table, insert, select, update

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.tables import (
    earlier_results_reviews,
    earlier_sessions,
    results_reviews,
    session_cartridges,
    sessions,
)


async def session_row(work: Work, session_id: UUID) -> Row:
    """A session, whatever has become of it. Raises NotFound."""
    row = (await work.execute(select(sessions).where(sessions.c.id == session_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such session.")
    return row


async def review_row(work: Work, review_id: UUID) -> Row:
    """A review of results, whatever has become of it. Raises NotFound."""
    row = (await work.execute(select(results_reviews).where(results_reviews.c.id == review_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such review of results.")
    return row


async def cartridge_rows(work: Work, session_id: UUID) -> list[Row]:
    """The cartridges that were opened for a session, in the order in which they were scanned."""
    of = session_cartridges.c
    opened = select(of.gtin, of.lot, of.serial, of.expires_on, of.discarded_because).where(of.session_id == session_id)
    return list((await work.execute(opened.order_by(of.position))).all())


async def keep_earlier_session(work: Work, row: Row, cartridges: list[Row], because: str) -> None:
    """All that a session said until now, its patient's row locked; another version takes its place, or none."""
    recorded = _whole(row) | {"cartridges": [_whole(each) for each in cartridges]}
    await work.execute(
        insert(earlier_sessions).values(session_id=row.id, recorded=recorded, **_replaced(work, row, because))
    )


async def keep_earlier_review(work: Work, row: Row, because: str) -> None:
    """All that a review of results said until now, its patient's row locked."""
    await work.execute(
        insert(earlier_results_reviews).values(review_id=row.id, recorded=_whole(row), **_replaced(work, row, because))
    )


async def change_record(work: Work, table: Table, row: Row, **values: Any) -> dict[str, Any]:
    """Give a record of one of these tables its next version; answers what it says now."""
    changed = {"version": row.version + 1, **values}
    await work.execute(update(table).where(table.c.id == row.id).values(**changed))
    return {**row._mapping, **changed}


def _replaced(work: Work, row: Row, because: str) -> dict[str, Any]:
    return {
        "version": row.version,
        "patient_id": row.patient_id,
        "recorded_by": row.recorded_by,
        "amended_because": because,
        "amended_by": work.actor.subject,
        "amended_at": work.now,
    }


_NOT_SAID = {"id", "patient_id", "version", "recorded_by", "voided_at"}
"""Columns that are beside what a version says, or the same in all of them."""


def _whole(row: Row) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row._mapping.items() if name not in _NOT_SAID}


def _plain(value: object) -> object:
    if isinstance(value, UUID | Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, datetime | date) else value


async def is_reviewed(work: Work, course_id: UUID, since: datetime) -> bool:
    """Whether the results of a course were reviewed since a moment (UTC)."""
    of = results_reviews.c
    standing = select(of.id).where(of.course_id == course_id, of.voided_at.is_(None), of.reviewed_at >= since).exists()
    return bool(await work.scalar(select(standing)))
