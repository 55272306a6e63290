"""By when the work on booking's lists is due. Pure. No source gives a figure: these are policies of the chain."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from chassis.local_time import local_day, start_of_day

BEFORE_APPOINTMENT = timedelta(hours=24)
"""How long before an appointment it should be valid, and its patient informed."""
AT_ONCE = timedelta(hours=1)
"""How long the desk has when less than that is left."""
PLACE_WITHIN = timedelta(days=3)
"""How long the desk has to place a follow-up that found no time by itself."""
BOOK_WITHIN = timedelta(days=7)
"""How long a patient whom nothing is booked for may wait until the desk calls."""
SIGN_WITHIN = timedelta(days=1)
"""How long a cleared plan may wait for a protocol."""
SIGN_SESSION_WITHIN = timedelta(days=3)
"""How long a session that somebody else recorded may wait for the signature of who did it."""
FIX_WITHIN = timedelta(days=2)
"""How long the desk has to look at the lines of a file that could not be taken."""
GRACE = timedelta(minutes=30)
"""How long after its end an appointment may be without a record before it is work for somebody."""

SEE_TO_WITHIN = timedelta(minutes=15)
"""How long somebody has to see to a patient who has waited for too long."""


def before_appointment(starts_at: datetime, now: datetime) -> datetime:
    """By when (UTC) something has to be done before an appointment that starts then."""
    return max(starts_at - BEFORE_APPOINTMENT, now + AT_ONCE)


def end_of_day(moment: datetime, zone: ZoneInfo) -> datetime:
    """The end (UTC) of a moment's local day at the clinic."""
    return start_of_day(local_day(moment, zone) + timedelta(days=1), zone)
