"""One message, from its planning to its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.notifications.domain.template import Template
from services.notifications.domain.timing import Anchor


class Status(StrEnum):
    """Planned until it is one of the others, and then that for good."""

    PLANNED = "planned"
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Message:
    """What one recipient is to be told, and by what that is timed."""

    id: UUID
    template: Template
    patient_id: UUID | None
    """None: it goes to the clinic's stock contact."""
    clinic_id: UUID
    """The clinic that it is about."""
    appointment_id: UUID | None
    anchor: Anchor
    facts: Mapping[str, str]
    """What the event gave the template; no health data."""
    planned_for: datetime | None = None
    """UTC; None while it waits for facts to arrive."""
    attempts: int = 0
    """How often the channel failed."""

    @property
    def not_after(self) -> datetime:
        """UTC. From then on it is too late."""
        return self.template.not_after.moment(self.anchor)
