"""A review of results comes after all sessions of its course."""

from collections.abc import Iterator

from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.validity.facts import Facts


def after_all_sessions(facts: Facts) -> Iterator[Problem]:
    """Every session that the course plans was performed, or is booked before the review."""
    if facts.sessions_missing > 0:
        yield Problem.of(
            ProblemCode.TOO_SOON,
            "Sessions of the course that are neither performed nor booked before this review: {missing}. Book them, "
            "and move the review behind the last one.",
            missing=facts.sessions_missing,
        )
