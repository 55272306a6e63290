"""What patients say ahead of a session. A later answer about the same day counts; the earlier ones stay."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.tables import day_answers


async def insert_day_answers(work: Work, values: Mapping[str, Any]) -> Row:
    """Keep what was handed in. Answers the new row."""
    handed_in = {"id": new_id(), "handed_in_at": work.now, "handed_in_by": work.actor.subject}
    statement = insert(day_answers).values(**values, **handed_in).returning(*day_answers.columns)
    return (await work.execute(statement)).one()


async def latest_day_answers(work: Work, patient_id: UUID, day: date) -> Row | None:
    """What counts of what a patient said about a day."""
    of = day_answers.c
    newest = select(day_answers).where(of.patient_id == patient_id, of.day == day).order_by(of.id.desc())
    return (await work.execute(newest.limit(1))).first()
