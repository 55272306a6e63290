"""Dead letters, as lists of them are read."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from chassis.data.rows import Row
from chassis.data.tables import dead_letters, settled_dead_letters
from chassis.work import Work

of = dead_letters.c
_WITHOUT_CONTENT = [column for column in of if column.name not in ("headers", "value")]


def letters_of(consumer: str, *conditions: ColumnElement[bool]) -> Select[Any]:
    """The dead letters of a service, without what they say."""
    return select(*_WITHOUT_CONTENT).where(of.consumer == consumer, *conditions)


def settled_of(consumer: str) -> Select[Any]:
    """Those that were replayed or discarded."""
    return select(settled_dead_letters).where(settled_dead_letters.c.consumer == consumer)


@dataclass(frozen=True)
class Place:
    """Where a dead letter stands among those of its key."""

    first: int
    behind: int
    """How many wait behind the first."""


async def place_of(work: Work, letter: Row) -> Place:
    """A record that was set aside stands alone."""
    if letter.status == "set_aside":
        return Place(letter.id, 0)
    same = (of.consumer == letter.consumer, of.topic == letter.topic, of.key == letter.key, of.status != "set_aside")
    row = (await work.execute(select(func.min(of.id).label("first"), func.count().label("count")).where(*same))).one()
    return Place(row.first or letter.id, max(row.count - 1, 0))
