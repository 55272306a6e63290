"""The clinic has the cartridges that a session takes."""

from collections.abc import Iterator

from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.validity.facts import Facts


def in_stock(facts: Facts) -> Iterator[Problem]:
    """Inventory holds the session's cartridges."""
    if facts.session is not None and facts.session.short:
        yield Problem(
            ProblemCode.CARTRIDGES_SHORT,
            "The clinic has no cartridges for this session: ask the stock manager, or move the session.",
        )
