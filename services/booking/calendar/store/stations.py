"""Stations of visits, stored and read. The patient's row is locked while they change."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.ids import new_id
from chassis.work import Work
from services.booking.calendar.domain.appointments import AppointmentKind, Status
from services.booking.calendar.domain.stations import Noted, Station, Visiting, present_station, waits_since
from services.booking.calendar.tables import visit_stations

_INSERT = Prepared(insert(visit_stations))
_OF = Prepared(
    select(visit_stations)
    .where(visit_stations.c.appointment_id == bindparam("of"))
    .order_by(visit_stations.c.noted_at, visit_stations.c.id)
)
_WITHDRAW = Prepared(update(visit_stations).where(visit_stations.c.id == bindparam("of")))


async def stations_of(work: Work, appointment_id: UUID) -> Sequence[Row]:
    """Everything that was noted of a visit, also what was withdrawn, in the order in which it was noted."""
    return (await work.execute(_OF, {"of": appointment_id})).all()


def standing(rows: Sequence[Row]) -> list[Row]:
    """What was not withdrawn, in the order of a visit."""
    return sorted((row for row in rows if row.withdrawn_at is None), key=lambda row: Station(row.station).place)


def noted_of(rows: Sequence[Row]) -> list[Noted]:
    """The same, as the rules see it."""
    return [Noted(Station(row.station), row.at) for row in standing(rows)]


def visiting_of(appointment: Row) -> Visiting:
    """An appointment as a visit depends on it."""
    planned = appointment.treatment_starts_at - appointment.starts_at
    minutes = appointment.numbing_minutes
    return Visiting(
        kind=AppointmentKind(appointment.kind),
        status=Status(appointment.status),
        starts_at=appointment.starts_at,
        treatment_starts_at=appointment.treatment_starts_at,
        ends_at=appointment.ends_at,
        zone=ZoneInfo(appointment.time_zone),
        held=appointment.held_since is not None,
        numbing=planned if minutes is None else timedelta(minutes=minutes),
    )


def where_is(appointment: Row, rows: Sequence[Row]) -> tuple[Noted | None, datetime | None]:
    """Where the patient of an appointment is, and since when (UTC) somebody should come to them."""
    noted = noted_of(rows)
    present = present_station(Status(appointment.status), noted[-1] if noted else None, appointment.performed_at)
    return present, waits_since(visiting_of(appointment), present)


async def keep_station(work: Work, appointment: Row, noted: Noted, reason: str | None) -> None:
    """Store a station of a visit."""
    columns: dict[str, Any] = {
        "id": new_id(),
        "appointment_id": appointment.id,
        "patient_id": appointment.patient_id,
        "clinic_id": appointment.clinic_id,
        "station": noted.station.value,
        "at": noted.at,
        "reason": reason,
        "noted_by": work.actor.subject,
        "noted_at": work.now,
    }
    await work.execute(_INSERT, columns)


async def withdraw_station(work: Work, row: Row, reason: str, at: datetime) -> None:
    """It was not so. The row stays, with who said that and why."""
    said = {"withdrawn_at": at, "withdrawn_by": work.actor.subject, "withdrawn_because": reason}
    await work.execute(_WITHDRAW, {"of": row.id, **said})
