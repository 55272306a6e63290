"""Who may make a decision milder.

A patient's answers may always make a decision stricter. Three kinds of milder decision go to review first: one that is
milder than what a clinician ruled, one that became milder because the patient no longer states a lifelong fact, and one
that is milder than what another record of the same person says, when both were merged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.screening.domain.facts import Answer, affirmed, detailed
from services.screening.domain.outcomes import CLEARANCES, SEVERITY, Outcome

LASTING = frozenset(
    {
        "any_cancer",
        "bleeding_disorder",
        "cold_sores",
        "contact_dermatitis",
        "eczema_or_psoriasis",
        "keloid",
        "methaemoglobinaemia",
        "pseudocholinesterase_deficiency",
        "unusual_reaction",
    }
)
"""Questions about the whole of a life, or about a tendency: when a yes becomes a no, a clinician decides whether to
accept it. This is a policy of the chain and no medical statement: it asks that somebody looks, and decides nothing."""


class Held(StrEnum):
    """Why a decision that the rules would have made milder goes to review."""

    MILDER_THAN_RULING = "milder_than_ruling"
    LASTING_FACT = "lasting_fact"
    SAME_DAY = "same_day"
    RULING_ENDED = "ruling_ended"
    MERGED_RECORD = "merged_record"
    PARTED_RECORD = "parted_record"


SENTENCES = {
    Held.MILDER_THAN_RULING: "A medical director had ruled more strictly: only a clinician makes it milder.",
    Held.LASTING_FACT: "The patient said yes before to a question about all of their life, and now says no.",
    Held.RULING_ENDED: "A clinician ended the ruling that had cleared the patient.",
    Held.MERGED_RECORD: "Another record of this person, merged with this one, was decided more strictly: "
    "a clinician looks at both.",
    Held.PARTED_RECORD: "It was decided while the records of two people were one by mistake, with the answers of both: "
    "a clinician looks at this patient's own.",
    Held.SAME_DAY: "An earlier check of the same day did not clear the patient: a clinician looks at what changed.",
}


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision that was made before about the same plan."""

    outcome: Outcome
    ruled: bool
    """By a medical director, and not by the rules alone."""
    eligible_from: date | None
    answers: Mapping[str, Answer]

    def binds(self, outcome: Outcome, today: date) -> bool:
        """Whether this ruling is stricter than ``outcome``. A ruled wait that is over binds no longer."""
        over = self.outcome is Outcome.DEFERRED and self.eligible_from is not None and self.eligible_from <= today
        return not over and SEVERITY[outcome] < SEVERITY[self.outcome]


def is_for_a_clinician(outcome: Outcome) -> bool:
    """Whether an outcome is a clinician's already, or final: then nothing is held."""
    return SEVERITY[outcome] >= SEVERITY[Outcome.REVIEW]


def held_consult(
    outcome: Outcome,
    answers: Mapping[str, Answer],
    today: date,
    newest_first: Sequence[Earlier],
    declared: Sequence[Mapping[str, Answer]],
    merged: Sequence[Earlier] = (),
) -> Held | None:
    """Why a consult's decision is held; None when it stands. ``declared``: the answers of earlier declarations.

    ``merged``: what holds for the plans of other records of the person, until a clinician has looked.
    """
    if is_for_a_clinician(outcome):
        return None
    ruling = next((each for each in newest_first if each.ruled), None)
    if ruling and ruling.binds(outcome, today):
        return Held.MILDER_THAN_RULING
    if any(each.binds(outcome, today) for each in merged):
        return Held.MERGED_RECORD
    seen = {code for code, answer in ruling.answers.items() if _denied(answer)} if ruling else set()
    unsaid = {code for code in LASTING - seen if _denied(answers.get(code))}
    return Held.LASTING_FACT if any(_stated(each.get(code)) for each in declared for code in unsaid) else None


def _stated(answer: Answer | None) -> bool:
    """Whether an answer says yes, and does not say that it is over."""
    return affirmed(answer) is True and not _denied(answer)


def _denied(answer: Answer | None) -> bool:
    """Whether an answer says no, or that it is over."""
    return affirmed(answer) is False or detailed(answer).over_since is not None


def held_day(outcome: Outcome, today: date, newest_first: Sequence[Earlier]) -> Held | None:
    """Why a day-of check is held: the checks of the same day, under the same clearance, come newest first."""
    if is_for_a_clinician(outcome):
        return None
    for each in newest_first:
        if each.ruled:
            return Held.MILDER_THAN_RULING if each.binds(outcome, today) else None
        if each.outcome not in CLEARANCES and SEVERITY[outcome] < SEVERITY[each.outcome]:
            return Held.SAME_DAY
    return None
