"""The effects that both sides have: one command and three reactions, as few statements as they can be.

Few, because whatever both sides do alike hides what the guarantees cost.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, MetaData, Numeric, Table, Text, Uuid, bindparam, insert, update

from chassis.data.database import Connection
from chassis.data.statements import Prepared
from chassis.ids import new_id
from contracts.booking.sessions import SessionPerformed
from contracts.vocabulary import Modality

PATIENTS = [UUID(int=number + 1) for number in range(1000)]
"""Keys. Enough that two commands seldom wait for one patient's row."""
_ONE = UUID(int=1)

metadata = MetaData()
courses = Table(
    "courses",
    metadata,
    Column("patient_id", Uuid, primary_key=True),
    Column("performed", Integer, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("depth_mm", Numeric, nullable=False),
    Column("performed_at", DateTime(timezone=True), nullable=False),
)
follow_ups = Table(
    "follow_ups",
    metadata,
    Column("after_session_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
)
clearances = Table(
    "clearances", metadata, Column("patient_id", Uuid, primary_key=True), Column("spent_by", Uuid, nullable=True)
)
messages = Table(
    "messages",
    metadata,
    Column("session_id", Uuid, primary_key=True),
    Column("patient_id", Uuid, nullable=False),
    Column("template", Text, nullable=False),
    Column("about", DateTime(timezone=True), nullable=False),
)

_COUNT = Prepared(
    update(courses)
    .where(courses.c.patient_id == bindparam("patient"))
    .values(performed=courses.c.performed + 1)
    .returning(courses.c.performed)
)
_KEEP = Prepared(insert(sessions))
_HOLD = Prepared(insert(follow_ups))
_SPEND = Prepared(
    update(clearances).where(clearances.c.patient_id == bindparam("patient")).values(spent_by=bindparam("session"))
)
_PLAN = Prepared(insert(messages))


async def seed(connection: Connection) -> None:
    """The patients that sessions are recorded for."""
    await connection.execute(insert(courses), [{"patient_id": patient, "performed": 0} for patient in PATIENTS])
    await connection.execute(insert(clearances), [{"patient_id": patient} for patient in PATIENTS])


async def record_session(connection: Connection, patient: UUID, now: datetime) -> SessionPerformed:
    """The command's effect: the patient's course counts on, under its row's lock, and the session is kept."""
    number = (await connection.execute(_COUNT, {"patient": patient})).scalar_one()
    event = SessionPerformed(
        session_id=new_id(),
        appointment_id=_ONE,
        course_id=_ONE,
        number=number,
        patient_id=patient,
        clinic_id=_ONE,
        practitioner_id=_ONE,
        modality=Modality.PEN,
        area="face",
        overridden=False,
        performed_at=now,
    )
    kept = {"id": event.session_id, "depth_mm": Decimal("1.5"), "performed_at": now}
    await connection.execute(_KEEP, {"patient_id": patient, "number": number, **kept})
    return event


async def hold_follow_up(connection: Connection, event: SessionPerformed) -> None:
    """What booking does."""
    row = {"after_session_id": event.session_id, "patient_id": event.patient_id, "number": event.number + 1}
    await connection.execute(_HOLD, row)


async def spend_clearance(connection: Connection, event: SessionPerformed) -> None:
    """What screening does."""
    await connection.execute(_SPEND, {"patient": event.patient_id, "session": event.session_id})


async def plan_aftercare(connection: Connection, event: SessionPerformed) -> None:
    """What notifications does."""
    row = {"session_id": event.session_id, "patient_id": event.patient_id, "about": event.performed_at}
    await connection.execute(_PLAN, {"template": "aftercare_evening", **row})


REACTIONS: dict[str, Callable[[Connection, SessionPerformed], Awaitable[None]]] = {
    "booking": hold_follow_up,
    "screening": spend_clearance,
    "notifications": plan_aftercare,
}
"""By the service that reacts."""
