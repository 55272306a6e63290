"""Escalations and what was done about each. They name no patient."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as insert_once

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.notifications.domain.escalations import Cause, EscalationStep, Person, State
from services.notifications.tables import escalation_steps, escalations

of = escalations.c


async def insert_escalation(
    work: Work, cause: Cause, kind: str, subject_id: UUID, clinic_id: UUID, line: Sequence[Person]
) -> Row | None:
    """A new one; None while one is open about the same."""
    statement = insert_once(escalations).values(
        id=new_id(),
        cause=cause.value,
        kind=kind,
        subject_id=subject_id,
        clinic_id=clinic_id,
        line=[person.to_store() for person in line],
        asked=0,
        opened_at=work.now,
        state=State.OPEN.value,
    )
    once = statement.on_conflict_do_nothing(index_elements=["subject_id"], index_where=text("state = 'open'"))
    return (await work.execute(once.returning(*escalations.c))).first()


async def find_escalation(work: Work, escalation_id: UUID) -> Row | None:
    """One of them."""
    return (await work.execute(select(escalations).where(of.id == escalation_id))).first()


async def lock_escalation(work: Work, escalation_id: UUID) -> Row | None:
    """The same, locked until the commit."""
    return (await work.execute(select(escalations).where(of.id == escalation_id).with_for_update())).first()


async def lock_open(work: Work, subject_id: UUID) -> Row | None:
    """The open one about an item or a report, locked until the commit."""
    found = select(escalations).where(of.subject_id == subject_id, of.state == State.OPEN.value)
    return (await work.execute(found.with_for_update())).first()


async def change_escalation(work: Work, escalation_id: UUID, **columns: Any) -> None:
    """Change a locked one."""
    await work.execute(update(escalations).where(of.id == escalation_id).values(**columns))


async def note_step(
    work: Work, escalation_id: UUID, what: EscalationStep, *, who: str | None = None, ways: Sequence[str] = ()
) -> None:
    """Keep what was done."""
    values = {"escalation_id": escalation_id, "what": what.value, "who": who, "ways": list(ways), "at": work.now}
    await work.execute(insert(escalation_steps).values(id=new_id(), **values))


async def steps_of(work: Work, ids: Sequence[UUID]) -> Sequence[Row]:
    """What was done about them, the first step first."""
    found = select(escalation_steps).where(escalation_steps.c.escalation_id.in_(ids))
    return (await work.execute(found.order_by(escalation_steps.c.id))).all()


def line_in(row: Row) -> tuple[Person, ...]:
    """Who is asked, in order."""
    return tuple(Person.stored(each) for each in row.line)
