"""Health declarations, as they are sent, and what became of one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StrictBool, StrictStr

from chassis.http import Form, View
from contracts.event import Language

FlatAnswer = StrictBool | StrictStr


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


Answers = dict[str, FlatAnswer | DetailedAnswer]
Read = Annotated[Language | None, Field(examples=["pt"])]


class DeclarationForm(Form):
    """The health declaration: an answer to each item of ``GET /v1/intakes/{id}/questionnaire``."""

    answers: Answers = Field(examples=[{"cold_sores": True, "keloid": False, "vaccine_on": "2026-11-02"}])
    """By the item's code: true, false or "not_sure"; items of kind date_or_no: "YYYY-MM-DD", false or "not_sure"; items
    with choices: the code of a choice as well. With details: an object."""
    language: Read = None
    """The language in which the questions were read, as a BCP 47 tag."""


def plain_answers(answers: Answers) -> dict[str, Any]:
    """Answers as JSON."""
    return {
        code: answer.model_dump(exclude_defaults=True) if isinstance(answer, DetailedAnswer) else answer
        for code, answer in answers.items()
    }


class DeclaredView(View):
    """A declaration was taken."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while something else is still to come."""
