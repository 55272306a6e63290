"""Sessions past the protocol's count, and reviews that are skipped."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from chassis.http import Form, View
from services.booking.care.domain.extensions import ExtensionKind, Weeks
from services.booking.people.forms.fields import Reason

WeekCount = Annotated[int, Field(ge=1, le=104)]


class ExtensionForm(Form):
    """How many more sessions, and why; for maintenance also how far apart."""

    kind: ExtensionKind
    sessions: int = Field(ge=1, le=12, description="how many more")
    weeks_from: WeekCount | None = Field(
        default=None, description="of maintenance: weeks between two, at least; left out: as the chain has set"
    )
    weeks_until: WeekCount | None = Field(default=None, description="of maintenance: at most")
    reason: Reason

    @model_validator(mode="after")
    def _both_in_order(self) -> "ExtensionForm":
        if (self.weeks_from is None) != (self.weeks_until is None):
            raise ValueError("State both weeks_from and weeks_until, or neither.")
        if self.weeks is not None and self.weeks[1] < self.weeks[0]:
            raise ValueError("weeks_until lies before weeks_from.")
        return self

    @property
    def weeks(self) -> Weeks | None:
        """How far apart the sessions are."""
        return None if self.weeks_from is None or self.weeks_until is None else (self.weeks_from, self.weeks_until)


class ExtensionView(View):
    """Sessions past the protocol's count."""

    id: UUID
    kind: ExtensionKind
    sessions: int
    weeks_min: int | None = Field(description="weeks between two, at least; null: as the protocol wants")
    weeks_max: int | None
    reason: str
    extended_by: str
    extended_at: datetime
    ended_at: datetime | None = Field(description="from then on what was left of it counts no longer; null: it counts")
    ended_because: str | None


class SkippedReviewView(View):
    """A review that is not to take place."""

    id: UUID
    reason: str
    skipped_by: str
    skipped_at: datetime
    withdrawn_at: datetime | None = Field(description="it is wanted after all; null: it is skipped")
    withdrawn_because: str | None
