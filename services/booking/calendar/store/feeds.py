"""Calendar feeds as rows, and what they show of a diary."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update

from chassis.data.rows import Row
from chassis.work import Work
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.domain.feeds import AHEAD, BACK, MOST_ENTRIES
from services.booking.calendar.tables import appointments, calendar_feeds, rooms
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.store.unavailabilities import end_of
from services.booking.people.tables import clinics, practitioners

_SHOWN = (Status.BOOKED.value, Status.PERFORMED.value)


async def keep_feed(work: Work, values: dict[str, Any]) -> None:
    """A new one."""
    await work.execute(insert(calendar_feeds).values(values))


async def open_feeds(work: Work, clinic_id: UUID) -> int:
    """How many of a clinic have not ended."""
    of = calendar_feeds.c
    counted = select(func.count()).select_from(calendar_feeds).where(of.clinic_id == clinic_id, of.ended_at.is_(None))
    return int(await work.scalar(counted))


async def lock_feed(work: Work, feed_id: UUID) -> Row | None:
    """One, locked."""
    return (await work.execute(select(calendar_feeds).where(calendar_feeds.c.id == feed_id).with_for_update())).first()


async def change_feed(work: Work, feed_id: UUID, **values: Any) -> None:
    """Change columns of one."""
    await work.execute(update(calendar_feeds).where(calendar_feeds.c.id == feed_id).values(**values))


async def feed_by_digest(work: Work, digest: str) -> Row | None:
    """The feed with this secret that nobody ended, its clinic's name and zone, and when its practitioner leaves."""
    of = calendar_feeds.c
    found = (
        select(calendar_feeds, clinics.c.name.label("clinic_name"), clinics.c.time_zone, end_of(of.practitioner_id))
        .join(clinics, clinics.c.id == of.clinic_id)
        .where(of.digest == digest, of.ended_at.is_(None))
    )
    return (await work.execute(found)).first()


async def diary_of(work: Work, clinic_id: UUID, practitioner_id: UUID | None, now: datetime) -> Sequence[Row]:
    """What is booked and was performed around now, by start. Who it is for is not read."""
    of = appointments.c
    found = (
        select(of.id, of.kind, of.version, of.starts_at, of.ends_at, rooms.c.name.label("room_name"), PRACTITIONER_NAME)
        .join(rooms, rooms.c.id == of.room_id)
        .join(practitioners, practitioners.c.id == of.practitioner_id)
        .where(of.clinic_id == clinic_id, of.status.in_(_SHOWN))
        .where(of.starts_at >= now - BACK, of.starts_at < now + AHEAD)
    )
    if practitioner_id is not None:
        found = found.where(of.practitioner_id == practitioner_id)
    return (await work.execute(found.order_by(of.starts_at, of.id).limit(MOST_ENTRIES))).all()
