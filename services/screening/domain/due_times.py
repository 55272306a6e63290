"""By when the work on screening's lists is due, in the working hours of the clinic. Pure.

No source says how long a patient may wait for a review. These are policies of the chain; a clinic may set its own
(`ReviewTimes`). Working hours are the clinic's opening hours of a usual week; holidays are not known here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from chassis.working_week import WorkingWeek, after_working_hours

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
ASK_AT_START_WITHIN = timedelta(minutes=15)
"""How soon after a session began the front desk should have it asked what the form of the day asks: a policy."""
DECIDE_WITHIN = timedelta(hours=24)
"""How long a director who acknowledged a serious reaction should take to decide what becomes of the clearances."""
LOOK_WITHIN = timedelta(minutes=30)
"""How soon the front desk should look at a text that may tell of a reaction."""
LOOK_SOON_WITHIN = timedelta(minutes=15)
"""The same for one whose words a machine takes for those of a reaction."""
LOOK_AT_CORRECTED_WITHIN = timedelta(hours=4)
"""How soon somebody should look at a report whose session's record says something else now."""


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """How long reviews may wait at one clinic."""

    review_working_hours: int = REVIEW_WORKING_HOURS
    day_check_minutes: int = DAY_CHECK_MINUTES


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
