"""What is asked, as people read it."""

from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field

from chassis.http import View
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.questions import Detail, Kind


class ChoiceView(View):
    """One choice of a question, or a place that an answer may name."""

    code: str
    """Name it under this code."""
    text: str
    """As the patient reads it."""
    language: str
    """The language of the text."""


class StatedView(View):
    """One of what makes a question needless: an earlier answer, or what is planned."""

    says: str | None = None
    """The code of the question whose answer it looks at; null when it looks at the plan."""
    planned: Literal["modality", "area"] | None = None
    """What of the plan it looks at; null when it looks at an answer."""
    within: list[str] = Field(serialization_alias="in", validation_alias="in")
    """One of these: ``yes``, ``no`` or codes of choices; or kinds of device, or areas."""


class AskedUnlessView(View):
    """What makes a question needless. What is not answered, and not planned yet, never does."""

    some: list[StatedView] = Field(serialization_alias="any", validation_alias="any")
    """Leave the question out when one of these is true."""
    every: list[StatedView] = Field(serialization_alias="all", validation_alias="all")
    """Leave the question out when there are some and all of them are true."""


class AskedView(View):
    """A question, whatever its answer looks like."""

    code: str
    """Answer under this code."""
    place: int
    """Where it stands among all questions, numbers and texts of the form."""
    text: str
    """As the patient reads it."""
    language: str
    """The language of the text: another one than was asked for where the question is not translated."""
    section: str | None
    """The section that it belongs to."""
    asked_unless: AskedUnlessView | None
    """What makes the question needless; null: nothing does. A question that is left out is not answered: do not send
    "no" for it."""


class NumberView(AskedView):
    """A question whose answer is a number, false for none, or "not_sure"."""

    least: Decimal
    most: Decimal
    decimals: int
    """How many digits may stand after the point."""
    unit: str
    """In the rule set's own language."""


class TextView(AskedView):
    """A question to answer in words, or with false. Clinicians read the answer; it decides nothing."""

    longest: int
    """Characters."""


class ItemView(AskedView):
    """A question to answer with yes or no, or with a day."""

    kind: Literal[Kind.YES_NO, Kind.DATE_OR_NO]
    """yes_no: true, false or "not_sure". date_or_no: "YYYY-MM-DD", false or "not_sure"."""
    details: list[Detail]
    """What an answer may say besides, as an object: `{"answer": true, "places": ["lips"], "on": "2026-11-02"}`."""
    choices: list[ChoiceView]
    """What an answer may name instead of a plain yes: one code as the answer, or several under ``which``."""


class QuestionnaireView(View):
    """The questions of the rule set that is in force, or of the newest one as long as none is."""

    rule_set: str
    """The version that asks."""
    digest: str
    """Of that version."""
    stage: ScreeningStage
    language: str
    """The language that was chosen."""
    languages: list[str]
    """The languages that there are."""
    fallback: str | None
    """The language of the questions that are not translated; null when all are."""
    sections: list[ChoiceView]
    """The parts of the form, in order."""
    items: list[ItemView]
    numbers: list[NumberView]
    """The questions whose answer is a number."""
    texts: list[TextView]
    """The questions to answer in words."""
    places: list[ChoiceView]
    """The places that an answer may name, where its question asks for places."""


class IntakeQuestionnaireView(QuestionnaireView):
    """The questions of one intake: all of them, or only those that the declaration lacks."""

    intake_id: UUID
    whole: bool
    """False when only the missing answers are asked for; the earlier ones stand."""


class DayOfQuestionnaireView(View):
    """What one patient is asked on the day of a session."""

    patient_id: UUID
    declared_at: datetime | None
    """When the declaration was given that ``changes`` is about; null: there is none, and nothing may have changed."""
    edition: str
    """Send it as ``asked`` with the check of the day. It changes with the rules, the declaration and the questions."""
    today: QuestionnaireView
    """How the skin is today: the ``answers`` of a day-of check."""
    changes: QuestionnaireView
    """What may have changed since the declaration: the ``changes`` of a day-of check."""
