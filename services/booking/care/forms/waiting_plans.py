"""Cleared plans that have no course yet."""

from datetime import datetime
from uuid import UUID

from chassis.http import View
from contracts.vocabulary import Modality
from services.booking.care.domain.words import Area, Concern


class WaitingPlanView(View):
    """A cleared plan that waits for a signed protocol."""

    consult_id: UUID
    patient_id: UUID
    patient_name: str
    clinic_id: UUID
    concern: Concern
    area: Area
    modality: Modality
    completed_at: datetime
    why: str
