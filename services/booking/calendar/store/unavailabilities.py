"""Unavailable practitioners, rooms and devices. Their rows change only while the row of the resource is locked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Table, bindparam, insert, select, text, union_all, update

from chassis.data.rows import Row
from chassis.data.statements import Prepared
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.refusals import AlreadyEnded
from services.booking.calendar.domain.unavailabilities import Cause, Period, ResourceKind
from services.booking.calendar.tables import devices, rooms
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.refusals import EnteredAlready
from services.booking.people.store.locks import NO_KEY
from services.booking.people.tables import clinics, practitioners, unavailabilities

TABLES: Mapping[ResourceKind, Table] = {
    ResourceKind.PRACTITIONER: practitioners,
    ResourceKind.ROOM: rooms,
    ResourceKind.DEVICE: devices,
}
_HOLD = {
    kind: Prepared(select(table.c.clinic_id).where(table.c.id == bindparam("of")).with_for_update(**NO_KEY))
    for kind, table in TABLES.items()
}
_names = union_all(
    select(practitioners.c.id, (practitioners.c.given_name + " " + practitioners.c.family_name).label("name")),
    select(rooms.c.id, rooms.c.name),
    select(devices.c.id, devices.c.model + " " + devices.c.serial),
).subquery("resource")
_LASTING = Prepared(
    select(unavailabilities.c.id).where(
        unavailabilities.c.resource_id == bindparam("of"),
        unavailabilities.c.cause == Cause.ENDED.value,
        unavailabilities.c.withdrawn_at.is_(None),
    )
)
_OCCUPIED = Prepared(
    text(
        "SELECT appointment_id, resource_kind, lower(during) AS since, upper(during) AS until, lane, EXISTS ("
        "SELECT FROM unavailabilities AS away WHERE away.resource_id = occupations.resource_id"
        " AND withdrawn_at IS NULL AND during && tstzrange(starts_at, ends_at)) AS away"
        " FROM occupations WHERE appointment_id = ANY(CAST(:ids AS uuid[])) AND resource_kind <> 'patient'"
    )
)
_AWAY = Prepared(
    select(unavailabilities.c.starts_at, unavailabilities.c.ends_at)
    .where(
        unavailabilities.c.resource_id == bindparam("of"),
        unavailabilities.c.withdrawn_at.is_(None),
        unavailabilities.c.starts_at < bindparam("until"),
        unavailabilities.c.ends_at.is_(None) | (unavailabilities.c.ends_at > bindparam("since")),
    )
    .order_by(unavailabilities.c.starts_at)
)
_INSERT = Prepared(insert(unavailabilities))
_CHANGE = Prepared(update(unavailabilities).where(unavailabilities.c.id == bindparam("of")))


async def hold_resource(work: Work, clinic_id: UUID, kind: ResourceKind, resource_id: UUID) -> None:
    """Lock the row of a clinic's practitioner, room or device until the commit. Raises NotFound."""
    if await work.scalar(_HOLD[kind], {"of": resource_id}) != clinic_id:
        raise NotFound("There is no such {kind} at this clinic.", kind=kind.value)


def named_unavailabilities() -> Select[Any]:
    """Unavailabilities with the name of what is unavailable."""
    joined = unavailabilities.join(_names, _names.c.id == unavailabilities.c.resource_id)
    return select(unavailabilities, _names.c.name.label("resource_name")).select_from(joined)


