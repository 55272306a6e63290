"""By when the work on screening's lists is due, in the working hours of the clinic. Pure.

No source says how long a patient may wait for a review. These are policies of the chain; a clinic may set its own
(`ReviewTimes`). Working hours are the chain's as well: booking's opening hours are not published.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of

WORKING_DAYS = frozenset(range(5))
"""Monday to Friday."""
WORKING_FROM, WORKING_UNTIL = time(9), time(17)
"""Local times."""
REVIEW_WORKING_HOURS = 8
"""A review of a consult's screening: one working day."""
DAY_CHECK_MINUTES = 15
"""A review of a day-of check: the patient waits at the clinic, so these are minutes of any clock."""
RULING_WORKING_HOURS = 40
"""Whether a ruling may end that the rules alone would no longer give: five working days."""
DECLARATION_BEFORE = timedelta(hours=24)
"""How long before an appointment the front desk should have the declaration."""
CLEARANCE_BEFORE = timedelta(days=3)
"""How long before a session the front desk should have a patient screened again whose clearance ends before it."""

CONSENT_BEFORE = timedelta(hours=24)
"""How long before a session the front desk should have the consent."""
DECIDE_WITHIN = timedelta(hours=24)
"""How long a director who acknowledged a serious reaction should take to decide what becomes of the clearances."""
LOOK_WITHIN = timedelta(minutes=30)
"""How soon the front desk should look at a text that may tell of a reaction."""
LOOK_SOON_WITHIN = timedelta(minutes=15)
"""The same for one whose words a machine takes for those of a reaction."""


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """How long reviews may wait at one clinic."""

    review_working_hours: int = REVIEW_WORKING_HOURS
    day_check_minutes: int = DAY_CHECK_MINUTES


def after_working_hours(start: datetime, hours: int, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which this many working hours have passed since ``start`` (UTC), on the clinic's clock."""
    left = timedelta(hours=hours)
    day = start.astimezone(zone).date()
    while True:
        opens, closes = _working_time(day, zone)
        begins = max(start, opens)
        if begins < closes:
            if left <= closes - begins:
                return begins + left
            left -= closes - begins
        day += timedelta(days=1)


def _working_time(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when (UTC) a local day is worked; the same moment twice on a day off."""
    opens = moment_of(day, WORKING_FROM, zone)
    return opens, moment_of(day, WORKING_UNTIL, zone) if day.weekday() in WORKING_DAYS else opens


def review_due(opened_at: datetime, times: ReviewTimes, zone: ZoneInfo) -> datetime:
    """By when (UTC) a consult's review is due."""
    return after_working_hours(opened_at, times.review_working_hours, zone)


def override_due(proposed_at: datetime, times: ReviewTimes, zone: ZoneInfo) -> datetime:
    """By when (UTC) a second clinician should confirm or reject an override: as long as a review may wait."""
    return after_working_hours(proposed_at, times.review_working_hours, zone)


def ruling_due(questioned_at: datetime, zone: ZoneInfo) -> datetime:
    """By when (UTC) a director should say whether a ruling stays."""
    return after_working_hours(questioned_at, RULING_WORKING_HOURS, zone)


def day_check_due(opened_at: datetime, times: ReviewTimes) -> datetime:
    """By when (UTC) the review of a day-of check is due."""
    return opened_at + timedelta(minutes=times.day_check_minutes)
