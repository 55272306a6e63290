"""Calendar feeds are made, ended, and read by calendar programs."""

import asyncio
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from calendar_files import Entry
from chassis.data.rows import Row
from chassis.http.declared import refuses
from chassis.http.doors import Document
from chassis.ids import new_id
from chassis.refusals import NotFound
from chassis.work import Work
from services.booking.calendar.domain.feeds import MOST_OPEN, diary, diary_entry, digest_of, new_secret
from services.booking.calendar.domain.refusals import FeedEnded, TooManyFeeds
from services.booking.calendar.forms.feeds import FeedForm, FeedView, NewFeedView
from services.booking.calendar.store.feeds import (
    change_feed,
    diary_of,
    feed_by_digest,
    keep_feed,
    lock_feed,
    open_feeds,
)
from services.booking.people.store.clinics import require_clinic
from services.booking.people.store.practitioners import practitioners_of

FEEDS = "/links/calendars"


async def make_feed(work: Work, clinic_id: UUID, form: FeedForm) -> NewFeedView:
    """Raises NotFound, Forbidden, TooManyFeeds."""
    await require_clinic(work, clinic_id)
    if form.practitioner_id is not None:
        await _require_practitioner(work, clinic_id, form.practitioner_id)
    if await open_feeds(work, clinic_id) >= MOST_OPEN:
        raise TooManyFeeds("The clinic has {most} calendar feeds: end some that nobody reads.", most=MOST_OPEN)
    secret = new_secret()
    kept = {
        "id": new_id(),
        "clinic_id": clinic_id,
        "practitioner_id": form.practitioner_id,
        "name": form.name,
        "made_by": work.actor.subject,
        "made_at": work.now,
    }
    await keep_feed(work, kept | {"digest": digest_of(secret)})
    work.audit("calendar feed made", f"calendar-feed/{kept['id']}")
    unread = {"last_read_on": None, "ended_at": None, "ended_by": None}
    return NewFeedView.model_validate(kept | unread | {"path": f"{FEEDS}/{secret}"})


async def end_feed(work: Work, clinic_id: UUID, feed_id: UUID) -> FeedView:
    """From now on nobody reads it. Raises NotFound, Forbidden, FeedEnded."""
    await require_clinic(work, clinic_id)
    row = await lock_feed(work, feed_id)
    if row is None or row.clinic_id != clinic_id:
        raise NotFound("The clinic has no such calendar feed.")
    if row.ended_at is not None:
        raise FeedEnded("This calendar feed has ended already.")
    ended = {"ended_at": work.now, "ended_by": work.actor.subject}
    await change_feed(work, feed_id, **ended)
    work.audit("calendar feed ended", f"calendar-feed/{feed_id}")
    return FeedView.model_validate({**row._mapping, **ended})


async def _require_practitioner(work: Work, clinic_id: UUID, practitioner_id: UUID) -> None:
    found = (await practitioners_of(work, [practitioner_id])).get(practitioner_id)
    if found is None or found.clinic_id != clinic_id:
        raise NotFound("The clinic has no such practitioner.")


@refuses(NotFound)
async def read_feed(work: Work, secret: str) -> Document:
    """What a calendar program reads; an appointment that was cancelled is not in it any longer.

    It ends with its practitioner's work at the clinic. Raises NotFound.
    """
    feed = await feed_by_digest(work, digest_of(secret))
    if feed is None or (feed.ends_at is not None and feed.ends_at <= work.now):
        raise NotFound("There is no such calendar, or it has ended: ask at the clinic for another address.")
    today = work.now.date()
    if feed.last_read_on != today:
        await change_feed(work, feed.id, last_read_on=today)
    rows = await diary_of(work, feed.clinic_id, feed.practitioner_id, work.now)
    zone, whole = ZoneInfo(feed.time_zone), feed.practitioner_id is None
    entries = [_entry(row, zone, whole=whole) for row in rows]
    content = await asyncio.to_thread(diary, entries, feed.clinic_name)  # a full one takes more than a second
    return Document(content, "text/calendar; charset=utf-8", sha256(content).hexdigest())


def _entry(row: Row, zone: ZoneInfo, *, whole: bool) -> Entry:
    return diary_entry(
        row.id,
        kind=row.kind,
        version=row.version,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        zone=zone,
        room=row.room_name,
        practitioner=row.practitioner_name if whole else None,
    )
