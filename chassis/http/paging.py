"""Cursor pages: stable while rows are added and deleted, and as fast on the last page as on the first."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    UnaryExpression,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeEngine

from chassis.data.rows import Row
from chassis.http.declared import refuses
from chassis.http.seal import NotSealed, Seal
from chassis.refusals import Invalid
from chassis.work import Work

T = TypeVar("T")
U = TypeVar("U")

COUNTED = 1000
"""Lists are counted up to this number: counting longer ones would take too long."""


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    # Descriptions instead of docstrings: pydantic would read the source around each `Page[...]`, which fails where that
    # is the last line of a signature.
    items: list[T] = Field(description="The rows of this page, at most ``limit``.")
    next: str | None = Field(
        default=None,
        description="Send this as ``after``, with the same filters, for the next page; null on the last page.",
    )
    total: int | None = Field(
        default=None,
        description="How many rows all pages have; null above 1,000, and on every page but the first.",
    )
    total_at_least: int | None = Field(
        default=None, description="A lower bound of the total; null on every page but the first."
    )

    def showing(self, items: "list[U]") -> "Page[U]":
        """The same page with a function applied to each row."""
        return Page(items=items, next=self.next, total=self.total, total_at_least=self.total_at_least)


@dataclass(frozen=True)
class Paging:
    """The requested page of a list."""

    after: str | None
    limit: int
    seal: Seal
    of: str = ""
    """The address and the filters. A cursor is valid only for the list that issued it."""
    address_of: Callable[[str], str] | None = None
    """The address of the page after a cursor."""
    response: Response | None = None
    """It gets the address of the next page as a Link."""


class NotACursor(Invalid):
    """The cursor `after` was not issued by this list with these filters: start from the first page."""


@refuses(NotACursor)
async def _paging(
    request: Request,
    response: Response,
    after: Annotated[str | None, Query(max_length=2000, description="The `next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> Paging:
    filters = sorted(item for item in request.query_params.multi_items() if item[0] not in ("after", "limit"))

    def address_of(cursor: str) -> str:
        return f"{request.url.path}?{urlencode([*filters, ('limit', limit), ('after', cursor)])}"

    return Paging(after, limit, request.app.state.seal, json.dumps([request.url.path, filters]), address_of, response)


PageQuery = Annotated[Paging, Depends(_paging)]


async def page(
    work: Work,
    statement: Select[Any],
    order_by: Sequence[ColumnElement[Any]],
    paging: Paging,
    view: Callable[[Row], T],
) -> Page[T]:
    """The page of ``statement`` after the cursor, with the total on the first one.

    Args:
        work: The transaction to read in.
        statement: The whole list, without an order.
        order_by: Selected columns, none of them null, unique together; each ascending, or descending by ``desc()``.
        paging: Which page.
        view: Turns a row into its representation.
    """
    steps = [_Step.of(column) for column in order_by]
    wanted = statement
    if paging.after is not None:
        wanted = wanted.where(_beyond(steps, _decode(paging, steps)))
    rows = (await work.execute(wanted.order_by(*order_by).limit(paging.limit + 1))).all()
    shown, more = rows[: paging.limit], len(rows) > paging.limit
    items = [view(row) for row in shown]
    work.access.show(items)
    answer: Page[T] = Page(items=items, next=_encode(paging, shown[-1], steps) if more else None)
    if answer.next and paging.response and paging.address_of:
        paging.response.headers["Link"] = f'<{paging.address_of(answer.next)}>; rel="next"'
    if paging.after is None:
        counted = await _count(work, statement) if more else len(shown)
        answer.total = counted if counted <= COUNTED else None
        answer.total_at_least = min(counted, COUNTED)
    return answer


async def _count(work: Work, statement: Select[Any]) -> int:
    """How many rows there are; ``COUNTED + 1`` means more than ``COUNTED``."""
    rows = statement.with_only_columns(literal(1), maintain_column_froms=True).limit(COUNTED + 1).subquery()
    return int((await work.execute(select(func.count()).select_from(rows))).scalar_one())


@dataclass(frozen=True)
class _Step:
    """One column of an order."""

    column: ColumnElement[Any]
    descending: bool

    @classmethod
    def of(cls, ordered: ColumnElement[Any]) -> "_Step":
        if isinstance(ordered, UnaryExpression) and ordered.modifier is operators.desc_op:
            return cls(ordered.element, True)
        return cls(ordered, False)

    def after(self, value: Any) -> ColumnElement[bool]:
        compare = operators.lt if self.descending else operators.gt
        return self.column.operate(compare, value)


def _beyond(steps: Sequence[_Step], place: Sequence[Any]) -> ColumnElement[bool]:
    """The rows after ``place``: one row comparison, which an index can serve; a mixed order is spelt out."""
    columns = tuple_(*(step.column for step in steps))
    if not any(step.descending for step in steps):
        return columns > tuple_(*place)
    if all(step.descending for step in steps):
        return columns < tuple_(*place)
    alternatives = []
    for position, step in enumerate(steps):
        same = [earlier.column == value for earlier, value in zip(steps[:position], place, strict=False)]
        alternatives.append(and_(*same, step.after(place[position])))
    return or_(*alternatives)


def _mark(paging: Paging, steps: Sequence[_Step]) -> bytes:
    """Identifies the list that a cursor belongs to."""
    order = [[str(step.column.key), step.descending] for step in steps]
    return json.dumps([paging.of, order]).encode()


def _encode(paging: Paging, row: Row, steps: Sequence[_Step]) -> str:
    values = [getattr(row, str(step.column.key)) for step in steps]
    plain = [value.isoformat() if isinstance(value, date) else str(value) for value in values]
    return paging.seal.seal(json.dumps(plain).encode(), _mark(paging, steps))


def _decode(paging: Paging, steps: Sequence[_Step]) -> list[Any]:
    try:
        plain = json.loads(paging.seal.open(paging.after or "", _mark(paging, steps)))
        return [_value(text, step.column.type) for text, step in zip(plain, steps, strict=True)]
    except (NotSealed, ValueError) as error:
        raise NotACursor(
            "The cursor `after` was not issued by this list with these filters: start from the first page."
        ) from error


def _value(text: str, kind: TypeEngine[Any]) -> Any:
    if isinstance(kind, Integer):
        return int(text)
    readers: dict[type, Callable[[str], Any]] = {
        datetime: datetime.fromisoformat,
        date: date.fromisoformat,
        UUID: UUID,
    }
    return readers.get(kind.python_type, str)(text)
