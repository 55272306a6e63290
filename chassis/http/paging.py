"""Cursor pages: stable while rows come and go, and as quick on the last page as on the first."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Depends, Query
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Row, Select, tuple_

from chassis.refusals import Invalid
from chassis.work import Work

T = TypeVar("T")


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    """At most ``limit`` of them."""
    next: str | None
    """Send it as ``after`` for the next page; null on the last one."""


@dataclass(frozen=True)
class Paging:
    """Which page is asked for."""

    after: str | None
    limit: int


def _paging(
    after: Annotated[str | None, Query(description="The `next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Paging:
    return Paging(after, limit)


PageQuery = Annotated[Paging, Depends(_paging)]


async def page(
    work: Work,
    statement: Select[Any],
    order_by: Sequence[ColumnElement[Any]],
    paging: Paging,
    view: Callable[[Row[Any]], T],
) -> Page[T]:
    """The page of ``statement`` after the cursor, ascending by ``order_by`` (selected columns, unique together)."""
    if paging.after is not None:
        statement = statement.where(tuple_(*order_by) > tuple_(*_decode(paging.after, order_by)))
    rows = (await work.execute(statement.order_by(*order_by).limit(paging.limit + 1))).all()
    shown = rows[: paging.limit]
    more = len(rows) > paging.limit
    return Page(items=[view(row) for row in shown], next=_encode(shown[-1], order_by) if more else None)


def _encode(row: Row[Any], order_by: Sequence[ColumnElement[Any]]) -> str:
    values = [getattr(row, str(column.key)) for column in order_by]
    plain = [value.isoformat() if isinstance(value, date) else str(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decode(cursor: str, order_by: Sequence[ColumnElement[Any]]) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if len(plain) != len(order_by):
            raise ValueError("a cursor of another list")
        return [_value(text, column.type.python_type) for text, column in zip(plain, order_by, strict=True)]
    except (ValueError, TypeError) as error:
        raise Invalid("The cursor `after` is not one that this list gave out: start from the first page.") from error


def _value(text: str, kind: type) -> Any:
    readers: dict[type, Callable[[str], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        UUID: UUID,
        int: int,
    }
    return readers.get(kind, str)(text)
