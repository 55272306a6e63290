"""What screening decided."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import Field

from chassis.http import View
from contracts.vocabulary import Modality, Outcome, ScreeningStage


class ClearanceView(View):
    """One decision of screening. Screening itself explains it, to clinicians only."""

    screening_id: UUID
    consult_id: UUID
    stage: ScreeningStage
    outcome: Outcome
    area: str = Field(description="screening's word; one that booking does not know covers no session here")
    modality: Modality
    device_model: str
    max_depth_mm: Decimal
    anaesthetic_allowed: bool
    eligible_from: date | None
    valid_until: date | None
    conditions: int
    decided_at: datetime
