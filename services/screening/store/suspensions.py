"""Suspensions of a patient's clearances."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.tables import suspensions

of = suspensions.c


async def insert_suspension(work: Work, report: Row) -> Row:
    """Suspend the clearances of a report's patient. Answers the new row."""
    statement = insert(suspensions).values(
        id=new_id(),
        report_id=report.id,
        patient_id=report.patient_id,
        published_as=report.published_as,
        clinic_id=report.clinic_id,
        suspended_at=work.now,
        step=0,
    )
    return (await work.execute(statement.returning(*suspensions.columns))).one()


async def change_suspension(work: Work, suspension_id: UUID, **columns: Any) -> Row:
    """Change a suspension whose patient's row is locked. Answers the new row."""
    statement = update(suspensions).where(of.id == suspension_id).values(**columns)
    return (await work.execute(statement.returning(*suspensions.columns))).one()


async def find_suspension(work: Work, suspension_id: UUID) -> Row | None:
    """One suspension."""
    return (await work.execute(select(suspensions).where(of.id == suspension_id))).first()


async def open_suspension(work: Work, report_id: UUID) -> Row | None:
    """The suspension that a report caused and that still runs."""
    found = select(suspensions).where(of.report_id == report_id, of.ended_at.is_(None))
    return (await work.execute(found)).first()


async def is_suspended(work: Work, patient_id: UUID) -> bool:
    """Whether any suspension of the patient runs."""
    found = select(of.id).where(of.patient_id == patient_id, of.ended_at.is_(None))
    return (await work.execute(found.limit(1))).first() is not None
