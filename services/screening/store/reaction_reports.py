"""Reports of reactions, and every step that was taken about one."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.domain.reaction_reports import ReportStatus
from services.screening.domain.reaction_rules import Grade
from services.screening.tables import reaction_reports, reaction_steps

of = reaction_reports.c
RECEIVED = "received"
"""The step of a report that a text came."""
SESSION_CORRECTED = "session corrected"
"""The step of a report that the record of its session was put right."""
_BY_ITSELF = ("reported", "suspended", "asked", SESSION_CORRECTED)
"""Steps of a report of what was seen at a session that nobody has taken by hand."""


async def insert_report(work: Work, **columns: Any) -> Row:
    """Keep a new report. Answers its row."""
    statement = insert(reaction_reports).values(
        id=new_id(), version=1, reported_at=work.now, reported_by=work.actor.subject, **columns
    )
    return (await work.execute(statement.returning(*reaction_reports.columns))).one()


async def change_report(work: Work, report: Row, **columns: Any) -> Row:
    """Change a report whose patient's row is locked; its version goes up. Answers the new row."""
    statement = update(reaction_reports).where(of.id == report.id).values(version=report.version + 1, **columns)
    return (await work.execute(statement.returning(*reaction_reports.columns))).one()


async def find_report(work: Work, report_id: UUID) -> Row | None:
    """One report."""
    return (await work.execute(select(reaction_reports).where(of.id == report_id))).first()


async def report_to_look_at(work: Work, patient_id: UUID) -> Row | None:
    """The report of a patient, whose row is locked, that came as a text and waits for somebody."""
    found = select(reaction_reports).where(of.patient_id == patient_id, of.status == ReportStatus.TO_LOOK_AT.value)
    return (await work.execute(found.order_by(of.id).limit(1))).first()


async def report_at(work: Work, patient_id: UUID, session_id: UUID, sign: str) -> Row | None:
    """The report that a session of a patient, whose row is locked, opened with this sign, unless it is withdrawn."""
    opened = select(reaction_steps.c.report_id).where(
        reaction_steps.c.report_id == of.id,
        reaction_steps.c.what == "reported",
        reaction_steps.c.details["signs"].contains([sign]),
    )
    found = select(reaction_reports).where(
        of.patient_id == patient_id,
        of.session_id == session_id,
        of.status != ReportStatus.WITHDRAWN.value,
        opened.exists(),
    )
    return (await work.execute(found.order_by(of.id).limit(1))).first()


async def is_worked_on(work: Work, report: Row) -> bool:
    """Whether anybody has acknowledged, amended, ended or decided about a report."""
    steps = reaction_steps.c
    taken = select(steps.id).where(steps.report_id == report.id, steps.what.not_in(_BY_ITSELF))
    return (await work.execute(taken.limit(1))).first() is not None


async def texts_of(work: Work, report: Row) -> list[str]:
    """The ids of the texts that a report came of, the oldest first."""
    of_report = (reaction_steps.c.report_id == report.id) & (reaction_steps.c.what == RECEIVED)
    found = select(reaction_steps.c.details["text_id"].astext).where(of_report).order_by(reaction_steps.c.id)
    return list((await work.execute(found)).scalars())


async def had_serious_reaction(work: Work, patient_id: UUID) -> bool:
    """Whether a serious reaction of the patient is on record, over or not; one entered in error does not count."""
    found = select(of.id).where(
        of.patient_id == patient_id, of.grade == Grade.SERIOUS.value, of.status != ReportStatus.WITHDRAWN.value
    )
    return (await work.execute(found.limit(1))).first() is not None


async def note_step(work: Work, report: Row, what: str, **details: Any) -> None:
    """Record what was done about a report, by whom and when."""
    await work.execute(
        insert(reaction_steps).values(
            id=new_id(),
            report_id=report.id,
            patient_id=report.patient_id,
            what=what,
            by=work.actor.subject,
            at=work.now,
            details=details,
        )
    )
