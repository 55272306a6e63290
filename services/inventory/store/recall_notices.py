"""Recall notices, and the recalls of their lots."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.refusals import NoticeUnknown
from services.inventory.tables import recall_notices, recalls


def notices_with_open() -> Select[Any]:
    """Every column of notices, and ``open``: how many of their recalls are neither closed nor withdrawn."""
    unfinished = recalls.c.closed_at.is_(None) & recalls.c.withdrawn_at.is_(None)
    counted = select(func.count()).where(_belongs(), unfinished).scalar_subquery()
    return select(recall_notices, counted.label("open"))


async def read_notice(work: Work, notice_id: UUID) -> Row:
    """A notice. Raises NoticeUnknown."""
    row = (await work.execute(notices_with_open().where(recall_notices.c.id == notice_id))).first()
    if row is None:
        raise NoticeUnknown("There is no such recall notice: look for it in the list of notices.")
    return row


async def recalls_of(work: Work, notice: Row) -> Sequence[Row]:
    """The recalls of a notice, and those of its lots that stand since before it; by lot."""
    statement = select(recalls).join(recall_notices, _belongs()).where(recall_notices.c.id == notice.id)
    return (await work.execute(statement.order_by(recalls.c.lot, recalls.c.recalled_at, recalls.c.id))).all()


def _belongs() -> ColumnElement[bool]:
    earlier = and_(
        recalls.c.gtin == recall_notices.c.gtin,
        recalls.c.lot == func.any(recall_notices.c.lots),
        recalls.c.withdrawn_at.is_(None),
        recalls.c.in_part.is_(False),
    )
    return or_(recalls.c.notice_id == recall_notices.c.id, earlier)
