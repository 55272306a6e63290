"""By when the work on screening's lists is due, in the working hours of the clinic. Pure.

No source says how long a patient may wait for a review. These are policies of the chain; a clinic may set its own
(`ReviewTimes`). Working hours are the clinic's opening hours of a usual week; holidays are not known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import moment_of

MIDNIGHT = time(0)
SESSION = "session"
"""The kind of appointment before which most has to be there."""
REVIEW_WORKING_HOURS = 8
"""A review of a consult's screening: one working day."""
DAY_CHECK_MINUTES = 15
"""A review of a day-of check: the patient waits at the clinic, so these are minutes of any clock."""
QUESTION_WORKING_HOURS = 4
"""A question about a consult's review: half of the time that the review has."""
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
LOOK_AT_CORRECTED_WITHIN = timedelta(hours=4)
"""How soon somebody should look at a report whose session's record says something else now."""


@dataclass(frozen=True, slots=True, order=True)
class Open:
    """When a clinic is open on one day of every week, on its own clock."""

    weekday: int
    """0 is Monday."""
    opens: time
    closes: time
    """Midnight is the end of the day."""


OFFICE_HOURS = tuple(Open(weekday, time(9), time(17)) for weekday in range(5))
"""Monday to Friday, 9 to 17: while the hours of a clinic are not known, or it has none."""


@dataclass(frozen=True, slots=True)
class WorkingWeek:
    """The hours in which a clinic works."""

    zone: ZoneInfo
    hours: tuple[Open, ...] = OFFICE_HOURS

    def on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """From when until when (UTC) a local day is worked, the earliest first."""
        for each in sorted(self.hours or OFFICE_HOURS):
            if each.weekday == day.weekday():
                ends_on = day + timedelta(days=1) if each.closes == MIDNIGHT else day
                yield moment_of(day, each.opens, self.zone), moment_of(ends_on, each.closes, self.zone)


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """How long reviews may wait at one clinic."""

    review_working_hours: int = REVIEW_WORKING_HOURS
    day_check_minutes: int = DAY_CHECK_MINUTES


def after_working_hours(start: datetime, hours: int, week: WorkingWeek) -> datetime:
    """The moment (UTC) at which this many working hours have passed since ``start`` (UTC), on the clinic's clock."""
    left = timedelta(hours=hours)
    day = start.astimezone(week.zone).date()
    worked_until = start
    while True:
        for opens, closes in week.on(day):
            begins = max(worked_until, opens)
            if begins < closes:
                if left <= closes - begins:
                    return begins + left
                left -= closes - begins
                worked_until = closes
        day += timedelta(days=1)


def review_due(opened_at: datetime, times: ReviewTimes, week: WorkingWeek) -> datetime:
    """By when (UTC) a consult's review is due."""
    return after_working_hours(opened_at, times.review_working_hours, week)


def override_due(proposed_at: datetime, times: ReviewTimes, week: WorkingWeek) -> datetime:
    """By when (UTC) a second clinician should confirm or reject an override: as long as a review may wait."""
    return after_working_hours(proposed_at, times.review_working_hours, week)


def question_due(asked_at: datetime, week: WorkingWeek) -> datetime:
    """By when (UTC) a practitioner should answer what a director asks about a consult's review."""
    return after_working_hours(asked_at, QUESTION_WORKING_HOURS, week)


def ruling_due(questioned_at: datetime, week: WorkingWeek) -> datetime:
    """By when (UTC) a director should say whether a ruling stays."""
    return after_working_hours(questioned_at, RULING_WORKING_HOURS, week)


def day_check_due(opened_at: datetime, times: ReviewTimes) -> datetime:
    """By when (UTC) the review of a day-of check is due."""
    return opened_at + timedelta(minutes=times.day_check_minutes)
