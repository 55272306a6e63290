"""When a patient can answer the form of the day ahead of a session. Pure."""

from datetime import date, datetime, timedelta

from services.screening.domain.due_times import SESSION

AHEAD = timedelta(days=1)
"""How long before the day of the session: what is said of skin and health grows old. A policy of the chain."""
NO_SESSION = "There is no session ahead with this id: one that has begun is checked at the clinic."


def has_form(kind: str, starts_at: datetime, now: datetime) -> bool:
    """Whether an appointment has a form to be answered ahead: a session that has not begun. Times are UTC."""
    return kind == SESSION and starts_at > now


def opens_on(day: date) -> date:
    """The first local day on which the form about a session's ``day`` can be handed in."""
    return day - AHEAD
