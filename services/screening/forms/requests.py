"""Request bodies."""

from datetime import date
from uuid import UUID

from pydantic import Field, StrictBool, StrictStr

from chassis.http import Form
from contracts.vocabulary import Outcome

Answers = dict[str, StrictBool | StrictStr]


class DeclarationForm(Form):
    """The health declaration: an answer to each item of ``GET /v1/questionnaire``."""

    answers: Answers = Field(examples=[{"cold_sores": True, "keloid": False, "vaccine_on": "2026-11-02"}])
    """By the item's code: true, false or "not_sure"; items of kind date_or_no: "YYYY-MM-DD", false or "not_sure"."""


class DayOfCheckForm(Form):
    """What is seen and said on the day of a session."""

    patient_id: UUID
    """Who is there."""
    clinic_id: UUID
    """Where: its local day counts."""
    consult_id: UUID | None = None
    """The consult whose clearance is checked; the newest that holds today when left out."""
    answers: Answers = Field(examples=[{"sunburn": False, "retinoid_or_acid_24h": False, "conditions_met": True}])
    """To the items of ``GET /v1/questionnaire?stage=day_of``."""


class RulingForm(Form):
    """A medical director's answer to a review."""

    outcome: Outcome
    """cleared, cleared_with_conditions, deferred or declined."""
    reason: str = Field(min_length=10, max_length=2000)
    """Why, for other clinicians; it stays in screening."""
    eligible_from: date | None = None
    """Deferred only: the first local day on which the patient may come."""
    conditions: tuple[str, ...] = ()
    """Conditions added to those that the rules gave, as sentences for the patient."""
