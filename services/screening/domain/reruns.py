"""Deciding a stored decision once more: the same facts and the same rules have to give the same reasons."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.screening.domain.decisions import Decision, Incomplete, Limits
from services.screening.domain.outcomes import Outcome

Ground = tuple[str, bool, date | None]
"""A reason as it is kept: its rule, whether it was certain, until when it stood in the way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was stored of a decision."""

    outcome: Outcome
    eligible_from: date | None
    valid_until: date | None
    grounds: frozenset[Ground]
    conditions: tuple[str, ...]
    limits: Limits | None
    """None for day-of checks: those copy the limits of the clearance that they check."""
    ruled: bool
    """A clinician decided, so only the reasons are the rules' own."""
    held: bool
    """It waits for a clinician though the rules alone were milder."""


def differences(kept: Kept, again: Decision | Incomplete) -> tuple[str, ...]:
    """What does not come out as it was stored, in words; nothing when it is the same."""
    if isinstance(again, Incomplete):
        return (f"Answers are missing that the rules need: {', '.join(again.missing)}.",)
    return (*_reasons(kept, again), *(() if kept.ruled else _result(kept, again)))


def _reasons(kept: Kept, again: Decision) -> Iterable[str]:
    grounds = {(reason.code, reason.certain, reason.until) for reason in again.reasons}
    for code, certain, until in sorted(kept.grounds - grounds, key=str):
        yield f"The decision had the reason {_words(code, certain, until)}, which does not come out now."
    for code, certain, until in sorted(grounds - kept.grounds, key=str):
        yield f"The reason {_words(code, certain, until)} comes out now, and the decision does not have it."


def _words(code: str, certain: bool, until: date | None) -> str:
    return f"{code}{'' if certain else ', not certain'}{f', until {until}' if until else ''}"


def _result(kept: Kept, again: Decision) -> Iterable[str]:
    if not kept.held:
        if kept.outcome is not again.outcome:
            yield f"The outcome was {kept.outcome} and is now {again.outcome}."
        if _differs(kept, again):
            yield f"The first day was {kept.eligible_from} and is now {again.eligible_from}."
        # A clearance that was decided by rules no longer in force ends no later than the one before it.
        if kept.valid_until and (again.valid_until is None or kept.valid_until > again.valid_until):
            yield f"The last day was {kept.valid_until} and is now {again.valid_until}."
    if kept.conditions != again.conditions:
        yield f"The conditions were {_list(kept.conditions)} and are now {_list(again.conditions)}."
    if kept.limits is not None and kept.limits != again.limits:
        yield f"The limits were {kept.limits} and are now {again.limits}."


def _differs(kept: Kept, again: Decision) -> bool:
    """A review may keep the later day of a wait on which a clinician had ruled."""
    if kept.outcome is Outcome.REVIEW and kept.eligible_from is not None:
        return again.eligible_from is not None and again.eligible_from > kept.eligible_from
    return kept.eligible_from != again.eligible_from


def _list(codes: tuple[str, ...]) -> str:
    return ", ".join(codes) or "none"
