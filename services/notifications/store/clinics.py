"""What messages need of a clinic: a projection of booking's events. A replay writes it again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import null, select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from chassis.working_week import OFFICE_HOURS, Open, WorkingWeek
from services.notifications.tables import clinics

_WEEK = (clinics.c.time_zone, clinics.c.hours, clinics.c.closed_days)


@dataclass(frozen=True)
class KnownClinic:
    """What is stored of a clinic; hours are local to its IANA zone."""

    name: str
    address: str
    time_zone: str
    map_link: str
    phone: str
    messages_from: time
    messages_until: time
    stock_contact: str
    hours: tuple[Open, ...] | None
    """Of a usual week; None while they are not known."""


async def keep_clinic(work: Work, clinic_id: UUID, clinic: KnownClinic) -> None:
    """Store a clinic as it is from now on."""
    values = asdict(replace(clinic, hours=None)) | {"hours": _stored(clinic.hours)}
    statement = insert(clinics).values(id=clinic_id, **values)
    await work.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


async def keep_closed_days(work: Work, clinic_id: UUID, days: Sequence[date]) -> None:
    """Store on which local days a clinic is closed, as far as they are known from now on."""
    stored = [day.isoformat() for day in days]
    await work.execute(update(clinics).where(clinics.c.id == clinic_id).values(closed_days=stored))


async def working_week_of(work: Work, clinic_id: UUID) -> WorkingWeek | None:
    """When a clinic works; office hours while its own are not known. None while it is not known."""
    found = select(*_WEEK).where(clinics.c.id == clinic_id)
    row = (await work.execute(found)).one_or_none()
    return None if row is None else _week(row)


async def working_weeks(work: Work) -> list[WorkingWeek]:
    """When any clinic works."""
    return [_week(row) for row in await work.execute(select(*_WEEK))]


def _week(row: Row) -> WorkingWeek:
    hours = tuple(map(_open, row.hours)) if row.hours else OFFICE_HOURS
    return WorkingWeek(ZoneInfo(row.time_zone), hours, frozenset(map(date.fromisoformat, row.closed_days or ())))


def _stored(hours: Sequence[Open] | None) -> Any:
    if hours is None:
        return null()
    return [[each.weekday, each.opens.isoformat(), each.closes.isoformat()] for each in hours]


def _open(stored: Sequence[Any]) -> Open:
    weekday, opens, closes = stored
    return Open(weekday, time.fromisoformat(opens), time.fromisoformat(closes))


async def every_clinic(work: Work) -> list[UUID]:
    """The ids of all clinics."""
    return list((await work.execute(select(clinics.c.id).order_by(clinics.c.id))).scalars())
