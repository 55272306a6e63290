"""What a patient is asked for, and why: the whole declaration, or only the questions that it lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.screening.domain.answers import still_fitting
from services.screening.domain.decisions import is_too_old, missing_answers
from services.screening.domain.facts import Answer, Facts
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import RuleSet


class IntakeReason(StrEnum):
    """Why a patient is asked. The words go out in IntakeRequested."""

    REGISTERED = "registered"
    DECLARATION_TOO_OLD = "declaration_too_old"
    QUESTIONS_ADDED = "questions_added"


class IntakeState(StrEnum):
    """How far a declaration is."""

    WAITING = "waiting"
    """Nothing is answered."""
    BEGUN = "begun"
    """Answers are saved, and nobody has signed them: they decide nothing."""
    DECLARED = "declared"
    """It was sent whole, without a signature."""
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for."""

    reason: IntakeReason
    questions: tuple[str, ...] | None
    """The codes of the questions that are missing; None for the whole declaration."""

    @property
    def whole(self) -> bool:
        """Whether the whole declaration is asked for."""
        return self.questions is None

    def covers(self, other: "Request") -> bool:
        """Whether who answers this has answered the other as well."""
        return self.questions is None or (other.questions is not None and set(other.questions) <= set(self.questions))

    def together_with(self, other: "Request") -> "Request":
        """Both at once, for the newer reason."""
        if self.questions is None or other.questions is None:
            return Request(other.reason, None)
        return Request(other.reason, tuple(dict.fromkeys((*self.questions, *other.questions))))


def lacking(rule_set: RuleSet, answers: Mapping[str, Answer], declared_on: date, today: date) -> Request | None:
    """What has to be asked before a declaration can be weighed by a rule set, whatever will be planned; None: nothing.

    ``declared_on`` is the local day on which all of it was answered together.
    """
    if is_too_old(rule_set, declared_on, today):
        return Request(IntakeReason.DECLARATION_TOO_OLD, None)
    fitting = still_fitting(rule_set, ScreeningStage.CONSULT, answers)
    missing = missing_answers(rule_set, ScreeningStage.CONSULT, Facts(today, fitting))
    return Request(IntakeReason.QUESTIONS_ADDED, missing) if missing else None
