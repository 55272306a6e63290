"""A visit as it was noted, and who is where at a clinic on a day."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from chassis.data.rows import Row
from chassis.local_time import local_day, start_of_day
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.access import visible
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.stations import Noted, Station, present_station, waits_since
from services.booking.calendar.forms.stations import (
    ClinicDayView,
    ExpectedView,
    StationsView,
    Whereabouts,
)
from services.booking.calendar.queries.day_hours import day_hours
from services.booking.calendar.settings import may_wait
from services.booking.calendar.store.appointments import find_appointment, named_appointments
from services.booking.calendar.store.stations import stations_of, visiting_of, where_is
from services.booking.calendar.tables import appointments, visit_stations
from services.booking.people.access import authorize_row
from services.booking.people.store.clinics import place_of


async def stations(work: Work, appointment_id: UUID) -> StationsView:
    """Raises NotFound, Forbidden."""
    appointment = await find_appointment(work, appointment_id)
    if appointment is None:
        raise NotFound("There is no such appointment.")
    await authorize_row(work, appointment.patient_id, appointment.clinic_id)
    rows = await stations_of(work, appointment_id)
    return StationsView.of(appointment, rows, *where_is(appointment, rows))


async def clinic_day(work: Work, clinic_id: UUID, day: date | None, where: Whereabouts | None) -> ClinicDayView:
    """Everybody who is expected or was there on a local day (left out: today). Raises NotFound, Forbidden.

    A cancelled appointment is shown only while its patient is at the clinic.
    """
    reach = work.access.reach(where=clinic_id)
    place = await place_of(work, clinic_id)
    zone = place.zone
    day = day or local_day(work.now, zone)
    of = appointments.c
    statement = (
        named_appointments()
        .add_columns(_ARRIVED)
        .where(
            visible(reach, appointments),
            of.clinic_id == clinic_id,
            of.starts_at >= start_of_day(day, zone),
            of.starts_at < start_of_day(day + timedelta(days=1), zone),
            (of.status != Status.CANCELLED.value) | (of.station != Station.LEFT.value),
        )
        .order_by(of.starts_at, of.id)
    )
    everybody = [_expected(row, work.now) for row in await work.execute(statement)]
    shown = [each for each in everybody if where is None or each.where is where]
    work.access.show(shown)
    counted = Counter(each.where for each in everybody)
    return ClinicDayView(
        clinic_id=clinic_id,
        day=day,
        as_of=work.now,
        waiting_minutes=int(may_wait() / timedelta(minutes=1)),
        counts={each: counted[each] for each in Whereabouts},
        waits_too_long=sum(each.waits_too_long for each in everybody),
        appointments=shown,
        hours=await day_hours(work, place, day),
    )


_ARRIVED = (
    select(func.min(visit_stations.c.at))
    .where(
        visit_stations.c.appointment_id == appointments.c.id,
        visit_stations.c.station == Station.ARRIVED.value,
        visit_stations.c.withdrawn_at.is_(None),
    )
    .scalar_subquery()
    .label("arrived_at")
)


def _expected(row: Row, now: datetime) -> ExpectedView:
    noted = Noted(Station(row.station), row.station_at) if row.station else None
    present = present_station(Status(row.status), noted, row.performed_at)
    since = waits_since(visiting_of(row), present)
    waits = now - since if since is not None and since < now else timedelta()
    values: Mapping[Any, Any] = row._mapping
    return ExpectedView.model_validate(
        {
            **values,
            "appointment_id": row.id,
            "local_start": row.starts_at.astimezone(ZoneInfo(row.time_zone)),
            "where": _where(row, present, now),
            "since": present.at if present else None,
            "waits_since": since,
            "waits_minutes": int(waits / timedelta(minutes=1)),
            "waits_too_long": waits >= may_wait(),
            "held": row.held_since is not None,
        }
    )


def _where(row: Row, present: Noted | None, now: datetime) -> Whereabouts:
    if present is not None:
        return Whereabouts(present.station.value)
    if row.status == Status.MISSED.value:
        return Whereabouts.MISSED
    return Whereabouts.LATE if row.starts_at < now else Whereabouts.EXPECTED
