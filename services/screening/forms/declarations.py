"""Health declarations, as they are sent, and what became of one."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool, StrictStr

from chassis.http import Form, View
from contracts.event import Language

Answers = dict[str, StrictBool | StrictStr]
Read = Annotated[Language | None, Field(examples=["pt"])]


class DeclarationForm(Form):
    """The health declaration: an answer to each item of ``GET /v1/intakes/{id}/questionnaire``."""

    answers: Answers = Field(examples=[{"cold_sores": True, "keloid": False, "vaccine_on": "2026-11-02"}])
    """By the item's code: true, false or "not_sure"; items of kind date_or_no: "YYYY-MM-DD", false or "not_sure"."""
    language: Read = None
    """The language in which the questions were read, as a BCP 47 tag."""


class DeclaredView(View):
    """A declaration was taken."""

    declaration_id: UUID
    intake_id: UUID
    patient_id: UUID
    submitted_at: datetime
    screening_ids: list[UUID]
    """Decisions that it led to at once; none while something else is still to come."""
