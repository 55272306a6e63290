"""Intakes, as people see them."""

from datetime import datetime
from uuid import UUID

from chassis.http import View
from services.screening.domain.intakes import IntakeReason, IntakeState


class IntakeView(View):
    """A declaration that waits to be filled in, or was."""

    id: UUID
    patient_id: UUID
    clinic_id: UUID
    reason: IntakeReason
    """Why the patient is asked: registered, the declaration is too old, or the rules ask more than before."""
    questions: list[str] | None
    """The codes of the questions that are asked; null for the whole declaration."""
    requested_at: datetime
    declared_at: datetime | None
    state: IntakeState
    """Whether answers are saved (begun), and whether it was signed."""
    signed_at: datetime | None
