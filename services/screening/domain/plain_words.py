"""A decision in words for the patient and for the front desk, each with no more than they need.

Neither learns here which rule or which answer decided: patients would learn what to answer, and the front desk needs no
reasons. Each sentence is translated like a refusal, in ``translations/``.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from chassis.refusals import fill_in
from services.screening.domain.outcomes import CLEARANCES, Outcome

FOR_PATIENTS: Final = {
    Outcome.CLEARED: "You can be treated.",
    Outcome.CLEARED_WITH_CONDITIONS: "You can be treated when you do what the conditions say.",
    Outcome.DEFERRED: "You cannot be treated yet.",
    Outcome.REVIEW: "A clinician looks at what you declared before you can be treated. Your clinic tells you more.",
    Outcome.DECLINED: "You cannot be treated as planned. Ask your clinic what this means for you.",
}
FOR_THE_DESK: Final = {
    Outcome.CLEARED: "Sessions may be booked.",
    Outcome.CLEARED_WITH_CONDITIONS: "Sessions may be booked; the patient has conditions to meet.",
    Outcome.DEFERRED: "No session yet.",
    Outcome.REVIEW: "No session: a clinician reviews this first.",
    Outcome.DECLINED: "No session: the plan was declined.",
}
UNTIL: Final = "This holds until {day}."
NOT_BEFORE: Final = "Not before {day}."
WAIT_IS_OVER: Final = "A waiting time was looked at: it has been over since {day}."
PATIENT_NO_DAY: Final = "No day is known yet: declare your health again when things have changed."
DESK_NO_DAY: Final = "No day is known: the patient declares again when things have changed."
PATIENT_THEN: Final = "From {day} you can declare your health again: what stands in the way is over then."
DESK_THEN: Final = "From {day} the patient may declare again."

SENTENCES: Final = (
    *FOR_PATIENTS.values(),
    *FOR_THE_DESK.values(),
    UNTIL,
    NOT_BEFORE,
    WAIT_IS_OVER,
    PATIENT_NO_DAY,
    DESK_NO_DAY,
    PATIENT_THEN,
    DESK_THEN,
)
"""Everything that can be said, for the translators."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence and its values, to be written in the reader's language."""

    sentence: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English."""
        return fill_in(self.sentence, self.values)


@dataclass(frozen=True, slots=True)
class Decided:
    """What these words are about."""

    outcome: Outcome
    eligible_from: date | None
    valid_until: date | None
    waits_over: tuple[date, ...] = ()
    """Since when the waits are over that were looked at."""


def for_the_patient(decided: Decided) -> tuple[Said, ...]:
    """Outcome and days, and that a wait which the patient named is over."""
    over = [Said(WAIT_IS_OVER, {"day": day}) for day in sorted(set(decided.waits_over))]
    return (Said(FOR_PATIENTS[decided.outcome]), *_days(decided, PATIENT_NO_DAY, PATIENT_THEN), *over)


def for_the_desk(decided: Decided) -> tuple[Said, ...]:
    """Whether and when to book."""
    return (Said(FOR_THE_DESK[decided.outcome]), *_days(decided, DESK_NO_DAY, DESK_THEN))


def _days(decided: Decided, no_day: str, then: str) -> Iterable[Said]:
    if decided.outcome in CLEARANCES:
        if decided.valid_until is not None:
            yield Said(UNTIL, {"day": decided.valid_until})
        return
    if decided.eligible_from is None:
        if decided.outcome is Outcome.DEFERRED:
            yield Said(no_day)
        return
    sentence = then if decided.outcome is Outcome.DECLINED else NOT_BEFORE
    yield Said(sentence, {"day": decided.eligible_from})
