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

from chassis.http.paging import _decode, _encode
from chassis.refusals import Invalid

ORDER: list[Any] = [
    Column("at", DateTime(timezone=True)),
    Column("day", Date),
    Column("number", Integer),
    Column("name", Text),
    Column("id", Uuid),
]


@given(
    at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # bounds
    day=st.dates(),
    number=st.integers(-(2**31), 2**31 - 1),
    name=st.text(),
    id=st.uuids(),
)
def test_the_place_in_a_list_is_found_again(at: datetime, day: date, number: int, name: str, id: UUID) -> None:
    row: Any = SimpleNamespace(at=at, day=day, number=number, name=name, id=id)
    cursor = _encode(row, ORDER)
    assert _decode(cursor, ORDER) == [at, day, number, name, id]
    assert cursor.isascii()
    assert not set(cursor) & set("+/= ")


def cursor_of(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(cursor=st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,40}", fullmatch=True))
def test_what_nobody_gave_out_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        _decode(cursor, ORDER)


@pytest.mark.parametrize(
    "value",
    [5, None, {}, "five", ["2026"], [1, 2, 3, 4, 5], [None] * 5, ["x"] * 5, [[], {}, [], {}, 1]],
)
def test_a_cursor_of_another_list_is_refused(value: object) -> None:
    with pytest.raises(Invalid):
        _decode(cursor_of(value), ORDER)
