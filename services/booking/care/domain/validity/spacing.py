"""No other session on the same part of the body is too near."""

from collections.abc import Iterator

from chassis.refusals import Refusal
from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.spacing import require_apart
from services.booking.care.domain.validity.facts import Facts


def far_enough(facts: Facts) -> Iterator[Problem]:
    """Every protocol of that part of the body allows the day, or a clinician gave a reason for it."""
    if facts.session is None or facts.session.reasoned:
        return
    try:
        require_apart(facts.session.blocked, facts.day)
    except Refusal as refusal:
        yield Problem(ProblemCode.TOO_SOON, refusal.detail)
