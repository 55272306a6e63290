"""Filters that lists share: a period of time, and columns equal to a value."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import Enum
from typing import Annotated, Any, Literal, TypeVar

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticKnownError
from sqlalchemy import ColumnElement

DateT = TypeVar("DateT", bound=date)
Asked = TypeVar("Asked", bound=ColumnElement[Any])

_NUMBER = re.compile(r"\s*[+-]?\d+(\.\d*)?\s*")


def _within_reason(moment: DateT) -> DateT:
    # The events' calendar ends in 2199: what is counted from a date that was given stays within it.
    first, last = 1900, 2149
    inside = first <= moment.year <= last
    if isinstance(moment, datetime) and inside:
        inside = first <= moment.astimezone(UTC).year <= last
    if not inside:
        raise ValueError("Give a year between 1900 and 2149.")
    return moment


def _no_number(kind: Literal["datetime_parsing", "date_parsing", "time_parsing"]) -> Callable[[Any], Any]:
    # pydantic takes a number for seconds since 1970: 20270301 would be a day of August 1970, and 0 a birthday.
    def refuse(written: Any) -> Any:
        if isinstance(written, int | float) or (isinstance(written, str) and _NUMBER.fullmatch(written)):
            raise PydanticKnownError(kind, {"error": "a number"})
        return written

    return refuse


Moment = Annotated[AwareDatetime, AfterValidator(_within_reason), BeforeValidator(_no_number("datetime_parsing"))]
"""A date and time with its zone, within the years that a clinic deals with."""

UtcMoment = Annotated[Moment, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""The same, in UTC."""


Day = Annotated[date, AfterValidator(_within_reason), BeforeValidator(_no_number("date_parsing"))]
"""A date, likewise."""


def _on_the_wall(clock: time) -> time:
    if clock.tzinfo is not None:
        raise ValueError("Give a time of day without a time zone, for example 09:30.")
    return clock


TimeOfDay = Annotated[time, AfterValidator(_on_the_wall), BeforeValidator(_no_number("time_parsing"))]
"""What a clock on the clinic's wall shows: with an offset it would be another time there, or none."""


@dataclass(frozen=True)
class Period:
    """From a moment, included, to another, excluded; either may be missing."""

    since: datetime | None
    until: datetime | None

    def of(self, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The conditions for ``column`` to be in this period."""
        ends = (column >= self.since if self.since else None, column < self.until if self.until else None)
        return [condition for condition in ends if condition is not None]


async def _period(
    since: Annotated[Moment | None, Query(alias="from", description="At or after this moment.")] = None,
    until: Annotated[Moment | None, Query(alias="to", description="Before this moment.")] = None,
) -> Period:
    """Raises RequestValidationError when it ends before it begins: a list of nothing would look like an answer."""
    if since is not None and until is not None and until < since:
        turned = {"error": ValueError("The period ends before it begins: let from lie before to.")}
        raise RequestValidationError([{"type": "value_error", "loc": ("query", "to"), "input": None, "ctx": turned}])
    return Period(since, until)


PeriodQuery = Annotated[Period, Depends(_period)]
"""The parameters ``from`` and ``to`` of a list. The list documents which of its times they apply to."""


def is_set(wanted: Mapping[Asked, bool | None]) -> list[ColumnElement[bool]]:
    """The conditions for columns to have a value (True) or none (False); None adds no condition."""
    return [column.is_not(None) if value else column.is_(None) for column, value in wanted.items() if value is not None]


def equal_to(wanted: Mapping[Asked, Any]) -> list[ColumnElement[bool]]:
    """The conditions for columns to equal the given values; None adds no condition."""
    return [
        column == (value.value if isinstance(value, Enum) else value)
        for column, value in wanted.items()
        if value is not None
    ]
