"""Cursors of lists: what a list issued is understood again, anything else is refused."""

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

from chassis.http.paging import Paging, _decode, _encode, _Step
from chassis.http.seal import Seal
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
SEAL = Seal("postgresql+asyncpg://booking:secret@db/booking")
ROW: Any = SimpleNamespace(
    at=datetime(2026, 11, 23, 9, tzinfo=UTC), day=date(2026, 11, 23), number=7, name="Ana Lima", id=UUID(int=1)
)


def asked(cursor: str, of: str = LIST, seal: Seal = SEAL) -> Paging:
    return Paging(cursor, 10, seal, of)


CURSOR = _encode(asked(""), ROW, ORDER)


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


def test_a_cursor_shows_nothing_of_its_row() -> None:
    held = base64.urlsafe_b64decode(CURSOR + "==")
    assert b"Ana" not in held
    assert b"2026" not in held


def test_all_processes_of_a_service_understand_the_cursors_of_each_other() -> None:
    again = Seal("postgresql+asyncpg://booking:secret@db/booking")
    assert _decode(asked(CURSOR, seal=again), ORDER)[3] == "Ana Lima"
    assert _encode(asked("", seal=again), ROW, ORDER) == CURSOR


def test_a_cursor_of_another_service_is_refused() -> None:
    with pytest.raises(Invalid, match="start from the first page"):
        _decode(asked(CURSOR, seal=Seal("postgresql+asyncpg://screening:other@db/screening")), ORDER)


@given(cursor=st.text() | st.from_regex(r"[A-Za-z0-9_-]{0,120}", fullmatch=True))
def test_what_nobody_issued_is_refused(cursor: str) -> None:
    with pytest.raises(Invalid):
        _decode(asked(cursor), ORDER)


@given(position=st.integers(0, len(CURSOR) - 1), letter=st.sampled_from("AZaz09-_"))
def test_a_changed_cursor_is_refused(position: int, letter: str) -> None:
    changed = CURSOR[:position] + letter + CURSOR[position + 1 :]
    if base64.urlsafe_b64decode(changed + "==") != base64.urlsafe_b64decode(CURSOR + "=="):
        with pytest.raises(Invalid):
            _decode(asked(changed), ORDER)


@pytest.mark.parametrize("value", [5, None, {}, [], "five", ["2026"], ["4f3a", "2026-11-23", "7", "a", "x"]])
def test_base64_of_something_else_is_refused(value: object) -> None:
    with pytest.raises(Invalid):
        _decode(asked(base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")), ORDER)


def test_a_cursor_of_another_list_or_of_other_filters_is_refused() -> None:
    assert _decode(asked(CURSOR), ORDER)
    for of, order in [("messages of another patient", ORDER), (LIST, ORDER[:-1]), (LIST, [*reversed(ORDER)])]:
        with pytest.raises(Invalid):
            _decode(asked(CURSOR, of), order)
