"""That nothing is booked for a patient is put off until a day. Pure."""

from datetime import date, datetime, timedelta

from chassis.refusals import Invalid
from services.booking.care.domain.refusals import DismissalOver, NotDismissible

LONGEST = timedelta(days=366)
"""A policy of ours, without a source: what is put off for longer is looked at once a year."""


def require_dismissible(kind: str, dismissible: str, *, is_open: bool) -> None:
    """Raises NotDismissible for an item that only a fact closes, or that is closed."""
    if kind != dismissible:
        raise NotDismissible("Only that nothing is booked can be put off: what this asks for has to be done.")
    if not is_open:
        raise NotDismissible("This is closed already: list what is open.")


def require_later(until: date, today: date) -> None:
    """Raises Invalid unless ``until`` is a later local day than ``today``, within a year."""
    if until <= today:
        raise Invalid("{until} is not ahead: give the day on which it is to come back.", until=until)
    if until > today + LONGEST:
        raise Invalid("{until} is more than a year ahead: give an earlier day.", until=until)


def is_running(withdrawn_at: datetime | None, ends_at: datetime, now: datetime) -> bool:
    """False for one that was withdrawn, or whose day has come."""
    return withdrawn_at is None and ends_at > now


def require_running(withdrawn_at: datetime | None, ends_at: datetime, now: datetime) -> None:
    """Raises DismissalOver for one that was withdrawn, or whose day has come."""
    if not is_running(withdrawn_at, ends_at, now):
        raise DismissalOver("It is put off no longer: list what is.")
