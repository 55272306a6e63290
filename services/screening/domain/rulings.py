"""What a medical director may rule about a decision.

Contraindications and other firm rules stay; what the sources leave to a clinician is theirs to decide.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.screening.domain.decisions import Reason
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome


class ProposalStatus(StrEnum):
    """What has become of a proposal."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"
    """Another decision took the place of the one that it was about."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The director's answer, on the local day ``today``."""

    outcome: Outcome
    eligible_from: date | None
    has_conditions: bool
    """Whether there are any: those of the decision, which stay, and those that the director adds."""
    today: date


def fixed(reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons that a director cannot rule away: certain, not meant for review and not left to a clinician."""
    return tuple(
        reason
        for reason in reasons
        if reason.certain and reason.outcome is not Outcome.REVIEW and not reason.rule.overridable
    )


def overridden(ruling: Ruling, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """The reasons that the ruling sets aside though they are no review: a second clinician has to agree.

    They are certain, and their sources leave them to a clinician.
    """
    return tuple(
        reason
        for reason in reasons
        if reason.certain
        and reason.outcome is not Outcome.REVIEW
        and reason.rule.overridable
        and _sets_aside(ruling, reason)
    )


def _sets_aside(ruling: Ruling, reason: Reason) -> bool:
    if SEVERITY[ruling.outcome] < SEVERITY[reason.outcome]:
        return True
    return bool(reason.until and ruling.eligible_from and ruling.eligible_from < reason.until)


def awaits_ruling(outcome: Outcome, reasons: tuple[Reason, ...]) -> bool:
    """True for reviews, and for whatever was decided only by rules that a clinician may override."""
    if outcome is Outcome.REVIEW:
        return True
    return outcome not in CLEARANCES and all(SEVERITY[reason.outcome] < SEVERITY[outcome] for reason in fixed(reasons))


def objection(ruling: Ruling, outcome: Outcome, reasons: tuple[Reason, ...]) -> str | None:
    """Why this ruling cannot stand, as a sentence that says what to do; None when it can."""
    if not awaits_ruling(outcome, reasons):
        if outcome in CLEARANCES:
            return "This is a clearance already: there is nothing to rule about."
        codes = ", ".join(reason.code for reason in fixed(reasons))
        return (
            f"Rules that cannot be overridden decided this ({codes}): the patient declares again when things changed."
        )
    if ruling.outcome is Outcome.REVIEW:
        return "A ruling ends the review: choose cleared, cleared_with_conditions, deferred or declined."
    if ruling.outcome is Outcome.DEFERRED and (ruling.eligible_from is None or ruling.eligible_from <= ruling.today):
        return "A deferral needs a day after today from which the patient may come: give eligible_from."
    if ruling.outcome is not Outcome.DEFERRED and ruling.eligible_from is not None:
        return "Only a deferral has an eligible_from: leave it out, or choose deferred."
    if ruling.outcome is Outcome.CLEARED and ruling.has_conditions:
        return "The clearance has conditions, which stay: choose cleared_with_conditions."
    if ruling.outcome is Outcome.CLEARED_WITH_CONDITIONS and not ruling.has_conditions:
        return "Say which conditions the clearance has, or choose cleared."
    return _too_mild(ruling, fixed(reasons))


def _too_mild(ruling: Ruling, staying: tuple[Reason, ...]) -> str | None:
    for reason in staying:
        if SEVERITY[ruling.outcome] < SEVERITY[reason.outcome]:
            return f"Rule {reason.code} cannot be overridden: choose {reason.outcome} or a more severe outcome."
        if reason.until and ruling.eligible_from and ruling.eligible_from < reason.until:
            return f"Rule {reason.code} defers until {reason.until}: eligible_from cannot be earlier."
    return None
