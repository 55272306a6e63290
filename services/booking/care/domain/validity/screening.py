"""Screening still covers a session that is booked."""

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.calendar.domain.problems import Problem, ProblemCode
from services.booking.care.domain.clearances import Clearance, latest
from services.booking.care.domain.validity.facts import Facts


def covered(facts: Facts) -> Iterator[Problem]:
    """What screening published about the session's plan allows it on its day."""
    if facts.session is not None and (problem := coverage_problem(facts.day, facts.session.decided)):
        yield problem


def coverage_problem(day: date, decided: Sequence[Clearance]) -> Problem | None:
    """Why a session on a local day is not covered, by all that screening published about its plan, in that order."""
    consult = latest(decided, ScreeningStage.CONSULT)
    if consult is None:
        return None  # it is booked, so there was a decision: it has not arrived again after a replay
    if consult.suspended and consult.outcome is not Outcome.DECLINED:
        return Problem(
            ProblemCode.CLEARANCE_SUSPENDED, "The clearance is suspended until the medical director decides."
        )
    return _by_consult(day, consult) or _by_check(day, decided)


def _by_consult(day: date, consult: Clearance) -> Problem | None:
    if consult.outcome is Outcome.DECLINED:
        return Problem(ProblemCode.NOT_CLEARED, "Screening declined the treatment.")
    if consult.outcome is Outcome.REVIEW:
        return Problem(
            ProblemCode.SCREENING_UNDER_REVIEW, "A clinician has to review the screening before this session."
        )
    if consult.eligible_from is not None and day < consult.eligible_from:
        return _not_before(consult.eligible_from)
    if consult.outcome is Outcome.DEFERRED:
        return Problem(ProblemCode.SCREENING_TO_REPEAT, "The patient has to be screened again before this session.")
    if consult.valid_until is not None and day > consult.valid_until:
        return Problem.of(
            ProblemCode.CLEARANCE_ENDS_BEFORE,
            "The clearance ends on {last}, before this session: screen the patient again.",
            last=consult.valid_until,
        )
    return None


def _by_check(day: date, decided: Sequence[Clearance]) -> Problem | None:
    """A check of the day counts for the sessions of its day; one that names a day also for those before that day."""
    check = latest(decided, ScreeningStage.DAY_OF)
    if check is None or check.cleared:
        return None
    if day == check.decided_on:
        return Problem(
            ProblemCode.DAY_CHECK_FAILED, "The check of the day did not clear the patient: decide with the patient."
        )
    if check.outcome is Outcome.DEFERRED and check.eligible_from is not None and day < check.eligible_from:
        return _not_before(check.eligible_from)
    return None


def _not_before(first: date) -> Problem:
    return Problem.of(ProblemCode.NOT_CLEARED, "The patient may come from {first}, not before.", first=first)
