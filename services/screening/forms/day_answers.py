"""What a patient says ahead of a session, as it is sent and shown."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field, StrictStr

from chassis.http import Form, View
from services.screening.forms.declarations import Answers, Read, SignatureForm
from services.screening.forms.questionnaires import DayOfQuestionnaireView


class DayAnswersForm(Form):
    """The answers to the form of the day."""

    answers: Answers = Field(examples=[{"sunburn": False, "retinoid_or_acid_24h": False, "conditions_met": True}])
    """How the skin is: to each item of the form's ``today``."""
    changes: Answers = Field(default={}, examples=[{"anticoagulants": True}])
    """To questions of the declaration that may have changed, the form's ``changes``. What is left out stays as it was
    declared."""
    asked: StrictStr = Field(max_length=64)
    """The ``edition`` of the form that was answered."""
    language: Read = None
    """The language in which the questions were read, as a BCP 47 tag."""
    signature: SignatureForm | None = None
    """Who signs what has changed. Left out, it may make a decision stricter and never milder."""


class HandedInView(View):
    """That the form of a day was handed in, and what was said to whoever may read declarations."""

    id: UUID
    patient_id: UUID
    appointment_id: UUID
    """The session by which it was asked; it is about all of the patient's sessions of that day."""
    clinic_id: UUID
    """Where that session is."""
    day: date
    """The clinic's local day that it is about."""
    handed_in_at: datetime
    look_first: bool
    """True when something that was said may stand in the way: somebody looks at it before the patient comes."""
    answers: dict[str, Any] | None
    """How the skin is; null for who may not read what patients declare."""
    changes: dict[str, Any] | None
    """What has changed since the declaration; null for who may not read what patients declare."""
    asked: str
    """The ``edition`` of the form that was answered."""


class DayAnswersView(View):
    """The form of the day of one session, and what was handed in."""

    appointment_id: UUID
    starts_at: datetime
    day: date
    """The clinic's local day of the session."""
    opens_on: date
    """The first local day on which the form can be handed in."""
    form: DayOfQuestionnaireView
    handed_in: HandedInView | None
    """What counts of that day; null: nothing was handed in yet."""
