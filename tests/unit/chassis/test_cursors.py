"""Cursors of lists: what was given out is understood again, anything else is refused."""

import base64
import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Date, DateTime, Integer, Text, Uuid

from chassis.http.paging import Paging, _decode, _encode, _mark, _Step
from chassis.refusals import Invalid

COLUMNS: list[Any] = [
    Column("at", DateTime(timezone=True)),
    Column("day", Date),
    Column("number", Integer).desc(),
    Column("name", Text),
    Column("id", Uuid),
]
ORDER = [_Step.of(column) for column in COLUMNS]
LIST = "messages of one patient"


def asked(cursor: str, of: str = LIST) -> Paging:
    return Paging(cursor, 10, of)


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
    day=st.dates(),
    number=st.integers(-(2**31), 2**31 - 1),
    name=st.text(st.characters(exclude_characters="\x00", codec="utf-8")),
    id=st.uuids(),
)
def test_the_place_in_a_list_is_found_again(at: datetime, day: date, number: int, name: str, id: UUID) -> None:
    row: Any = SimpleNamespace(at=at, day=day, number=number, name=name, id=id)
    cursor = _encode(asked(""), row, ORDER)
    assert _decode(asked(cursor), ORDER) == [at, day, number, name, id]
    assert cursor.isascii()
    assert not set(cursor) & set("+/= ")


def cursor_of(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(cursor=st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True))
def test_what_nobody_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        _decode(asked(cursor), ORDER)


@pytest.mark.parametrize(
    "value",
    [5, None, {}, [], "five", ["2026"], [1, 2, 3, 4, 5], [None] * 6, ["x"] * 6, [[], {}, [], {}, 1, 2]],
)
def test_what_is_no_cursor_is_refused(value: object) -> None:
    with pytest.raises(Invalid):
        _decode(asked(cursor_of(value)), ORDER)


PLACE = ["2026-11-23T09:00:00+00:00", "2026-11-23", "7", "a", "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"]


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (0, "9999-12-31T23:59:59-12:00"),
        (0, "0001-01-01T00:00:00+00:00"),
        (0, "2026-11-23T09:00:00"),
        (2, "9" * 30),
        (3, "a\x00"),
    ],
)
def test_a_forged_cursor_reaches_no_place_that_a_database_cannot_compare(position: int, text: str) -> None:
    mark = _mark(asked(""), ORDER)
    assert _decode(asked(cursor_of([mark, *PLACE])), ORDER)
    forged = [text if place == position else value for place, value in enumerate(PLACE)]
    with pytest.raises(Invalid):
        _decode(asked(cursor_of([mark, *forged])), ORDER)


def test_a_cursor_of_another_list_or_of_other_filters_is_refused() -> None:
    cursor = cursor_of([_mark(asked(""), ORDER), *PLACE])
    for of, order in [("messages of another patient", ORDER), (LIST, ORDER[:-1]), (LIST, [*reversed(ORDER)])]:
        with pytest.raises(Invalid):
            _decode(asked(cursor, of), order)
