"""Whether screening still covers a session that is booked, and what becomes of it when it does not. Pure.

A policy of the chain: what is refused until a known day, or for good, is called off, so that room, device and cartridge
are free; what a person may still decide, or the patient can still put right, keeps its time and is held.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.refusals import fill_in
from contracts.vocabulary import Outcome, ScreeningStage
from services.booking.care.domain.clearances import Clearance, latest


class Fate(StrEnum):
    """What becomes of a booked session."""

    TAKES_PLACE = "takes_place"
    HELD = "held"
    """It keeps its time, nobody reminds of it, and the front desk sees it."""
    CALLED_OFF = "called_off"


@dataclass(frozen=True)
class Coverage:
    """Whether a booked session is covered; a code for other services and a sentence for people say why not."""

    fate: Fate
    code: str = ""
    why: str = ""


COVERED = Coverage(Fate.TAKES_PLACE)


def coverage_of(day: date, today: date, decided: Sequence[Clearance]) -> Coverage:
    """What becomes of a session on a local day, by all that screening published about its plan, in that order."""
    consult = latest(decided, ScreeningStage.CONSULT)
    if consult is None:
        return COVERED  # it is booked, so there was a decision: it has not arrived again after a replay
    if consult.suspended and consult.outcome is not Outcome.DECLINED:
        return _held("clearance_suspended", "The clearance is suspended until the medical director decides.")
    by_consult = _by_consult(day, consult)
    return by_consult if by_consult.fate is not Fate.TAKES_PLACE else _by_check(day, today, decided)


def _by_consult(day: date, consult: Clearance) -> Coverage:
    if consult.outcome is Outcome.DECLINED:
        return Coverage(Fate.CALLED_OFF, "not_cleared", "Screening declined the treatment.")
    if consult.outcome is Outcome.REVIEW:
        return _held("screening_under_review", "A clinician has to review the screening before this session.")
    if consult.eligible_from is not None and day < consult.eligible_from:
        return _not_before(consult.eligible_from)
    if consult.outcome is Outcome.DEFERRED:
        return _held("screening_to_repeat", "The patient has to be screened again before this session.")
    if consult.valid_until is not None and day > consult.valid_until:
        return _held(
            "clearance_ends_before",
            "The clearance ends on {last}, before this session: screen the patient again.",
            last=consult.valid_until,
        )
    return COVERED


def _by_check(day: date, today: date, decided: Sequence[Clearance]) -> Coverage:
    """A check of the day counts for the sessions of its day; one that names a day also for those before that day."""
    check = latest(decided, ScreeningStage.DAY_OF)
    if check is None or check.cleared:
        return COVERED
    if day == check.decided_on == today:
        return _held("day_check_failed", "The check of the day did not clear the patient: decide with the patient.")
    if check.outcome is Outcome.DEFERRED and check.eligible_from is not None and day < check.eligible_from:
        return _not_before(check.eligible_from)
    return COVERED


def _not_before(first: date) -> Coverage:
    why = fill_in("The patient may come from {first}, not before.", {"first": first})
    return Coverage(Fate.CALLED_OFF, "not_cleared", why)


def _held(code: str, why: str, **values: object) -> Coverage:
    return Coverage(Fate.HELD, code, fill_in(why, values))
