"""Balances of courses that were begun elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select, update

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.care.tables import course_balances as balances
from services.booking.care.tables import courses

IS_OPEN: ColumnElement[bool] = (
    ~select(courses.c.id).where(courses.c.id == balances.c.course_id, ~courses.c.replaced).exists()
    & balances.c.ended_at.is_(None)
    & (balances.c.performed < balances.c.sessions)
)
"""The condition for a balance of which sessions are left, and no course here goes on with it.

A course whose plan was amended gave it back.
"""


async def open_balance(work: Work, patient_id: UUID, area: str, modality: str) -> Row | None:
    """What is left of a course elsewhere on this area by this kind of device; of several, the newest. Locked."""
    statement = (
        select(balances)
        .where(IS_OPEN, balances.c.patient_id == patient_id, balances.c.area == area, balances.c.modality == modality)
        .order_by(balances.c.id.desc())
        .limit(1)
        .with_for_update()
    )
    return (await work.execute(statement)).one_or_none()


async def first_open_balance(work: Work, patient_id: UUID) -> Row | None:
    """The oldest balance of a patient of which something is left."""
    statement = select(balances).where(IS_OPEN, balances.c.patient_id == patient_id).order_by(balances.c.id).limit(1)
    return (await work.execute(statement)).one_or_none()


async def open_like(work: Work, patient_id: UUID, course: Sequence[str], *, but: UUID | None) -> bool:
    """Whether sessions are left of another balance of this concern, area and modality."""
    of = balances.c
    same = (of.concern == course[0], of.area == course[1], of.modality == course[2])
    return await _has(work, patient_id, but, IS_OPEN, *same)


async def stands_alike(work: Work, patient_id: UUID, facts: Mapping[str, Any], *, but: UUID | None) -> bool:
    """Whether another balance that was not ended says the same: course, numbers and day of the last session."""
    same = (balances.c[name] == value for name, value in facts.items())
    return await _has(work, patient_id, but, balances.c.ended_at.is_(None), *same)


async def _has(work: Work, patient_id: UUID, but: UUID | None, *of_which: ColumnElement[bool]) -> bool:
    """Whether a patient has such a balance; ``but`` is none."""
    statement = select(balances.c.id).where(balances.c.patient_id == patient_id, *of_which)
    if but is not None:
        statement = statement.where(balances.c.id != but)
    return (await work.execute(statement.limit(1))).one_or_none() is not None


async def find_balance(work: Work, balance_id: UUID) -> Row:
    """A balance, not locked. Raises NotFound."""
    row = (await work.execute(select(balances).where(balances.c.id == balance_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such balance of a course.")
    return row


async def insert_balance(work: Work, columns: Mapping[str, Any]) -> None:
    """Store a new balance."""
    await work.execute(insert(balances).values(**columns))


async def change_balance(work: Work, balance: Row, **columns: Any) -> None:
    """Change columns of a balance whose patient is locked."""
    changed = {"version": balance.version + 1, **columns}
    await work.execute(update(balances).where(balances.c.id == balance.id).values(**changed))
