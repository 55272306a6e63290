"""Lists read whole, for files."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.refusals import SheetTooLong

T = TypeVar("T")
MOST_LINES = 20_000
"""Of one file: what a spreadsheet opens at once, and what the API can hold in memory."""


async def read_whole(
    work: Work, statement: Select[Any], order_by: Sequence[ColumnElement[Any]], view: Callable[[Row], T]
) -> list[T]:
    """All rows of a list in its order. Raises SheetTooLong."""
    rows = (await work.execute(statement.order_by(*order_by).limit(MOST_LINES + 1))).all()
    if len(rows) > MOST_LINES:
        raise SheetTooLong(
            "The file would have more than {most} lines: choose fewer days, one clinic or one product.",
            most=MOST_LINES,
        )
    return [view(row) for row in rows]
