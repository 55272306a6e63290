"""Who signs a declaration: the patient, a guardian where the patient is a minor, or staff who read it out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from chassis.refusals import FieldError
from services.screening.domain.refusals import GuardianNeeded, StaffNeeded
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.spans import age_on


class Signer(StrEnum):
    """In which role somebody signs."""

    PATIENT = "patient"
    GUARDIAN = "guardian"
    STAFF = "staff"
    """Staff who read the questions out and wrote down what the patient answered."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A name that was typed to sign, and in which role."""

    name: str
    signer: Signer


def require_signer(
    rule_set: RuleSet, signature: Signature, born: date | None, today: date, *, by_the_patient: bool
) -> None:
    """Raise GuardianNeeded where nobody signs for a patient who is a minor, or whose age is not known.

    Raises StaffNeeded where patients sign as staff: ``by_the_patient`` says that they are signed in themselves.
    """
    if signature.signer is Signer.STAFF and by_the_patient:
        raise StaffNeeded(
            "Only staff sign that they read the questions out: sign as patient.",
            errors=[FieldError("signer", "Sign as patient or guardian.")],
        )
    adult = born is not None and age_on(today, born) >= rule_set.policies.adult_from
    if signature.signer is not Signer.GUARDIAN and not adult:
        raise GuardianNeeded(
            "The patient is a minor: have a guardian sign, with signer guardian.",
            errors=[FieldError("signer", "A guardian signs for a minor.")],
        )
