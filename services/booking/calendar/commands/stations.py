"""Where a patient is in a visit is noted and put right; what a walk-out means for a course is in the care wing."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from chassis.data.rows import Row
from chassis.refusals import NotFound
from chassis.work import Work
from contracts.booking.appointments import VisitCorrected, VisitProgressed
from services.booking.calendar.commands.waiting import follow_waiting
from services.booking.calendar.domain.refusals import NothingNoted
from services.booking.calendar.domain.stations import Noted, Station, require_time
from services.booking.calendar.store.appointments import change_appointment, lock_appointment, said_of
from services.booking.calendar.store.stations import (
    keep_station,
    noted_of,
    standing,
    stations_of,
    visiting_of,
    withdraw_station,
)


async def stand_at(work: Work, appointment: Row, new: Noted, reason: str | None) -> Row:
    """Store that a patient is there since then. Answers the appointment as it is now."""
    await keep_station(work, appointment, new, reason)
    work.publish(VisitProgressed(**said_of(appointment), station=new.station.value, at=new.at))
    return await _follow(work, appointment, new)


async def correct_time(work: Work, appointment: Row, station_id: UUID, at: datetime, reason: str) -> Row:
    """What was noted was so at another moment; both stay visible.

    Raises NotFound, NothingNoted, InTheFuture, NotItsDay, StationOutOfOrder.
    """
    rows = await stations_of(work, appointment.id)
    row = _standing(rows, station_id)
    before, after = _neighbours(rows, row)
    require_time(visiting_of(appointment), at, work.now, after=before, before=after)
    return await take_back(work, appointment, row, reason, instead=Noted(Station(row.station), at))


async def withdraw_last(work: Work, appointment: Row, station_id: UUID, reason: str) -> Row:
    """What was noted last was not so; it stays visible. Raises NotFound, NothingNoted."""
    rows = await stations_of(work, appointment.id)
    row = _standing(rows, station_id)
    _require_last(rows, row)
    return await take_back(work, appointment, row, reason)


async def take_back(work: Work, appointment: Row, row: Row, reason: str, instead: Noted | None = None) -> Row:
    """A station that stands is withdrawn; ``instead`` is noted in its place. Answers the appointment as it is now."""
    await withdraw_station(work, row, reason, work.now)
    if instead is not None:
        await keep_station(work, appointment, instead, row.reason)
    noted = noted_of(await stations_of(work, appointment.id))
    present = noted[-1] if noted else None
    work.audit("visit.corrected", f"appointment/{appointment.id}", station=row.station, reason=reason)
    work.publish(
        VisitCorrected(
            **said_of(appointment),
            corrected=row.station,
            station=present.station.value if present else None,
            at=present.at if present else None,
        )
    )
    return await _follow(work, appointment, present)


def _standing(rows: Sequence[Row], station_id: UUID) -> Row:
    row = next((row for row in rows if row.id == station_id), None)
    if row is None:
        raise NotFound("Nothing of the kind was noted of this visit.")
    if row.withdrawn_at is not None:
        raise NothingNoted("That was withdrawn already: read the visit again.")
    return row


def _require_last(rows: Sequence[Row], row: Row) -> None:
    last = standing(rows)[-1]
    if last.id != row.id:
        raise NothingNoted(
            "The patient is noted as {station} after that: withdraw {station} first.",
            station=Station(last.station).value,
        )


def _neighbours(rows: Sequence[Row], row: Row) -> tuple[datetime | None, datetime | None]:
    """When the station before it began, and the one after it; None where there is none."""
    order = standing(rows)
    place = next(index for index, each in enumerate(order) if each.id == row.id)
    return (
        order[place - 1].at if place > 0 else None,
        order[place + 1].at if place + 1 < len(order) else None,
    )


async def _follow(work: Work, appointment: Row, present: Noted | None) -> Row:
    """The appointment shows where its patient is, and whoever waits is seen to."""
    where = {"station": present.station.value if present else None, "station_at": present.at if present else None}
    await change_appointment(work, appointment, **where)
    changed = await lock_appointment(work, appointment.id)
    await follow_waiting(work, changed, present)
    return changed
