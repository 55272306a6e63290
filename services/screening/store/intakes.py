"""Intakes: what patients are asked for."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.work import Work
from services.screening.domain.intakes import IntakeReason, Request
from services.screening.tables import intakes


def request_of(row: Row) -> Request:
    """What an intake asks for."""
    return Request(IntakeReason(row.reason), tuple(row.questions) if row.questions is not None else None)


async def find_intake(work: Work, intake_id: UUID) -> Row | None:
    """One intake."""
    return (await work.execute(select(intakes).where(intakes.c.id == intake_id))).first()


async def waiting_intake(work: Work, patient_id: UUID) -> Row | None:
    """The intake that waits to be filled in, if there is one."""
    waiting = select(intakes).where(intakes.c.patient_id == patient_id, intakes.c.declared_at.is_(None))
    return (await work.execute(waiting.order_by(intakes.c.id.desc()).limit(1))).first()


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


async def close_intakes(work: Work, patient_id: UUID, intake_id: UUID, *, others_too: bool) -> None:
    """Mark one intake as filled in, or with it all of the patient's that wait."""
    which = (intakes.c.patient_id == patient_id) & (intakes.c.id == intake_id)
    if others_too:
        which = (intakes.c.patient_id == patient_id) & ((intakes.c.id == intake_id) | intakes.c.declared_at.is_(None))
    await work.execute(update(intakes).where(which).values(declared_at=work.now))


async def move_intakes(work: Work, patient_id: UUID, clinic_id: UUID) -> None:
    """The front desk of the home clinic helps with the declaration, so the intakes move with the patient."""
    await work.execute(update(intakes).where(intakes.c.patient_id == patient_id).values(clinic_id=clinic_id))


def _stored(request: Request) -> dict[str, Any]:
    return {"reason": request.reason, "questions": list(request.questions) if request.questions is not None else None}
