"""Consults, loaded."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, insert, select

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.vocabulary import ScreeningStage
from services.booking.care.domain.clearances import CLEARED
from services.booking.care.store.suspensions import is_suspended
from services.booking.care.tables import clearances, consults, courses, earlier_consults, sessions
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import patients

PLAN_COLUMNS = ("concern", "area", "modality", "device_model", "depth_mm")


async def find_consult(work: Work, consult_id: UUID) -> Row | None:
    """A consult, or None: decisions may arrive before it."""
    return (await work.execute(select(consults).where(consults.c.id == consult_id))).one_or_none()


async def consult_row(work: Work, consult_id: UUID) -> Row:
    """A consult. Raises NotFound."""
    row = await find_consult(work, consult_id)
    if row is None:
        raise NotFound("There is no such consult.")
    return row


async def keep_earlier(work: Work, row: Row, because: str) -> None:
    """What a consult, whose patient's row is locked, said until now; amended or void from now on."""
    said = ("skin_type", "suitable", *PLAN_COLUMNS, "plan_details", "findings")
    recorded = {name: _plain(getattr(row, name)) for name in said} | {"practitioner_id": str(row.practitioner_id)}
    await work.execute(
        insert(earlier_consults).values(
            consult_id=row.id,
            version=row.version,
            patient_id=row.patient_id,
            recorded=recorded,
            recorded_by=row.recorded_by,
            amended_because=because,
            amended_by=work.actor.subject,
            amended_at=work.now,
        )
    )


async def course_of_consult(work: Work, consult_id: UUID) -> Row | None:
    """The course that follows the consult's plan, held until the commit."""
    this = select(courses).where(courses.c.consult_id == consult_id, ~courses.c.replaced)
    return (await work.execute(this.with_for_update(**NO_KEY))).one_or_none()


async def sessions_here(work: Work, course_id: UUID) -> int:
    """How many sessions of a course are recorded here; those of a balance from elsewhere are not among them."""
    standing = (sessions.c.course_id == course_id) & sessions.c.voided_at.is_(None)
    return await work.scalar(select(func.count()).select_from(sessions).where(standing)) or 0


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value


async def consults_without_course(work: Work, patient_id: UUID | None = None) -> Sequence[Row]:
    """Id and patient of consults whose plan is cleared and has no course yet, the oldest first; or of one patient's."""
    statement = select(consults.c.id, consults.c.patient_id).where(cleared_without_course()).order_by(consults.c.id)
    if patient_id is not None:
        statement = statement.where(consults.c.patient_id == patient_id)
    return (await work.execute(statement)).all()


def cleared_without_course() -> ColumnElement[bool]:
    """The condition for a consult to stand, be suitable, cleared by screening's latest decision, and without a course.

    Not while a suspension stops what was cleared, nor for a patient who is erased.
    """
    latest = (
        select(clearances.c.outcome)
        .where(clearances.c.consult_id == consults.c.id, clearances.c.stage == ScreeningStage.CONSULT.value)
        .order_by(clearances.c.heard.desc())
        .limit(1)
        .scalar_subquery()
    )
    planned = select(courses.c.id).where(courses.c.consult_id == consults.c.id, ~courses.c.replaced).exists()
    who = patients.alias("erased")  # whoever asks may select from patients, too
    erased = select(who.c.id).where(who.c.id == consults.c.patient_id, who.c.erased_at.is_not(None)).exists()
    going = latest.in_([each.value for each in CLEARED])
    stands = consults.c.suitable & consults.c.voided_at.is_(None)
    return and_(stands, ~planned, ~is_suspended(consults.c.patient_id), ~erased, going)
