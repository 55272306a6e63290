"""Who signs a declaration: the patient, or a guardian where the patient is a minor."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.refusals import FieldError
from services.screening.domain.refusals import GuardianNeeded
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.spans import age_on


class Signer(StrEnum):
    """In which role somebody signs."""

    PATIENT = "patient"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True)
class Signature:
    """A name that was typed to sign, and in which role."""

    name: str
    signer: Signer


def require_signer(rule_set: RuleSet, signature: Signature, born: date | None, today: date) -> None:
    """Raise GuardianNeeded where a patient signs who is a minor, or whose age is not known."""
    adult = born is not None and age_on(today, born) >= rule_set.policies.adult_from
    if signature.signer is Signer.PATIENT and not adult:
        raise GuardianNeeded(
            "The patient is a minor: have a guardian sign, with signer guardian.",
            errors=[FieldError("signer", "A guardian signs for a minor.")],
        )
