"""Health declarations, as they are sent, and what became of one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from chassis.http import Form, OneLine, View
from contracts.event import Language
from services.screening.domain.intakes import IntakeState
from services.screening.domain.signatures import Signer

FlatAnswer = StrictBool | StrictStr
GivenAnswer = FlatAnswer | StrictInt | StrictFloat
"""A number is an answer by itself."""


class DetailedAnswer(Form):
    """An answer with its details, where the question asks for them. A detail that is left out is not known."""

    answer: FlatAnswer
    """As without details."""
    places: tuple[StrictStr, ...] = Field(default=(), max_length=40)
    """Where on the body: codes of the questionnaire's ``places``."""
    on: StrictStr | None = None
    """The day on which it was or began, "YYYY-MM-DD"."""
    over_since: StrictStr | None = None
    """The first day on which it was over, "YYYY-MM-DD"."""
    which: tuple[StrictStr, ...] = Field(default=(), max_length=40)
    """Which of several: codes of the question's ``choices``."""


Answers = dict[str, GivenAnswer | DetailedAnswer]
Read = Annotated[Language | None, Field(examples=["pt"])]


class SignatureForm(Form):
    """A name that is typed to sign a declaration."""

    name: Annotated[StrictStr, OneLine] = Field(min_length=2, max_length=200, examples=["Inês Sousa"])
    """The name of who signs, as they type it."""
    signer: Signer = Signer.PATIENT
    """The patient, a guardian where the patient is a minor, or staff who read the questions out."""


class DeclarationForm(Form):
    """The health declaration: an answer to each item of ``GET /v1/intakes/{id}/questionnaire``."""

    answers: Answers = Field(examples=[{"cold_sores": True, "keloid": False, "vaccine_on": "2026-11-02"}])
    """By the item's code: true, false or "not_sure"; items of kind date_or_no: "YYYY-MM-DD", false or "not_sure"; items
    with choices: the code of a choice as well; items of kind number_or_no: a number, false or "not_sure"; texts: words,
    or false. With details: an object."""
    language: Read = None
    """The language in which the questions were read, as a BCP 47 tag."""
    signature: SignatureForm | None = None
    """Who signs it. Left out, it is kept and may make a decision stricter; it clears nobody until somebody signs it,
    unless the chain does without signatures."""


class SavedAnswersForm(Form):
    """Some answers of a declaration. Those that were saved before stay."""

    answers: dict[str, GivenAnswer | DetailedAnswer | None] = Field(examples=[{"cold_sores": True, "keloid": None}])
    """By the item's code, as in a declaration; null takes an answer back."""
    language: Read = None
    """The language in which the questions were read, as a BCP 47 tag."""


def plain_answers(answers: Mapping[str, GivenAnswer | DetailedAnswer]) -> dict[str, Any]:
    """Answers as JSON."""
    return {
        code: answer.model_dump(exclude_defaults=True) if isinstance(answer, DetailedAnswer) else answer
        for code, answer in answers.items()
    }


class SavedAnswersView(View):
    """How far a declaration is. What is saved decides nothing until it is signed; what was sent without a signature
    clears nobody until then."""

    intake_id: UUID
    patient_id: UUID
    state: IntakeState
    version: int
    """For If-Match; also the ETag."""
    answers: dict[str, Any] | None
    """What is saved, or was sent without a signature, for the patient and for whoever saved or sent it; null for
    others."""
    answered: list[str]
    """The codes of the questions that are answered."""
    asked: list[str]
    """The codes of the questions that are asked, given those answers and what is planned."""
    missing: list[str]
    """Those without which it cannot be signed."""
    language: str | None
    saved_at: datetime | None


class DeclaredView(View):
    """A declaration was taken."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while something else is still to come."""
    signed: bool
    """Whether all of it is signed. What is not signed clears nobody, unless the chain does without signatures."""