async def unavailability_row(work: Work, clinic_id: UUID, unavailability_id: UUID) -> Row:
    """One of a clinic's. Raises NotFound."""
    of = unavailabilities.c
    statement = named_unavailabilities().where(of.id == unavailability_id, of.clinic_id == clinic_id)
    row = (await work.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("There is no such unavailability at this clinic.")
    return row


async def lock_unavailability(work: Work, clinic_id: UUID, unavailability_id: UUID) -> Row:
    """One of a clinic's, as it is once its resource is locked. Raises NotFound."""
    before = await unavailability_row(work, clinic_id, unavailability_id)
    await hold_resource(work, clinic_id, ResourceKind(before.resource_kind), before.resource_id)
    return await unavailability_row(work, clinic_id, unavailability_id)


async def require_no_other_end(work: Work, resource_id: UUID, this: UUID) -> None:
    """Raises AlreadyEnded when another end for good is entered for a locked resource."""
    found = (await work.execute(_LASTING, {"of": resource_id})).scalar_one_or_none()
    if found not in (None, this):
        raise AlreadyEnded("An end is entered already: change that one, or withdraw it.", unavailability_id=str(found))


async def require_entered_once(work: Work, resource_id: UUID, this: UUID, cause: Cause, period: Period) -> None:
    """Raises EnteredAlready when a locked resource is away for the same cause at some moment of the period (UTC).

    Two stretches for another cause say something of their own, such as sickness during leave. `other` is any of many.
    """
    if cause in (Cause.ENDED, Cause.OTHER):
        return
    of = unavailabilities.c
    same = (
        (of.resource_id == resource_id)
        & (of.cause == cause.value)
        & of.withdrawn_at.is_(None)
        & (of.id != this)
        & (of.ends_at.is_(None) | (of.ends_at > period.start))
    )
    if period.end is not None:
        same &= of.starts_at < period.end
    found = select(of.id, of.starts_at, of.ends_at, clinics.c.time_zone).join(clinics, clinics.c.id == of.clinic_id)
    row = (await work.execute(found.where(same).order_by(of.starts_at).limit(1))).one_or_none()
    if row is None:
        return
    zone = ZoneInfo(row.time_zone)
    if row.ends_at is None:
        raise EnteredAlready(
            "The same is entered already, from {starts_at} until further notice: change that one, or withdraw it.",
            starts_at=row.starts_at.astimezone(zone),
            unavailability_id=str(row.id),
        )
    raise EnteredAlready(
        "The same is entered already, from {starts_at} until {ends_at}: change that one, or withdraw it.",
        starts_at=row.starts_at.astimezone(zone),
        ends_at=row.ends_at.astimezone(zone),
        unavailability_id=str(row.id),
    )


async def keep_unavailability(work: Work, columns: Mapping[str, Any]) -> None:
    """Store a new one, its resource locked."""
    await work.execute(_INSERT, columns)


async def change_unavailability(work: Work, row: Row, **values: Any) -> Row:
    """Change one that is locked; its version goes up by one."""
    await work.execute(_CHANGE, {"of": row.id, "version": row.version + 1, **values})
    return await unavailability_row(work, row.clinic_id, row.id)


async def away_times(work: Work, resource_id: UUID, since: datetime, until: datetime) -> list[Span]:
    """When it is unavailable in a period (UTC), in order; one that lasts ends with the period."""
    rows = await work.execute(_AWAY, {"of": resource_id, "since": since, "until": until})
    return [Span(row.starts_at, min(row.ends_at or until, until)) for row in rows]


@dataclass
class Occupied:
    """What an appointment occupies besides its patient."""

    away: set[ResourceKind] = field(default_factory=set)
    """What of it is unavailable at some moment at which it is needed."""
    treated: Span | None = None
    """While the practitioner is needed."""
    chair: int = 0
    """The lane of its room."""


async def occupied_by(work: Work, appointment_ids: Collection[UUID]) -> dict[UUID, Occupied]:
    """By appointment."""
    found = {each: Occupied() for each in appointment_ids}
    for row in await work.execute(_OCCUPIED, {"ids": list(appointment_ids)}):
        kind = ResourceKind(row.resource_kind)
        if row.away:
            found[row.appointment_id].away.add(kind)
        if kind is ResourceKind.ROOM:
            found[row.appointment_id].chair = row.lane
        if kind is ResourceKind.PRACTITIONER:
            found[row.appointment_id].treated = Span(row.since, row.until)
    return found
