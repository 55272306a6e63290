"""What somebody would like of a slot, and whether a time meets it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, minute_of_day
from services.booking.calendar.domain.needs import Needs
from services.booking.calendar.domain.slots.grid import GRID
from services.booking.people.domain.opening_hours import Span

LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True)
class Wish:
    """What somebody would like of a slot. ``since`` and ``until`` are UTC moments between which all of it lies."""

    since: datetime
    until: datetime
    near: int | None = None
    """Minutes after local midnight: the nearer to it, the better."""
    limit: int = 50
    patient_id: UUID | None = None
    """Whose other appointments are to be kept clear of."""
    practitioner_id: UUID | None = None
    """Only this one."""
    preferred_practitioner_id: UUID | None = None
    """This one rather than another who is nearer to ``near`` by less than an hour."""
    moving: UUID | None = None
    """The appointment that is to move: what it occupies now is free for it."""
    earliest: int | None = None
    """Minutes after local midnight: no start before it."""
    latest: int | None = None
    """Minutes after local midnight: no start after it."""

    @property
    def times_of_day(self) -> tuple[int, int] | None:
        """From when until when it may start, in minutes after local midnight; None: at any time."""
        if self.earliest is None and self.latest is None:
            return None
        return self.earliest or 0, LAST_MINUTE if self.latest is None else self.latest


@dataclass(frozen=True)
class Freed:
    """What an appointment gave up. Times in UTC."""

    clinic_id: UUID
    zone: ZoneInfo
    practitioner_id: UUID
    stay: Span
    """From the patient's arrival until the room was clean."""


def first_fit(freed: Freed, needs: Needs, wish: Wish) -> datetime | None:
    """The first start at which an appointment fits into what was freed and meets the wish (UTC); None: there is none.

    It says nothing of whether the room, the device and the practitioner are still free: booking it does. More may fit
    where the time beside it is free as well; a search finds that.
    """
    if wish.practitioner_id not in (None, freed.practitioner_id):
        return None
    length = needs.lengths.total + needs.lengths.cleaning
    starts = grid_starts(freed.stay, freed.zone, length)
    return next((start for start in starts if _meets(start, freed, needs, wish)), None)


def _meets(start: datetime, freed: Freed, needs: Needs, wish: Wish) -> bool:
    day, minute = local_day(start, freed.zone), minute_of_day(start, freed.zone)
    first, last = wish.times_of_day or (0, LAST_MINUTE)
    within = wish.since <= start and start + needs.lengths.total <= wish.until
    return within and first <= minute <= last and needs.days.holds(day) and needs.is_free_on(day)


def grid_starts(span: Span, zone: ZoneInfo, length: timedelta) -> Iterator[datetime]:
    """The UTC moments in ``span`` at which the local clock shows a quarter and ``length`` still fits."""
    local = span.start.astimezone(zone)
    past_quarter = timedelta(minutes=local.minute % 15, seconds=local.second, microseconds=local.microsecond)
    start = span.start + (GRID - past_quarter if past_quarter else timedelta())
    while start + length <= span.end:
        yield start
        start += GRID
