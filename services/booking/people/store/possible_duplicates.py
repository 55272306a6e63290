"""Pairs of records that looked alike when one of them was registered."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, update

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.people.domain.duplicates import PairStatus
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.tables import patients
from services.booking.people.tables import possible_duplicates as of

_OPEN = of.c.status == PairStatus.OPEN.value


def named_pairs() -> Select[Any]:
    """Pairs with the name of who was registered."""
    return select(of, PATIENT_NAME).join(patients, patients.c.id == of.c.patient_id)


async def pair_row(work: Work, pair_id: UUID) -> Row:
    """Raises NotFound."""
    row = (await work.execute(named_pairs().where(of.c.id == pair_id))).one_or_none()
    if row is None:
        raise NotFound("There are no such two records: list those that look alike.")
    return row


async def open_pairs_with(work: Work, other_id: UUID) -> Sequence[Row]:
    """Those in which this record is the one that was there before."""
    return (await work.execute(select(of).where(_OPEN, of.c.other_id == other_id).order_by(of.c.id))).all()


async def settle_pair(work: Work, pair_id: UUID, status: PairStatus, because: str | None) -> None:
    """What is known now of the two records, and who says so."""
    await work.execute(update(of).where(of.c.id == pair_id).values(_settled(work, status, because)))


async def settle_open(
    work: Work, status: PairStatus, because: str | None, one: UUID, other: UUID | None = None
) -> list[UUID]:
    """Settle the open pairs of two records, or all of ``one``; their ids."""
    which = or_(of.c.patient_id == one, of.c.other_id == one) if other is None else _between(one, other)
    statement = update(of).where(_OPEN, which).values(_settled(work, status, because)).returning(of.c.id)
    return list((await work.execute(statement)).scalars())


async def name_the_one_that_goes_on(work: Work, ends: UUID, stays: UUID) -> list[UUID]:
    """Pairs of a record that ends are of the one that goes on. Answers open ones of which it was said before."""
    for column in (of.c.patient_id, of.c.other_id):
        await work.execute(update(of).where(column == ends).values({column: stays}))
    before = of.alias()
    same_pair = or_(
        (before.c.patient_id == of.c.patient_id) & (before.c.other_id == of.c.other_id),
        (before.c.patient_id == of.c.other_id) & (before.c.other_id == of.c.patient_id),
    )
    said = (before.c.status == PairStatus.TWO_PEOPLE.value) | (before.c.id < of.c.id)
    again = select(of.c.id).where(
        _OPEN,
        or_(of.c.patient_id == stays, of.c.other_id == stays),
        select(before.c.id).where(same_pair, said, before.c.id != of.c.id).exists(),
    )
    return list((await work.execute(again.order_by(of.c.id))).scalars())


def _settled(work: Work, status: PairStatus, because: str | None) -> dict[str, Any]:
    settled = {"settled_by": work.actor.subject, "settled_at": work.now, "settled_because": because}
    return {"status": status.value, **settled}


def _between(one: UUID, other: UUID) -> ColumnElement[bool]:
    return or_(
        (of.c.patient_id == one) & (of.c.other_id == other),
        (of.c.patient_id == other) & (of.c.other_id == one),
    )
