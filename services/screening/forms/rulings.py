"""A medical director's answer to a review, and how it is shown."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from chassis.http import Day, Form, OneLine, View
from services.screening.domain.outcomes import Outcome

Condition = Annotated[str, OneLine, Field(min_length=1, max_length=1000)]


class RulingForm(Form):
    """A medical director's answer to a review."""

    outcome: Outcome
    """cleared, cleared_with_conditions, deferred or declined."""
    reason: str = Field(min_length=10, max_length=2000)
    """Why, for other clinicians; it stays in screening."""
    eligible_from: Day | None = None
    """Deferred only: the first local day on which the patient may come."""
    conditions: tuple[Condition, ...] = Field(default=(), max_length=20)
    """Conditions added to those that the rules gave, as sentences for the patient."""


class RulingView(View):
    """A medical director's ruling. It lasts until a clinician ends it."""

    by: str
    reason: str
    ended_at: datetime | None = None
    """When a clinician ended it."""
    ended_by: str | None = None
    end_reason: str | None = None
    kept_at: datetime | None = None
    """When a clinician last looked at it again and kept it."""
    kept_by: str | None = None
    kept_reason: str | None = None
