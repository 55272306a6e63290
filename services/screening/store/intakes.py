"""Intakes: what patients are asked for."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, null, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.domain.intakes import IntakeReason, IntakeState, Request
from services.screening.domain.refusals import IntakeNotFound
from services.screening.tables import intakes


def request_of(row: Row) -> Request:
    """What an intake asks for."""
    return Request(IntakeReason(row.reason), tuple(row.questions) if row.questions is not None else None)


def state_of(row: Row) -> IntakeState:
    """How far an intake is."""
    if row.answers is not None:
        return IntakeState.BEGUN
    if row.declared_at is None:
        return IntakeState.WAITING
    return IntakeState.DECLARED if row.signed_at is None else IntakeState.SIGNED


async def find_intake(work: Work, intake_id: UUID) -> Row | None:
    """One intake."""
    return (await work.execute(select(intakes).where(intakes.c.id == intake_id))).first()


async def require_intake(work: Work, intake_id: UUID) -> Row:
    """The same. Raises IntakeNotFound."""
    intake = await find_intake(work, intake_id)
    if intake is None:
        raise IntakeNotFound("There is no such intake: list the patient's intakes.")
    return intake


async def waiting_intake(work: Work, patient_id: UUID) -> Row | None:
    """The intake that waits to be filled in, if there is one."""
    waiting = select(intakes).where(intakes.c.patient_id == patient_id, intakes.c.declared_at.is_(None))
    return (await work.execute(waiting.order_by(intakes.c.id.desc()).limit(1))).first()


async def was_asked(work: Work, patient_id: UUID) -> bool:
    """Whether a patient was ever asked for a declaration."""
    asked = select(intakes.c.id).where(intakes.c.patient_id == patient_id).limit(1)
    return (await work.execute(asked)).first() is not None


async def insert_intake(work: Work, patient_id: UUID, clinic_id: UUID, request: Request) -> UUID:
    """Open an intake. Answers its id."""
    intake_id = new_id()
    await work.execute(
        insert(intakes).values(
            id=intake_id, patient_id=patient_id, clinic_id=clinic_id, requested_at=work.now, **_stored(request)
        )
    )
    return intake_id


async def widen_intake(work: Work, intake_id: UUID, request: Request) -> None:
    """Ask for something else in an intake that waits."""
    await work.execute(
        update(intakes).where(intakes.c.id == intake_id).values(requested_at=work.now, **_stored(request))
    )


async def keep_answers(work: Work, intake: Row, answers: Mapping[str, Any], language: str | None) -> Row:
    """Save answers that nobody has signed, in place of those that were saved. Answers the intake's new row."""
    saved = {
        "answers": dict(answers),
        "answers_version": intake.answers_version + 1,
        "answers_language": language,
        "answers_saved_at": work.now,
        "answers_saved_by": work.actor.subject,
    }
    statement = update(intakes).where(intakes.c.id == intake.id).values(saved).returning(*intakes.columns)
    return (await work.execute(statement)).one()


async def close_intakes(work: Work, patient_id: UUID, intake_id: UUID, *, others_too: bool, signed: bool) -> None:
    """Mark one intake as filled in, or with it all of the patient's that wait. What was saved is in the declaration."""
    which = (intakes.c.patient_id == patient_id) & (intakes.c.id == intake_id)
    if others_too:
        which = (intakes.c.patient_id == patient_id) & ((intakes.c.id == intake_id) | intakes.c.declared_at.is_(None))
    closed = {
        "declared_at": work.now,
        "signed_at": work.now if signed else None,
        "answers": null(),
        "answers_version": intakes.c.answers_version + 1,
        "answers_language": None,
        "answers_saved_at": None,
        "answers_saved_by": None,
    }
    await work.execute(update(intakes).where(which).values(closed))


async def move_intakes(work: Work, patient_id: UUID, clinic_id: UUID) -> None:
    """The front desk of the home clinic helps with the declaration, so the intakes move with the patient."""
    await work.execute(update(intakes).where(intakes.c.patient_id == patient_id).values(clinic_id=clinic_id))


def _stored(request: Request) -> dict[str, Any]:
    return {"reason": request.reason, "questions": list(request.questions) if request.questions is not None else None}
