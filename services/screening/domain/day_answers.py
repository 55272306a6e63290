"""When a patient can answer the form of the day ahead of a session. Pure."""

from datetime import date, timedelta

AHEAD = timedelta(days=1)
"""How long before the day of the session: what is said of skin and health grows old. A policy of the chain."""
NO_SESSION = "There is no session ahead with this id: one that has begun is checked at the clinic."


def opens_on(day: date) -> date:
    """The first local day on which the form about a session's ``day`` can be handed in."""
    return day - AHEAD
