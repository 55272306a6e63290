"""A review with everything that belongs to it: what was proposed, documents, how long it may wait."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from chassis.http import Form, OneLine, View, Written
from services.screening.domain.due_times import DAY_CHECK_MINUTES, REVIEW_WORKING_HOURS
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.review_questions import QuestionStatus
from services.screening.forms.rulings import RulingView

Reason = Annotated[str, Field(min_length=10, max_length=2000, examples=["Histology shows a benign naevus."])]
Digest = Annotated[str, Written(r"^[0-9a-f]{64}$", "Give the SHA-256 of the file in 64 small hexadecimal digits.")]


class ReasonForm(Form):
    """Why, for other clinicians; it stays in screening."""

    reason: Reason


class AttachmentForm(Form):
    """A document that belongs to a review. The file stays where the clinic keeps its files."""

    title: Annotated[str, OneLine] = Field(min_length=1, max_length=200, examples=["Letter of the dermatologist"])
    """What it is."""
    reference: Annotated[str, OneLine] = Field(min_length=1, max_length=500, examples=["documents/2026/4711"])
    """Where it is kept: a record number or an address in the clinic's own system."""
    digest: Digest | None = None
    """SHA-256 of the file, so that it can be recognised later."""


class AttachmentView(View):
    """A document that belongs to a review."""

    id: UUID
    title: str
    reference: str
    digest: str | None
    added_by: str
    added_at: datetime


class ProposalView(View):
    """A ruling that sets a rule aside, and what a second clinician said about it."""

    id: UUID
    screening_id: UUID
    patient_id: UUID
    clinic_id: UUID
    outcome: Outcome
    eligible_from: date | None
    conditions: list[str]
    reason: str
    overrides: list[str]
    """Codes of the rules that it sets aside."""
    proposed_by: str
    proposed_at: datetime
    status: str
    """proposed, confirmed, rejected or superseded."""
    settled_by: str | None
    settled_at: datetime | None
    settled_reason: str | None


class QuestionForm(Form):
    """What a director needs to know before they rule. It stays in screening."""

    question: str = Field(min_length=10, max_length=2000, examples=["How long ago did the cold sore heal?"])


class AnswerForm(Form):
    """What a practitioner knows about it."""

    answer: str = Field(min_length=2, max_length=2000, examples=["In August; I saw no scab at the consult."])


class AnswerView(View):
    """One answer to a question."""

    text: str
    by: str
    at: datetime


class QuestionView(View):
    """A question about a review."""

    id: UUID
    screening_id: UUID
    patient_id: UUID
    clinic_id: UUID
    stage: ScreeningStage
    question: str
    asked_by: str
    asked_at: datetime
    status: QuestionStatus
    answers: list[AnswerView]
    """As they were given; the last counts, the others were put right by it."""
    settled_at: datetime | None
    """Since when nothing more is said to it; null: until the review is over it may be answered, or answered again."""


class ReviewView(View):
    """What belongs to the review of one decision. The decision itself: ``GET /v1/screenings/{id}``."""

    screening_id: UUID
    patient_id: UUID
    clinic_id: UUID
    consult_id: UUID
    stage: ScreeningStage
    outcome: Outcome
    superseded_by: UUID | None
    ruling: RulingView | None
    proposals: list[ProposalView]
    """The newest first."""
    questions: list[QuestionView]
    """About the consult's reviews, the newest first."""
    attachments: list[AttachmentView]
    """Of the consult, as they were added."""


class ReviewTimesForm(Form):
    """What a clinic does differently from the chain; null: as the chain does it."""

    review_working_hours: int | None = Field(default=None, ge=1, le=400, examples=[8])
    """Within how many working hours a consult's review is due."""
    day_check_minutes: int | None = Field(default=None, ge=1, le=480, examples=[15])
    """Within how many minutes the review of a day-of check is due."""


class ReviewTimesView(View):
    """How long reviews may wait at a clinic, and what the chain does where a clinic says nothing."""

    clinic_id: UUID
    review_working_hours: int | None
    day_check_minutes: int | None
    chain_review_working_hours: int = REVIEW_WORKING_HOURS
    chain_day_check_minutes: int = DAY_CHECK_MINUTES
    version: int

    @classmethod
    def of(cls, clinic_id: UUID, form: ReviewTimesForm, version: int) -> Self:
        """From what a clinic says."""
        return cls(clinic_id=clinic_id, version=version, **form.model_dump())
