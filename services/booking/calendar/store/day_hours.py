"""Who and what of a clinic cannot be booked on a day, and the shifts of who works there."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select, text

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.work import Work
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.shifts import Roster
from services.booking.people.store.shifts import roster_of
from services.booking.people.tables import clinic_closures, moment, shifts, unavailabilities

_of = unavailabilities.c
_clinic = bindparam("clinic", type_=Uuid)
_start, _end = bindparam("start", type_=moment), bindparam("end", type_=moment)
_visiting = select(shifts.c.practitioner_id).where(shifts.c.clinic_id == _clinic, shifts.c.withdrawn_at.is_(None))
_AWAY = Prepared(
    select(
        _of.resource_kind,
        _of.resource_id,
        _of.cause,
        func.greatest(_of.starts_at, _start).label("starts_at"),
        func.least(_of.ends_at, _end).label("ends_at"),
    )
    .where(
        (_of.clinic_id == _clinic) | _of.resource_id.in_(_visiting),
        _of.withdrawn_at.is_(None),
        _of.starts_at < _end,
        _of.ends_at.is_(None) | (_of.ends_at > _start),
    )
    .order_by(_of.starts_at, _of.id)
)
_ROSTERS = Prepared(
    text(
        "SELECT practitioners.id, practitioners.clinic_id,"
        " json_agg(json_build_array(shifts.clinic_id, time_zone, first_day, last_day, weekdays, starts, ends)"
        " ORDER BY shifts.id)::text AS stored"
        " FROM practitioners JOIN shifts ON practitioner_id = practitioners.id"
        " JOIN clinics ON clinics.id = shifts.clinic_id"
        " WHERE withdrawn_at IS NULL AND (practitioners.clinic_id = :clinic OR practitioners.id IN"
        " (SELECT practitioner_id FROM shifts WHERE clinic_id = :clinic AND withdrawn_at IS NULL))"
        " GROUP BY practitioners.id ORDER BY practitioners.id"
    )
)
_REASON = Prepared(
    select(clinic_closures.c.reason).where(
        clinic_closures.c.clinic_id == _clinic, clinic_closures.c.day == bindparam("day")
    )
)


async def away_within(work: Work, clinic_id: UUID, within: Span) -> Sequence[Row]:
    """What cannot be booked in that time, cut to it, the soonest first; who has shifts at the clinic as well."""
    return (await work.execute(_AWAY, {"clinic": clinic_id, "start": within.start, "end": within.end})).all()


async def rosters_at(work: Work, clinic_id: UUID) -> dict[UUID, Roster]:
    """Of practitioners who work at a clinic and for whom a shift was entered anywhere."""
    rows = await work.execute(_ROSTERS, {"clinic": clinic_id})
    return {row.id: roster_of(row.clinic_id, row.stored) for row in rows}


async def reason_of(work: Work, clinic_id: UUID, day: date) -> str | None:
    """What the clinic wrote about a local day with other hours; None: it wrote nothing."""
    found: str | None = await work.scalar(_REASON, {"clinic": clinic_id, "day": day})
    return found
