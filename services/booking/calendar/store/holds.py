"""Holds, stored and ended. One past its end counts as gone, whether or not its row is still there."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Select, Uuid, any_, bindparam, delete, func, insert, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.holds import GONE
from services.booking.calendar.domain.refusals import HoldOver
from services.booking.calendar.tables import devices, holds, occupations, rooms
from services.booking.people.store.patients import PATIENT_NAME
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import clinics, patients, practitioners

_NOW = bindparam("now", type_=DateTime(timezone=True))
_THIS = holds.c.id == bindparam("of")
_LIVE = holds.c.expires_at > _NOW


def named_holds() -> Select[Any]:
    """Holds with the names that a front desk reads, and the zone of their clinic."""
    return select(
        holds,
        PATIENT_NAME,
        clinics.c.name.label("clinic_name"),
        clinics.c.time_zone,
        PRACTITIONER_NAME,
        rooms.c.name.label("room_name"),
        devices.c.model.label("device_name"),
    ).select_from(
        holds.join(patients, patients.c.id == holds.c.patient_id)
        .join(clinics, clinics.c.id == holds.c.clinic_id)
        .join(practitioners, practitioners.c.id == holds.c.practitioner_id)
        .join(rooms, rooms.c.id == holds.c.room_id)
        .outerjoin(devices, devices.c.id == holds.c.device_id)
    )


_KEEP = Prepared(insert(holds))
_READ = Prepared(named_holds().where(_THIS, _LIVE))
_TAKE = Prepared(delete(holds).where(_THIS, _LIVE).returning(holds))
_EXPIRE = Prepared(delete(holds).where(_THIS, holds.c.expires_at <= _NOW).returning(holds))
_PROLONG = Prepared(update(holds).where(_THIS, _LIVE).returning(holds.c.id))
_EXTEND = Prepared(update(holds).where(_THIS, _LIVE, holds.c.extended_at.is_(None)).returning(holds.c.id))
_COUNT = Prepared(
    select(
        func.count().filter(holds.c.patient_id == bindparam("patient")).label("of_patient"),
        func.count().filter(holds.c.held_by == bindparam("caller")).label("by_caller"),
    ).where(_LIVE, (holds.c.patient_id == bindparam("patient")) | (holds.c.held_by == bindparam("caller")))
)
_COUNT_AT = Prepared(select(func.count()).where(_LIVE, holds.c.clinic_id == bindparam("of")))
_OF_PATIENTS = Prepared(
    delete(holds).where(holds.c.patient_id == any_(bindparam("patients", type_=ARRAY(Uuid)))).returning(holds)
)
_VACATE_ALL = Prepared(
    delete(occupations).where(occupations.c.appointment_id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)


async def keep_hold(work: Work, columns: dict[str, Any]) -> None:
    """Store a new hold."""
    await work.execute(_KEEP, columns)


async def hold_row(work: Work, hold_id: UUID) -> Row:
    """A hold that has not expired, with its names. Raises NotFound."""
    row = (await work.execute(_READ, {"of": hold_id, "now": work.now})).one_or_none()
    if row is None:
        raise NotFound(GONE)
    return row


async def count_holds(work: Work, patient_id: UUID, caller: str) -> tuple[int, int]:
    """How many slots are held for a patient, and by a caller."""
    row = (await work.execute(_COUNT, {"patient": patient_id, "caller": caller, "now": work.now})).one()
    return row.of_patient, row.by_caller


async def count_held_at(work: Work, clinic_id: UUID) -> int:
    """How many slots of a clinic are held, also for offers of the waitlist."""
    return int(await work.scalar(_COUNT_AT, {"of": clinic_id, "now": work.now}))


async def held_ahead(work: Work, column: str, id: UUID) -> list[UUID]:
    """What is held with this id in a column."""
    held = select(holds.c.id).where(holds.c[column] == id, holds.c.expires_at > work.now).order_by(holds.c.id)
    return list((await work.execute(held)).scalars())


async def end_hold(work: Work, hold_id: UUID) -> Row:
    """End a hold that has not expired, and give back what it occupied. Answers its columns. Raises HoldOver."""
    row = (await work.execute(_TAKE, {"of": hold_id, "now": work.now})).one_or_none()
    if row is None:
        raise HoldOver(GONE)
    await work.execute(_VACATE_ALL, {"ids": [hold_id]})
    return row


async def expire_hold(work: Work, hold_id: UUID) -> Row | None:
    """End a hold that has expired; one that was extended goes on. Its columns when it ended now."""
    ended: Row | None = (await work.execute(_EXPIRE, {"of": hold_id, "now": work.now})).one_or_none()
    if ended is not None:
        await work.execute(_VACATE_ALL, {"ids": [hold_id]})
    return ended


async def prolong_hold(work: Work, hold_id: UUID, expires_at: datetime) -> bool:
    """Another end, for a hold that has not expired; false when there is none."""
    values = {"of": hold_id, "now": work.now, "expires_at": expires_at}
    return (await work.execute(_PROLONG, values)).one_or_none() is not None


async def extend_hold(work: Work, hold_id: UUID, expires_at: datetime) -> None:
    """Once, and only before its end. Raises HoldOver when somebody was quicker."""
    changed = {"expires_at": expires_at, "extended_at": work.now}
    if (await work.execute(_EXTEND, {"of": hold_id, "now": work.now, **changed})).one_or_none() is None:
        raise HoldOver(GONE)


async def end_holds_of(work: Work, patient_ids: Collection[UUID]) -> Sequence[Row]:
    """Give back everything that is held for some patients. Answers the holds that ended."""
    ended = (await work.execute(_OF_PATIENTS, {"patients": list(patient_ids)})).all()
    if ended:
        await work.execute(_VACATE_ALL, {"ids": [row.id for row in ended]})
    return ended
