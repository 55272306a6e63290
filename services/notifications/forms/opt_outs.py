"""What a patient stopped and agreed to again."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from chassis.http import Form, View
from chassis.http.filters import Moment
from services.notifications.domain.opt_outs import How, MessageScope, Step


class AgreementForm(Form):
    """A patient who had stopped messages agrees to them again."""

    scope: MessageScope
    """What they want again: ``all`` for messages about appointments and care, ``marketing`` for offers as well."""
    how: Annotated[Literal["in_person", "phone", "in_writing"], Field(examples=["in_person"])]
    """How they said so to you: ``in_person``, ``phone`` or ``in_writing``."""
    note: Annotated[str, Field(min_length=3, max_length=500, examples=["Asked at the desk to get reminders again."])]
    """The proof: what was said, and to whom."""
    agreed_at: Moment | None = None
    """When; null: now."""


class OptOutStepView(View):
    """One time a patient stopped messages, or agreed to them again."""

    id: UUID
    what: Step
    scope: MessageScope
    how: How
    at: datetime
    """UTC. When the patient said so."""
    noted_by: str
    """Who noted it: the subject of a token, or the service itself."""
    noted_at: datetime
    """UTC."""
    text_id: UUID | None
    """The text in which they said so; null when it was no text."""
    note: str | None
